"""
SQLite databases and their write-ahead logs: the text of each row, whole and with true borders.

What lies on a page that no row claims, or is being reused, is in the file's own bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from leakscan.expressions import expression
from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.formats import sniffer
from leakscan.streams.limits import KIB, MIB, Allowance, Budget, Limits
from leakscan.streams.source import Source
from leakscan.streams.sqlite.pages import MAGIC, Pages
from leakscan.streams.sqlite.records import values

_PIECE = 64 * KIB
_MAX_BLOBS = 4 * MIB
_KEY = expression(rb"[A-Za-z_][\w.\-]{1,63}")
_WIDE = expression(rb"(?:[^\0]\0)+|(?:\0[^\0])+")
"""What a text in UTF-16 looks like, where the encoding is written in another file."""


def _members(source: Source, _name: str, budget: Budget) -> Iterator[Member | Flaw]:
    database = source.read_at(0, len(MAGIC)) == MAGIC
    pages = Pages.of_database(source, budget) if database else Pages.of_log(source, budget)
    if pages is None:
        yield Flaw("sqlite.header", "its header states no page size")
        return
    records = pages.records(budget)
    portion = _Portion()
    while not portion.last:
        portion = _Portion()
        yield Member("rows.txt", _text(records, pages.encoding, portion), label="rows")
        for blob in portion.blobs:
            yield Member("blob", iter((blob,)))
    for damage in pages.damage:
        yield Flaw("sqlite.damaged", damage)


def blobs(source: Source) -> Iterator[bytes]:
    """Yield every blob of a database's tables, of rows that are gone, too; none if it is none."""
    limits = Limits()
    budget = Budget(limits, source.size, Allowance(limits.max_expanded_bytes))
    pages = Pages.of_database(source, budget)
    for page in pages.records(budget) if pages else ():
        for payload in page:
            yield from (value for serial, value in values(payload) if serial % 2 == 0)


@dataclass(slots=True)
class _Portion:
    """Some pages' rows: as many as have this much in blobs that hold something."""

    blobs: list[bytes] = field(default_factory=list)
    last: bool = False

    @property
    def full(self) -> bool:
        return sum(map(len, self.blobs)) > _MAX_BLOBS


def _text(records: Iterator[Iterator[bytes]], encoding: str, portion: _Portion) -> Iterator[bytes]:
    lines: list[bytes] = []
    size = 0
    for page in records:
        for payload in page:
            for line in _row(payload, encoding, portion.blobs):
                lines.append(line)
                size += len(line)
        if size > _PIECE:
            yield b"\n".join(lines) + b"\n"
            lines, size = [], 0
        if portion.full:
            break
    else:
        portion.last = True
    if lines:
        yield b"\n".join(lines) + b"\n"


def _row(payload: bytes, encoding: str, blobs: list[bytes]) -> Iterator[bytes]:
    """Yield the texts of a record; one that reads like a key takes the next as its value."""
    key = b""
    for text in _texts(payload, encoding, blobs):
        if key:
            yield key + b"=" + text
            key = b"" if not _KEY.fullmatch(text) else text
        elif _KEY.fullmatch(text):
            key = text
        else:
            yield text
    if key:
        yield key


def _texts(payload: bytes, encoding: str, blobs: list[bytes]) -> Iterator[bytes]:
    sniff = sniffer().sniff
    for serial, value in values(payload):
        if serial % 2 == 0 and sniff(value, "blob") is not None:
            blobs.append(value)
        elif value:
            yield _decoded(value, encoding) if serial % 2 else value


def _decoded(text: bytes, encoding: str) -> bytes:
    if not encoding and text[:2].count(0) == 1 and _WIDE.fullmatch(text):
        encoding = "utf-16-be" if text[0] == 0 else "utf-16-le"
    return text.decode(encoding, "replace").encode() if encoding else text


FORMAT = Format(
    name="sqlite",
    magic=rb"SQLite format 3\x00|\x37\x7f\x06[\x82\x83]\x00.{3}",
    members=_members,
)
