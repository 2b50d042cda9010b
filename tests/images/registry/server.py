"""A registry on a loopback address: speaks the distribution API, and misbehaves on request."""

import base64
import contextlib
import http.server
import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from leakscan.images.image import Source
from leakscan.images.sources.open import open_source
from leakscan.images.sources.registry.addresses import Network
from leakscan.images.sources.settings import DaemonSettings, RegistrySettings
from leakscan.streams.limits import Limits
from tests.builders import sha256
from tests.images.registry.background import Background

Handler = http.server.BaseHTTPRequestHandler
Fault = Callable[[Handler], bool]
"""Answers a request itself and returns True, or leaves it to the registry."""

USER, PASSWORD, TOKEN = "someone", "pass-word-of-someone", "token-that-was-issued"
REPOSITORY = "team/demo"


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def authorization(self) -> str:
        """The header of this name."""
        return self.headers.get("Authorization", "")

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters of the address."""
        return parse_qs(urlsplit(self.path).query)


class Server(Background, http.server.ThreadingHTTPServer):
    """A server in threads of its own that keeps what it was asked."""

    daemon_threads = True

    def __init__(self, answer: Callable[[Handler], None]) -> None:
        self.asked: list[Asked] = []
        asked = self.asked

        class Requests(Handler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:  # noqa: N802 - the base class calls it
                length = int(self.headers.get("Content-Length", "0"))
                self.body = self.rfile.read(length)
                asked.append(Asked(self.command, self.path, dict(self.headers), self.body))
                answer(self)

            do_HEAD = do_POST = do_GET  # noqa: N815 - the names that the base class calls

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", 0), Requests)
        self.port = int(self.server_address[1])


class Registry(Server):
    """Serves the image of an OCI layout under `team/demo`, with `1` and `latest` as its tags."""

    def __init__(
        self, files: Mapping[str, bytes], *, auth: str = "", fault: Fault | None = None
    ) -> None:
        """`auth` is empty, `basic` or `bearer`; `fault` sees every request first."""
        super().__init__(self._answer)
        self.blobs = {
            "sha256:" + name.rpartition("/")[2]: data
            for name, data in files.items()
            if name.startswith("blobs/")
        }
        top = json.loads(files["index.json"])["manifests"][0]
        self.tags = {"1": top["digest"], "latest": top["digest"]}
        self.top = str(top["digest"])
        self.auth = auth
        self.fault = fault
        self.realm = f"http://{self.host}/token"
        self.gives_digest = True
        self.knows_head = True

    def asked_for(self, kind: str) -> list[Asked]:
        """Return the requests for `manifests` or `blobs`, those that ended with 401 included."""
        return [one for one in self.asked if f"/{kind}/" in one.path]

    def _answer(self, request: Handler) -> None:
        if self.fault is not None and self.fault(request):
            return
        path = urlsplit(request.path).path
        if path == "/token":
            self._token(request)
        elif not self._is_allowed(request):
            self._refuse(request)
        elif path == "/v2/":
            send(request, 200, b"{}")
        elif path.startswith(f"/v2/{REPOSITORY}/manifests/"):
            self._manifest(request, path.rpartition("/")[2])
        elif path.startswith(f"/v2/{REPOSITORY}/blobs/"):
            self._blob(request, path.rpartition("/")[2])
        else:
            send(request, 404, b"{}")

    def _is_allowed(self, request: Handler) -> bool:
        expected = {"": None, "basic": basic(), "bearer": f"Bearer {TOKEN}"}[self.auth]
        return expected is None or request.headers.get("Authorization") == expected

    def _refuse(self, request: Handler) -> None:
        challenge = 'Basic realm="test"'
        if self.auth == "bearer":
            challenge = f'Bearer realm="{self.realm}",service="test",scope="repository:x:pull"'
        send(request, 401, b"{}", {"WWW-Authenticate": challenge})

    def _token(self, request: Handler) -> None:
        send(request, 200, json.dumps({"token": TOKEN, "expires_in": 60}).encode())

    def _manifest(self, request: Handler, reference: str) -> None:
        digest = self.tags.get(reference, reference)
        if digest not in self.blobs:
            send(request, 404, b"{}")
            return
        if request.command == "HEAD" and not self.knows_head:
            send(request, 405, b"")
            return
        body = self.blobs[digest]
        media_type = json.loads(body).get("mediaType", "application/json")
        headers = {"Content-Type": media_type}
        headers |= {"Docker-Content-Digest": digest} if self.gives_digest else {}
        send(request, 200, body, headers)

    def _blob(self, request: Handler, digest: str) -> None:
        if digest not in self.blobs:
            send(request, 404, b"{}")
            return
        body = self.blobs[digest]
        asked = request.headers.get("Range", "")
        if asked:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            span = f"bytes {start}-{len(body) - 1}/{len(body)}"
            send(request, 206, body[start:], {"Content-Range": span})
        else:
            send(request, 200, body)


def send(
    request: Handler, status: int, body: bytes, headers: Mapping[str, str] | None = None
) -> None:
    """Answer with a whole body, of which HEAD gets the length only."""
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        request.send_header(name, value)
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(body)


def start(request: Handler, status: int, headers: Mapping[str, str]) -> None:
    """Answer with headers; the body, if any, is the caller's, and the connection ends with it."""
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.end_headers()
    request.close_connection = True


