"""Scan a build context: what a build of a directory would read, send and bake."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.doctor.remedy import Kept, Predict, Remedy, propose
from leakscan.context.misread import misread
from leakscan.context.reach import PredictedFile, Prediction, Proposed, predict, stage_of_line
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.engine.executor import Lost
from leakscan.model.finding import Skipped
from leakscan.model.location import ContextFile, Deciding, Instruction, Reach, Span
from leakscan.model.report import Ledger, Report, Target, TargetKind
from leakscan.model.rule import Confidence
from leakscan.scanners.around import joined, search_around
from leakscan.scanners.assemble import (
    assemble,
    detection_settings,
    executor_for,
    lost_record,
    temporary_folder,
)
from leakscan.scanners.attribution import Located
from leakscan.scanners.detectors import DetectionSettings, detector_for
from leakscan.scanners.fields import mask, mask_name, mask_names
from leakscan.scanners.fixes import with_fixes
from leakscan.scanners.git import GitPlaces
from leakscan.scanners.gitignored import kept_from_git_only
from leakscan.scanners.habits import habits, masked, masked_fix, rewriter_for
from leakscan.scanners.habits.secrets import without_secret
from leakscan.scanners.keystores import key_stores
from leakscan.scanners.options import Progress, ScanOptions
from leakscan.scanners.work import FilesResult, FilesTask, scan_files
from leakscan.streams.limits import MIB

_TASK_BYTES = 16 * MIB
_TASK_FILES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A scanned context, with the change to its ignore file that keeps out what was found."""

    report: Report
    remedy: Remedy


def scan_context(
    path: Path,
    *,
    options: ScanOptions,
    dockerfile: Path | None = None,
    target: str | None = None,
    builder: Builder = Builder.BUILDKIT,
    build_args: Mapping[str, str] | None = None,
    build_contexts: Mapping[str, str] | None = None,
) -> Report:
    """
    Return what a build of `path` gives away.

    Files that the build ignores are not opened.

    Raises:
        TargetError: The directory or the Dockerfile cannot be read.
        UsageError: The request makes no sense.
    """
    return examine_context(
        path,
        options=options,
        dockerfile=dockerfile,
        target=target,
        builder=builder,
        build_args=build_args,
        build_contexts=build_contexts,
    ).report


def examine_context(
    path: Path,
    *,
    options: ScanOptions,
    dockerfile: Path | None = None,
    target: str | None = None,
    builder: Builder = Builder.BUILDKIT,
    build_args: Mapping[str, str] | None = None,
    build_contexts: Mapping[str, str] | None = None,
) -> Examination:
    """Return the same as `scan_context`, and what would have to be ignored; nothing is written."""

    def predicted(proposed: Proposed | None = None) -> Prediction:
        return predict(
            path,
            dockerfile=dockerfile,
            target=target,
            builder=builder,
            build_args=build_args or {},
            build_contexts=build_contexts or {},
            proposed=proposed,
        )

    prediction = predicted()
    with temporary_folder(options) as placed:
        report = _scan_prediction(path, prediction, detection_settings(placed), placed)
    return _with_remedy(report, prediction, predicted)


def _with_remedy(report: Report, prediction: Prediction, again: Predict) -> Examination:
    """Give each reported file of the context the line that would keep it out."""
    shown = {
        place.path
        for finding in report.findings
        for place in finding.locations
        if isinstance(place, ContextFile) and place.reach is not Reach.IGNORED
    }
    paths = [file.path for file in prediction.files if file.reach is not Reach.IGNORED]
    remedy = propose(prediction, shown.intersection(paths), again)
    # A name that is shown masked holds a secret: no line of a file may spell it.
    renamed = tuple(
        Kept(path=name, reason="its name holds a secret: rename the file")
        for name in sorted(shown.difference(paths))
    )
    remedy = replace(remedy, kept=(*remedy.kept, *renamed))
    return Examination(report=with_fixes(report, remedy, prediction), remedy=remedy)


