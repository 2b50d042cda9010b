import io
import os
import sys
import tempfile
from pathlib import Path

import pytest

from leakscan.cli.environment import (
    default_cache_dir,
    default_temp_dir,
    program,
    usable_cpus,
    wants_color,
    wants_progress,
)
from leakscan.cli.reaching import registry_settings
from leakscan.errors import UsageError


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is."""
        return True


@pytest.mark.parametrize(
    ("called", "found", "expected"),
    [
        ("/usr/bin/leakscan", True, "leakscan"),
        (".venv/bin/leakscan", False, ".venv/bin/leakscan"),
        ("my venv/bin/leakscan", False, "'my venv/bin/leakscan'"),
        ("/src/leakscan/__main__.py", True, f"{sys.executable} -m leakscan"),
        ("/lib/pytest/__main__.py", False, "leakscan"),
    ],
)
def test_a_shown_command_works_where_it_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, called: str, *, found: bool, expected: str
) -> None:
    """The plain name only when the shell would find it."""
    if found:
        (tmp_path / "leakscan").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [called])

    assert program() == expected


@pytest.mark.parametrize(
    ("variables", "terminal", "no_color", "expected"),
    [
        ({}, True, False, True),
        ({}, False, False, False),
        ({"TERM": "dumb"}, True, False, False),
        ({"NO_COLOR": "1"}, True, False, False),
        ({"FORCE_COLOR": "1"}, False, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, False),
        ({"FORCE_COLOR": "1"}, True, True, False),
    ],
)
def test_colour_is_for_terminals_and_whoever_asks(
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    *,
    terminal: bool,
    no_color: bool,
    expected: bool,
) -> None:
    """The flag wins over `NO_COLOR`, that over `FORCE_COLOR`, that over the terminal."""
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert wants_color(Terminal() if terminal else io.StringIO(), no_color=no_color) == expected


def test_progress_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, unless it is one of CI or it is not wanted."""
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    in_a_pipe = wants_progress(no_progress=False)
    monkeypatch.setattr(sys, "stderr", Terminal())
    on_a_terminal = wants_progress(no_progress=False), wants_progress(no_progress=True)
    monkeypatch.setenv("CI", "true")

    assert (in_a_pipe, on_a_terminal) == (False, (True, False))
    assert not wants_progress(no_progress=False)


def test_the_cache_is_where_the_system_keeps_caches(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`XDG_CACHE_HOME`, else `.cache` at home."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    at_home = default_cache_dir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))

    assert at_home == tmp_path / "home/.cache/leakscan"
    assert default_cache_dir() == tmp_path / "xdg/leakscan"


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no home directory is no error."""

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)

    assert default_cache_dir() is None


def test_without_a_temporary_directory_one_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hint says how."""

    def nowhere() -> str:
        raise FileNotFoundError

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)

    with pytest.raises(UsageError) as caught:
        default_temp_dir()
    assert "--temp-dir" in caught.value.hint


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_only_usable_processors_count() -> None:
    """A process that is bound to some of them starts no more workers than that."""
    assert usable_cpus() == len(os.sched_getaffinity(0))


def test_registries_are_known_from_docker_and_podman(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Podman's own variable first, then docker's file, then podman's, wherever they were moved."""
    for name in ("DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    usual = registry_settings().credential_files
    monkeypatch.setenv("REGISTRY_AUTH_FILE", "/a/auth.json")
    monkeypatch.setenv("DOCKER_CONFIG", "/docker")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/config")
    moved = registry_settings().credential_files

    assert usual == (tmp_path / ".docker/config.json", tmp_path / ".config/containers/auth.json")
    assert [str(path) for path in moved] == [
        "/a/auth.json",
        "/docker/config.json",
        "/run/user/1/containers/auth.json",
        "/config/containers/auth.json",
    ]


def test_certificates_and_proxies_are_taken_as_other_programs_take_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And what the command line says of registries is passed on."""
    monkeypatch.setenv("SSL_CERT_FILE", "/ca.pem")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", ".example.test")

    settings = registry_settings(("example.test:5000",), 7)

    assert settings.ca_file == Path("/ca.pem")
    assert settings.proxies["https"] == "http://proxy.test:3128"
    assert settings.no_proxy == ".example.test"
    assert settings.insecure_hosts == {"example.test:5000"}
    assert settings.deadline_seconds == 7
