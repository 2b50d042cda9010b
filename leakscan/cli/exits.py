"""Exit codes: what a script can rely on."""

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leakscan.model.report import Report
    from leakscan.model.rule import Severity


class ExitCode(IntEnum):
    """How a run ended.  0 is said only of a target that was read in full."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    UNREADABLE = 4
    BUG = 70
    INTERRUPTED = 130
    BROKEN_PIPE = 141
    TERMINATED = 143

    @property
    def meaning(self) -> str:
        """What it says, for the help text and the README."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.CLEAN: "all of the target was read, and nothing is at or above `--fail-on`",
    ExitCode.FINDINGS: "at least one finding at or above `--fail-on`",
    ExitCode.USAGE: "the command line or a configuration value is wrong",
    ExitCode.INCOMPLETE: "part was not read, and nothing in the rest is at or above `--fail-on`",
    ExitCode.UNREADABLE: "the target could not be read at all",
    ExitCode.BUG: "a bug in leakscan",
    ExitCode.INTERRUPTED: "interrupted by Ctrl-C",
    ExitCode.BROKEN_PIPE: "whatever read the output went away (`| head`)",
    ExitCode.TERMINATED: "ended by SIGTERM or SIGHUP",
}


def exit_code(report: "Report", fail_on: "Severity | None") -> ExitCode:
    """
    Return what a scan's report means to a script.

    Findings come before incompleteness: both fail, and the report says the rest.

    Args:
        report: What was found.
        fail_on: Least severity that counts as a failure; None: no finding does.
    """
    if fail_on is not None and any(each.severity >= fail_on for each in report.findings):
        return ExitCode.FINDINGS
    return ExitCode.CLEAN if report.complete else ExitCode.INCOMPLETE
