"""
Images of a container daemon, through the docker SDK: Docker's, and Podman's compatible socket.

The daemon writes the archive to its own disk before it sends the first byte, so that reading may
have to wait long where connecting may not.

Source: Docker Engine API, `GET /images/{name}/get`; docker/cli cli/command/cli.go
(`resolveContextName`: DOCKER_HOST goes before DOCKER_CONTEXT, and that before the current context).
"""

import contextlib
import io
import json
import socket
from collections.abc import Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import quote

import docker
import requests
from docker.context import ContextAPI
from docker.context.config import get_current_context_name
from docker.errors import DockerException
from docker.utils import kwargs_from_env, version_gte

from leakscan.errors import DaemonError, LeakscanError, NoDaemon, TargetNotFound
from leakscan.images.reference import image_identifier, parse_name
from leakscan.images.sources.settings import DaemonSettings

CHUNK_BYTES = 1024 * 1024

_START_HINT = (
    "Start Docker, or set DOCKER_HOST (podman: unix://$XDG_RUNTIME_DIR/podman/podman.sock), or pipe"
    " the image in: docker save NAME | leakscan image -"
)
_PERMISSION_HINT = (
    "Add yourself to the group of the socket, or pipe the image in:"
    " sudo docker save NAME | leakscan image -"
)


