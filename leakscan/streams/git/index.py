"""
Git's index: which file of the working tree is which blob, staged and perhaps never committed.

Source: git, Documentation/gitformat-index.
"""

from collections.abc import Iterator
from typing import NamedTuple

from leakscan.streams.git.objects import ID_BYTES
from leakscan.streams.source import Source

SIGNATURE = b"DIRC"
_HEADER_BYTES = 12
_FIXED_BYTES = 40
"""Times, device, inode, mode, owner and size, before the id."""
_MAX_NAME = 8192
_EXTENDED = 0x4000


class IndexEntry(NamedTuple):
    """A file that the index lists."""

    id: bytes
    path: bytes


class BadIndex(Exception):
    """The index ends or makes no sense in the middle."""


def index_entries(source: Source) -> Iterator[IndexEntry]:
    """
    Yield the entries of an index of version 2, 3 or 4.

    Raises:
        BadIndex: It is not as its version says; entries before that were yielded.
    """
    head = source.read_at(0, _HEADER_BYTES)
    version, count = int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:12], "big")
    if version not in (2, 3, 4):
        raise BadIndex(f"version {version}")
    id_bytes = _id_bytes(source, version)
    at, previous = _HEADER_BYTES, b""
    for _ in range(count):
        data = source.read_at(at, _FIXED_BYTES + id_bytes + 4 + _MAX_NAME)
        start = _FIXED_BYTES + id_bytes + 2
        flags = int.from_bytes(data[start - 2 : start], "big")
        start += 2 if flags & _EXTENDED else 0
        if version == 4:
            dropped, start = _offset(data, start)
            kept = previous[: len(previous) - dropped]
        else:
            kept = b""
        end = data.find(b"\0", start)
        if end < 0 or len(kept) + end - start > _MAX_NAME:
            raise BadIndex(f"an entry at offset {at} has no end")
        previous = kept + data[start:end]
        yield IndexEntry(data[_FIXED_BYTES : _FIXED_BYTES + id_bytes], previous)
        # Names are padded to a multiple of eight bytes, except in version 4.
        at += end + 1 if version == 4 else (end // 8 + 1) * 8


def _id_bytes(source: Source, version: int) -> int:
    """Return the length of ids that lets the first entry end as entries do."""
    for size in ID_BYTES:
        flags = source.read_at(_HEADER_BYTES + _FIXED_BYTES + size, 2)
        length = int.from_bytes(flags, "big") & 0xFFF
        extended = 2 if flags and flags[0] & 0x40 else 0
        # In version 4, a zero says that nothing of a previous name goes: there is none.
        start = _HEADER_BYTES + _FIXED_BYTES + size + 2 + extended + (version == 4)
        name = source.read_at(start, length + 1)
        if 0 < length < 0xFFF and name.find(b"\0") == length:
            return size
    return ID_BYTES[0]


def _offset(data: bytes, at: int) -> tuple[int, int]:
    """Return how much of the previous name goes, and where the rest of this one starts."""
    value = -1
    for end in range(at, min(len(data), at + 5)):
        value = (value + 1) << 7 | (data[end] & 0x7F)
        if not data[end] & 0x80:
            return value, end + 1
    raise BadIndex("a name's length has no end")
