"""Whatever happens to an archive's bytes: each planted secret is found, or the end is not clean."""

from pathlib import Path

import pytest

from tests.end_to_end.mutation import KINDS, run

MUTANTS = 16
"""Of each kind: two by each mutation.  The module runs as many as one likes."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for mutants and for the compiled patterns."""
    return tmp_path_factory.mktemp("mutants")


@pytest.mark.parametrize("kind", KINDS)
def test_no_mutant_is_called_clean(kind: str, folder: Path) -> None:
    """
    A damaged archive is refused, or each secret is found, or the report says it is incomplete;
    every byte is accounted for, and nothing but the errors that leakscan means is raised.
    """
    tally = run(MUTANTS, 1, folder, [kind])

    assert tally.wrong == []
    assert tally.mutants == MUTANTS
