"""What a report says of the scan itself."""

from pathlib import Path

from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.model.report import Ledger, Report, Target, TargetKind
from leakscan.model.rule import Confidence
from leakscan.scanners.assemble import assemble
from leakscan.scanners.context import scan_context
from leakscan.scanners.options import ScanOptions


def _report(detector: Detector, options: ScanOptions) -> Report:
    return assemble(
        [],
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
