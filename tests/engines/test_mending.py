"""Leaky projects, mended by --fix and built by real builders."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.context.mending import (
    Engine,
    buildah_engine,
    buildkit_engine,
    docker_engine,
    mend,
)

MakeEngine = Callable[[pytest.FixtureRequest, Path], Engine]

ENGINES: dict[str, MakeEngine] = {
    "buildkit": lambda asked, path: buildkit_engine(asked.getfixturevalue("buildkit"), path),
    "docker": lambda asked, path: docker_engine(
        asked.getfixturevalue("docker"), path, buildkit=False
    ),
    "buildah": lambda asked, path: buildah_engine(asked.getfixturevalue("buildah"), path),
}


@pytest.mark.parametrize("name", ENGINES)
def test_a_mended_project_builds_and_sends_no_secret(
    request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    """
    After --fix a real builder gets no secret, all else that it got before, and what is named.

    `tests/benchmarks/mend_contexts.py` does the same with as many projects as one likes.
    """
    engine = ENGINES[name](request, tmp_path)

    mended = [mend(engine, tmp_path, seed) for seed in random.sample(range(1000), 2)]

    assert [problem for one in mended for problem in one.problems] == []
