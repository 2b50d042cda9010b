"""
Text in disguise: base64, hexadecimal and escaped text, read as what it stands for.

An anchor announces a stretch that decodes to plain text; what it decodes to is searched like any
other content, and what is found there is placed at the encoded bytes.  The anchors are narrow: a
random string does not look like the base64 of text, so that hashes and keys cost nothing.
"""

import base64
import binascii
import bisect
import re
from collections.abc import Callable, Iterator

from leakscan.detection.content import Content, Recogniser, View
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span

_REACH = 64 * 1024
_MAX_ENCODED = 4 * 1024 * 1024
_BLOCK = 256 * 1024
"""Base64 on lines is decoded a block at a time, with `_REACH` more: each line is a hit."""
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


Decode = Callable[[Content, int], Iterator[View]]
"""Takes a content and the end of an anchor's match; gives what is written there, if anything."""


def _class(members: bytes) -> bytes:
    return b"[" + re.escape(members) + b"]"


def _base64_of_text() -> bytes:
    """
    Return the expression of four characters of base64 that stand for three of ASCII text.

    The first byte is a printable one, a tab or a line's end; of the next two only the highest bit
    is known: it is zero.
    """
    printable = {byte >> 2 for byte in (9, 10, 13, *range(32, 127))}
    first = bytes(_ALPHABET[value] for value in sorted(printable))
    second = bytes(char for value, char in enumerate(_ALPHABET) if not value & 8)
    third = bytes(char for value, char in enumerate(_ALPHABET) if not value & 2)
    return _class(first) + _class(second) + _class(third) + b"[A-Za-z0-9+/]"


_LINE = expression(rb"[A-Za-z0-9+/]+")
_LINES = expression(rb"(?:[ \t]*\\?\r?\n[ \t]*[A-Za-z0-9+/]{16,})*={0,2}")
_LINE_BEFORE = expression(rb"[ \t]*\n\r?\\?[ \t]*([A-Za-z0-9+/]{16,1024})(?![A-Za-z0-9+/])")
"""The same backwards."""
_LONGEST_LINE = 1200
_TEXT_GROUPS = expression(b"(?:" + _base64_of_text() + b"){6}")
_WHITE = expression(rb"[^A-Za-z0-9+/=]+")


