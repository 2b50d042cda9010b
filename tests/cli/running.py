"""Runs the command line in this process, or as a user would."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from leakscan.cli import execute
from leakscan.model.report import Report
from leakscan.scanners.options import ScanOptions
from tests.cli.reports import report

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    code: int
    out: str
    err: str


class Run(Protocol):
    """Runs a command line and returns its outcome."""

    def __call__(self, *words: str | Path) -> Outcome:
        """Run `leakscan WORDS`."""
        ...


class StandIn:
    """Takes the place of a scanner: remembers what it was asked and gives a report."""

    def __init__(self) -> None:
        self.report: Report = report()
        self.target: object = None
        self.options: ScanOptions | None = None
        self.asked: dict[str, object] = {}
        self.error: BaseException | None = None

    def __call__(self, target: object, /, *, options: ScanOptions, **asked: object) -> Report:
        """Scan nothing."""
        self.target, self.options, self.asked = target, options, asked
        if self.error is not None:
            raise self.error
        return self.report


def in_process(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command line in this process."""

    def run(*words: str | Path) -> Outcome:
        code = execute([str(word) for word in words])
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return run


def environment() -> dict[str, str]:
    """Return the environment of the test for a process that runs this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def as_a_user(*words: str | Path) -> Outcome:
    """Return the outcome of a run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "leakscan", *map(str, words)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
