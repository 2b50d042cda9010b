import json
from pathlib import Path
from typing import Any

import pytest

from leakscan.context.builders import Builder
from leakscan.context.reach import predict
from leakscan.model.location import Reach
from tests.context.trees import make, with_reach

ROWS = json.loads(Path(__file__).with_name("vectors.json").read_text())


RUNS = [
    (row, builder)
    for row in ROWS
    for builder in Builder
    # An error without an ignore file is about the Dockerfile, of which old builders know less.
    if row["ignore"] or "error" not in row["expected"][builder]
]


@pytest.mark.parametrize(
    ("row", "builder"), RUNS, ids=[f"{row['name']}: {builder}" for row, builder in RUNS]
)
def test_a_context_is_copied_as_the_real_builder_copied_it(
    row: dict[str, Any], builder: Builder, tmp_path: Path
) -> None:
    """What a Dockerfile puts into an image, as recorded from the builders themselves."""
    files = {**row["tree"], **row["ignore"], "Dockerfile": row["dockerfile"]}
    expected = row["expected"][builder]

    prediction = predict(make(tmp_path / "context", files), builder=builder)

    baked = with_reach(prediction, Reach.BAKED)
    if "error" in expected:
        assert prediction.skipped
        assert not with_reach(prediction, Reach.IGNORED)
    else:
        assert set(expected["copied"]) - set(expected["empty"]) == baked
        assert not prediction.skipped
