"""
The processor time that the command takes to start, beside that of Python alone.

    python -m tests.benchmarks.cold_start [RUNS]

Prints the median and the least of user and system time, for `python -c pass`, `leakscan --version`
and the scan of a folder with one small file.  A first run keeps the compiled patterns, and the
bytecode, which an installed package has: a checkout may be run without (PYTHONDONTWRITEBYTECODE).
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(command: list[str], folder: Path) -> None:
    """Run a command of this checkout in a folder of its own, with its bytecode kept there."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "c")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


def seconds(command: list[str], folder: Path, runs: int) -> list[float]:
    """Return the processor time of each of some runs of a command."""
    spent = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(command, folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return spent


def main() -> int:
    """Print a line for each command."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    program = [sys.executable, "-m", "leakscan"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "scanned").mkdir()
        (folder / "scanned/a.txt").write_text("hello\n", encoding="utf-8")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "leakscan --version": [*program, "--version"],
            "leakscan context, one file": [*program, "context", "scanned", "--cache-dir", "kept"],
        }
        for command in commands.values():
            run(command, folder)
        for title, command in commands.items():
            spent = seconds(command, folder, runs)
            sys.stdout.write(
                f"{title}: median {statistics.median(spent):.3f} s, least {min(spent):.3f} s\n"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
