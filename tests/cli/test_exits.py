import pytest

from leakscan.cli.exits import ExitCode, exit_code
from leakscan.model.rule import Severity
from tests.cli.reports import finding, report, skipped


@pytest.mark.parametrize(
    ("severity", "fail_on", "complete", "expected"),
    [
        (None, Severity.MEDIUM, True, ExitCode.CLEAN),
        (None, Severity.MEDIUM, False, ExitCode.INCOMPLETE),
        (None, None, False, ExitCode.INCOMPLETE),
        (Severity.LOW, Severity.MEDIUM, True, ExitCode.CLEAN),
        (Severity.LOW, Severity.MEDIUM, False, ExitCode.INCOMPLETE),
        (Severity.MEDIUM, Severity.MEDIUM, True, ExitCode.FINDINGS),
        (Severity.CRITICAL, Severity.MEDIUM, False, ExitCode.FINDINGS),
        (Severity.CRITICAL, None, True, ExitCode.CLEAN),
        (Severity.CRITICAL, None, False, ExitCode.INCOMPLETE),
    ],
)
def test_a_report_has_one_exit_code(
    *, severity: Severity | None, fail_on: Severity | None, complete: bool, expected: ExitCode
) -> None:
    """Findings count from `fail_on` on; a target that was not read in full is never clean."""
    found = () if severity is None else (finding(severity),)
    left_out = () if complete else (skipped(),)

    actual = exit_code(report(found, skipped=left_out), fail_on)

    assert expected == actual


def test_suppressed_findings_do_not_fail_a_run() -> None:
    """What was suppressed is in the report and not in the exit code."""
    actual = exit_code(report((), suppressed=(finding(Severity.CRITICAL),)), Severity.LOW)

    assert actual == ExitCode.CLEAN


def test_every_exit_code_has_a_meaning() -> None:
    """The help text can explain each of them."""
    assert all(code.meaning for code in ExitCode)
