"""Named contexts: what a real BuildKit receives and bakes of them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.context.dockerfile_trees import canary
from tests.context.named_cases import CASES, NamedCase, names, write
from tests.context.reach_builds import canaries
from tests.engines.parts import Build, BuildKit, run

_OLDEST = 1_300_000_000


@pytest.fixture(scope="module")
def fresh() -> Iterator[BuildKit]:
    """Yield a BuildKit whose store holds nothing else."""
    with BuildKit() as daemon:
        yield daemon


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_builder_receives_and_bakes_what_the_cases_say(
    fresh: BuildKit, tmp_path: Path, case: NamedCase
) -> None:
    """Every file is marked: the image's marks are baked, the others in the store were sent."""
    number = CASES.index(case)
    write(case, tmp_path, {name: canary(number, name) for name in names(case)})
    for age, path in enumerate(sorted(tmp_path.rglob("*"))):
        # BuildKit takes files of one name, size and time for the same.
        os.utime(path, (_OLDEST + number * 100 + age,) * 2)
    run([fresh.client, "--addr", fresh.address, "prune", "--all"])

    archive = fresh.build(
        Build(context=tmp_path / "main"),
        tmp_path / "image.tar",
        "example.test/named:1",
        options=(
            *(
                "--local",
                f"named={tmp_path / 'other'}",
                "--opt",
                f"context:{case.called}=local:named",
            ),
        ),
        output=("compression=uncompressed", "force-compression=true"),
    )

    snapshots = fresh.folder / "root" / "runc-native" / "snapshots" / "snapshots"
    files = (path for path in snapshots.rglob("*") if path.is_file() and not path.is_symlink())
    baked = canaries([archive.read_bytes()], number)
    received = canaries((path.read_bytes() for path in files), number)
    assert baked == case.baked
    assert received - baked == case.received
