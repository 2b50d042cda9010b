"""What every scan from the command line has around it: its options, progress, a word on the run."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from leakscan.cli.console import Session, say
from leakscan.cli.environment import default_cache_dir, default_temp_dir, wants_progress
from leakscan.cli.excuses import excuses_of, following, today
from leakscan.cli.options import Shared
from leakscan.cli.progress import ProgressLine
from leakscan.detection.registry import load_rules
from leakscan.detection.user_rules import parse_user_rules
from leakscan.engine.executor import Stop
from leakscan.scanners.options import ScanOptions


@contextmanager
def scanning(shared: Shared, session: Session, *, in_parts: bool = False) -> Iterator[ScanOptions]:
    """
    Give the options for one scan; progress is shown while the block runs.

    With `in_parts`, what was searched until a signal came is worth a report.
    """
    session.excuses = excuses = excuses_of(shared, session)
    line = None
    if not session.quiet and wants_progress(no_progress=shared.no_progress):
        line = ProgressLine(sys.stderr)
        session.clear_progress = line.clear
    session.unfinished = " before the scan was finished: there is no report"
    began = time.monotonic()
    try:
        yield replace(
            scan_options(shared, session),
            following=session.marking or following(excuses),
            progress=line,
            stop=session.stop if in_parts and session.take is None else Stop(),
        )
    finally:
        if line is not None:
            line.clear()
    session.unfinished = ""
    if session.verbosity:
        say(f"scanned in {time.monotonic() - began:.1f} s with {shared.jobs} processes at the most")


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
        user_rules=parse_user_rules(
            session.configuration.detection, taken=frozenset(load_rules().rules)
        ),
        today=today(),
    )
