"""
The processor time that the command takes to start, beside that of Python alone.

    python -m tests.benchmarks.cold_start [RUNS]

Prints the median and the least of user and system time, for `python -c pass`, `leakscan --version`
and the scan of a folder with one small file.  The compiled patterns are cached by a first run.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path


def seconds(command: list[str], runs: int) -> list[float]:
    """Return the processor time of each of some runs of a command."""
    spent = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return spent


def main() -> int:
    """Print a line for each command."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    program = [sys.executable, "-m", "leakscan"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.txt").write_text("hello\n", encoding="utf-8")
        scan = [*program, "context", folder, "--cache-dir", str(Path(folder) / ".cache")]
        subprocess.run(scan, capture_output=True, check=False)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "leakscan --version": [*program, "--version"],
            "leakscan context, one file": scan,
        }
        for name, command in commands.items():
            spent = seconds(command, runs)
            sys.stdout.write(
                f"{name}: median {statistics.median(spent):.3f} s, least {min(spent):.3f} s\n"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