def _scan_prediction(
    path: Path, prediction: Prediction, settings: DetectionSettings, options: ScanOptions
) -> Report:
    detector = detector_for(settings)
    files = {
        file.path: file
        for file in prediction.files
        if file.kind == "file" and file.reach is not Reach.IGNORED
    }
    # The Dockerfile's text is searched as instructions; as a file of the context it says no more.
    searched = [file for file in files.values() if file.path != prediction.dockerfile_name]
    results = _scan(path, searched, settings, options)
    places = GitPlaces(result.git for result in results)
    results = [replace(result, found=places.named(result.found)) for result in results]
    masks = _Masked(detector)
    located = [
        Located(
            detection,
            ContextFile(
                path=mask_name(detector, found.path),
                reach=files[found.path].reach,
                decided_by=masks.all(files[found.path].decided_by),
                inner=mask_names(detector, detection.inner),
                span=detection.span,
                region=detection.region,
            ),
        )
        for result in results
        for found in result.found
        for detection in found.detections
    ]
    located.extend(_in_names(detector, files))
    ledger = sum((result.ledger for result in results), Ledger())
    if prediction.dockerfile_text:
        located.extend(_in_dockerfile(detector, prediction, masks))
        size = len(prediction.dockerfile_text)
        ledger += Ledger(bytes_in=size, bytes_scanned=size)
    beside = search_around(path, prediction, detector)
    sent = {found.path for result in results for found in result.found if found.detections}
    advice = (
        *misread(prediction),
        *kept_from_git_only(path, prediction, sent),
        *habits(prediction),
        *key_stores(path, prediction, sent),
        *beside.advice,
    )
    return assemble(
        joined(located, beside.located),
        target=Target(
            kind=TargetKind.CONTEXT,
            name=str(path),
            source="context",
            dockerfile=prediction.dockerfile_name,
            ignore_file=prediction.ignore_file,
        ),
        options=options,
        detector=detector,
        skipped=_skipped(prediction, results),
        notes=[
            *prediction.notes,
            *beside.notes,
            *places.notes("context", _missing_from(path, files)),
        ],
        advice=[
            replace(masked(item, masks.text), file=mask_name(detector, item.file))
            for item in advice
        ],
        ledger=ledger,
    )


def _scan(
    root: Path,
    files: Sequence[PredictedFile],
    settings: DetectionSettings,
    options: ScanOptions,
) -> list[FilesResult]:
    sizes_of = {file.path: _size(root / file.path) for file in files}
    tasks = [
        FilesTask(
            root=root,
            paths=paths,
            settings=settings,
            limits=options.limits,
            temp_dir=options.temp_dir,
        )
        for paths in _portions(sizes_of)
    ]
    sizes = [sum(sizes_of[path] for path in task.paths) for task in tasks]
    done = 0

    def on_done(number: int) -> None:
        nonlocal done
        done += sizes[number]
        if options.progress:
            options.progress(Progress(done_bytes=done, total_bytes=sum(sizes), what="files"))

    outcomes = executor_for(options, sizes).map(scan_files, tasks, on_done)
    return [
        _lost(task, outcome, size) if isinstance(outcome, Lost) else outcome
        for task, outcome, size in zip(tasks, outcomes, sizes, strict=True)
    ]


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


def _in_names(detector: Detector, files: Mapping[str, PredictedFile]) -> Iterator[Located]:
    """Yield what the names of files give away: a build sends them with the contents."""
    paths = [path for path in files if "\n" not in path]
    names = "\n".join(paths).encode("utf-8", "surrogateescape")
    for detection in detector.detect(Content(data=names, name="file names")):
        if detection.region is not None and detection.confidence >= Confidence.LIKELY:
            file = files[paths[detection.region.start_line - 1]]
            place = ContextFile(
                path=mask_name(detector, file.path),
                reach=file.reach,
                inner=("file name",),
                span=Span(0, detection.span.length),
            )
            yield Located(detection, place)


def _in_dockerfile(
    detector: Detector, prediction: Prediction, masks: "_Masked"
) -> Iterator[Located]:
    rewriter = rewriter_for(prediction)
    content = Content(data=prediction.dockerfile_text, name="Dockerfile")
    for detection in detector.detect(content):
        line = detection.region.start_line if detection.region else 1
        spot = stage_of_line(prediction, line)
        fix = without_secret(prediction, detection, rewriter)
        place = Instruction(
            path=prediction.dockerfile_name,
            instruction=spot.instruction,
            stage=spot.stage,
            reach=spot.reach,
            span=detection.span,
            region=detection.region,
            fix=fix and masked_fix(fix, masks.text),
        )
        yield Located(detection, place)


class _Masked:
    """The lines that decided a file's fate, with secrets in them masked; each line once."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._texts: dict[str, str] = {}

    def all(self, decided_by: tuple[Deciding, ...]) -> tuple[Deciding, ...]:
        return tuple(replace(each, text=self.text(each.text)) for each in decided_by)

    def text(self, text: str) -> str:
        if text not in self._texts:
            self._texts[text] = mask(self._detector, text)
        return self._texts[text]


def _missing_from(root: Path, files: Mapping[str, PredictedFile]) -> Callable[[str], str | None]:
    """Return what tells why a repository that something points to is not searched."""
    top = str(root.resolve())

    def missing(path: str) -> str | None:
        inside = posixpath.relpath(path, top) if path.startswith("/") else path
        if inside == ".." or inside.startswith("../"):
            return None
        listed = any(file.startswith(f"{inside}/") for file in files)
        return "" if listed or inside == "." else "not among what is searched"

    return missing


def _skipped(prediction: Prediction, results: Sequence[FilesResult]) -> Iterator[Skipped]:
    yield from prediction.skipped
    for result in results:
        yield from result.skipped
