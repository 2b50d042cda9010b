"""Scan a build context: what a build of a directory would read, send and bake."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from leakscan.context.builders import Builder
from leakscan.context.comparing import Predict as ByAnother
from leakscan.context.comparing import differences
from leakscan.context.misread import misread
from leakscan.context.reach import Prediction, Walked, predict, stage_of_line
from leakscan.context.request import Build
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.model.location import Instruction
from leakscan.model.report import Ledger, Report, Target, TargetKind
from leakscan.scanners.around import joined, search_around
from leakscan.scanners.assemble import assemble, detection_settings, temporary_folder
from leakscan.scanners.attribution import Located
from leakscan.scanners.context_files import Masks, parts_of, search_parts
from leakscan.scanners.detectors import detector_for
from leakscan.scanners.fields import mask_name
from leakscan.scanners.gitignored import kept_from_git_only
from leakscan.scanners.habits import habits, masked, masked_fix, rewriter_for
from leakscan.scanners.habits.secrets import without_secret
from leakscan.scanners.keystores import key_stores
from leakscan.scanners.names import masked_errors
from leakscan.scanners.options import ScanOptions


def scan_context(path: Path, *, options: ScanOptions, **build: Unpack[Build]) -> Report:
    """
    Return what a build of `path` gives away.

    Files that the build ignores are not opened.

    Raises:
        TargetError: The directory or the Dockerfile cannot be read.
        UsageError: The request makes no sense.
    """
    report, prediction = searched_context(path, options, build)
    if not report.findings:
        return report
    # Only now: most scans find nothing, and what mends is as large as what searches.
    from leakscan.scanners.mending import mended  # noqa: PLC0415 - see above

    return mended(path, report, prediction, build).report


def searched_context(path: Path, options: ScanOptions, build: Build) -> tuple[Report, Prediction]:
    """Return the report, its findings without their fixes, and what it was made of."""

    def by_another(builder: Builder, known: Walked) -> Prediction:
        other = build.copy()
        other["builder"] = builder
        return predict(path, known=known, **other)

    with masked_errors(options):
        prediction = predict(path, **build)
    with temporary_folder(options) as placed:
        return _scan_prediction(path, prediction, by_another, placed), prediction


def _scan_prediction(
    path: Path, prediction: Prediction, by_another: ByAnother, options: ScanOptions
) -> Report:
    settings = detection_settings(options)
    detector = detector_for(settings)
    masks = Masks(detector)
    parts = parts_of(path, prediction)
    searched = search_parts(
        parts,
        settings,
        options,
        masks=masks,
        detector=detector,
        apart=prediction.dockerfile_name,
    )
    located = [item for each in searched for item in each.located]
    ledger = sum((each.ledger for each in searched), Ledger())
    if prediction.dockerfile_text:
        located.extend(_in_dockerfile(detector, prediction, masks))
        size = len(prediction.dockerfile_text)
        ledger += Ledger(bytes_in=size, bytes_scanned=size)
    beside = search_around(path, prediction, detector)
    advice = (
        *misread(prediction),
        *kept_from_git_only(path, searched[0].leaking),
        *habits(prediction),
        *(
            item
            for part, found in zip(parts, searched, strict=True)
            for item in key_stores(part, found.leaking)
        ),
        *beside.advice,
    )
    return assemble(
        joined(located, beside.located),
        target=Target(
            kind=TargetKind.CONTEXT,
            name=str(path),
            source="context",
            dockerfile=mask_name(detector, prediction.dockerfile_name),
            ignore_file=mask_name(detector, prediction.ignore_file),
        ),
        options=options,
        detector=detector,
        skipped=(*prediction.skipped, *(one for each in searched for one in each.skipped)),
        notes=(
            *prediction.notes,
            *differences(prediction, searched[0].leaking, by_another),
            *beside.notes,
            *(note for each in searched for note in each.notes),
        ),
        advice=[
            replace(masked(item, masks.text), file=mask_name(detector, item.file))
            for item in advice
        ],
        ledger=ledger,
    )


def _in_dockerfile(detector: Detector, prediction: Prediction, masks: Masks) -> Iterator[Located]:
    rewriter = rewriter_for(prediction)
    content = Content(data=prediction.dockerfile_text, name="Dockerfile")
    for detection in detector.detect(content):
        line = detection.region.start_line if detection.region else 1
        spot = stage_of_line(prediction, line)
        fix = without_secret(prediction, detection, rewriter)
        place = Instruction(
            path=mask_name(detector, prediction.dockerfile_name),
            instruction=spot.instruction,
            stage=mask_name(detector, spot.stage),
            reach=spot.reach,
            span=detection.span,
            region=detection.region,
            fix=fix and masked_fix(fix, masks.text),
        )
        yield Located(detection, place)
