"""The last steps of every scan: what the configuration says of it, the reports, the exit code."""

from dataclasses import replace

from leakscan.cli.console import Session
from leakscan.cli.delivery import deliver
from leakscan.cli.exits import ExitCode, exit_code
from leakscan.cli.options import Shared
from leakscan.model.report import Report


def finish(report: Report, shared: Shared, session: Session) -> ExitCode:
    """Deliver a report and return its exit code."""
    report = replace(report, notes=(*report.notes, *session.configuration.notes))
    deliver(report, shared)
    return exit_code(report, shared.fail_on)
