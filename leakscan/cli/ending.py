"""The last steps of every scan: what the project excuses, the reports, the exit code."""

from dataclasses import replace

from leakscan.cli.console import Session
from leakscan.cli.delivery import deliver
from leakscan.cli.environment import today
from leakscan.cli.exits import ExitCode, exit_code
from leakscan.cli.options import Shared
from leakscan.model.report import Report


def finish(report: Report, shared: Shared, session: Session) -> ExitCode:
    """Deliver a report and return its exit code."""
    report = replace(report, notes=(*report.notes, *session.configuration.notes))
    if session.excuses is not None:
        from leakscan.scanners.suppress import suppress  # noqa: PLC0415 - as what it excuses by

        report = suppress(report, session.excuses, today())
    if session.take is not None:
        return session.take(report)
    session.unfinished = " while the report was written: it may be missing, or cut short"
    deliver(report, shared)
    session.unfinished = ""
    return exit_code(report, shared.fail_on)
