"""
The zip family: jar, war, wheel, egg, nupkg, apk of Android, office documents.

A zip says twice what it holds: in front of each member, and in a directory at its end.  Programs
believe one or the other, so both are read, and what only one of them shows is given all the same.
Sizes are bounds for nobody: a deflated stream ends where it ends.

Source: PKWARE APPNOTE 6.3.10, sections 4.3 (structure), 4.4 (fields), 4.5 (extra fields).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.streams import zip_methods
from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import KIB, Budget
from leakscan.streams.source import Source

_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_END64_LOCATOR = b"PK\x06\x07"
_END64 = b"PK\x06\x06"

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_CENTRAL_HEADER = struct.Struct("<4s6H3I5H2I")
_END_RECORD = struct.Struct("<4s4H2IH")
_LENGTHS = struct.Struct("<2H")
_MAX_COMMENT = 64 * KIB
_ENCRYPTED = 0x1
_STREAMED = 0x8
_UTF8 = 0x800
_UNKNOWN = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Entry:
    """One member as one of the two views describes it."""

    name: bytes
    offset: int
    """Of its local header."""
    flags: int
    method: int
    packed: int
    size: int


def _members(source: Source, _name: str, budget: Budget) -> Iterator[Member | Flaw]:
    central, flaws = _directory(source, budget)
    yield from flaws
    seen: set[tuple[int, int, int]] = set()
    encrypted: list[bytes] = []
    unsupported: dict[int, int] = {}
    for entry in _both_views(source, central, budget):
        data = _data_offset(source, entry.offset)
        if data is None:
            yield Flaw("zip.header", f"no member is at offset {entry.offset}, as listed")
            continue
        key = (data, entry.method, entry.packed)
        if key in seen:
            continue
        seen.add(key)
        if entry.flags & _ENCRYPTED:
            encrypted.append(entry.name)
        elif entry.method not in zip_methods.METHODS:
            unsupported[entry.method] = unsupported.get(entry.method, 0) + 1
        else:
            stream = zip_methods.open_method(
                source, data, entry.method, entry.packed, budget.limits
            )
            yield Member(_text(entry), stream.pieces())
            if stream.fault:
                yield Flaw("zip.damaged", f"{_text(entry)!r}: {stream.fault}")
    if encrypted:
        yield Flaw("zip.encrypted", f"{_counted(len(encrypted))} encrypted", _NO_PASSWORD)
    for method, count in sorted(unsupported.items()):
        yield Flaw("unsupported.method", f"{_counted(count)} packed by zip method {method}")


_NO_PASSWORD = "What is in them is as secret as their password: make sure that is not here, too."  # noqa: S105 - a hint


def _counted(count: int) -> str:
    return "1 member is" if count == 1 else f"{count:,} members are"


def _text(entry: _Entry) -> str:
    # Names of old archives are in code page 437; only those that are no UTF-8 are taken as such.
    try:
        return entry.name.decode("utf-8")
    except UnicodeDecodeError:
        return entry.name.decode("utf-8" if entry.flags & _UTF8 else "cp437", "surrogateescape")


def _both_views(source: Source, central: list[_Entry], budget: Budget) -> Iterator[_Entry]:
    """
    Yield what the directory lists, then what only local headers show.

    Local headers are looked for in all bytes that no listed member's data covers, and at the start
    of each gap: members that a directory leaves out, that were put before or between others, or
    whose sizes are forged.
    """
    listed = sorted(central, key=lambda entry: entry.offset)
    known = {entry.offset for entry in listed}
    position = 0
    for entry in listed:
        yield from _forged(source, entry)
        yield entry
    for entry in listed:
        yield from _loose(source, position, entry.offset, known, budget)
        data = _data_offset(source, entry.offset)
        if data is not None:
            position = max(position, min(data + entry.packed, source.size))
    yield from _loose(source, position, source.size, known, budget)


def _forged(source: Source, entry: _Entry) -> Iterator[_Entry]:
    """Yield what the local header says of a listed member, where it says something else."""
    local = _local(source, entry.offset)
    if local is None:
        return
    packed = entry.packed if local.flags & _STREAMED and not local.packed else local.packed
    same = (local.method, packed) == (entry.method, entry.packed)
    if not same or local.name != entry.name:
        yield _Entry(local.name, local.offset, local.flags, local.method, packed, local.size)


def _loose(
    source: Source, start: int, end: int, known: set[int], budget: Budget
) -> Iterator[_Entry]:
    """Yield members by the local headers between two offsets that no directory lists."""
    while (at := source.find(_LOCAL, start, end)) >= 0:
        budget.work(0)
        start = at + 4
        if at in known:
            continue
        entry = _local(source, at)
        data = _data_offset(source, at)
        if entry is None or data is None:
            continue
        if entry.flags & _STREAMED and not entry.packed:
            # Nothing says where it ends but its own stream; a stored one ends at the next header.
            following = source.find(b"PK", data, source.size)
            stored = (following if following >= 0 else source.size) - data
            room = stored if entry.method == 0 else source.size - data
            entry = _Entry(entry.name, at, entry.flags, entry.method, room, entry.size)
        elif data + entry.packed <= end:
            start = data + entry.packed
        yield entry


def _local(source: Source, offset: int) -> _Entry | None:
    header = source.read_at(offset, _LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != _LOCAL:
        return None
    _, _, flags, method, _, _, _, packed, size, name_size, extra_size = _LOCAL_HEADER.unpack(header)
    rest = source.read_at(offset + _LOCAL_HEADER.size, name_size + extra_size)
    size, packed, _ = _zip64(rest[name_size:], size, packed, 0)
    return _Entry(rest[:name_size], offset, flags, method, packed, size)


def _data_offset(source: Source, offset: int) -> int | None:
    header = source.read_at(offset, _LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or header[:4] != _LOCAL:
        return None
    name_size, extra_size = _LENGTHS.unpack(header[26:30])
    return offset + _LOCAL_HEADER.size + int(name_size) + int(extra_size)


def _directory(source: Source, budget: Budget) -> tuple[list[_Entry], list[Flaw]]:
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


def _listed(source: Source, start: int, end: int, shift: int, budget: Budget) -> Iterator[_Entry]:
    while start + _CENTRAL_HEADER.size <= end:
        header = source.read_at(start, _CENTRAL_HEADER.size)
        if header[:4] != _CENTRAL or len(header) < _CENTRAL_HEADER.size:
            return
        budget.member()
        fields = _CENTRAL_HEADER.unpack(header)
        flags, method, packed, size = fields[3], fields[4], fields[8], fields[9]
        name_size, extra_size, comment_size, offset = fields[10], fields[11], fields[12], fields[16]
        rest = source.read_at(start + _CENTRAL_HEADER.size, name_size + extra_size)
        size, packed, offset = _zip64(rest[name_size:], size, packed, offset)
        yield _Entry(rest[:name_size], offset + shift, flags, method, packed, size)
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


FORMAT = Format(name="zip", magic=rb"PK(?:\x03\x04|\x05\x06|00PK)", members=_members)
