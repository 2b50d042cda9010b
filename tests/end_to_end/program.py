"""Runs leakscan as a user would: another process, its streams, its exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 300


@dataclass(frozen=True)
class Outcome:
    """What one run left behind."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def report(self) -> dict[str, Any]:
        """Standard output as the JSON report."""
        assert self.stdout, f"exit {self.code}, no report; standard error:\n{self.errors}"
        return dict(json.loads(self.stdout))

    @property
    def errors(self) -> str:
        """Standard error as text."""
        return self.stderr.decode(errors="replace")


def leakscan(
    *words: str | Path,
    stdin: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Outcome:
    """Return the outcome of `leakscan WORDS`, which may take so many seconds."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LEAKSCAN_")}
    clean["PYTHONPATH"] = str(ROOT)
    with Path(stdin or os.devnull).open("rb") as source:
        done = subprocess.run(
            [sys.executable, "-m", "leakscan", *map(str, words)],
            stdin=source,
            capture_output=True,
            env={**clean, **(env or {})},
            cwd=cwd,
            timeout=timeout,
            check=False,
        )
    return Outcome(done.returncode, done.stdout, done.stderr)


def scan(*words: str | Path, **options: Any) -> Outcome:
    """Return the outcome of a scan that reports JSON with the secrets in it."""
    return leakscan(*words, "--format", "json", "--show-secrets", **options)
