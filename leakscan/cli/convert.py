"""`leakscan convert`: a stored JSON report in another format."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from leakscan.cli.delivery import deliver
from leakscan.cli.exits import ExitCode
from leakscan.cli.files import OutputFile
from leakscan.cli.options import Shared, report_options
from leakscan.cli.settings import SETTINGS
from leakscan.errors import MalformedObject, TargetNotFound, TargetUnreadable, UnrecognisedTarget
from leakscan.model.report import Report
from leakscan.reporters.reading import read_report

_MAX_BYTES = 1 << 30
"""A report of this size has millions of findings; more is no report."""


@click.command("convert", context_settings=SETTINGS)
@click.argument("source", metavar="REPORT", type=click.Path(path_type=Path, allow_dash=True))
@report_options
def command(
    *,
    source: Path,
    report_format: str,
    outputs: Sequence[OutputFile],
    sarif_category: str,
    show_suppressed: bool,
    no_color: bool,
    no_progress: bool,
) -> ExitCode:
    """
    Write a stored report in another format.

    REPORT is what --format json or -o json=PATH wrote; - reads standard input. Nothing is scanned,
    and the exit code says only whether it could be converted.
    """
    report = _read(source)
    shared = Shared(
        report_format=report_format,
        outputs=tuple(outputs),
        sarif_category=sarif_category,
        show_secrets=any(each.value for each in (*report.findings, *report.suppressed)),
        show_suppressed=show_suppressed,
        no_color=no_color,
        no_progress=no_progress,
    )
    deliver(report, shared)
    return ExitCode.CLEAN


def _read(source: Path) -> Report:
    name = "standard input" if str(source) == "-" else repr(str(source))
    try:
        text = _bytes(source)
    except FileNotFoundError:
        raise TargetNotFound(f"no file {name}") from None
    except OSError as error:
        raise TargetUnreadable(f"{name}: {error.strerror or error}") from error
    if len(text) > _MAX_BYTES:
        raise UnrecognisedTarget(f"{name}: larger than any report")
    try:
        return read_report(text)
    except MalformedObject as error:
        hint = "Make one with --format json, or -o json=PATH."
        raise UnrecognisedTarget(f"{name}: {error}", hint) from error


def _bytes(source: Path) -> bytes:
    if str(source) == "-":
        return sys.stdin.buffer.read(_MAX_BYTES + 1)
    with source.open("rb") as file:
        return file.read(_MAX_BYTES + 1)
