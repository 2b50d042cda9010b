"""Fixtures that start real engines once a session, and a summary that counts what was skipped."""

from collections.abc import Iterator

import pytest

from tests.engines.parts import Buildah, BuildKit, Docker, Docker29


@pytest.fixture(scope="session")
def docker() -> Iterator[Docker]:
    """Yield the distribution's Docker daemon."""
    with Docker() as daemon:
        yield daemon


@pytest.fixture(scope="session")
def docker29() -> Iterator[Docker29]:
    """Yield today's Docker daemon."""
    with Docker29() as daemon:
        yield daemon


@pytest.fixture(scope="session")
def buildkit() -> Iterator[BuildKit]:
    """Yield today's BuildKit."""
    with BuildKit() as daemon:
        yield daemon


@pytest.fixture(scope="session")
def buildah() -> Iterator[Buildah]:
    """Yield buildah and podman over an empty store."""
    with Buildah() as tools:
        yield tools


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which tests had no engine: a green run without them proves less."""
    skipped = terminalreporter.stats.get("skipped", [])
    without = [report for report in skipped if "engine missing" in str(report.longrepr)]
    if without:
        terminalreporter.section("ENGINE TESTS NOT RUN", red=True, bold=True)
        terminalreporter.line(f"{len(without)} tests skipped for want of an engine", red=True)
