"""How to reach a daemon; apart from `daemon`, whose libraries take a third of a second to load."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
