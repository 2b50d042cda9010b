"""
The work on an image's blobs: module-level, picklable, and a function of bytes, rules and limits.

What it returns knows nothing of images; `image_places` joins it with what surrounds it.
"""

import functools
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from leakscan.images.overlay import LayerNames, NameIndex
from leakscan.images.packages.golang import module_of, tree_digest
from leakscan.images.packages.records import is_record
from leakscan.images.paths import normalise
from leakscan.model.finding import Skipped
from leakscan.model.location import Span
from leakscan.model.report import Ledger
from leakscan.scanners.detectors import DetectionSettings, detector_for
from leakscan.scanners.digests import Digests, FileDigester
from leakscan.scanners.git import GitFacts
from leakscan.scanners.search import Found, StreamSearch, search_one
from leakscan.scanners.stored import StoredBlob, StoredStream, ahead
from leakscan.scanners.unpack import Unpacker
from leakscan.streams.limits import Limits
from leakscan.streams.tar import HARMLESS, Anomaly, TarEntry, TarWalker


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobTask:
    """One blob of an image to search."""

    stored: StoredBlob
    is_layer: bool
    """False: searched as one file, not as a tar stream."""
    settings: DetectionSettings
    limits: Limits
    temp_dir: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerResult:
    """What one layer holds."""

    found: tuple[Found, ...]
    names: LayerNames
    records: tuple[tuple[str, bytes], ...]
    """Package databases: path and bytes."""
    trees: tuple[tuple[str, str], ...] = ()
    """Folders of Go modules in which something was found, and the digest of each, hexadecimal."""
    skipped: tuple[Skipped, ...]
    ledger: Ledger
    git: GitFacts = field(default_factory=GitFacts)

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


def scan_blob(task: BlobTask) -> LayerResult:
    """
    Search one blob; what cannot be read becomes a `Skipped`, never an exception.

    Reading, inflating and hashing run in a thread of their own, ahead of the matcher: all of them
    leave Python's lock while they work, so one large layer keeps two cores busy.
    """
    return _scan_layer(task) if task.is_layer else _scan_single(task)


def _scan_layer(task: BlobTask) -> LayerResult:
    skipped: list[Skipped] = []
    listing = _Listing(task.limits.max_record_bytes)
    walker = TarWalker(task.limits)
    detector = detector_for(task.settings)
    unpacker = Unpacker(detector, task.limits, task.temp_dir)
    search = StreamSearch(
        detector,
        walker,
        task.limits,
        on_entry=listing.add,
        keep=is_record,
        on_kept=listing.keep,
        openings=unpacker.openings(),
        again=functools.partial(_once_more, task),
    )
    stream = StoredStream(task.stored, task.limits)
    for pieces in ahead(stream.blocks(task.limits.block_bytes)):
        search.feed(pieces)
    found = search.finish()
    walker.finish(search.size)
    verified = stream.verify(skipped)
    _report_anomalies(task, walker.anomalies, skipped, verified=verified)
    skipped += _inside(task, unpacker)
    undigested = {f.entry for f in found if f.entry >= 0 and f.digests is None and f.detections}
    if undigested:
        found = _with_digests(task, found, listing.ranges(undigested))
    return LayerResult(
        found=found,
        names=listing.names(),
        records=tuple(listing.records),
        trees=tuple(_trees(task, found, listing)),
        skipped=tuple(skipped),
        ledger=_ledger(search.size, listing.scanned(search.size), walker) + unpacker.ledger,
        git=unpacker.git.facts,
    )


def _scan_single(task: BlobTask) -> LayerResult:
    skipped: list[Skipped] = []
    stream = StoredStream(task.stored, task.limits)
    blocks = ahead(stream.blocks(task.limits.block_bytes))
    detector = detector_for(task.settings)
    unpacker = Unpacker(detector, task.limits, task.temp_dir)
    again = functools.partial(_once_more, task)
    size, found = search_one(
        detector, blocks, task.stored.name, task.limits, openings=unpacker.openings(), again=again
    )
    stream.verify(skipped)
    skipped += _inside(task, unpacker)
    ledger = Ledger(bytes_in=size, bytes_scanned=size) + unpacker.ledger
    return replace(LayerResult.empty(tuple(skipped), ledger), found=found, git=unpacker.git.facts)


