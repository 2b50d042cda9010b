"""Text in UTF-16 or UTF-32 as UTF-8: either byte order, with a mark or, in UTF-16, without."""

import codecs
from collections.abc import Iterator
from itertools import chain

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.formats.wide_strings import runs
from leakscan.streams.limits import KIB, Budget
from leakscan.streams.source import Source

_STEP = 256 * KIB
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def _members(source: Source, name: str, budget: Budget) -> Iterator[Member | Flaw]:
    head = source.read_at(0, 4)
    marked = [(mark, codec) for mark, codec in _MARKS if head.startswith(mark)]
    unmarked = (b"", "utf-16-le" if head[1:2] == b"\0" else "utf-16-be")
    mark, codec = (*marked, unmarked)[0]
    start = len(mark)
    base = name.rpartition("/")[2]
    yield Member(base, _decoded(source, start, codec), label=f"{codec.upper()} text")
    if codec.startswith("utf-16"):
        # A byte too many or too few, as where two files were joined: the rest decodes as nonsense.
        parity = (start + (codec == "utf-16-be") + 1) % 2
        displaced = runs(source, budget, parity)
        for first in displaced:
            yield Member(base, chain((first,), displaced), label="displaced UTF-16 text")


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
        rb"\xff\xfe|\xfe\xff|\x00\x00\xfe\xff"
        rb"|(?:[\x09\x0a\x0d\x20-\x7e]\x00){8}|(?:\x00[\x09\x0a\x0d\x20-\x7e]){8}"
    ),
    members=_members,
    order=1,
)
