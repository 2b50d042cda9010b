"""What every scan from the command line has around it: its options, progress, a word on the run."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from leakscan.cli.console import Session, say
from leakscan.cli.environment import default_cache_dir, default_temp_dir, today, wants_progress
from leakscan.cli.options import Shared
from leakscan.cli.own_rules import user_rules_of
from leakscan.cli.progress import ProgressLine
from leakscan.engine.executor import Stop
from leakscan.scanners.options import ScanOptions

if TYPE_CHECKING:
    from leakscan.detection.seal import Following
    from leakscan.scanners.suppress import Excuses

IGNORE_FILE = ".leakscanignore"


@contextmanager
def scanning(shared: Shared, session: Session, *, in_parts: bool = False) -> Iterator[ScanOptions]:
    """
    Give the options for one scan; progress is shown while the block runs.

    With `in_parts`, what was searched until a signal came is worth a report.
    """
    session.excuses, marking = _excused(shared, session)
    line = None
    if not session.quiet and wants_progress(no_progress=shared.no_progress):
        line = ProgressLine(sys.stderr)
        session.clear_progress = line.clear
    session.unfinished = " before the scan was finished: there is no report"
    began = time.monotonic()
    try:
        yield replace(
            scan_options(shared, session),
            following=session.marking or marking,
            progress=line,
            stop=session.stop if in_parts and session.take is None else Stop(),
        )
    finally:
        if line is not None:
            line.clear()
    session.unfinished = ""
    if session.verbosity:
        say(f"scanned in {time.monotonic() - began:.1f} s with {shared.jobs} processes at the most")


def _excused(
    shared: Shared, session: Session
) -> "tuple[Excuses, Following | None] | tuple[None, None]":
    """Return what the project excuses, and what values must be followed by to tell that."""
    ignore_file = shared.ignore_file
    if ignore_file is None and not session.no_config and Path(IGNORE_FILE).is_file():
        ignore_file = Path(IGNORE_FILE)
    baseline = None if session.take else shared.baseline
    if baseline is None and ignore_file is None:
        return None, None
    from leakscan.cli.excuses import (  # noqa: PLC0415 - for projects with such a file
        excuses_of,
        following,
    )

    excuses = excuses_of(baseline, ignore_file)
    return excuses, following(excuses)


def scan_options(shared: Shared, session: Session) -> ScanOptions:
    """Return what was asked for, whatever is done with it."""
    return ScanOptions(
        jobs=shared.jobs,
        min_confidence=shared.min_confidence,
        min_severity=shared.min_severity,
        show_secrets=shared.show_secrets,
        cache_dir=None if shared.no_cache else shared.cache_dir or default_cache_dir(),
        temp_dir=shared.temp_dir or default_temp_dir(),
        limits=shared.limits,
        user_rules=user_rules_of(session.configuration),
        today=today(),
    )