def _once_more(task: BlobTask) -> Iterator[list[bytes]]:
    return StoredStream(task.stored, task.limits).blocks(task.limits.block_bytes)


class _Listing:
    """What is kept of every entry of a layer: little, for there may be a million."""

    def __init__(self, max_record_bytes: int) -> None:
        self._max_record_bytes = max_record_bytes
        self.records: list[tuple[str, bytes]] = []
        self._names = NameIndex()
        self._files: list[tuple[int, int]] = []
        self._record_bytes = 0
        self._claimed = 0

    def add(self, entry: TarEntry) -> None:
        self._names.add(entry.name, entry.type, entry.link)
        self._files.append((entry.offset, entry.size))
        self._claimed += entry.size

    def keep(self, path: str, data: bytes) -> None:
        # What goes beyond the limit excuses no finding: it errs towards reporting.
        self._record_bytes += len(data)
        if self._record_bytes <= self._max_record_bytes:
            self.records.append((normalise(path).decode("utf-8", "surrogateescape"), data))

    def names(self) -> LayerNames:
        return self._names.names()

    def ranges(self, entries: set[int]) -> dict[int, tuple[int, int]]:
        return {entry: self._files[entry] for entry in entries}

    def scanned(self, size: int) -> int:
        """Return how many bytes of a stream of `size` are the data of entries."""
        if not self._files:
            return 0
        # Entries follow one another: only the last can claim more than there is.
        offset, length = self._files[-1]
        return self._claimed - max(0, offset + length - size)


def _report_anomalies(
    task: BlobTask, anomalies: list[Anomaly], skipped: list[Skipped], *, verified: bool
) -> None:
    for anomaly in anomalies:
        # A digest that holds proves that nothing was cut off: some writers leave the end out.
        if anomaly.code in HARMLESS or (anomaly.code == "tar.end" and verified):
            continue
        skipped.append(
            Skipped(
                path=task.stored.name,
                layer=task.stored.best_digest,
                span=Span(anomaly.offset, anomaly.size),
                reason=str(anomaly),
                hint="The bytes were searched, but not as the files they may hold.",
            )
        )


def _inside(task: BlobTask, unpacker: Unpacker) -> list[Skipped]:
    """Return what could not be read inside the files of a blob."""
    return [replace(each, layer=task.stored.best_digest) for each in unpacker.skipped]


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
    digests = _digests(task, ranges)
    return tuple(
        Found(f.entry, f.path, f.detections, digests.get(f.entry, f.digests)) for f in found
    )


def _trees(
    task: BlobTask, found: tuple[Found, ...], listing: _Listing
) -> Iterator[tuple[str, str]]:
    """Yield the modules in which something was found, with their digests; reads the layer again."""
    modules = {module_of(each.path) for each in found if each.entry >= 0} - {""}
    if not modules:
        return
    names = listing.names()
    members: dict[str, dict[int, str]] = {module: {} for module in modules}
    for number, raw in enumerate(names.names.split(b"\0")[:-1]):
        path = raw.decode("utf-8", "surrogateescape")
        module = module_of(path)
        if module in modules and names.types[number : number + 1] != b"5":
            members[module][number] = path.removeprefix(f"{module}/")
    digests = _digests(task, listing.ranges({n for each in members.values() for n in each}))
    for module, files in members.items():
        if len(set(files.values())) == len(files) and digests.keys() >= files.keys():
            sums = {path: bytes.fromhex(dict(digests[n])["sha256"]) for n, path in files.items()}
            yield module, tree_digest(module, sums)


def _digests(task: BlobTask, ranges: dict[int, tuple[int, int]]) -> dict[int, Digests]:
    """Return the digests of entries, by number, given the offset and the size of each."""
    digests: dict[int, Digests] = {}
    waiting = deque(sorted(ranges.items(), key=lambda item: item[1]))
    position = 0
    digester = FileDigester()
    for pieces in StoredStream(task.stored, task.limits).blocks(task.limits.block_bytes):
        for piece in pieces:
            while waiting:
                entry, (offset, size) = waiting[0]
                part = piece[max(0, offset - position) : max(0, offset + size - position)]
                digester.update(part)
                if offset + size > position + len(piece):
                    break
                digests[entry] = digester.digests()
                digester = FileDigester()
                waiting.popleft()
            position += len(piece)
    return digests
