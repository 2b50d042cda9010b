"""Search the files of a build's directories: of its own context, and of named ones."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leakscan.context.prediction import PredictedFile, Prediction
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.engine.executor import Lost
from leakscan.model.finding import Detection, Skipped
from leakscan.model.location import ContextFile, Deciding, Reach, Span
from leakscan.model.report import Ledger
from leakscan.model.rule import Confidence
from leakscan.scanners.assemble import executor_for, lost_record
from leakscan.scanners.attribution import Located
from leakscan.scanners.detectors import DetectionSettings
from leakscan.scanners.fields import mask, mask_name, mask_names
from leakscan.scanners.file_work import FilesResult, FilesTask, scan_files
from leakscan.scanners.git import GitPlaces
from leakscan.scanners.links import Link, in_targets, links_of, notes_on_links
from leakscan.scanners.options import Progress, ScanOptions
from leakscan.streams.limits import KIB, MIB

_TASK_BYTES = 16 * MIB
_TASK_FILES = 2000
_FILE_COST = 8 * KIB
"""To open a file takes as long as to search so much: a million empty ones are work, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One directory that is searched."""

    root: Path
    files: Mapping[str, PredictedFile]
    """What the builder may see of it, by path."""
    links: tuple[Link, ...] = ()
    """Symbolic links that it may see."""
    ignored: int = 0
    """How many files it may not see."""
    ignore_file: str = ""
    """By which ignore file."""
    context: str = ""
    """The named context that it is; empty: the build's own."""
    shown: Callable[[str], str] = str
    """Returns a path in it relative to the build's own context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What the files of one directory gave."""

    located: tuple[Located, ...]
    leaking: frozenset[str]
    """Paths of the files in which something was found, as they are."""
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    ledger: Ledger


class Masks:
    """The lines that decided a file's fate, with secrets in them masked; each line once."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._texts: dict[str, str] = {}

    def lines(self, decided_by: tuple[Deciding, ...]) -> tuple[Deciding, ...]:
        """Return lines that quote no secret, neither in their text nor in the file's name."""
        return tuple(
            replace(each, file=mask_name(self._detector, each.file), text=self.text(each.text))
            for each in decided_by
        )

    def text(self, text: str) -> str:
        """Return a line of a Dockerfile or an ignore file with every secret in it masked."""
        if text not in self._texts:
            self._texts[text] = mask(self._detector, text)
        return self._texts[text]


def parts_of(root: Path, prediction: Prediction) -> tuple[Part, ...]:
    """Return what is to be searched of a build, its own context first."""
    own = Part(
        root=root,
        files=_seen(prediction.files),
        links=links_of(prediction.files, prediction.tree),
        ignored=_ignored(prediction.files),
        ignore_file=prediction.ignore_file,
    )
    named = (
        Part(
            root=part.root,
            files=_seen(part.files),
            links=links_of(part.files, part.tree),
            ignored=_ignored(part.files),
            ignore_file=part.ignore_file,
            context=part.name,
            shown=part.path,
        )
        for part in prediction.named
    )
    return own, *named


def search_parts(
    parts: Sequence[Part],
    settings: DetectionSettings,
    options: ScanOptions,
    *,
    masks: Masks,
    detector: Detector,
    apart: str,
) -> tuple[Searched, ...]:
    """
    Return what each directory gives, in order.

    `apart` is the Dockerfile in the first one: its text is searched as instructions, and says no
    more as a file.
    """
    wanted = [[path for path in part.files if part.context or path != apart] for part in parts]
    results = _scan(parts, wanted, settings, options)
    return tuple(
        _searched(part, found, masks, detector) for part, found in zip(parts, results, strict=True)
    )


def _seen(files: Sequence[PredictedFile]) -> dict[str, PredictedFile]:
    return {
        file.path: file for file in files if file.kind == "file" and file.reach is not Reach.IGNORED
    }


def _ignored(files: Sequence[PredictedFile]) -> int:
    return sum(file.reach is Reach.IGNORED for file in files)


def _searched(
    part: Part, results: Sequence[FilesResult], masks: Masks, detector: Detector
) -> Searched:
    places = GitPlaces(result.git for result in results)
    results = [replace(result, found=places.named(result.found)) for result in results]
    located = [
        Located(
            detection,
            ContextFile(
                path=mask_name(detector, part.shown(found.path)),
                context=part.context,
                reach=part.files[found.path].reach,
                decided_by=masks.lines(part.files[found.path].decided_by),
                inner=mask_names(detector, detection.inner),
                span=detection.span,
                region=detection.region,
            ),
        )
        for result in results
        for found in result.found
        for detection in found.detections
    ]
    located.extend(_in_names(detector, part))
    prefix = f"in the build context {part.context!r}: " if part.context else ""
    notes = (
        *_left_alone(part),
        *notes_on_links(part.links),
        *places.notes("context", _missing_from(part)),
    )
    return Searched(
        located=tuple(located),
        leaking=frozenset(
            found.path for result in results for found in result.found if found.detections
        ),
        skipped=tuple(
            replace(skipped, path=part.shown(skipped.path))
            for result in results
            for skipped in result.skipped
        ),
        notes=tuple(prefix + note for note in notes),
        ledger=sum((result.ledger for result in results), Ledger()),
    )


