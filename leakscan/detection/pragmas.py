"""Inline pragmas that ask a scanner to look away: found ones suppress a finding, never drop it."""

import re

from leakscan.detection.content import Content

_REACH = 4096
"""A pragma further from the secret than this, in bytes, is not looked for."""

_SAME_LINE = re.compile(
    rb"""(?:\#|//|/\*|'|--|<!--[\#\ \t]*)[ \t]*
    \ *pragma:\ ?(?:allow|white)list[ -]secret[^\n]*$""",
    re.VERBOSE,
)
_NEXT_LINE = re.compile(
    rb"""^[ \t]*(?:\#|//|/\*|'|--|<!--[\#\ \t]*)[ \t]*
    \ *pragma:\ ?allowlist[ -]nextline[ -]secret[^\n]*$""",
    re.VERBOSE,
)


def suppression_at(content: Content, offset: int) -> str:
    """
    Return `pragma` if the line of `offset`, or the line before it, carries an inline pragma.

    Else return the empty string.  A pragma for the next line must be alone on its own line.
    """
    data = content.data
    start = data.rfind(b"\n", max(0, offset - _REACH), offset) + 1
    if not start:
        start = max(0, offset - _REACH)
    end = data.find(b"\n", offset, offset + _REACH)
    if end < 0:
        end = min(len(data), offset + _REACH)
    if _mentions(data, start, end) and _SAME_LINE.search(data[start:end].rstrip(b"\r")):
        return "pragma"
    if start == 0 or data[start - 1 : start] != b"\n":
        return ""
    before = max(data.rfind(b"\n", max(0, start - 1 - _REACH), start - 1) + 1, start - 1 - _REACH)
    previous = data[max(0, before) : start - 1].rstrip(b"\r")
    return "pragma" if _NEXT_LINE.match(previous) else ""


def _mentions(data: bytes, start: int, end: int) -> bool:
    return data.find(b"pragma:", start, end) >= 0
