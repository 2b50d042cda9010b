import os
from pathlib import Path

import pytest

from tests.cli.running import Run, StandIn, in_process


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory where all tests of a session keep the compiled patterns."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _no_options_from_outside(monkeypatch: pytest.MonkeyPatch, cache_dir: Path) -> None:
    """Nothing in the environment of the tests decides what they see."""
    for name in [*os.environ, "NO_COLOR", "FORCE_COLOR", "CI"]:
        if name.startswith("LEAKSCAN_") or name in {"NO_COLOR", "FORCE_COLOR", "CI"}:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LEAKSCAN_CACHE_DIR", str(cache_dir))


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process."""
    return in_process(capfd)


@pytest.fixture
def image_scan(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a stand-in in the place of the image scanner."""
    stand_in = StandIn()
    monkeypatch.setattr("leakscan.cli.image.scan_image", stand_in)
    return stand_in


@pytest.fixture
def context_scan(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Put a stand-in in the place of the context scanner."""
    stand_in = StandIn()
    monkeypatch.setattr("leakscan.cli.context.scan_context", stand_in)
    return stand_in
