"""
What long and hostile ignore files cost, beside the start of the command.

    python -m tests.benchmarks.ignore_speed [--runs 5] [--builder buildkit] [CASE...]

Prints the processor time of `--list` over a hundred files beyond that with an ignore file of one
line, and of a scan beyond that of the same lines under a name that no builder reads.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measure import Measure, measure

CASES = {
    "one": ["x"],
    "paths": [f"some/dir{number % 100}/name{number}.txt" for number in range(99_000)],
    "names": [f"name{number}.txt" for number in range(99_000)],
    "exceptions": ["!" * (number % 2) + f"name{number}.txt" for number in range(99_000)],
    "anywhere": [f"**/name{number}" for number in range(4900)],
    "endings": [f"**/*.ext{number}" for number in range(4900)],
    "middles": [f"d1/**/b{number}/*.txt" for number in range(4900)],
    "classes": [f"**/[a-z]x{number}[0-9]" for number in range(4900)],
    "fifty-stars": ["**/" * 50 + f"x{number}" for number in range(4900)],
    "backtracking": ["*a" * 50 + f"{number}" for number in range(4900)],
    "not-utf-8": [f"name{number}\udcff.txt" for number in range(99_000)],
}


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", default=list(CASES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--builder", default="buildkit")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leakscan-ignore-") as folder:
        root = Path(folder)
        _fill(root)
        options = ("--builder", arguments.builder)

        def least(name: str, lines: Sequence[str], *more: str) -> Measure:
            path = root / name
            path.write_bytes("\n".join((*lines, "")).encode("utf-8", "surrogateescape"))
            command = (sys.executable, "-m", "leakscan", "context", root, *options, *more)
            runs = [measure(command) for _ in range(arguments.runs)]
            path.unlink()
            return min(runs, key=lambda run: run.cpu_seconds)

        scan = ("--no-cache", "--jobs", "1")
        start = least(".dockerignore", CASES["one"], "--list")
        print(f"start: {start.cpu_seconds:.2f} s, {start.peak_mib:.0f} MiB")  # noqa: T201 - its output
        for case in arguments.cases:
            lines = CASES[case]
            listed = least(".dockerignore", lines, "--list")
            scanned = least(".dockerignore", lines, *scan)
            unread = least("other.txt", lines, *scan)
            print(  # noqa: T201 - its output
                f"{case:13} --list {listed.cpu_seconds - start.cpu_seconds:+.2f} s,"
                f" {listed.peak_mib:.0f} MiB, exit {listed.code}"
                f"   scan {scanned.cpu_seconds - unread.cpu_seconds:+.2f} s,"
                f" {scanned.peak_mib:.0f} MiB, exit {scanned.code}",
                flush=True,
            )


def _fill(root: Path) -> None:
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /app/\n", encoding="utf-8")
    for number in range(100):
        path = root / f"d{number % 20}" / f"f{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("x\n", encoding="utf-8")


if __name__ == "__main__":
    main()
