"""Every test here needs engines; their fixtures are shared with the other folders."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from leakscan.detection.templates import render

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.engine)


@pytest.fixture
def rng() -> Callable[[str], str]:
    """Return a renderer of templates with fresh values."""
    source = random.Random()
    return lambda template: render(template, source)
