"""Runs that a signal ends, and what they may leave behind: nothing."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from leakscan.detection.templates import render
from tests import builders
from tests.cli.running import environment

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 143}
WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated", signal.SIGHUP: "terminated"}

_LONGEST_SECONDS = 300
"""For what comes soon: only a machine that stands still takes as long."""

HEARING = """
import os, signal, sys
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, ())
"""
"""The start of a program that hears signals, even where the tests run in the background."""


def layers_image(path: Path, rng: random.Random, layers: int, layer_bytes: int) -> Path:
    """Write an image, compressed as a whole, with a secret in each of its layers."""
    made = [
        builders.layer(
            {
                f"app/{number}/.env": render("GITHUB_TOKEN={github:ghp_}\n", rng),
                **{f"data/{number}/{part}": rng.randbytes(layer_bytes // 4) for part in range(4)},
            }
        )
        for number in range(layers)
    ]
    archive = builders.docker_archive_legacy(builders.image(made))
    path.write_bytes(builders.compress(archive, "gzip"))
    return path


@dataclass(frozen=True)
class Started:
    """A run in a session of its own, and the places it may write to."""

    process: "subprocess.Popen[bytes]"
    folder: Path

    @property
    def temp(self) -> Path:
        """Where its temporary files go."""
        return self.folder / "temp"

    @property
    def report_file(self) -> Path:
        """Where its report goes."""
        return self.folder / "out" / "report.json"

    def report(self) -> dict[str, Any] | None:
        """Return the report file's document, None if there is no file."""
        if not self.report_file.exists():
            return None
        return dict(json.loads(self.report_file.read_bytes()))

    def signal(self, number: signal.Signals, *, whole_group: bool) -> None:
        """Send a signal, to the process alone (`kill`) or to all of them (a terminal)."""
        send = os.killpg if whole_group else os.kill
        send(self.process.pid, number)

    def ended(self) -> int:
        """Return the exit code, once there is one."""
        return self.process.wait(_LONGEST_SECONDS)

    def is_listening(self) -> bool:
        """Whether leakscan's first line has run: it then answers signals itself."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        caught = int(status.split("SigCgt:")[1].split()[0], 16)
        return bool(caught >> (signal.SIGTERM - 1) & 1)

    def leftovers(self) -> list[str]:
        """Return what is still there of the run: files, and processes of its session."""
        files = [
            str(path.relative_to(self.folder))
            for place in ("temp", "out", "cache")
            for path in (self.folder / place).rglob("*")
            if path != self.report_file and path.suffix != ".hsdb"
        ]
        return files + [f"process {line}" for line in _of_session(self.process.pid)]


@contextmanager
def started(
    folder: Path, *words: str | Path, stdin: int | IO[bytes] = subprocess.DEVNULL
) -> Iterator[Started]:
    """Start `leakscan WORDS` below `folder`, with a report file; it is gone at the end."""
    for name in ("temp", "out", "cache"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-S", "-c", f"{HEARING}os.execv(sys.argv[1], sys.argv[1:])"),
        *(sys.executable, "-m", "leakscan", *map(str, words)),
        *("-o", f"json={folder / 'out' / 'report.json'}", "--temp-dir", str(folder / "temp")),
        *("--cache-dir", str(folder / "cache"), "--jobs", "2"),
    ]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, stdin=stdin, stdout=out, stderr=errors, env=environment(),
            start_new_session=True,
        )  # fmt: skip
        process.stdout, process.stderr = out, errors
        try:
            yield Started(process, folder)
        finally:
            process.kill()
            process.wait()
            process.stdout = process.stderr = None
            if process.stdin is not None:
                with suppress(BrokenPipeError):
                    process.stdin.close()


def said(run: Started) -> str:
    """Return what a run that has ended wrote to standard error."""
    stream = run.process.stderr
    assert stream is not None
    stream.seek(0)
    return stream.read().decode()


def wait_for(ready: Callable[[], object]) -> None:
    """Wait until something has happened that comes in any case."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    while not ready():
        assert time.monotonic() < deadline, "it has not come"
        time.sleep(0.02)


def _of_session(session: int) -> Iterator[str]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = stat.read_text(errors="replace").rpartition(")")[2].split()[:4]
            words = stat.with_name("cmdline").read_bytes().replace(b"\0", b" ")
        except OSError:
            continue
        if int(of) == session and state != "Z":
            yield words.decode(errors="replace")
