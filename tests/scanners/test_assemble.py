"""What a report says of the scan itself."""

from pathlib import Path

from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.model.report import Ledger, Report, Target, TargetKind
from leakscan.scanners.assemble import assemble
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
