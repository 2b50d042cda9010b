"""Text in UTF-16, little- or big-endian, with or without a byte order mark, as UTF-8."""

import codecs
from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import KIB, Budget
from leakscan.streams.source import Source

_STEP = 256 * KIB
_LITTLE, _BIG = b"\xff\xfe", b"\xfe\xff"


def _members(source: Source, name: str, _budget: Budget) -> Iterator[Member | Flaw]:
    head = source.read_at(0, 4)
    start = 2 if head[:2] in (_LITTLE, _BIG) else 0
    little = head[:2] == _LITTLE or (not start and head[1:2] == b"\0")
    codec = "utf-16-le" if little else "utf-16-be"
    pieces = _decoded(source, start, codec)
    yield Member(name.rpartition("/")[2], pieces, label=f"{codec.upper()} text")


def _decoded(source: Source, start: int, codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    reader = source.reader(start)
    while piece := reader.read(_STEP):
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


FORMAT = Format(
    name="utf16",
    # Without a mark: eight characters of plain text, each with a zero byte.
    magic=(
        rb"\xff\xfe(?!\x00\x00)|\xfe\xff"
        rb"|(?:[\x09\x0a\x0d\x20-\x7e]\x00){8}|(?:\x00[\x09\x0a\x0d\x20-\x7e]){8}"
    ),
    members=_members,
    order=1,
)
