"""
Archives of `cpio`: initial RAM disks, and what RPM packages hold.

Source: FreeBSD's cpio(5), "New ASCII Format" and "Portable ASCII Format".
"""

from collections.abc import Iterator
from typing import NamedTuple

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import KIB, MIB, Budget
from leakscan.streams.source import Source

_NEW = (b"070701", b"070702")
_NEW_BYTES = 110
_OLD = b"070707"
_OLD_BYTES = 76
_TRAILER = b"TRAILER!!!"
_PIECE = 1 * MIB
_MAX_NAME = 64 * KIB


class _Header(NamedTuple):
    name_at: int
    name_size: int
    data_at: int
    size: int
    end: int


def _members(source: Source, _name: str, budget: Budget) -> Iterator[Member | Flaw]:
    offset = 0
    ended = False
    while offset < source.size:
        header = _header(source, offset)
        if header is None or header.name_size > _MAX_NAME:
            yield Flaw("cpio.header", f"no entry's header is at offset {offset}")
            return
        name = source.read_at(header.name_at, header.name_size).rstrip(b"\0")
        ended = name == _TRAILER
        if ended:
            offset = _after_padding(source, header.end)
            if offset < source.size and _header(source, offset) is None:
                # Initial RAM disks are several archives, one after the other, each packed anew.
                yield Member("rest", _pieces(source, offset, source.size - offset))
                return
            continue
        budget.work(0)
        text = name.decode("utf-8", "surrogateescape")
        if header.size:
            yield Member(text, _pieces(source, header.data_at, header.size))
        if header.data_at + header.size > source.size:
            missing = header.data_at + header.size - source.size
            yield Flaw("cpio.truncated", f"{missing} bytes of {text!r} are missing")
        offset = header.end
    if not ended:
        yield Flaw("cpio.truncated", "its end is missing")


def _header(source: Source, offset: int) -> _Header | None:
    header = source.read_at(offset, _NEW_BYTES)
    if header[:6] in _NEW and len(header) == _NEW_BYTES:
        name_size, size = _hex(header[94:102]), _hex(header[54:62])
        if name_size is None or size is None:
            return None
        data_at = _aligned(offset + _NEW_BYTES + name_size)
        end = _aligned(data_at + size)
        return _Header(offset + _NEW_BYTES, name_size, data_at, size, end)
    if header[:6] == _OLD and len(header) >= _OLD_BYTES:
        name_size, size = _octal(header[59:65]), _octal(header[65:76])
        if name_size is None or size is None:
            return None
        data_at = offset + _OLD_BYTES + name_size
        return _Header(offset + _OLD_BYTES, name_size, data_at, size, data_at + size)
    return None


def _hex(digits: bytes) -> int | None:
    return int(digits, 16) if not digits.strip(b"0123456789abcdefABCDEF") else None


def _octal(digits: bytes) -> int | None:
    return int(digits, 8) if not digits.strip(b"01234567") else None


def _aligned(offset: int) -> int:
    return (offset + 3) // 4 * 4


def _after_padding(source: Source, offset: int) -> int:
    while piece := source.read_at(offset, 4 * KIB):
        rest = piece.lstrip(b"\0")
        if rest:
            return offset + len(piece) - len(rest)
        offset += len(piece)
    return source.size


def _pieces(source: Source, start: int, size: int) -> Iterator[bytes]:
    reader = source.reader(start, size)
    while piece := reader.read(_PIECE):
        yield piece


FORMAT = Format(name="cpio", magic=rb"07070[127][0-9a-fA-F]{20}", members=_members)
