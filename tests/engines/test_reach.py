"""How far files get, predicted and with real builders: a small slice of `reach_builds`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leakscan.context.builders import Builder
from tests.context.dockerfile_trees import context
from tests.context.reach_builds import (
    LAYERS,
    SNAPSHOTS,
    BuildahReach,
    BuildKitReach,
    ClassicReach,
    ReachOf,
    judge,
    write,
)


def _buildkit(asked: pytest.FixtureRequest) -> ReachOf:
    engine = asked.getfixturevalue("buildkit")
    return BuildKitReach(
        (engine.client, "--addr", engine.address), engine.folder / "root" / SNAPSHOTS
    )


def _classic(asked: pytest.FixtureRequest) -> ReachOf:
    engine = asked.getfixturevalue("docker")
    return ClassicReach((engine.client, "--host", engine.host), engine.folder / "data" / LAYERS)


def _buildah(asked: pytest.FixtureRequest) -> ReachOf:
    engine = asked.getfixturevalue("buildah")
    return BuildahReach(engine.folder / "reach")


_OLD = (2011, 2056, 2061, 2146, 2158, 2208, 2254, 2265, 2293, 2308, 2338, 2375)
ENGINES: dict[Builder, tuple[Callable[[pytest.FixtureRequest], ReachOf], tuple[int, ...]]] = {
    Builder.BUILDKIT: (_buildkit, (28, 80, 94, 134, 138, 142, 145, 223, 239, 294, 350, 377)),
    Builder.CLASSIC: (_classic, _OLD),
    Builder.BUILDAH: (_buildah, _OLD),
}
"""Per builder: what builds, and the numbers of contexts that it can build, in few steps."""


@pytest.mark.parametrize("builder", ENGINES)
def test_files_get_as_far_as_predicted(
    request: pytest.FixtureRequest, tmp_path: Path, builder: Builder
) -> None:
    """
    Every file is baked, kept in a stage, sent or left alone as the prediction says.

    `python -m tests.context.reach_builds` does the same with as many contexts as one likes.
    """
    start, numbers = ENGINES[builder]
    build = start(request)
    told = {}
    for number in numbers:
        case = context(number, old=builder is not Builder.BUILDKIT)
        write(case, tmp_path / "context")
        outcome = build(case, tmp_path / "context", number)
        _, differences = judge(case, tmp_path / "context", builder, outcome)
        if outcome.error or differences:
            told[number] = outcome.error or differences

    assert told == {}
