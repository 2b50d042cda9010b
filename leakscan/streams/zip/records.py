"""
The records of a zip: local headers, and the directory with its end.

Source: PKWARE APPNOTE 6.3.10, sections 4.3 (structure), 4.4 (fields), 4.5.3 (zip64).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.streams.format import Flaw
from leakscan.streams.limits import KIB, Budget
from leakscan.streams.source import Source

LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END64_LOCATOR = b"PK\x06\x07"
_END64 = b"PK\x06\x06"

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_CENTRAL_HEADER = struct.Struct("<4s6H3I5H2I")
_END_RECORD = struct.Struct("<4s4H2IH")
_LENGTHS = struct.Struct("<2H")
_MAX_COMMENT = 64 * KIB
_UNKNOWN = 0xFFFFFFFF

_ENCRYPTED = 0x1
_STREAMED = 0x8
_UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Entry:
    """One member as one of the two views describes it."""

    raw_name: bytes
    offset: int
    """Of its local header."""
    flags: int
    method: int
    packed: int
    """Bytes of its data as stored, if that is true."""
    crc: int | None
    """CRC-32 of its content; None: this view does not say."""

    @property
    def encrypted(self) -> bool:
        """Whether a password is needed."""
        return bool(self.flags & _ENCRYPTED)

    @property
    def endless(self) -> bool:
        """Whether the header leaves it to what follows the data to say how much there is."""
        return bool(self.flags & _STREAMED) and not self.packed

    @property
    def name(self) -> str:
        """The name as text; bytes that are no text are surrogate-escaped."""
        # Names of old archives are in code page 437; only those that are no UTF-8 are taken so.
        try:
            return self.raw_name.decode("utf-8")
        except UnicodeDecodeError:
            codec = "utf-8" if self.flags & _UTF8 else "cp437"
            return self.raw_name.decode(codec, "surrogateescape")


def local_entry(source: Source, offset: int) -> Entry | None:
    """Return the member whose local header is at `offset`, as that header describes it."""
    header = source.read_at(offset, _LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != LOCAL:
        return None
    fields = _LOCAL_HEADER.unpack(header)
    flags, method, crc, packed, size, name_size, extra_size = (*fields[2:4], *fields[6:])
    rest = source.read_at(offset + _LOCAL_HEADER.size, name_size + extra_size)
    _, packed, _ = _zip64(rest[name_size:], size, packed, 0)
    return Entry(rest[:name_size], offset, flags, method, packed, crc or None)


def data_offset(source: Source, offset: int) -> int | None:
    """Return where the data of the member start whose local header is at `offset`."""
    header = source.read_at(offset, _LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != LOCAL:
        return None
    name_size, extra_size = _LENGTHS.unpack(header[26:30])
    return offset + _LOCAL_HEADER.size + int(name_size) + int(extra_size)


def directory(source: Source, budget: Budget) -> tuple[list[Entry], list[Flaw]]:
    """Return the members that the directory lists, in its order, and what is wrong with it."""
    tail_size = min(source.size, _END_RECORD.size + _MAX_COMMENT)
    tail_start = source.size - tail_size
    tail = source.read_at(tail_start, tail_size)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_RECORD.size:
        return [], [Flaw("zip.directory", "it has no directory: it is cut off, or no archive")]
    _, _, _, _, count, size, offset, _ = _END_RECORD.unpack_from(tail, at)
    end = tail_start + at
    if count == 0xFFFF or _UNKNOWN in (size, offset):
        count, size, offset, end = _end64(source, end, (count, size, offset))
    # What stands before the archive shifts all its offsets: the directory ends where its end is.
    shift = max(0, end - size - offset)
    entries = list(_listed(source, max(0, end - size), end, shift, budget))
    flaws = []
    if len(entries) != count and len(entries) % 0x10000 != count:
        flaws.append(Flaw("zip.directory", f"it lists {len(entries)} members and claims {count}"))
    return entries, flaws


def _end64(source: Source, end: int, plain: tuple[int, int, int]) -> tuple[int, int, int, int]:
    locator = source.read_at(end - 20, 20)
    if locator[:4] != _END64_LOCATOR:
        return (*plain, end)
    at = int.from_bytes(locator[8:16], "little")
    record = source.read_at(at, 56)
    if record[:4] != _END64:
        # Shifted by what stands before the archive: the record lies right before its locator.
        at = end - 20 - 56
        record = source.read_at(at, 56)
    if record[:4] != _END64 or len(record) < 56:
        return (*plain, end)
    count, size, offset = struct.unpack("<3Q", record[32:56])
    return count, size, offset, at


def _listed(source: Source, start: int, end: int, shift: int, budget: Budget) -> Iterator[Entry]:
    while start + _CENTRAL_HEADER.size <= end:
        header = source.read_at(start, _CENTRAL_HEADER.size)
        if header[:4] != _CENTRAL or len(header) < _CENTRAL_HEADER.size:
            return
        budget.member()
        fields = _CENTRAL_HEADER.unpack(header)
        flags, method, packed, size = fields[3], fields[4], fields[8], fields[9]
        name_size, extra_size, comment_size, offset = fields[10], fields[11], fields[12], fields[16]
        rest = source.read_at(start + _CENTRAL_HEADER.size, name_size + extra_size)
        _, packed, offset = _zip64(rest[name_size:], size, packed, offset)
        yield Entry(rest[:name_size], offset + shift, flags, method, packed, fields[7] or None)
        start += _CENTRAL_HEADER.size + name_size + extra_size + comment_size


def _zip64(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Return the values with those that only the zip64 field can hold put in."""
    if _UNKNOWN not in (size, packed, offset):
        return size, packed, offset
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            values = iter(struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length // 8 * 8]))
            return tuple(  # type: ignore[return-value] # three in, three out
                next(values, (value,))[0] if value == _UNKNOWN else value
                for value in (size, packed, offset)
            )
        at += 4 + length
    return size, packed, offset
