"""
Text that was packed and then written in base64: what Helm stores of a release, user data of clouds.

Source: RFC 1952, section 2.3.1 (gzip's first bytes), RFC 1950, section 2.2 (zlib's).
"""

import re
import zlib
from collections.abc import Iterator

from leakscan.detection.content import Content, View
from leakscan.detection.views.base64_text import ALPHABET, LINE, decode, joined
from leakscan.detection.views.common import MAX_ENCODED, continues, recogniser
from leakscan.model.location import Span

_ANCHOR_BYTES = 24
_RATIO = 24
"""Per byte of base64: more is a bomb, and two secrets of so much text would share a byte of it."""
_STEP = 4096
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_LONGEST_LINE = 1024


def _packed(content: Content, end: int) -> Iterator[View]:
    data, start = content.data, end - _ANCHOR_BYTES
    if continues(data, start, ALPHABET):
        return
    run = _run(data, start)
    if run is None:
        return
    encoded, _ = joined(run)
    unpacked = _unpacked(decode(encoded))
    if not unpacked:
        return

    def outer(span: Span) -> Span:
        # Nobody can say which bytes of the stream a text comes from: about there, in its order.
        first = span.offset * len(run) // len(unpacked)
        last = span.end * len(run) // len(unpacked)
        return Span(start + first, max(1, last - first))

    yield View(unpacked, Span(start, len(run)), "packed and written in base64", outer)


def _run(data: bytes, start: int) -> bytes | None:
    """Return the base64 that begins at `start`; lines after the first are as long as it is."""
    first = LINE.match(data, start, min(len(data), start + MAX_ENCODED))
    if first is None:
        return None
    width = len(first[0])
    if width > _LONGEST_LINE:
        return first[0]
    if width == _width_before(data, start):
        return None  # a line in the middle of something else
    line = rb"[ \t]*\\?\r?\n[ \t]*[A-Za-z0-9+/]{%b}(?![A-Za-z0-9+/])"
    lines = re.compile(b"(?:%b)*(?:%b)?" % (line % b"%d" % width, line % b"1,%d" % width))
    stop = start + MAX_ENCODED
    more = lines.match(data, first.end(), min(len(data), stop))
    return data[start : more.end() if more else first.end()]


def _width_before(data: bytes, start: int) -> int:
    """Return how long the base64 is that the line before the one at `start` ends with, or 0."""
    low = max(0, start - 2 * _LONGEST_LINE)
    end = data.rfind(b"\n", low, start)
    if end < 0 or data[end + 1 : start].strip(b" \t"):
        return 0
    line = data[data.rfind(b"\n", low, end) + 1 : end].rstrip(b"\r\\ \t")
    return len(line) - len(line.rstrip(ALPHABET))


def _unpacked(packed: bytes) -> bytes:
    """Return what a stream holds, as far as it is whole and no bomb."""
    stream = zlib.decompressobj(_GZIP_OR_ZLIB)
    room = _RATIO * len(packed)
    parts: list[bytes] = []
    try:
        for at in range(0, len(packed), _STEP):
            piece = stream.decompress(packed[at : at + _STEP], room)
            parts.append(piece)
            room -= len(piece)
            if room <= 0 or stream.eof:
                break
    except zlib.error:
        pass
    return b"".join(parts)


RECOGNISERS = (
    recogniser(rb"(?:^|[^A-Za-z0-9+/])(?:H4s|eJ[w-z]|eN[o-r])[A-Za-z0-9+/]{21}", _packed),
)
