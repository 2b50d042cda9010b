"""
Bytes that can be read at any offset: in memory, or in a file of ours that has no name.

A format that must jump about (zip, packs, databases) reads a `Source`; a `Spool` makes one of what
arrives in pieces.  Little stays in memory; more goes to an unlinked temporary file that vanishes
with the process, whatever happens to it.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leakscan.errors import LimitExceeded
from leakscan.streams.limits import MIB

SPOOL_FLAG = "--max-temp-bytes"
_MEMORY_BYTES = 4 * MIB
_STEP = 256 * 1024


class Source:
    """`size` bytes, from memory or from a file; `close` gives the room back."""

    def __init__(self, data: bytes | memoryview = b"", spool: "Spool | None" = None) -> None:
        self.size = len(data) if spool is None else spool.size
        self._data = data
        self._spool = spool

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`; fewer only at the end, none beyond it."""
        if offset < 0 or length <= 0 or offset >= self.size:
            return b""
        if self._spool is not None:
            return self._spool.read_at(offset, min(length, self.size - offset))
        return bytes(self._data[offset : offset + length])

    def reader(self, offset: int = 0, length: int | None = None) -> "SourceReader":
        """Return the bytes from `offset` as a file of their own."""
        room = max(0, self.size - offset)
        return SourceReader(self, offset, room if length is None else min(length, room))

    def find(self, what: bytes, start: int, end: int) -> int:
        """Return the first offset in `[start, end)` at which `what` begins; -1: nowhere."""
        overlap = len(what) - 1
        while start < end:
            piece = self.read_at(start, min(_STEP, end - start) + overlap)
            at = piece.find(what)
            if at >= 0:
                return start + at if start + at < end else -1
            start += _STEP
        return -1

    def close(self) -> None:
        """Let go of the bytes; nothing can be read afterwards."""
        if self._spool is not None:
            self._spool.close()
        self._data, self._spool, self.size = b"", None, 0


class SourceReader:
    """A part of a source as a readable, seekable file that starts at 0."""

    def __init__(self, source: Source, offset: int, length: int) -> None:
        self._source = source
        self._offset = offset
        self._length = length
        self._position = 0

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end."""
        left = self._length - self._position
        data = self._source.read_at(
            self._offset + self._position, left if size < 0 else min(size, left)
        )
        self._position += len(data)
        return data

    def seek(self, offset: int, /) -> int:
        """Go to `offset`, counted from the start of the part."""
        self._position = min(max(0, offset), self._length)
        return self._position

    def tell(self) -> int:
        """Return the current offset."""
        return self._position

    def seekable(self) -> bool:
        """Return True."""
        return True


@dataclass(slots=True)
class Room:
    """What one process may keep in temporary files, and how much of it is in use."""

    folder: Path
    max_bytes: int
    used: int = 0

    def take(self, size: int) -> None:
        """
        Count `size` more bytes.

        Raises:
            LimitExceeded: There is no room for them.
        """
        if self.used + size > self.max_bytes:
            raise LimitExceeded("temp: what is kept on disk", self.max_bytes, SPOOL_FLAG)
        self.used += size


class Spool:
    """Keeps what is written to it, in memory while it is small."""

    def __init__(self, room: Room) -> None:
        self.size = 0
        self._room = room
        self._pieces: list[bytes] = []
        self._file: BinaryIO | None = None
        self._on_disk = 0

    def write(self, piece: bytes) -> None:
        """
        Take the next bytes.

        Raises:
            LimitExceeded: They would not fit under the limit on temporary files.
            OSError: The disk is full.
        """
        self.size += len(piece)
        self._pieces.append(piece)
        if self.size - self._on_disk > _MEMORY_BYTES:
            self._to_disk()

    def source(self) -> Source:
        """Return what was written; nothing may be written afterwards."""
        if self._file is None:
            data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
            self._pieces = []
            return Source(data)
        self._to_disk()
        return Source(spool=self)

    def read_at(self, offset: int, length: int) -> bytes:
        """Return `length` bytes at `offset` of the file."""
        if self._file is None:
            return b""
        self._file.seek(offset)
        return self._file.read(length)

    def close(self) -> None:
        """Give the room back."""
        self._pieces = []
        if self._file is not None:
            self._file.close()
            self._file = None
        self._room.used -= self._on_disk
        self._on_disk = 0

    def _to_disk(self) -> None:
        pending = sum(map(len, self._pieces))
        self._room.take(pending)
        self._on_disk += pending
        if self._file is None:
            # It has no name from the start, and only this user could open it by its descriptor.
            self._file = tempfile.TemporaryFile(dir=self._room.folder)  # noqa: SIM115 - closed above
        for piece in self._pieces:
            self._file.write(piece)
        self._pieces = []
