"""The names of files in an image, as its file system would have them."""

import posixpath
import re

_ODD = re.compile(rb"(?:^|/)\.{0,2}(?:/|$)|\0")
"""A component that is empty, `.` or `..`, or a NUL: all that a name must not have as it is."""


def normalise(name: str) -> bytes:
    """
    Return a name as the file system would have it: no `./`, no `..`, no slash around it.

    The root is the empty name.  A NUL, which no file system takes, becomes a question mark.
    """
    raw = name.encode("utf-8", "surrogateescape").removeprefix(b"./").removesuffix(b"/")
    if _ODD.search(raw):
        # Rare, and a good thing: this takes ten times as long as all of the rest.
        raw = posixpath.normpath(b"/" + raw.replace(b"\0", b"?")).lstrip(b"/")
    return raw
