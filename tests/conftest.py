"""What every test folder may use."""

from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

pytest_plugins = ("tests.engines.fixtures",)

# Machines that run tests are shared and noisy: how long one example takes proves nothing.
hypothesis.settings.register_profile("leakscan", deadline=None)
hypothesis.settings.load_profile("leakscan")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that accepts what is printed now as what is expected from now on."""
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files instead of comparing"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return a check that text equals the file of that name in `golden/` beside the test."""
    folder = Path(request.path).parent / "golden"

    def check(name: str, actual: str) -> None:
        file = folder / name
        if request.config.getoption("--update-golden"):
            file.write_text(actual, encoding="utf-8", newline="")
        assert file.read_text(encoding="utf-8") == actual

    return check
