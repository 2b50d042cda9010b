"""
Mends many leaky projects with --fix and builds each with real builders.

    python -m tests.benchmarks.mend_contexts [NUMBER] [ENGINE...]
"""

import sys
import tempfile
from pathlib import Path

from tests.context.mending import (
    Engine,
    buildah_engine,
    buildkit_engine,
    docker_engine,
    mend,
)
from tests.engines.parts import Buildah, BuildKit, Docker


def main(number: int, engines: list[str]) -> int:
    """Print what became of each project; return how many problems there were."""
    total = 0
    with tempfile.TemporaryDirectory(prefix="leakscan-mend-") as name:
        folder = Path(name)
        if "buildkit" in engines:
            with BuildKit() as buildkit:
                total += _all(buildkit_engine(buildkit, folder), folder, number)
        if "docker" in engines:
            with Docker() as docker:
                total += _all(docker_engine(docker, folder, buildkit=False), folder, number)
                total += _all(docker_engine(docker, folder, buildkit=True), folder, number)
        if "buildah" in engines:
            with Buildah() as buildah:
                total += _all(buildah_engine(buildah, folder), folder, number)
    return total


def _all(engine: Engine, folder: Path, number: int) -> int:
    found = problems = leaking = 0
    for seed in range(number):
        mended = mend(engine, folder / engine.name, seed)
        found += mended.found
        leaking += bool(mended.found)
        problems += len(mended.problems)
        for problem in mended.problems:
            print(f"{engine.name} {seed}: {problem}", flush=True)  # noqa: T201 - its output
    print(  # noqa: T201 - its output
        f"{engine.name}: {number} projects, {leaking} of them leaking {found} secrets before,"
        f" {problems} problems after",
        flush=True,
    )
    return problems


if __name__ == "__main__":
    words = sys.argv[1:]
    count = int(words.pop(0)) if words and words[0].isdigit() else 30
    sys.exit(bool(main(count, words or ["buildkit", "docker", "buildah"])))
