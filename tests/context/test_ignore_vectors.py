import json
from pathlib import Path
from typing import Any

import pytest

from tests.context.cases import Case
from tests.context.differential import FROZEN, difference

ROWS = json.loads(FROZEN.read_text())
OLD_DAEMON = {
    ("wild 93", "classic"), ("wild 97", "classic"), ("wild 225", "classic"),
    ("wild 279", "classic"), ("wild 307", "classic"),
}  # fmt: skip
"""A daemon of 20.10, under a client of today, reads other lines for whether to drop two files."""


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_an_ignore_file_keeps_back_what_it_kept_back_from_the_builders(
    row: dict[str, Any], tmp_path: Path
) -> None:
    """Names and contents, as recorded from each builder."""
    case = Case(row["name"], row["ignore"], row["tree"])

    found = {
        name: said
        for name, answer in row["expected"].items()
        if (case.name, name) not in OLD_DAEMON
        and (said := difference(case, name, answer, tmp_path / "context"))
    }

    assert not found
