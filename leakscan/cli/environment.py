"""What the machine and its environment variables decide: the only file that reads them."""

import os
import shlex
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from leakscan.errors import UsageError
from leakscan.images.sources.settings import DaemonSettings, RegistrySettings


def variable(name: str) -> str | None:
    """Return an environment variable's value; None when it is not set."""
    return os.environ.get(name)  # noqa: TID251 - the one place that does


def program() -> str:
    """Return how this program was called, so that a command can be shown that works here."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py" and called.parent.name == "leakscan":
        return f"{shlex.quote(sys.executable)} -m leakscan"
    if called.name == "leakscan" and shutil.which("leakscan") is None:
        return shlex.quote(str(called))
    return "leakscan"


def daemon_settings() -> DaemonSettings:
    """Return where the docker command would look for its daemon."""
    names = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH")
    set_ones = {name: value for name in names if (value := variable(name))}
    return DaemonSettings(environment=set_ones)


def commit() -> str:
    """Return the commit that a CI service is working on; empty when none says so."""
    return variable("CI_COMMIT_SHA") or variable("GITHUB_SHA") or ""


def registry_settings(
    insecure_hosts: tuple[str, ...] = (), timeout_seconds: int | None = None
) -> RegistrySettings:
    """Return what docker and podman know about registries on this machine."""
    ca_file = variable("REQUESTS_CA_BUNDLE") or variable("SSL_CERT_FILE")
    proxies = {
        scheme: url
        for scheme in ("https", "http")
        if (url := variable(f"{scheme.upper()}_PROXY") or variable(f"{scheme}_proxy"))
    }
    settings = RegistrySettings(
        credential_files=_credential_files(),
        certificate_dirs=_certificate_dirs(),
        ca_file=Path(ca_file) if ca_file else None,
        insecure_hosts=frozenset(insecure_hosts),
        proxies=proxies,
        no_proxy=variable("NO_PROXY") or variable("no_proxy") or "",
    )
    if timeout_seconds is not None:
        settings = replace(settings, deadline_seconds=timeout_seconds)
    return settings


def _credential_files() -> tuple[Path, ...]:
    """Return where podman's variable, docker and podman keep credentials, in this order."""
    docker = variable("DOCKER_CONFIG")
    runtime = variable("XDG_RUNTIME_DIR")
    config = variable("XDG_CONFIG_HOME")
    home = _home()
    candidates = [
        Path(chosen) if (chosen := variable("REGISTRY_AUTH_FILE")) else None,
        Path(docker) / "config.json" if docker else home and home / ".docker" / "config.json",
        Path(runtime) / "containers" / "auth.json" if runtime else None,
        Path(config) / "containers" / "auth.json"
        if config
        else home and home / ".config" / "containers" / "auth.json",
    ]
    return tuple(path for path in candidates if path is not None)


def _certificate_dirs() -> tuple[Path, ...]:
    home = _home()
    everyone = (Path("/etc/docker/certs.d"), Path("/etc/containers/certs.d"))
    if home is None:
        return everyone
    return (home / ".docker/certs.d", home / ".config/containers/certs.d", *everyone)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def usable_cpus() -> int:
    """Return how many processors this process may run on."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_cache_dir() -> Path | None:
    """Return where finished layers are kept; None on a machine without a home directory."""
    if configured := variable("XDG_CACHE_HOME"):
        return Path(configured) / "leakscan"
    home = _home()
    return home and home / ".cache" / "leakscan"


def default_temp_dir() -> Path:
    """
    Return the machine's directory for temporary files.

    Raises:
        UsageError: None of the usual places can be written to.
    """
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        hint = "Name one with --temp-dir."
        raise UsageError("no directory for temporary files can be written to", hint) from None


def wants_color(stream: TextIO, *, no_color: bool) -> bool:
    """Return whether to colour what is printed to `stream`: flag, environment, then terminal."""
    if no_color or variable("NO_COLOR"):
        return False
    if variable("FORCE_COLOR"):
        return True
    return stream.isatty() and variable("TERM") != "dumb"


def wants_progress(*, no_progress: bool) -> bool:
    """Return whether to show progress: to a person who looks, never in a log."""
    return not no_progress and not variable("CI") and sys.stderr.isatty()
