"""Blobs as they are stored: read, inflated and hashed on the way to whoever searches them."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leakscan.errors import DigestMismatch
from leakscan.images.image import Blob
from leakscan.model.finding import Skipped
from leakscan.streams.compression import Inflater
from leakscan.streams.limits import Limits
from leakscan.streams.verify import Digester


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBlob:
    """A blob, and what was promised about it."""

    name: str
    """How a `Skipped` calls it."""
    blob: Blob
    diff_id: str = ""
    """Digest of the uncompressed bytes; empty: not known."""
    digest: str = ""
    """Digest of the stored bytes; empty: not known."""
    size: int | None = None

    @property
    def best_digest(self) -> str:
        """What a `Skipped` names it by."""
        return self.digest or self.diff_id


class StoredStream:
    """The uncompressed bytes of a blob, hashed as they pass."""

    def __init__(self, stored: StoredBlob, limits: Limits) -> None:
        self._of = stored
        self._limits = limits
        self._diff = Digester(stored.diff_id)
        self._raw = Digester(stored.digest)
        self._fault = ""

    def blocks(self, block_bytes: int) -> Iterator[list[bytes]]:
        """Yield pieces of about `block_bytes` together; faults are kept for `verify`."""
        try:
            with Path(self._of.blob.file).open("rb", buffering=0) as file:
                yield from self._blocks(_Slice(file, self._of.blob), block_bytes)
        except OSError as error:
            self._fault = f"read: {error.strerror or error}"

    def _blocks(self, file: "_Slice", block_bytes: int) -> Iterator[list[bytes]]:
        # Bytes that are stored uncompressed have one digest, not two: hash them once.
        compressed = Inflater(file, self._limits).codec != ""
        file.seek(0)
        one_digest = not compressed and self._of.digest in ("", self._of.diff_id)
        inflater = Inflater(file, self._limits, None if one_digest else self._raw.update)
        pieces: list[bytes] = []
        size = 0
        for piece in inflater.pieces():
            self._diff.update(piece)
            pieces.append(piece)
            size += len(piece)
            if self._diff.size > self._limits.max_expanded_bytes:
                self._fault = "limit.bytes: the layer expands beyond --max-layer-bytes"
                break
            if size >= block_bytes:
                yield pieces
                pieces, size = [], 0
        if pieces:
            yield pieces
        self._fault = self._fault or inflater.fault

    def verify(self, skipped: list[Skipped]) -> bool:
        """Add what was wrong with the stream; True when a digest proved it whole."""
        if self._fault:
            # That the digests do not hold either goes without saying.
            hint = "" if self._fault.startswith("limit") else DigestMismatch.hint
            skipped.append(self._skip(self._fault, hint))
            return False
        problems = [
            self._skip(f"{code}: {mismatch}", mismatch.hint)
            for code, mismatch in self._mismatches()
        ]
        length, promised = self._of.blob.length, self._of.size
        if promised is not None and promised != length:
            fact = f"integrity.size: {length} bytes stored, {promised} promised"
            problems.append(self._skip(fact, DigestMismatch.hint))
        skipped.extend(problems)
        proved = self._of.diff_id or (self._of.digest and self._raw.size)
        return not problems and bool(proved)

    def _mismatches(self) -> Iterator[tuple[str, DigestMismatch]]:
        checks = [("integrity.diff_id", self._diff)]
        if self._raw.size:
            checks.append(("integrity.digest", self._raw))
        for code, digester in checks:
            try:
                digester.check()
            except DigestMismatch as mismatch:
                yield code, mismatch

    def _skip(self, reason: str, hint: str) -> Skipped:
        of = self._of
        return Skipped(path=of.name, layer=of.best_digest, reason=reason, hint=hint)


class _Slice:
    """A blob as a file of its own: readable, seekable, and ending where the blob ends."""

    def __init__(self, file: BinaryIO, blob: Blob) -> None:
        self._file = file
        self._blob = blob
        self._position = 0
        file.seek(blob.offset)

    def read(self, size: int = -1, /) -> bytes:
        left = self._blob.length - self._position
        data = self._file.read(left if size < 0 else min(size, left)) if left else b""
        self._position += len(data)
        return data

    def seek(self, offset: int, /) -> int:
        self._file.seek(self._blob.offset + offset)
        self._position = offset
        return offset

    def tell(self) -> int:
        return self._position

    def seekable(self) -> bool:
        return True


def ahead(blocks: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
    """Yield from `blocks`, made by a thread that is at most two blocks ahead."""
    made: queue.Queue[list[bytes] | BaseException | None] = queue.Queue(maxsize=2)
    stopped = threading.Event()

    def produce() -> None:
        outcome: BaseException | None = None
        try:
            for pieces in blocks:
                made.put(pieces)
                if stopped.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - raised again by the consumer
            outcome = error
        made.put(outcome)

    thread = threading.Thread(target=produce, name="leakscan-reader", daemon=True)
    thread.start()
    try:
        while isinstance(item := made.get(), list):
            yield item
        if item is not None:
            raise item
    finally:
        stopped.set()
        while thread.is_alive():
            # Room for the one item that the thread may be waiting to hand over.
            try:
                made.get(timeout=0.05)
            except queue.Empty:
                continue
