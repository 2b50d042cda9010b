"""Inline pragmas that ask a scanner to look away: found ones suppress a finding, never drop it."""

import fnmatch
import re

from leakscan.detection.content import Content
from leakscan.expressions import expression

_REACH = 4096
"""A pragma further from the secret than this, in bytes, is not looked for."""

_SAME_LINE = expression(
    rb"""(?:\#|//|/\*|'|--|<!--[\#\ \t]*)[ \t]*
    \ *pragma:\ ?(?:allow|white)list[ -]secret[^\n]*$""",
    re.VERBOSE,
)
_NEXT_LINE = expression(
    rb"""^[ \t]*(?:\#|//|/\*|'|--|<!--[\#\ \t]*)[ \t]*
    \ *pragma:\ ?allowlist[ -]nextline[ -]secret[^\n]*$""",
    re.VERBOSE,
)


_IGNORE = expression(
    rb"""(?:\#|//|/\*|'|--|;|<!--)[ \t]*leakscan:ignore(?P<next>-next-line)?
    [ \t]+(?P<rule>[A-Za-z0-9*?][A-Za-z0-9*?-]{0,99})
    (?:[ \t]+until=(?P<until>[0-9]{4}-[0-9]{2}-[0-9]{2}))?
    (?:[ \t]+because[ \t]+(?P<because>[^\n]{1,300}?))?
    [ \t]*(?:\*/|-->)?[ \t]*$""",
    re.VERBOSE,
)

_PLAIN_WORD = expression(r"[A-Za-z][A-Za-z'-]{0,19}[,.;:]?")

PRAGMA = "pragma"
"""What every reason starts with that a line in the content gives."""


_LONGEST = len(b"leakscan:")


class Mentions:
    """
    Tells whether a pragma may be near: asked in the order of the bytes, it looks at each byte once.

    Of a line as long as a file, each candidate would look at thousands of bytes again.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._from = self._to = 0
        """Nothing is mentioned between these."""

    def near(self, offset: int) -> bool:
        """Return whether what `suppression_at` looks at for `offset` mentions any."""
        low, high = max(0, offset - 2 * _REACH - 2), offset + _REACH
        known = self._from <= low <= self._to
        start = max(low, self._to - _LONGEST) if known else low
        find = self._data.find
        if find(b"pragma:", start, high) >= 0 or find(b"leakscan:", start, high) >= 0:
            return True
        self._from, self._to = (self._from, max(high, self._to)) if known else (low, high)
        return False


def suppression_at(content: Content, offset: int, rule_id: str = "") -> str:
    """
    Return `pragma`, with its date and reason if any, when the line of `offset` carries one.

    Else return the empty string.  A pragma for the next line must be alone on its own line.  Dates
    are not judged here: `pragma until=2027-01-01 because of a test` is for whoever knows the day.
    """
    line, before = _lines_at(content, offset)
    if b"pragma:" in line and _SAME_LINE.search(line):
        return PRAGMA
    if b"leakscan:" in line and (found := _IGNORE.search(line)) and not found["next"]:
        return _said(found, rule_id)
    if b"pragma:" in before and _NEXT_LINE.match(before):
        return PRAGMA
    if b"leakscan:" in before and (found := _IGNORE.search(before)) and found["next"]:
        return _said(found, rule_id) if not before[: found.start()].strip() else ""
    return ""


def _lines_at(content: Content, offset: int) -> tuple[bytes, bytes]:
    """Return the line of `offset` and the one before it, as far as they are looked at."""
    data = content.data
    start = data.rfind(b"\n", max(0, offset - _REACH), offset) + 1
    if not start:
        start = max(0, offset - _REACH)
    end = data.find(b"\n", offset, offset + _REACH)
    if end < 0:
        end = min(len(data), offset + _REACH)
    line = data[start:end].rstrip(b"\r")
    if start == 0 or data[start - 1 : start] != b"\n":
        return line, b""
    before = max(data.rfind(b"\n", max(0, start - 1 - _REACH), start - 1) + 1, start - 1 - _REACH)
    return line, data[max(0, before) : start - 1].rstrip(b"\r")


def _said(found: re.Match[bytes], rule_id: str) -> str:
    if not fnmatch.fnmatchcase(rule_id, found["rule"].decode()):
        return ""
    until = f" until={found['until'].decode()}" if found["until"] else ""
    because = f" because {_plain(found['because'])}" if found["because"] else ""
    return f"{PRAGMA}{until}{because}"


def _plain(reason: bytes) -> str:
    """Return the words of a reason; what could be a value in them is masked."""
    words = reason.decode("utf-8", "replace").split()
    return " ".join(word if _PLAIN_WORD.fullmatch(word) else "***" for word in words[:30])
