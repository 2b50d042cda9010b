"""Text with the escapes of JSON, of programs and of URLs."""

import re
from collections.abc import Iterator

from leakscan.detection.content import Content, View
from leakscan.detection.views.common import origin_of, recogniser
from leakscan.expressions import expression
from leakscan.model.location import Span

_BEFORE, _AFTER = 1024, 4096
_ESCAPE_BLOCK = 4096
"""So much of a line is read at once: it may be all escapes."""
_ESCAPE = expression(
    rb"""
      \\+u00(?P<u>[0-7][0-9A-Fa-f]) | \\+x(?P<x>[0-7][0-9A-Fa-f]) | %(?P<p>[2-7][0-9A-Fa-f])
    | \\+(?P<c>[nrt"'\\/])
    """,
    re.VERBOSE,
)
_CONTROL = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


# A separator that is escaped, before something that may be a value: a program that reads it
# unescapes it, and so does whoever wants what is in it.
_SEPARATOR = rb"(?:\\u00|\\x|%)(?:2[0267]|3[acde])[A-Za-z0-9+/_.%\-]{12}"
_ANCHOR_BYTES = 18
_ANNOUNCED = expression(_SEPARATOR, re.IGNORECASE)
# Text that is escapes throughout: nobody writes so who does not want to hide something.
_THROUGHOUT = rb"(?:(?:\\u00|\\x|%)[2-7][0-9a-f]){8}"
_STRETCH = expression(rb"(?:(?:\\u00|\\x|%)[0-7][0-9a-f]|\\[nrt\"'\\/]){8,}", re.IGNORECASE)
_STRETCH_BLOCK = 64 * 1024
_STRETCH_AROUND = 12 * 1024
"""A key of 4096 bits is longer than that in no form but this one."""


def _escapes(content: Content, end: int) -> Iterator[View]:
    data = content.data
    block = max(0, (content.origin + end) // _ESCAPE_BLOCK * _ESCAPE_BLOCK - content.origin)
    line = data.rfind(b"\n", max(0, block - _BEFORE), end) + 1
    first = _ANNOUNCED.search(data, max(line, block - _ANCHOR_BYTES), end)
    while first is not None and first.end() < block:
        first = _ANNOUNCED.search(data, first.start() + 1, end)
    if first is not None and first.end() < end:
        return  # the hit before, in the same block and line, has shown it
    low = max(line, block - _BEFORE)
    stop = block + _ESCAPE_BLOCK + _AFTER
    high = data.find(b"\n", end, stop)
    high = min(len(data), stop) if high < 0 else high
    yield _view(data, [(low, high)])


def _stretches(content: Content, end: int) -> Iterator[View]:
    """Give all stretches of a block as one view; the recogniser asks once for each block."""
    block = (content.origin + end) // _STRETCH_BLOCK * _STRETCH_BLOCK - content.origin
    low = max(0, block - _STRETCH_AROUND)
    high = min(len(content.data), block + _STRETCH_BLOCK + _STRETCH_AROUND)
    found = [match.span() for match in _STRETCH.finditer(content.data, low, high)]
    if found:
        yield _view(content.data, found)


def _view(data: bytes, stretches: list[tuple[int, int]]) -> View:
    """Return what some stretches of escaped text stand for, a line for each."""
    parts: list[bytes] = []
    places: list[tuple[int, int]] = []
    length = 0
    for low, high in stretches:
        places.append((length, low))
        at = low
        for match in _ESCAPE.finditer(data, low, high):
            plain = _unescaped(match)
            parts += (data[at : match.start()], plain)
            length += match.start() - at
            places.append((length, match.start()))
            length += len(plain)
            at = match.end()
            places.append((length, at))
        parts += (data[at:high], b"\n")
        length += high - at + 1

    def outer(span: Span) -> Span:
        first = origin_of(places, span.offset)
        return Span(first, max(1, origin_of(places, span.end - 1) + 1 - first))

    start, end = stretches[0][0], stretches[-1][1]
    return View(b"".join(parts), Span(start, end - start), "written with escapes", outer)


def _unescaped(match: re.Match[bytes]) -> bytes:
    digits = match["u"] or match["x"] or match["p"]
    if digits is not None:
        return bytes.fromhex(digits.decode())
    return _CONTROL.get(match["c"], match["c"])


RECOGNISERS = (
    recogniser(_SEPARATOR, _escapes, caseless=True),
    recogniser(_THROUGHOUT, _stretches, caseless=True, block=_STRETCH_BLOCK),
)
