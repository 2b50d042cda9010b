"""Fixtures that start real engines once a session, and a summary that counts what was skipped."""

from collections.abc import Iterator

import pytest

from tests.engines.parts import Buildah, BuildKit, Docker, Docker29
from tests.engines.sources import DockerRegistry, PodmanSocket


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


@pytest.fixture(scope="session")
def docker29_graph() -> Iterator[Docker29]:
    """Yield today's Docker daemon with the store of older ones."""
    with Docker29(graph_drivers=True) as daemon:
        yield daemon


@pytest.fixture(scope="session")
def podman_service(buildah: Buildah) -> Iterator[PodmanSocket]:
    """Yield podman's socket over the store of `buildah`."""
    with PodmanSocket(buildah) as service:
        yield service


@pytest.fixture(scope="session")
def registry() -> Iterator[DockerRegistry]:
    """Yield a registry for everybody, without TLS."""
    with DockerRegistry() as server:
        yield server


@pytest.fixture(scope="session")
def registry_login() -> Iterator[DockerRegistry]:
    """Yield a registry that wants a login, without TLS."""
    with DockerRegistry(login=True) as server:
        yield server


@pytest.fixture(scope="session")
def registry_tls() -> Iterator[DockerRegistry]:
    """Yield a registry that wants a login and speaks TLS."""
    with DockerRegistry(login=True, tls=True) as server:
        yield server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which tests had no engine: a green run without them proves less."""
    skipped = terminalreporter.stats.get("skipped", [])
    without = [report for report in skipped if "engine missing" in str(report.longrepr)]
    if without:
        terminalreporter.section("ENGINE TESTS NOT RUN", red=True, bold=True)
        terminalreporter.line(f"{len(without)} tests skipped for want of an engine", red=True)