class ImageStream(io.RawIOBase):
    """
    The archive as the daemon sends it.

    A connection that breaks looks like the end: ask `fault` when it has come.
    """

    def __init__(self, response: requests.Response) -> None:
        super().__init__()
        self.fault = ""
        self._pieces = cast("Iterator[bytes]", response.iter_content(CHUNK_BYTES))
        self._rest = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        if not self._rest:
            self._rest = self._next()
        size = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def _next(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except (requests.RequestException, OSError) as error:
            self.fault = f"the daemon's answer broke off: {type(error).__name__}"
            return b""


@contextlib.contextmanager
def open_image(
    name: str, settings: DaemonSettings, platforms: frozenset[str] = frozenset()
) -> Iterator[ImageStream]:
    """
    Yield the archive of the image called `name`; the connection is closed at the end.

    It may hold more platforms than the wanted ones: a daemon that sends one leaves out what is
    attested of it.

    Raises:
        TargetNotFound: The daemon has no such image.
        DaemonError: There is no daemon, or it refuses.
    """
    with contextlib.closing(_connect(settings)) as client:
        for spelling in _spellings(name):
            for platform in dict.fromkeys((_one(client, spelling, platforms, settings), "")):
                response = _get(client, f"{spelling}/get", settings, platform=platform)
                with contextlib.closing(response):
                    if response.status_code == requests.codes.ok:
                        yield ImageStream(response)
                        return
                    message = _message(response)
                if not _is_not_found(response, message):
                    raise DaemonError(f"the daemon refused to save {name!r}: {message}")
    raise TargetNotFound(
        f"the daemon has no image {name!r}",
        "Pull it (docker pull), check its name (docker images), or name an existing file.",
    )


def binary(stream: ImageStream) -> BinaryIO:
    """Return the stream as the type that readers ask for."""
    return cast("BinaryIO", stream)


def _spellings(name: str) -> tuple[str, ...]:
    """Return what to ask for: without a tag, a daemon would save every tag of a repository."""
    if image_identifier(name):
        return (name,)
    full = parse_name(name)
    has_tag = ":" in name.rpartition("/")[2] or full.digest
    # The text may also be the start of an image's id.
    return (name,) if has_tag else (f"{name}:{full.tag}", name)


def _connect(settings: DaemonSettings) -> docker.APIClient:
    parameters = _where(settings)
    address = parameters.get("base_url") or "the default socket"
    if str(address).startswith("ssh://"):
        parameters["use_ssh_client"] = True
    try:
        _knock(str(address), settings)
        return docker.APIClient(
            version="auto", timeout=int(settings.connect_timeout_seconds), **parameters
        )
    except (DockerException, requests.RequestException, OSError, ValueError) as error:
        raise _unreachable(str(address), error) from error


def _knock(address: str, settings: DaemonSettings) -> None:
    """
    Raise the system's error for a socket at which nobody answers.

    The SDK would find out, too, and forget to close the socket that it tried with.
    """
    scheme, _, path = address.partition("unix://")
    if not path or scheme not in ("", "http+"):
        return
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(settings.connect_timeout_seconds)
        probe.connect(f"/{path.lstrip('/')}")


def _where(settings: DaemonSettings) -> dict[str, Any]:
    """Return the SDK's arguments for the daemon that the docker command would talk to."""
    environment = dict(settings.environment)
    try:
        parameters = cast("dict[str, Any]", kwargs_from_env(environment=environment))
    except DockerException as error:
        raise DaemonError(f"DOCKER_TLS_VERIFY or DOCKER_CERT_PATH is wrong: {error}") from error
    if "base_url" in parameters:
        return parameters
    name = environment.get("DOCKER_CONTEXT") or get_current_context_name() or "default"
    try:
        context = ContextAPI.get_context(name)
        found = cast("dict[str, Any]", ContextAPI.kwargs_from_context(name=name))
    except Exception as error:
        # The SDK raises a bare Exception for a damaged context.
        raise DaemonError(f"the docker context {name!r} is damaged: {error}") from error
    if context is None:
        # The SDK alone would talk to the default socket, and scan an image of another machine.
        raise DaemonError(
            f"the docker context {name!r} does not exist", "List them: docker context ls"
        )
    return parameters | found


def _one(
    client: docker.APIClient, name: str, platforms: frozenset[str], settings: DaemonSettings
) -> str:
    """Return the one platform to be sent, as the API spells it; empty: all that the daemon has."""
    if len(platforms) != 1 or not version_gte(client.api_version, "1.48"):
        return ""
    with contextlib.closing(_get(client, f"{name}/json", settings, manifests="1")) as response:
        try:
            manifests = response.json().get("Manifests") or []
            kinds = {one.get("Kind") for one in manifests}
        except (ValueError, AttributeError, TypeError, requests.RequestException):
            return ""
    if "attestation" in kinds:
        return ""
    (platform,) = platforms
    parts = zip(("os", "architecture", "variant"), platform.split("/"), strict=False)
    return json.dumps(dict(parts))


def _get(
    client: docker.APIClient, path: str, settings: DaemonSettings, **query: str
) -> requests.Response:
    url = f"{client.base_url}/v{client.api_version}/images/{quote(path, safe='/:@')}"
    timeout = (settings.connect_timeout_seconds, settings.read_timeout_seconds)
    params = {name: value for name, value in query.items() if value}
    try:
        return client.get(url, params=params, stream=True, timeout=timeout)
    except (requests.RequestException, OSError) as error:
        raise _unreachable(str(client.base_url), error) from error


def _is_not_found(response: requests.Response, message: str) -> bool:
    if response.status_code == requests.codes.not_found:
        return True
    words = ("no such image", "reference does not exist")
    return any(word in message.lower() for word in words)


def _message(response: requests.Response) -> str:
    """Return the daemon's own words, which come as JSON."""
    try:
        text = str(response.json()["message"])
    except (ValueError, KeyError, TypeError, requests.RequestException):
        text = response.reason or f"status {response.status_code}"
    return repr(text[:300])


def _unreachable(address: str, error: BaseException) -> LeakscanError:
    cause = _system_error(error)
    if isinstance(cause, PermissionError):
        return DaemonError(f"{address} may not be opened by this user", _PERMISSION_HINT)
    if isinstance(cause, FileNotFoundError):
        return NoDaemon(f"no container daemon at {address}", _START_HINT)
    if cause is None and isinstance(error, DockerException):
        # The SDK's own words about the address: it was never asked.
        return DaemonError(f"the daemon's address {address!r} cannot be used: {error}", _START_HINT)
    reason = (cause.strerror if cause is not None else "") or type(error).__name__
    return DaemonError(f"the container daemon at {address} does not answer: {reason}", _START_HINT)


def _system_error(error: BaseException) -> OSError | None:
    """Return the operating system's error inside those that libraries wrapped around it."""
    pending: list[object] = [error]
    seen: set[int] = set()
    while pending:
        one = pending.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, OSError) and one.errno is not None:
            return one
        pending += [one.__context__, one.__cause__, *one.args]
    return None
