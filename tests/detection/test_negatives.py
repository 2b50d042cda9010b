"""What is no secret is not reported at the default."""

import random

from tests.benchmarks import negatives


def test_what_is_listed_as_no_secret_is_not_reported() -> None:
    """Each line of the list is silent."""
    count, alarms = negatives.alarms(negatives.listed())

    assert count > 40
    assert alarms == []


def test_what_templates_make_is_not_reported() -> None:
    """Hashes, names, public values, references and placeholders are silent in any file."""
    count, alarms = negatives.alarms(negatives.made(random.Random(3)))

    assert count > 300
    assert alarms == []
