"""
Text in disguise: base64, hexadecimal and escaped text, read as what it stands for.

An anchor announces a stretch that decodes to plain text; what it decodes to is searched like any
other content, and what is found there is placed at the encoded bytes.  The anchors are narrow: a
random string does not look like the base64 of text, so that hashes and keys cost nothing.
"""

from leakscan.detection.views import base64_text, escapes, hexadecimal, packed

RECOGNISERS = (
    *base64_text.RECOGNISERS,
    *packed.RECOGNISERS,
    *hexadecimal.RECOGNISERS,
    *escapes.RECOGNISERS,
)
