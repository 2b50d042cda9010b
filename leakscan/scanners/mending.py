"""What keeps what was found in a context out of the build: lines for its ignore file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

from leakscan.context.doctor.remedy import Kept, Remedy, propose
from leakscan.context.doctor.subject import named, own
from leakscan.context.prediction import NamedPart, Prediction
from leakscan.context.reach import Walked, predict
from leakscan.context.request import Build
from leakscan.model.location import ContextFile, Reach
from leakscan.model.report import Report
from leakscan.scanners.context import searched_context
from leakscan.scanners.fixes import with_fixes
from leakscan.scanners.options import ScanOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A scanned context, with the change to its ignore file that keeps out what was found."""

    report: Report
    remedy: Remedy
    named: tuple[Remedy, ...] = ()
    """The changes to the ignore files of named contexts that have leaking files."""


def examine_context(path: Path, *, options: ScanOptions, **build: Unpack[Build]) -> Examination:
    """Return the same as `scan_context`, and what would have to be ignored; nothing is written."""
    report, prediction = searched_context(path, options, build)
    return mended(path, report, prediction, build)


def mended(path: Path, report: Report, prediction: Prediction, build: Build) -> Examination:
    """Give each reported file of the context the line that would keep it out."""

    def again(known: Walked) -> Prediction:
        return predict(path, known=known, **build)

    places = [
        place
        for finding in report.findings
        for place in finding.locations
        if isinstance(place, ContextFile) and place.reach is not Reach.IGNORED
    ]
    shown = {place.path for place in places if not place.context}
    paths = [file.path for file in prediction.files if file.reach is not Reach.IGNORED]
    remedy = propose(own(prediction), shown.intersection(paths), again)
    # A name that is shown masked holds a secret: no line of a file may spell it.
    renamed = [
        Kept(path=name, reason="its name holds a secret: rename the file")
        for name in sorted(shown.difference(paths))
    ]
    parts = list(_parts(path, prediction))
    others = []
    for part in parts:
        inner = {part.path(file.path): file.path for file in part.files}
        leaking = {place.path for place in places if place.context == part.name}
        if leaking:
            found = propose(
                named(prediction, part), {inner[each] for each in leaking & {*inner}}, again
            )
            others.append(_shown(found, part))
    known = {part.name for part in parts}
    elsewhere = [
        Kept(path=name, reason=f"the directory of the build context {context!r} is given twice")
        for name, context in sorted({(place.path, place.context) for place in places})
        if context and context not in known
    ]
    remedy = replace(remedy, kept=(*remedy.kept, *renamed, *elsewhere))
    return Examination(
        report=with_fixes(report, (remedy, *others), prediction), remedy=remedy, named=tuple(others)
    )


def _parts(path: Path, prediction: Prediction) -> Iterator[NamedPart]:
    """Yield the named contexts whose directory is no other one's, and so has lines of its own."""
    seen = {path.resolve()}
    for part in prediction.named:
        if part.root.resolve() not in seen:
            yield part
        seen.add(part.root.resolve())


def _shown(remedy: Remedy, part: NamedPart) -> Remedy:
    """Name the files of a named context as they are in the report."""
    return replace(
        remedy,
        line_of={part.path(path): line for path, line in remedy.line_of.items()},
        kept=tuple(replace(kept, path=part.path(kept.path)) for kept in remedy.kept),
    )
