"""Text in base64, on one line or on many."""

import base64
import binascii
import re
from collections.abc import Iterator

from leakscan.detection.content import Content, View
from leakscan.detection.views import wide_text
from leakscan.detection.views.common import MAX_ENCODED, REACH, continues, origin_of, recogniser
from leakscan.expressions import expression
from leakscan.model.location import Span

_BLOCK = 256 * 1024
"""Lines are decoded a block at a time, with `REACH` more: each line is a hit."""
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def _class(members: bytes) -> bytes:
    return b"[" + re.escape(members) + b"]"


def _base64_of_text() -> bytes:
    """
    Return the expression of four characters of base64 that stand for three of ASCII text.

    The first byte is a printable one, a tab or a line's end; of the next two only the highest bit
    is known: it is zero.
    """
    printable = {byte >> 2 for byte in (9, 10, 13, *range(32, 127))}
    first = bytes(ALPHABET[value] for value in sorted(printable))
    second = bytes(char for value, char in enumerate(ALPHABET) if not value & 8)
    third = bytes(char for value, char in enumerate(ALPHABET) if not value & 2)
    return _class(first) + _class(second) + _class(third) + b"[A-Za-z0-9+/]"


LINE = expression(rb"[A-Za-z0-9+/]+")
_LINES = expression(rb"(?:[ \t]*\\?\r?\n[ \t]*[A-Za-z0-9+/]{16,})*={0,2}")
_LINE_BEFORE = expression(rb"[ \t]*\n\r?\\?[ \t]*([A-Za-z0-9+/]{16,1024})(?![A-Za-z0-9+/])")
"""The same backwards."""
_LONGEST_LINE = 1200
_NARROW_GROUPS = b"(?:" + _base64_of_text() + b"){6}"
_TEXT_GROUPS = expression(b"(?:" + _NARROW_GROUPS + b"|" + wide_text.GROUPS + b")")
_WHITE = expression(rb"[^A-Za-z0-9+/=]+")


def _base64(content: Content, end: int) -> Iterator[View]:
    data, start = content.data, end - 24
    if not _TEXT_GROUPS.match(data, start) or continues(data, start, ALPHABET):
        return
    block = max(0, (content.origin + start) // _BLOCK * _BLOCK - content.origin)
    if _line_before_tells(data, block, start):
        return
    line = LINE.match(data, start, min(len(data), start + MAX_ENCODED))
    if line is None:
        return
    stop = line.end()
    if more := _LINES.match(data, stop, min(len(data), max(stop + 2, block + _BLOCK + REACH))):
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
    encoded, offsets = joined(run)
    decoded = decode(encoded)
    if not _is_text(decoded[:_PROBE]):
        return

    def encoded_at(first: int, end: int) -> Span:
        low = origin_of(offsets, first // 3 * 4)
        last = origin_of(offsets, min(len(encoded), -(-end // 3) * 4) - 1)
        return Span(start + low, last - low + 1)

    def outer(span: Span) -> Span:
        return encoded_at(span.offset, span.end)

    stretch = Span(start, len(run))
    if not wide_text.is_wide(decoded):
        yield View(decoded, stretch, "written in base64", outer)
        return
    narrowed = wide_text.Narrowed(decoded)

    def outer_of_wide(span: Span) -> Span:
        return encoded_at(narrowed.origin(span.offset), narrowed.origin(span.end))

    yield View(narrowed.data, stretch, "written in UTF-16 and base64", outer_of_wide)


def decode(encoded: bytes) -> bytes:
    """Return what base64 stands for, with its padding or without; nothing, if it is none."""
    if len(encoded) % 4 == 1:
        encoded = encoded[:-1]
    try:
        return base64.b64decode(encoded + b"=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        return b""


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


def joined(run: bytes) -> tuple[bytes, list[tuple[int, int]]]:
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


RECOGNISERS = (
    recogniser(b"(?:^|[^A-Za-z0-9+/])" + _NARROW_GROUPS, _base64),
    recogniser(b"(?:^|[^A-Za-z0-9+/])" + wide_text.GROUPS, _base64),
)
