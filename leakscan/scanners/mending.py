"""What keeps what was found in a context out of the build: lines for its ignore file."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

from leakscan.context.doctor.remedy import Kept, Remedy, propose
from leakscan.context.prediction import Prediction
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
    remedy = propose(prediction, shown.intersection(paths), again)
    # A name that is shown masked holds a secret: no line of a file may spell it.
    renamed = [
        Kept(path=name, reason="its name holds a secret: rename the file")
        for name in sorted(shown.difference(paths))
    ]
    elsewhere = [
        Kept(path=path, reason=f"it comes from the build context {name!r}: see to its ignore file")
        for path, name in sorted({(place.path, place.context) for place in places if place.context})
    ]
    remedy = replace(remedy, kept=(*remedy.kept, *renamed, *elsewhere))
    return Examination(report=with_fixes(report, remedy, prediction), remedy=remedy)
