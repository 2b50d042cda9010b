"""A file of a context while it is read: others may write to it, and its disk may fail."""

import os
from collections.abc import Iterator
from typing import BinaryIO

from leakscan.streams.limits import MIB
from leakscan.streams.patience import Watch

_MAX_GROWTH = 64 * MIB
"""How much more than at first is read of a file that grows: it may never stop."""

UNREADABLE = "Make it readable, or keep it out with the ignore file, and scan again."
CHANGED = "Scan again when nothing writes to it."
SILENT = "Check the file system that it is on, and scan again."


class FileReading:
    """The bytes of one open file.  What goes wrong ends them, and is told by `fault` afterwards."""

    def __init__(self, file: BinaryIO, path: str, watch: Watch) -> None:
        self._file = file
        self._path = path
        self._watch = watch
        self._before = os.fstat(file.fileno())
        self.size = 0
        """Bytes read so far."""
        self.fault = ""
        """Why what was read may not be all, or may never have been so at any one moment."""
        self.hint = ""

    def blocks(self, block_bytes: int) -> Iterator[list[bytes]]:
        """Yield the bytes in blocks; what came before a fault has been yielded."""
        try:
            while data := self._read(block_bytes):
                self.size += len(data)
                yield [data]
                if self.size > self._before.st_size + _MAX_GROWTH:
                    break
            self._watch.call(self._path)
            after = os.fstat(self._file.fileno())
            self._watch.answered()
        except OSError as error:
            self.fault = f"read: {error.strerror or error}, after {self.size} bytes"
            self.hint = UNREADABLE
            return
        if after.st_size != self._before.st_size:
            sizes = f"{self._before.st_size} bytes when it was opened, {after.st_size} at the end"
            self._changed(sizes)
        elif after.st_mtime_ns != self._before.st_mtime_ns:
            self._changed("it was written to while it was read")

    def again(self, block_bytes: int) -> Iterator[list[bytes]]:
        """Yield the bytes once more, as many as there were."""
        left = self.size
        try:
            self._file.seek(0)
            while left and (data := self._read(min(block_bytes, left))):
                left -= len(data)
                yield [data]
        except OSError as error:
            self.fault = f"read: {error.strerror or error}, the second time"
            self.hint = UNREADABLE

    @property
    def missing(self) -> int:
        """Bytes that were there when the file was opened and have not been read."""
        return max(0, self._before.st_size - self.size) if self.fault else 0

    def _read(self, size: int) -> bytes:
        self._watch.call(self._path)
        try:
            return self._file.read(size)
        finally:
            self._watch.answered()

    def _changed(self, fact: str) -> None:
        self.fault = f"context.changed: {fact}"
        self.hint = CHANGED
