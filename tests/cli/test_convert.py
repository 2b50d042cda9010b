"""`leakscan convert`."""

import json
from pathlib import Path

from leakscan.cli.exits import ExitCode
from tests.cli.reports import finding, report
from tests.cli.running import Run, StandIn


def test_a_stored_report_is_written_in_other_formats(
    run: Run, context_scan: StandIn, tmp_path: Path
) -> None:
    """What was kept as JSON is printed and written as the scan would have done it."""
    context_scan.report = report((finding(),))
    stored, sarif = tmp_path / "report.json", tmp_path / "report.sarif"
    scanned = run("context", tmp_path, "-o", f"json={stored}", "--format", "csv")

    outcome = run("convert", stored, "--format", "csv", "-o", f"sarif={sarif}")

    assert (outcome.code, outcome.out) == (ExitCode.CLEAN, scanned.out)
    assert len(json.loads(sarif.read_text())["runs"][0]["results"]) == 1


def test_values_stay_private(run: Run, context_scan: StandIn, tmp_path: Path) -> None:
    """A file made from a report with values is for its owner alone."""
    context_scan.report = report((finding(value="tst_abcdefgh"),))
    stored, copy = tmp_path / "report.json", tmp_path / "copy.json"
    run("context", tmp_path, "-o", f"json={stored}", "--show-secrets")

    run("convert", stored, "-o", f"json={copy}")

    assert "tst_abcdefgh" in copy.read_text()
    assert copy.stat().st_mode & 0o777 == 0o600


def test_what_is_no_report_is_refused(run: Run, tmp_path: Path) -> None:
    """One line, and how to make a report."""
    wrong = tmp_path / "package.json"
    wrong.write_text("{}")

    for path, word in ((wrong, "schema 1"), (tmp_path / "none", "no file"), (tmp_path, "director")):
        outcome = run("convert", path)

        assert (outcome.code, outcome.out) == (ExitCode.UNREADABLE, "")
        assert word in outcome.err