def _scan(
    parts: Sequence[Part],
    wanted: Sequence[Sequence[str]],
    settings: DetectionSettings,
    options: ScanOptions,
) -> list[list[FilesResult]]:
    """Return the results for each directory; all of them share the workers."""
    tasks: list[FilesTask] = []
    sizes: list[int] = []
    owners: list[int] = []
    for number, (part, paths) in enumerate(zip(parts, wanted, strict=True)):
        sizes_of = {path: _size(part.root / path) for path in paths}
        for portion in _portions(sizes_of):
            sizes.append(sum(sizes_of[path] for path in portion))
            owners.append(number)
            tasks.append(
                FilesTask(
                    root=part.root,
                    paths=portion,
                    settings=settings,
                    limits=options.limits,
                    temp_dir=options.temp_dir,
                )
            )
    done = 0

    def on_done(number: int) -> None:
        nonlocal done
        done += sizes[number]
        if options.progress:
            options.progress(Progress(done_bytes=done, total_bytes=sum(sizes), what="files"))

    costs = [size + _FILE_COST * len(task.paths) for size, task in zip(sizes, tasks, strict=True)]
    outcomes = executor_for(options, costs).map(scan_files, tasks, on_done)
    results: list[list[FilesResult]] = [[] for _ in parts]
    for owner, task, outcome, size in zip(owners, tasks, outcomes, sizes, strict=True):
        results[owner].append(_lost(task, outcome, size) if isinstance(outcome, Lost) else outcome)
    return results


def _size(path: Path) -> int:
    """Return a file's size, to share out the work by; 0 if it cannot be told."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _portions(sizes: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Yield paths in portions small enough to share out and large enough to be worth it."""
    portion: list[str] = []
    total = 0
    for path, size in sizes.items():
        portion.append(path)
        total += size
        if total >= _TASK_BYTES or len(portion) >= _TASK_FILES:
            yield tuple(portion)
            portion, total = [], 0
    if portion:
        yield tuple(portion)


def _lost(task: FilesTask, lost: Lost, size: int) -> FilesResult:
    skipped = tuple(lost_record(lost, path) for path in task.paths)
    return FilesResult(found=(), skipped=skipped, ledger=Ledger(bytes_in=size, bytes_skipped=size))


def _in_names(detector: Detector, part: Part) -> Iterator[Located]:
    """
    Yield what the names of files and links give away, and the targets of links.

    A build sends them with the contents.
    """
    files = [*part.files.values(), *(link.file for link in part.links)]
    files = [file for file in files if "\n" not in file.path]
    names = "\n".join(file.path for file in files).encode("utf-8", "surrogateescape")
    for detection in detector.detect(Content(data=names, name="file names")):
        if detection.region is not None and detection.confidence >= Confidence.LIKELY:
            file = files[detection.region.start_line - 1]
            yield _in_name(detector, part, file, detection, "file name")
    for link, detection in in_targets(detector, part.links):
        yield _in_name(detector, part, link.file, detection, "link target")


def _in_name(
    detector: Detector, part: Part, file: PredictedFile, detection: Detection, inner: str
) -> Located:
    place = ContextFile(
        path=mask_name(detector, part.shown(file.path)),
        context=part.context,
        reach=file.reach,
        inner=(inner,),
        span=Span(0, detection.span.length),
    )
    return Located(detection, place)


def _left_alone(part: Part) -> Iterator[str]:
    """Yield how many files were left alone because a build leaves them alone."""
    if part.ignored:
        files = "1 file is" if part.ignored == 1 else f"{part.ignored:,} files are"
        yield f"{files} ignored by {part.ignore_file} and not read"


def _missing_from(part: Part) -> Callable[[str], str | None]:
    """Return what tells why a repository that something points to is not searched."""
    top = str(part.root.resolve())

    def missing(path: str) -> str | None:
        inside = posixpath.relpath(path, top) if path.startswith("/") else path
        if inside == ".." or inside.startswith("../"):
            return None
        listed = any(file.startswith(f"{inside}/") for file in part.files)
        return "" if listed or inside == "." else "not among what is searched"

    return missing
