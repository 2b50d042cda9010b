"""Search what is inside files: archives, compressed files, and what they hold in turn."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.images.packages.golang import TREE, is_module_zip, zip_digest
from leakscan.model.finding import Detection, Skipped
from leakscan.model.report import Ledger
from leakscan.scanners.digests import Digests, FileDigester
from leakscan.scanners.git import GitCollector
from leakscan.scanners.opening import Openings
from leakscan.scanners.search import SingleFile, StreamSearch
from leakscan.streams.format import Flaw, Format
from leakscan.streams.formats import sniffer
from leakscan.streams.limits import MIB, Allowance, Budget, Limits
from leakscan.streams.nested import Inner, InnerFlaw, expand
from leakscan.streams.source import Room, Source

_SHOWN_FLAWS = 20
"""Of one kind in one file; more are counted."""

_JOINT = " > "


class Unpacker:
    """
    Opens files for one unit of work; its bounds are those of that unit, and of each file.

    Not for several threads.
    """

    def __init__(self, detector: Detector, limits: Limits, temp_dir: Path) -> None:
        self.skipped: list[Skipped] = []
        """What could not be read of what was opened so far."""
        self.bytes_in = 0
        """Of everything that was unpacked so far, at every depth; all of it was searched."""
        self.git = GitCollector()
        """Learns of git repositories from what is unpacked."""
        self._detector = detector
        self._limits = limits
        self._allowance = Allowance(limits.max_expanded_bytes)
        self.room = Room(temp_dir, limits.max_spool_bytes)

    @property
    def ledger(self) -> Ledger:
        """Where the unpacked bytes went, and how much in all that was searched was left out."""
        return Ledger(
            bytes_in=self.bytes_in,
            bytes_scanned=self.bytes_in,
            below_confidence=self._detector.left_out,
        )

    def openings(self) -> Openings:
        """Return what opens the entries of one stream."""
        return Openings(sniffer(), self)

    def unpack(self, name: str, source: Source, form: Format) -> list[Detection]:
        """Return what is inside the file `name`; `inner` of each is the chain of names."""
        budget = Budget(self._limits, source.size, self._allowance)
        told: Counter[tuple[str, str]] = Counter()
        found: list[Detection] = []
        for item in expand(name, source, form, budget, self.room, sniffer()):
            if isinstance(item, InnerFlaw):
                self._tell(name, item, told)
            else:
                title = item.chain[-1]
                holder = _JOINT.join((name, *item.chain[:-1]))
                item.pieces = self.git.watch(holder, title, item.pieces)
                item.name = self.git.content_name(title) or item.name
                size, detections = self._detections(item)
                self.bytes_in += size
                found += [replace(each, inner=item.chain) for each in detections]
        for (code, hint), count in told.items():
            if count > _SHOWN_FLAWS:
                more = f"{code}: {count - _SHOWN_FLAWS:,} more of the same kind"
                self.skipped.append(Skipped(path=name, reason=more, hint=hint))
        return _innermost(found)

    def digests(self, name: str, source: Source, form: Format) -> Digests:
        """Return the digests by which a package may know the file `name`."""
        digester = FileDigester()
        reader = source.reader()
        while piece := reader.read(MIB):
            digester.update(piece)
        if is_module_zip(name):
            return digester.digests() + self._module_digest(name, source, form)
        return digester.digests()

    def _module_digest(self, name: str, source: Source, form: Format) -> Digests:
        budget = Budget(self._limits, source.size, Allowance(self._limits.max_expanded_bytes))
        files: dict[str, bytes] = {}
        try:
            for item in form.members(source, name, budget):
                if isinstance(item, Flaw) or item.name in files:
                    return ()
                digest = hashlib.sha256()
                for piece in item.pieces:
                    budget.work(len(piece))
                    digest.update(piece)
                files[item.name] = digest.digest()
        except Exception:  # noqa: BLE001 - a parser's mistake: then the zip is no module's
            return ()
        return ((TREE, zip_digest(files)),)

    def miss(self, name: str, flaw: Flaw) -> None:
        """Take note of a file that was not opened."""
        self.skipped.append(Skipped(path=name, reason=str(flaw), hint=flaw.hint))

    def _tell(self, name: str, item: InnerFlaw, told: Counter[tuple[str, str]]) -> None:
        kind = (item.flaw.code, item.flaw.hint)
        told[kind] += 1
        if told[kind] <= _SHOWN_FLAWS:
            path = _JOINT.join((name, *item.chain))
            self.skipped.append(Skipped(path=path, reason=str(item.flaw), hint=item.flaw.hint))

    def _detections(self, item: Inner) -> tuple[int, list[Detection]]:
        """Return how many bytes something has, and what is in it."""
        blocks = _blocks(item.pieces, self._limits.block_bytes)
        first = next(blocks, [])
        second = next(blocks, [])
        if not second:
            data = first[0] if len(first) == 1 else b"".join(first)
            content = Content(data=data, name=item.name)
            hits = self._detector.hits(content) if data else []
            item.noticed = bool(hits)
            if not hits:
                return len(data), []
            return len(data), self._detector.examine(content, hits)
        search = StreamSearch(self._detector, SingleFile(item.name, 1 << 60), self._limits)
        search.feed(first)
        search.feed(second)
        for block in blocks:
            search.feed(block)
        found = search.finish()
        return search.size, [detection for each in found for detection in each.detections]


def _innermost(found: list[Detection]) -> list[Detection]:
    """Return detections without those that an inner file shows as well: its place says more."""
    deeper = {
        (detection.identity, detection.inner[:depth])
        for detection in found
        for depth in range(1, len(detection.inner))
    }
    return [each for each in found if (each.identity, each.inner) not in deeper]


def _blocks(pieces: Iterator[bytes], block_bytes: int) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    size = 0
    for piece in pieces:
        block.append(piece)
        size += len(piece)
        if size >= block_bytes:
            yield block
            block, size = [], 0
    if block:
        yield block
