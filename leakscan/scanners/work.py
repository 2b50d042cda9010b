"""
The units of work: module-level, picklable, and a function of bytes, rules and limits alone.

What they return knows nothing of images or contexts; `attribution` joins it with what surrounds it.
"""

import functools
import itertools
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from leakscan.context.tree import open_file
from leakscan.detection.content import Recogniser
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import Matcher, make_matcher
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.errors import ContentError, DigestMismatch
from leakscan.images.image import Blob
from leakscan.images.overlay import LayerNames, normalise
from leakscan.images.packages import is_record
from leakscan.model.finding import Skipped
from leakscan.model.location import Span
from leakscan.model.report import Ledger
from leakscan.model.rule import Confidence
from leakscan.scanners.search import Digests, FileDigester, Found, SingleFile, StreamSearch
from leakscan.streams.compression import Inflater
from leakscan.streams.limits import Limits
from leakscan.streams.tar import Anomaly, TarEntry, TarWalker
from leakscan.streams.verify import Digester

_HARMLESS = frozenset({"tar.zero", "tar.concatenated", "tar.dangling"})
"""Anomalies that leave no byte unread and no entry in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionSettings:
    """What makes a detector; workers build one of their own from it."""

    sealer: Sealer
    min_confidence: Confidence
    cache_dir: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobTask:
    """One blob of an image to search."""

    name: str
    """How a `Skipped` calls it."""
    blob: Blob
    is_layer: bool
    """False: searched as one file, not as a tar stream."""
    diff_id: str = ""
    digest: str = ""
    size: int | None = None
    settings: DetectionSettings
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerResult:
    """What one layer holds."""

    found: tuple[Found, ...]
    names: LayerNames
    records: tuple[tuple[str, bytes], ...]
    """Package databases: path and bytes."""
    skipped: tuple[Skipped, ...]
    ledger: Ledger
    packed: int = 0
    """Files searched as they are stored, not unpacked."""

    @classmethod
    def empty(
        cls, skipped: tuple[Skipped, ...] = (), ledger: Ledger | None = None
    ) -> "LayerResult":
        """Return the result of a blob of which nothing could be searched."""
        return cls(
            found=(),
            names=LayerNames(),
            records=(),
            skipped=skipped,
            ledger=ledger or Ledger(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesTask:
    """Some files of a build context to search."""

    root: Path
    paths: tuple[str, ...]
    settings: DetectionSettings
    limits: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesResult:
    """What they hold."""

    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...]
    ledger: Ledger
    packed: int = 0
    """Files searched as they are stored, not unpacked."""


def detector_for(settings: DetectionSettings) -> Detector:
    """Return a detector; its patterns are compiled or loaded once per process."""
    with_plugins = settings.min_confidence <= Confidence.REVIEW
    return Detector(
        recognisers_for(settings.min_confidence),
        settings.sealer,
        min_confidence=settings.min_confidence,
        matcher=_matcher(with_plugins=with_plugins, cache_dir=settings.cache_dir),
    )


_matchers: dict[bool, Matcher] = {}
"""The patterns of this process, with and without plugins; where they were kept does not matter."""


def _matcher(*, with_plugins: bool, cache_dir: Path | None) -> Matcher:
    if with_plugins not in _matchers:
        recognisers = _recognisers(with_plugins=with_plugins)
        _matchers[with_plugins] = make_matcher(recognisers, cache_dir)
    return _matchers[with_plugins]


def recognisers_for(min_confidence: Confidence) -> tuple[Recogniser, ...]:
    """Return the recognisers that can have something to say at `min_confidence`."""
    return _recognisers(with_plugins=min_confidence <= Confidence.REVIEW)


@functools.lru_cache(maxsize=2)
def _recognisers(*, with_plugins: bool) -> tuple[Recogniser, ...]:
    recognisers = load_rules().recognisers
    if with_plugins:
        # detect-secrets' plugins speak at `review` only, and take a sixth of a second to load.
        from leakscan.detection.plugins import plugin_recognisers  # noqa: PLC0415 - see above

        recognisers += plugin_recognisers()
    return recognisers


def scan_blob(task: BlobTask) -> LayerResult:
    """
    Search one blob; what cannot be read becomes a `Skipped`, never an exception.

    Reading, inflating and hashing run in a thread of their own, ahead of the matcher: all of them
    leave Python's lock while they work, so one large layer keeps two cores busy.
    """
    return _scan_layer(task) if task.is_layer else _scan_single(task)


def _scan_layer(task: BlobTask) -> LayerResult:
    skipped: list[Skipped] = []
    listing = _Listing()
    walker = TarWalker(task.limits)
    search = StreamSearch(
        detector_for(task.settings),
        walker,
        task.limits,
        on_entry=listing.add,
        keep=is_record,
        on_kept=listing.keep(task.limits.max_record_bytes),
    )
    stream = _LayerStream(task)
    for pieces in _ahead(stream.blocks(task.limits.block_bytes)):
        search.feed(pieces)
    found = search.finish()
    walker.finish(search.size)
    verified = stream.verify(skipped)
    _report_anomalies(task, walker.anomalies, skipped, verified=verified)
    undigested = {f.entry for f in found if f.entry >= 0 and f.digests is None and f.detections}
    if undigested:
        found = _with_digests(task, found, listing.ranges(undigested))
    return LayerResult(
        found=found,
        names=listing.names(),
        records=tuple(listing.records),
        skipped=tuple(skipped),
        ledger=_ledger(search.size, listing.scanned(search.size), walker),
        packed=search.packed,
    )


def scan_files(task: FilesTask) -> FilesResult:
    """Search files one by one; a file that cannot be read becomes a `Skipped`."""
    detector = detector_for(task.settings)
    found: list[Found] = []
    skipped: list[Skipped] = []
    total = packed = 0
    for path in task.paths:
        try:
            with open_file(task.root, path) as file:
                blocks = _blocks_of(file, task.limits.block_bytes)
                search, detections = _search_one(detector, blocks, path, task.limits)
        except (OSError, ContentError) as error:
            reason = (
                f"read: {error.strerror or error}" if isinstance(error, OSError) else str(error)
            )
            skipped.append(Skipped(path=path, reason=reason, hint=getattr(error, "hint", "")))
            continue
        total += search.size
        packed += search.packed
        found.extend(detections)
    ledger = Ledger(bytes_in=total, bytes_scanned=total)
    return FilesResult(found=tuple(found), skipped=tuple(skipped), ledger=ledger, packed=packed)


def _scan_single(task: BlobTask) -> LayerResult:
    skipped: list[Skipped] = []
    stream = _LayerStream(task)
    blocks = _ahead(stream.blocks(task.limits.block_bytes))
    search, found = _search_one(detector_for(task.settings), blocks, task.name, task.limits)
    stream.verify(skipped)
    ledger = Ledger(bytes_in=search.size, bytes_scanned=search.size)
    result = LayerResult.empty(tuple(skipped), ledger)
    return replace(result, found=found, packed=search.packed)


def _search_one(
    detector: Detector, blocks: Iterator[list[bytes]], name: str, limits: Limits
) -> tuple[StreamSearch, tuple[Found, ...]]:
    """Search a stream as one file: as a whole if it fits in a block, else through windows."""
    first = next(blocks, [])
    second = next(blocks, [])
    # A size that nothing reaches: where a longer stream ends is known at its end only.
    size = 1 << 60 if second else sum(map(len, first))
    search = StreamSearch(detector, SingleFile(name, size), limits)
    for pieces in itertools.chain((first, second) if second else (first,), blocks):
        search.feed(pieces)
    return search, search.finish()


def _blocks_of(file: BinaryIO, block_bytes: int) -> Iterator[list[bytes]]:
    while data := file.read(block_bytes):
        yield [data]


class _LayerStream:
    """The uncompressed bytes of a blob, hashed as they pass."""

    def __init__(self, task: BlobTask) -> None:
        self._task = task
        self._diff = Digester(task.diff_id)
        self._raw = Digester(task.digest)
        self._fault = ""
        self._stored = 0

    def blocks(self, block_bytes: int) -> Iterator[list[bytes]]:
        """Yield the pieces of about `block_bytes` each; faults are kept for `verify`."""
        blob = self._task.blob
        try:
            with Path(blob.file).open("rb", buffering=0) as file:
                yield from self._blocks(_Slice(file, blob), block_bytes)
        except OSError as error:
            self._fault = f"read: {error.strerror or error}"

    def _blocks(self, file: "_Slice", block_bytes: int) -> Iterator[list[bytes]]:
        # Bytes that are stored uncompressed have one digest, not two: hash them once.
        compressed = Inflater(file, self._task.limits).codec != ""
        file.seek(0)
        one_digest = not compressed and self._task.digest in ("", self._task.diff_id)
        on_raw = None if one_digest else self._raw.update
        inflater = Inflater(file, self._task.limits, on_raw)
        pieces: list[bytes] = []
        size = 0
        for piece in inflater.pieces():
            self._diff.update(piece)
            pieces.append(piece)
            size += len(piece)
            if self._diff.size > self._task.limits.max_expanded_bytes:
                self._fault = "limit.bytes: the layer expands beyond --max-layer-bytes"
                break
            if size >= block_bytes:
                yield pieces
                pieces, size = [], 0
        if pieces:
            yield pieces
        self._fault = self._fault or inflater.fault
        self._stored = inflater.raw_bytes

    def verify(self, skipped: list[Skipped]) -> bool:
        """Add what was wrong with the stream; True when a digest proved it whole."""
        task = self._task
        before = len(skipped)
        if self._fault:
            hint = "" if self._fault.startswith("limit") else DigestMismatch.hint
            skipped.append(self._skip(self._fault, hint))
        for digester, code in ((self._diff, "integrity.diff_id"), (self._raw, "integrity.digest")):
            if digester is self._raw and not digester.size:
                continue
            try:
                digester.check()
            except DigestMismatch as mismatch:
                skipped.append(self._skip(f"{code}: {mismatch}", mismatch.hint))
        if task.size is not None and not self._fault and task.size != task.blob.length:
            fact = f"integrity.size: {task.blob.length} bytes stored, {task.size} promised"
            skipped.append(self._skip(fact, DigestMismatch.hint))
        return len(skipped) == before and bool(task.diff_id or (task.digest and self._raw.size))

    def _skip(self, reason: str, hint: str) -> Skipped:
        layer = self._task.digest or self._task.diff_id
        return Skipped(path=self._task.name, layer=layer, reason=reason, hint=hint)


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


def _ahead(blocks: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
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


class _Listing:
    """What is kept of every entry of a layer: little, for there may be a million."""

    def __init__(self) -> None:
        self.records: list[tuple[str, bytes]] = []
        self._names = bytearray()
        self._types = bytearray()
        self._links: list[tuple[int, str]] = []
        self._files: list[tuple[int, int]] = []
        self._record_bytes = 0

    def add(self, entry: TarEntry) -> None:
        if entry.type == b"1":
            target = normalise(entry.link).decode("utf-8", "surrogateescape")
            self._links.append((len(self._files), target))
        self._names += normalise(entry.name)
        self._names += b"\0"
        self._types += entry.type
        self._files.append((entry.offset, entry.size))

    def keep(self, max_bytes: int) -> "functools.partial[None]":
        return functools.partial(self._keep, max_bytes)

    def _keep(self, max_bytes: int, path: str, data: bytes) -> None:
        self._record_bytes += len(data)
        if self._record_bytes <= max_bytes:
            self.records.append((normalise(path).decode("utf-8", "surrogateescape"), data))

    def names(self) -> LayerNames:
        return LayerNames(
            names=bytes(self._names), types=bytes(self._types), links=tuple(self._links)
        )

    def ranges(self, entries: set[int]) -> dict[int, tuple[int, int]]:
        return {entry: self._files[entry] for entry in entries}

    def scanned(self, size: int) -> int:
        """Return how many bytes of a stream of `size` are the data of entries."""
        return sum(max(0, min(offset + length, size) - offset) for offset, length in self._files)


def _report_anomalies(
    task: BlobTask, anomalies: list[Anomaly], skipped: list[Skipped], *, verified: bool
) -> None:
    for anomaly in anomalies:
        # A digest that holds proves that nothing was cut off: some writers leave the end out.
        if anomaly.code in _HARMLESS or (anomaly.code == "tar.end" and verified):
            continue
        skipped.append(
            Skipped(
                path=task.name,
                layer=task.digest or task.diff_id,
                span=Span(anomaly.offset, anomaly.size),
                reason=str(anomaly),
                hint="The bytes were searched, but not as the files they may hold.",
            )
        )


def _ledger(size: int, scanned: int, walker: TarWalker) -> Ledger:
    return Ledger(
        bytes_in=size,
        bytes_scanned=scanned,
        bytes_skipped=sum(anomaly.size for anomaly in walker.anomalies),
        bytes_metadata=walker.metadata_bytes,
    )


def _with_digests(
    task: BlobTask, found: tuple[Found, ...], ranges: dict[int, tuple[int, int]]
) -> tuple[Found, ...]:
    """
    Return `found` with the digests of files too large to have been in memory at once.

    This reads the layer a second time: rare, and cheaper than hashing every large file always.
    """
    digests: dict[int, Digests] = {}
    waiting = sorted(ranges.items(), key=lambda item: item[1])
    position = 0
    digester = FileDigester()
    for pieces in _LayerStream(task).blocks(task.limits.block_bytes):
        for piece in pieces:
            while waiting:
                entry, (offset, size) = waiting[0]
                part = piece[max(0, offset - position) : max(0, offset + size - position)]
                digester.update(part)
                if offset + size > position + len(piece):
                    break
                digests[entry] = digester.digests()
                digester = FileDigester()
                waiting.pop(0)
            position += len(piece)
    return tuple(
        Found(f.entry, f.path, f.detections, digests.get(f.entry, f.digests)) for f in found
    )
