"""What docker and podman know on this machine: how a daemon or a registry is reached."""

from dataclasses import replace
from pathlib import Path

from leakscan.cli.environment import home, variable
from leakscan.images.sources.settings import DaemonSettings, RegistrySettings


def daemon_settings() -> DaemonSettings:
    """Return where the docker command would look for its daemon."""
    names = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH")
    set_ones = {name: value for name in names if (value := variable(name))}
    return DaemonSettings(environment=set_ones)


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
    folder = home()
    candidates = [
        Path(chosen) if (chosen := variable("REGISTRY_AUTH_FILE")) else None,
        Path(docker) / "config.json" if docker else folder and folder / ".docker" / "config.json",
        Path(runtime) / "containers" / "auth.json" if runtime else None,
        Path(config) / "containers" / "auth.json"
        if config
        else folder and folder / ".config" / "containers" / "auth.json",
    ]
    return tuple(path for path in candidates if path is not None)


def _certificate_dirs() -> tuple[Path, ...]:
    folder = home()
    everyone = (Path("/etc/docker/certs.d"), Path("/etc/containers/certs.d"))
    if folder is None:
        return everyone
    return (folder / ".docker/certs.d", folder / ".config/containers/certs.d", *everyone)
