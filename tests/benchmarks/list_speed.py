"""
What `leakscan context --list` takes for a large context, beside `find` over the same files.

    python -m tests.benchmarks.list_speed [DIR] [--files 200000] [--directories 5000] [--runs 3]

Writes the tree to DIR, or to a temporary folder, and leaves one that is there as it is.  The ignore
file has fifty patterns of the kinds that projects have, exceptions among them.  Each run measures
both, one after the other; the fastest of each counts, and their ratio says more than either.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.measure import Measure, measure

IGNORED = (
    *("# dependencies", "**/node_modules", "**/vendor", "**/.venv", "**/__pycache__", "**/*.pyc"),
    *("**/*.pyo", "**/.tox", "**/.mypy_cache", "**/.pytest_cache", "**/.ruff_cache", "dist"),
    *("build", "**/target", "**/out", "**/*.egg-info", "**/coverage", "**/.nyc_output"),
    *("# secrets", "**/.env", "**/.env.*", "!**/.env.example", "**/*.pem", "**/*.key", "**/*.p12"),
    *("**/id_rsa*", "**/.npmrc", "**/.netrc", "**/credentials*.json", "**/secrets"),
    *("!docs/secrets", "# the rest", ".git", "**/.git*", "**/.DS_Store", "**/Thumbs.db", "*.md"),
    *("!README.md", "docs/**/*.png", "**/*.log", "**/tmp", "**/*.swp", "**/*~", "**/.idea"),
    *("**/.vscode", "**/*.iml", "Dockerfile*", "compose*.y*ml", "**/*.bak", "**/*.orig"),
    *("**/test?/fixtures", "module1*/generated", "!module12/generated/keep"),
)
_NAMES = ("index.js", "main.py", "util.go", "README.md", "a.test.ts", ".env", "x.pyc", "data.json")


def main() -> None:
    """Make the tree, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--files", type=int, default=200_000)
    parser.add_argument("--directories", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with ExitStack() as stack:
        root = arguments.directory
        if root is None:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leakscan-list-")))
        if not (root / "Dockerfile").exists():
            make(root, arguments.files, arguments.directories)
        lists = (sys.executable, "-m", "leakscan", "context", root, "--list", "--format", "json")
        pairs = [
            (measure(("find", root, "-type", "f")), measure(lists)) for _ in range(arguments.runs)
        ]
    show(pairs)


def make(root: Path, files: int, directories: int) -> None:
    """Write empty files, as many in each directory; a directory in ten has others in it."""
    root.mkdir(parents=True, exist_ok=True)
    per = files // directories
    made: list[Path] = []
    for number in range(directories):
        above = made[number // 10] if number % 10 and made else root / f"module{number}"
        folder = above / ("node_modules" if number % 97 == 96 else f"part{number}")
        folder.mkdir(parents=True, exist_ok=True)
        made.append(folder)
        for index in range(per):
            (folder / f"{index}{_NAMES[index % len(_NAMES)]}").touch()
    (root / ".dockerignore").write_text("\n".join(IGNORED) + "\n", encoding="utf-8")
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /app/\n", encoding="utf-8")


def show(pairs: list[tuple[Measure, Measure]]) -> None:
    """Print the runs, and the fastest of each."""
    for found, listed in pairs:
        print(  # noqa: T201 - its output
            f"find {found.wall_seconds:6.2f} s   --list {listed.wall_seconds:6.2f} s wall,"
            f" {listed.cpu_seconds:6.2f} s of processor time, {listed.peak_mib:6.1f} MiB,"
            f" exit {listed.code}"
        )
    find = min(found.wall_seconds for found, _ in pairs)
    wall = min(listed.wall_seconds for _, listed in pairs)
    peak = max(listed.peak_mib for _, listed in pairs)
    ratio = wall / find if find else float("inf")
    print(f"best: {wall:.2f} s, {ratio:.1f} times find; at most {peak:.1f} MiB")  # noqa: T201 - same


if __name__ == "__main__":
    main()
