"""
Fake secrets made at run time, so that no real-looking value is ever committed.

A template is text with fields: `{hex:32}` is 32 random characters of an alphabet, `{github:ghp_}`
a token with the checksum its issuer would give it.  `{{` and `}}` are literal braces.
"""

import random
import re

from leakscan.detection.makers import ALPHABETS, MAKERS, characters
from leakscan.expressions import expression

_FIELD = expression(r"\{\{|\}\}|\{([A-Za-z0-9]+)(?::([^{}]*))?\}")


def render(template: str, rng: random.Random) -> str:
    """
    Return `template` with every field replaced by a fresh value.

    The same seed gives the same text, except for encrypted keys.

    Raises:
        KeyError: A field names no alphabet and no maker.
    """

    def field(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        if match[1] in ALPHABETS:
            return characters(ALPHABETS[match[1]], int(match[2]), rng)
        return MAKERS[match[1]](match[2] or "", rng)

    return _FIELD.sub(field, template)
