"""What a report says of the scan itself."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.model.finding import Detection
from leakscan.model.location import LayerFile, LayerRef, Span, Visibility
from leakscan.model.report import Ledger, Report, Target, TargetKind
from leakscan.model.rule import Confidence, Severity
from leakscan.scanners.assemble import MAX_REVIEW_PLACES, assemble
from leakscan.scanners.attribution import Located
from leakscan.scanners.context import scan_context
from leakscan.scanners.options import ScanOptions


def _report(detector: Detector, options: ScanOptions, located: Iterable[Located] = ()) -> Report:
    return assemble(
        located,
        target=Target(kind=TargetKind.CONTEXT, name=".", source="context"),
        options=options,
        detector=detector,
        skipped=[],
        notes=["a note"],
        ledger=Ledger(),
    )


def test_patterns_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    """A home that is read-only makes each start slow: a note says so, and which option helps."""
    (tmp_path / "home").write_bytes(b"")
    folder = tmp_path / "home" / "cache"
    detector = Detector(load_rules().recognisers[:3], Sealer(), cache_dir=folder)

    told = _report(detector, ScanOptions(temp_dir=tmp_path, cache_dir=folder)).notes
    other = _report(detector, ScanOptions(temp_dir=tmp_path, cache_dir=tmp_path)).notes

    assert told[0] == other[0] == "a note"
    assert str(folder) in told[1]
    assert "--cache-dir" in told[1]
    assert other[1:] == ()


def test_what_is_less_sure_than_asked_for_is_counted(tmp_path: Path) -> None:
    """In files and in the Dockerfile, at every threshold; what is noise in a dependency is not."""
    (tmp_path / "app/node_modules/x").mkdir(parents=True)
    (tmp_path / "app/Dockerfile").write_text("FROM scratch\nCOPY . /\nENV DB_PASSWORD=changeme\n")
    (tmp_path / "app/x.env").write_text("DB_PASSWORD=changeme\nDB_USER=changeme\n")
    (tmp_path / "app/node_modules/x/x.env").write_text("DB_PASSWORD=changeme\n")

    def scanned(confidence: Confidence) -> Report:
        options = ScanOptions(temp_dir=tmp_path, min_confidence=confidence)
        return scan_context(tmp_path / "app", options=options)

    likely, confirmed = scanned(Confidence.LIKELY), scanned(Confidence.CONFIRMED)
    every = scanned(Confidence.REVIEW)

    assert (likely.findings, likely.suppressed, confirmed.findings) == ((), (), ())
    assert (likely.below_confidence, confirmed.below_confidence) == (2, 2)
    assert every.below_confidence == 0
    assert sum(len(finding.locations) for finding in every.findings) == 2


def test_of_very_many_suppressed_those_for_review_are_counted(tmp_path: Path) -> None:
    """What has more places than there is room for leaves room for others; a sure one is listed."""
    place = LayerFile(
        path="usr/x",
        platforms=("linux/amd64",),
        layer=LayerRef(index=0, diff_id="sha256:1"),
        visibility=Visibility.VISIBLE,
        span=Span(0, 8),
    )
    doubtful = Detection(
        rule_id=next(iter(load_rules().rules)),
        severity=Severity.MEDIUM,
        confidence=Confidence.REVIEW,
        span=place.span,
        region=None,
        redacted="[REDACTED]",
        length=8,
        identity="doubtful",
        suppressed="digest",
    )
    sure = replace(doubtful, confidence=Confidence.LIKELY, identity="sure", severity=Severity.LOW)
    everywhere = [
        Located(
            replace(doubtful, identity="everywhere", severity=Severity.HIGH),
            replace(place, span=Span(8 * number, 8)),
        )
        for number in range(MAX_REVIEW_PLACES + 1)
    ]
    others = [Located(doubtful, place, "vendor-shipped (dpkg:x)"), Located(sure, place)]
    detector = Detector(load_rules().recognisers[:3], Sealer())

    few = _report(detector, ScanOptions(temp_dir=tmp_path), [*everywhere[1:], *others])
    many = _report(detector, ScanOptions(temp_dir=tmp_path), [*everywhere, *others])

    assert [len(finding.locations) for finding in few.suppressed] == [MAX_REVIEW_PLACES, 1]
    assert few.notes[1:] == (
        "1 suppressed for review and not listed, as there are so many: 1 vendor-shipped",
    )
    assert [(f.severity, f.suppressed) for f in many.suppressed] == [
        (Severity.MEDIUM, "vendor-shipped (dpkg:x)"),
        (Severity.LOW, "digest"),
    ]
    assert many.notes[1:] == (
        "1 suppressed for review and not listed, as there are so many: 1 digest",
    )
