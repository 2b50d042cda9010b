"""
SQLite databases and their write-ahead logs: the text of each row, whole and with true borders.

The pages are walked as they lie in the file, without asking any tree: rows that a table no longer
shows but whose page is still there are given, too.  What lies on a page that no row claims, or is
being reused, is in the file's own bytes.

Source: SQLite, "Database File Format", sections 1.6 (b-tree pages), 2.1 (records), 4 (WAL).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.formats import sniffer
from leakscan.streams.limits import KIB, MIB, Budget
from leakscan.streams.source import Source

_MAGIC = b"SQLite format 3\0"
_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX = 0x0D, 0x0A, 0x02
_WAL_HEADER, _FRAME_HEADER = 32, 24
_MAX_COLUMNS = 2000
_NUMBER_BYTES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
"""How long the value is that each of the first serial types stands for."""
_PIECE = 64 * KIB
_MAX_CELL = 64 * MIB
_MAX_BLOBS = 4 * MIB
_KEY = re.compile(rb"[A-Za-z_][\w.\-]{1,63}")
_ENCODINGS = {2: "utf-16-le", 3: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages of a database, wherever they lie."""

    source: Source
    size: int
    usable: int
    encoding: str
    """Of text; empty: UTF-8."""
    offset_of: Callable[[int], int | None]
    """Of a page by its number, from 1."""


def _members(source: Source, _name: str, budget: Budget) -> Iterator[Member | Flaw]:
    wal = not source.read_at(0, 16).startswith(_MAGIC)
    found = _of_wal(source, budget) if wal else _of_database(source)
    if found is None:
        yield Flaw("sqlite.header", "its header states no page size")
        return
    pages, numbers = found
    portion = _Portion()
    while not portion.last:
        portion = _Portion()
        yield Member("rows.txt", _text(pages, numbers, portion, budget), label="rows")
        for blob in portion.blobs:
            yield Member("blob", iter((blob,)))


def blobs(source: Source) -> Iterator[bytes]:
    """Yield every blob of a database's tables, of rows that are gone, too; none if it is none."""
    found = _of_database(source)
    if found is None:
        return
    pages, numbers = found
    for number in numbers:
        for payload in _payloads(pages, number):
            yield from (value for serial, value in _values(payload) if serial % 2 == 0)


def _of_database(source: Source) -> tuple[_Pages, Iterator[int]] | None:
    header = source.read_at(0, 100)
    size = int.from_bytes(header[16:18], "big")
    size = 65536 if size == 1 else size
    if len(header) < 100 or size < 512 or size & (size - 1):
        return None
    encoding = _ENCODINGS.get(int.from_bytes(header[56:60], "big"), "")
    last = source.size // size

    def offset_of(number: int) -> int | None:
        return (number - 1) * size if 1 <= number <= last else None

    pages = _Pages(source, size, size - header[20], encoding, offset_of)
    return pages, iter(range(1, last + 1))


def _of_wal(source: Source, budget: Budget) -> tuple[_Pages, Iterator[int]] | None:
    size = int.from_bytes(source.read_at(8, 4), "big")
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1):
        return None
    latest: dict[int, int] = {}
    frames = range(_WAL_HEADER, source.size - _FRAME_HEADER, _FRAME_HEADER + size)
    for at in frames:
        budget.work(0)
        latest[int.from_bytes(source.read_at(at, 4), "big")] = at + _FRAME_HEADER
    # An earlier frame of the same page is a page as well: numbers below zero stand for frames.
    every = {-index - 1: at + _FRAME_HEADER for index, at in enumerate(frames)}
    pages = _Pages(source, size, size, "", (latest | every).get)
    return pages, iter(every)


@dataclass(slots=True)
class _Portion:
    """Some pages' rows: as many as have this much in blobs that hold something."""

    blobs: list[bytes] = field(default_factory=list)
    last: bool = False

    @property
    def full(self) -> bool:
        return sum(map(len, self.blobs)) > _MAX_BLOBS


def _text(
    pages: _Pages, numbers: Iterator[int], portion: _Portion, budget: Budget
) -> Iterator[bytes]:
    lines: list[bytes] = []
    size = 0
    for number in numbers:
        budget.work(0)
        for payload in _payloads(pages, number):
            for line in _row(payload, pages.encoding, portion.blobs):
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


def _payloads(pages: _Pages, number: int) -> Iterator[bytes]:
    """Yield the records on one page, those that go on elsewhere put together."""
    offset = pages.offset_of(number)
    page = b"" if offset is None else pages.source.read_at(offset, pages.size)
    start = 100 if page.startswith(_MAGIC) else 0
    kind = page[start] if len(page) > start + 8 else 0
    if kind not in (_LEAF_TABLE, _LEAF_INDEX, _INNER_INDEX):
        return
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + (12 if kind == _INNER_INDEX else 8)
    for at in range(first, min(first + 2 * count, len(page) - 1), 2):
        cell = int.from_bytes(page[at : at + 2], "big") + (4 if kind == _INNER_INDEX else 0)
        size, cell = _varint(page, cell)
        if kind == _LEAF_TABLE:
            _, cell = _varint(page, cell)
        if 0 < size <= min(_MAX_CELL, pages.source.size):
            yield _payload(pages, page, cell, size, table=kind == _LEAF_TABLE)


def _payload(pages: _Pages, page: bytes, at: int, size: int, *, table: bool) -> bytes:
    usable = pages.usable
    most = usable - 35 if table else (usable - 12) * 64 // 255 - 23
    if size <= most:
        return page[at : at + size]
    least = (usable - 12) * 32 // 255 - 23
    local = least + (size - least) % (usable - 4)
    local = local if local <= most else least
    parts = [page[at : at + local]]
    left = size - local
    number = int.from_bytes(page[at + local : at + local + 4], "big")
    # Each page of the chain takes from what is left, so that a loop ends.
    while left > 0 and (offset := pages.offset_of(number)) is not None:
        data = pages.source.read_at(offset, usable)
        number = int.from_bytes(data[:4], "big")
        parts.append(data[4 : 4 + left])
        left -= max(1, len(data) - 4)
    return b"".join(parts)


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
    for serial, value in _values(payload):
        if serial % 2 == 0 and sniff(value, "blob") is not None:
            blobs.append(value)
        elif value:
            yield value.decode(encoding, "replace").encode() if encoding and serial % 2 else value


def _values(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the serial types, odd for a text and even for a blob, and the bytes of a record."""
    header_size, at = _varint(payload, 0)
    data = header_size
    end = min(header_size, len(payload))
    for _ in range(_MAX_COLUMNS):
        if at >= end:
            return
        serial = payload[at]
        if serial < 0x80:
            at += 1
        else:
            serial, at = _varint(payload, at)
        if serial < 12:
            data += _NUMBER_BYTES[serial]
            continue
        size = (serial - 12) // 2
        value = payload[data : data + size]
        data += size
        yield serial, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of up to nine bytes, and the offset after it."""
    if at < len(data) and data[at] < 0x80:
        return data[at], at + 1
    value = 0
    for index in range(9):
        byte = data[at] if at < len(data) else 0
        at += 1
        if index == 8:
            return value << 8 | byte, at
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    return value, at


FORMAT = Format(
    name="sqlite",
    magic=rb"SQLite format 3\x00|\x37\x7f\x06[\x82\x83]\x00.{3}",
    members=_members,
)