def hang_up(request: Handler) -> None:
    """End the connection at once."""
    request.close_connection = True
    with contextlib.suppress(OSError):
        request.connection.shutdown(socket.SHUT_RDWR)


def basic(user: str = USER, password: str = PASSWORD) -> str:
    """Return the header for a login."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class FakeNetwork(Network):
    """Names that lead where the test says; what is pretended to be an address is a local port."""

    def __init__(
        self, names: Mapping[str, Sequence[str]], ports: Mapping[str, int] | None = None
    ) -> None:
        """`ports` gives the port on 127.0.0.1 that stands for an address."""
        self.names = dict(names)
        self.ports = dict(ports or {})
        self.connected: list[str] = []

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Return what the test says, without asking anybody."""
        del port
        if host in self.names:
            return self.names[host]
        if host.replace(".", "").isdecimal():
            return [host]
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def connect(self, address: str, port: int, timeout_seconds: float) -> socket.socket:
        """Connect to this machine, whatever the address."""
        self.connected.append(address)
        local = self.ports.get(address, port)
        return socket.create_connection(("127.0.0.1", local), timeout_seconds)


def settings(**changes: Any) -> RegistrySettings:
    """Return settings with which a test ends soon."""
    quick = {
        "connect_timeout_seconds": 2,
        "read_timeout_seconds": 0.5,
        "document_seconds": 2,
        "deadline_seconds": 20,
        "helper_seconds": 2,
        "first_wait_seconds": 0.01,
        "longest_wait_seconds": 0.05,
    }
    return RegistrySettings(**{**quick, **changes})


def login(tmp_path: Path, host: str, **entry: str) -> tuple[Path, ...]:
    """Write a docker configuration with a login for `host`; return where it is."""
    path = tmp_path / "config.json"
    pair = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    path.write_text(json.dumps({"auths": {host: entry or {"auth": pair}}}))
    return (path,)


@contextlib.contextmanager
def opened(
    name: str,
    tmp_path: Path,
    *,
    platform: str = "all",
    limits: Limits | None = None,
    daemon: DaemonSettings | None = None,
    **changes: Any,
) -> Iterator[Source]:
    """Open an image; nothing may be left behind."""
    temp = tmp_path / "temp"
    temp.mkdir(exist_ok=True)
    with open_source(
        name,
        temp_dir=temp,
        limits=limits or Limits(),
        platform=platform,
        daemon=daemon,
        registry=settings(**changes),
    ) as source:
        yield source
    assert list(temp.iterdir()) == []


def complete(source: Source) -> bool:
    """Whether all of every image came."""
    layers = [layer.blob for _, layer in source.layers()]
    return not source.skipped and not any(one.skipped for one in source.images) and all(layers)


def read(name: str, tmp_path: Path, **options: Any) -> Source:
    """Return an image; each layer that is said to be whole hashes to its digest."""
    with opened(name, tmp_path, **options) as source:
        faulty = {item.path for item in source.skipped}
        for _, layer in source.layers():
            if layer.blob is not None and layer.digest not in faulty:
                assert sha256(Path(layer.blob.file).read_bytes()) == layer.digest
        return source
