"""
How to reach a daemon or a registry.

Apart from what does it: the libraries for that take a third of a second to load.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from leakscan.images.sources.registry.addresses import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class DaemonSettings:
    """Where the daemon is and how long it may take."""

    environment: Mapping[str, str] = field(default_factory=dict)
    """
    DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH.

    NOTE: the SDK takes an empty mapping for the real environment, and finds Docker's own
    configuration file (DOCKER_CONFIG) there in any case: it has no argument for it.
    """
    connect_timeout_seconds: float = 10
    read_timeout_seconds: float = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettings:
    """What a registry client may trust, where its credentials are, and how long it may take."""

    credential_files: tuple[Path, ...] = ()
    """Docker's `config.json` and podman's `auth.json`; the first that knows the host decides."""
    certificate_dirs: tuple[Path, ...] = ()
    """`certs.d`: a folder for each `HOST[:PORT]`, with `*.crt`, and `*.cert` with `*.key`."""
    ca_file: Path | None = None
    """Certificate authorities to trust instead of the usual ones."""
    insecure_hosts: frozenset[str] = frozenset()
    """`HOST[:PORT]` that need no valid certificate, and no TLS."""
    proxies: Mapping[str, str] = field(default_factory=dict)
    """By scheme: `https`, `http`."""
    no_proxy: str = ""
    connect_timeout_seconds: float = 10
    read_timeout_seconds: float = 60
    """Between two pieces of an answer."""
    document_seconds: float = 120
    """One manifest or token, from the request to its last byte."""
    deadline_seconds: int = 2 * 3600
    """The whole image (`--registry-timeout`)."""
    helper_seconds: float = 30
    """One credential helper."""
    attempts: int = 4
    """Of one request, and of one blob without any progress."""
    first_wait_seconds: float = 0.5
    longest_wait_seconds: float = 30
    """Whatever a registry's Retry-After says."""
    min_bytes_per_second: int = 1024
    """Of a blob, on average over `read_timeout_seconds`; slower ones are asked for again."""
    network: Network = field(default_factory=Network)