def _base64(content: Content, end: int) -> Iterator[View]:
    data, start = content.data, end - 24
    if not _TEXT_GROUPS.match(data, start) or _continues(data, start, _ALPHABET):
        return
    block = max(0, (content.origin + start) // _BLOCK * _BLOCK - content.origin)
    if _line_before_tells(data, block, start):
        return
    line = _LINE.match(data, start, min(len(data), start + _MAX_ENCODED))
    if line is None:
        return
    stop = line.end()
    if more := _LINES.match(data, stop, min(len(data), max(stop + 2, block + _BLOCK + _REACH))):
        stop = more.end()
    yield from _base64_view(data[start:stop], start)


def _line_before_tells(data: bytes, block: int, start: int) -> bool:
    """Return whether the line before, all in the same block, is base64 of text that goes on."""
    low = max(block, start - _LONGEST_LINE)
    backwards = data[low:start][::-1]
    before = _LINE_BEFORE.match(backwards)
    if before is None or len(before[1]) % 4 or (before.end() == len(backwards) and low):
        return False
    return _TEXT_GROUPS.match(before[1][::-1]) is not None


def _base64_view(run: bytes, start: int) -> Iterator[View]:
    encoded, offsets = _joined(run)
    usable = len(encoded) // 4 * 4
    padded = encoded if len(encoded) % 4 != 1 else encoded[:usable]
    try:
        decoded = base64.b64decode(padded + b"=" * (-len(padded) % 4))
    except (binascii.Error, ValueError):
        return
    if not _is_text(decoded[:_PROBE]):
        return

    def outer(span: Span) -> Span:
        first = _origin(offsets, span.offset // 3 * 4)
        last = _origin(offsets, min(len(encoded), -(-span.end // 3) * 4) - 1)
        return Span(start + first, last - first + 1)

    yield View(decoded, Span(start, len(run)), "written in base64", outer)


_PROBE = 4096
_NO_CONTROL = bytes({0, *range(9, 14), *range(32, 127), *range(128, 256)})


def _is_text(start: bytes) -> bool:
    """
    Return whether what something begins with may be text, of any encoding.

    Text has hardly a control character, save the zero bytes of UTF-16; of bytes drawn at random,
    a tenth are some.
    """
    control = len(start.translate(None, _NO_CONTROL))
    return control < _FEW or control * 20 < len(start)


_FEW = 4


def _joined(run: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return a run without its line ends, and where each line starts: here, and in the run."""
    offsets = [(0, 0)]
    parts = []
    at = length = 0
    for gap in _WHITE.finditer(run):
        parts.append(run[at : gap.start()])
        length += gap.start() - at
        at = gap.end()
        offsets.append((length, at))
    parts.append(run[at:])
    return b"".join(parts), offsets


def _origin(offsets: list[tuple[int, int]], at: int) -> int:
    index = bisect.bisect_right(offsets, (at, 1 << 62)) - 1
    joined, original = offsets[max(0, index)]
    return original + at - joined


_HEX = expression(rb"(?:[0-9A-Fa-f]{2})+")
_HEX_CHARS = b"0123456789ABCDEFabcdef"


def _hex(content: Content, end: int) -> Iterator[View]:
    data, start = content.data, end - 40
    if start < 0 or _continues(data, start, _HEX_CHARS):
        return
    match = _HEX.match(data, start, min(len(data), start + _MAX_ENCODED))
    if match is None:
        return

    def outer(span: Span) -> Span:
        return Span(start + 2 * span.offset, 2 * span.length)

    yield View(
        bytes.fromhex(match[0].decode()),
        Span(start, len(match[0])),
        "written in hexadecimal",
        outer,
    )


def _continues(data: bytes, start: int, alphabet: bytes) -> bool:
    """Tell whether a run began before `start`: then it decodes to something else."""
    return start < 0 or (start > 0 and data[start - 1] in alphabet)


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
_ANCHOR_BYTES = 18
_CONTROL = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


# A separator that is escaped, before something that may be a value: a program that reads it
# unescapes it, and so does whoever wants what is in it.
_ESCAPED_ANCHOR = rb"(?:\\u00|\\x|%)(?:2[0267]|3[acde])[A-Za-z0-9+/_.%\-]{12}"
_ESCAPED = expression(_ESCAPED_ANCHOR, re.IGNORECASE)


def _escapes(content: Content, end: int) -> Iterator[View]:
    data = content.data
    block = max(0, (content.origin + end) // _ESCAPE_BLOCK * _ESCAPE_BLOCK - content.origin)
    line = data.rfind(b"\n", max(0, block - _BEFORE), end) + 1
    first = _ESCAPED.search(data, max(line, block - _ANCHOR_BYTES), end)
    while first is not None and first.end() < block:
        first = _ESCAPED.search(data, first.start() + 1, end)
    if first is not None and first.end() < end:
        return  # the hit before, in the same block and line, has shown it
    low = max(line, block - _BEFORE)
    stop = block + _ESCAPE_BLOCK + _AFTER
    high = data.find(b"\n", end, stop)
    high = min(len(data), stop) if high < 0 else high
    parts: list[bytes] = []
    places: list[tuple[int, int]] = [(0, low)]
    at, length = low, 0
    for match in _ESCAPE.finditer(data, low, high):
        plain = _unescaped(match)
        parts += (data[at : match.start()], plain)
        length += match.start() - at
        places.append((length, match.start()))
        length += len(plain)
        at = match.end()
        places.append((length, at))
    parts.append(data[at:high])

    def outer(span: Span) -> Span:
        first = _origin(places, span.offset)
        return Span(first, max(1, _origin(places, span.end - 1) + 1 - first))

    yield View(b"".join(parts), Span(low, high - low), "written with escapes", outer)


def _unescaped(match: re.Match[bytes]) -> bytes:
    digits = match["u"] or match["x"] or match["p"]
    if digits is not None:
        return bytes.fromhex(digits.decode())
    return _CONTROL.get(match["c"], match["c"])


def _nothing(_content: Content, _end: int) -> Iterator[Candidate]:
    return iter(())


def _recogniser(anchor: bytes, decode: Decode, *, caseless: bool = False) -> Recogniser:
    return Recogniser(
        rules=(),
        anchors=(anchor,),
        caseless=caseless,
        reach=_REACH,
        confirm=_nothing,
        decode=decode,
    )


RECOGNISERS = (
    _recogniser(b"(?:^|[^A-Za-z0-9+/])(?:" + _base64_of_text() + b"){6}", _base64),
    _recogniser(rb"(?:^|[^0-9A-Fa-f])(?:[2-7][0-9A-Fa-f]){20}", _hex),
    _recogniser(_ESCAPED_ANCHOR, _escapes, caseless=True),
)
