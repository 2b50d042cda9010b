"""
The work on files of a build context: module-level, picklable, as that on blobs is.

What it returns knows nothing of the build; `context` joins it with what surrounds it.
"""

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from leakscan.context.tree import open_file
from leakscan.errors import ContentError
from leakscan.model.finding import Skipped
from leakscan.model.report import Ledger
from leakscan.scanners.detectors import DetectionSettings, detector_for
from leakscan.scanners.git import GitFacts
from leakscan.scanners.reading import SILENT, UNREADABLE, FileReading
from leakscan.scanners.search import Found, search_one
from leakscan.scanners.unpack import Unpacker
from leakscan.streams.limits import Limits
from leakscan.streams.patience import Watch, patiently

_MAX_SILENT = 3
"""Files of one task that may give no answer before the others are not tried any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesTask:
    """Some files of a build context to search."""

    root: Path
    paths: tuple[str, ...]
    settings: DetectionSettings
    limits: Limits
    temp_dir: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesResult:
    """What they hold."""

    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...]
    ledger: Ledger
    git: GitFacts = field(default_factory=GitFacts)


def scan_files(task: FilesTask) -> FilesResult:
    """Search files one by one; a file that cannot be read becomes a `Skipped`."""
    return _Files(task).run()


class _Files:
    """Files being searched one by one, by a thread that may have to be left behind."""

    def __init__(self, task: FilesTask) -> None:
        self.task = task
        self.detector = detector_for(task.settings)
        self.unpacker = Unpacker(self.detector, task.limits, task.temp_dir)
        self.left = deque(task.paths)
        """The first one is being searched."""
        self.found: list[Found] = []
        self.skipped: list[Skipped] = []
        self.ledger = Ledger()

    def run(self) -> FilesResult:
        seconds = self.task.limits.max_wait_seconds
        for _ in range(_MAX_SILENT):
            watch = Watch()
            if patiently(partial(self.search, watch), watch, seconds):
                break
            self.skip(self.left.popleft(), f"read: no answer in {seconds:g} seconds", SILENT)
        for path in self.left:
            self.skip(path, "read: not tried, after others that gave no answer", SILENT)
        return FilesResult(
            found=tuple(self.found),
            skipped=(*self.skipped, *self.unpacker.skipped),
            ledger=self.ledger + self.unpacker.ledger,
            git=self.unpacker.git.facts,
        )

    def search(self, watch: Watch) -> None:
        while self.left:
            path = self.left[0]
            watch.call(path)
            opened = self.open(path)
            watch.answered()
            if isinstance(opened, Skipped):
                self.skipped.append(opened)
            else:
                with opened:
                    self.read(FileReading(opened, path, watch), path)
            self.left.popleft()

    def open(self, path: str) -> BinaryIO | Skipped:
        try:
            return open_file(self.task.root, path)
        except OSError as error:
            reason = f"read: {error.strerror or error}"
            return Skipped(path=path, reason=reason, hint=UNREADABLE)
        except ContentError as error:
            return Skipped(path=path, reason=str(error), hint=error.hint)

    def read(self, reading: FileReading, path: str) -> None:
        limits = self.task.limits
        size, found = search_one(
            self.detector,
            reading.blocks(limits.block_bytes),
            path,
            limits,
            openings=self.unpacker.openings(),
            again=partial(reading.again, limits.block_bytes),
        )
        if reading.fault:
            self.skip(path, reading.fault, reading.hint)
        missing = reading.missing
        self.ledger += Ledger(bytes_in=size + missing, bytes_scanned=size, bytes_skipped=missing)
        self.found.extend(found)

    def skip(self, path: str, reason: str, hint: str) -> None:
        self.skipped.append(Skipped(path=path, reason=reason, hint=hint))
