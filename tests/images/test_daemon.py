"""The daemon as a stranger on a socket: a small server says what an engine would say."""

import contextlib
import gc
import http.server
import json
import os
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from leakscan.errors import DaemonError, LeakscanError, TargetNotFound, UsageError
from leakscan.images.image import Source
from leakscan.images.sources.open import open_source
from leakscan.images.sources.settings import DaemonSettings
from leakscan.streams.limits import Limits
from tests.builders import docker_archive_engine25, docker_archive_legacy, image, layer

DEMO = image([layer({"a": os.urandom(300_000)})], name="demo:1")
ARCHIVE = docker_archive_engine25(DEMO)

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


pytestmark = pytest.mark.filterwarnings(
    # The SDK leaves a socket that could not connect to the garbage collector.
    "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let go of the SDK's sockets here, not in the middle of another test."""
    yield
    gc.collect()


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet about clients that leave early."""


def handler(
    answer: Answer, asked: list[str], version: str = "1.41"
) -> type[http.server.BaseHTTPRequestHandler]:
    """Return a handler that answers `/version` as an engine does, and all else with `answer`."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path.endswith("/version"):
                send(self, 200, json.dumps({"ApiVersion": version}).encode())
            else:
                asked.append(self.path)
                answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def address_string(self) -> str:
            return "client"

    return Handler


def send(request: http.server.BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    """Answer with a whole body."""
    request.send_response(status)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def send_chunks(request: http.server.BaseHTTPRequestHandler, body: bytes, *, end: bool) -> None:
    """Answer with chunks, as engines send archives; without an end the connection dies."""
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    for at in range(0, len(body), 50_000):
        piece = body[at : at + 50_000]
        request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    if end:
        request.wfile.write(b"0\r\n\r\n")
    request.close_connection = True


def saves(body: bytes, *, end: bool = True) -> Answer:
    """Return an answer that sends an archive."""
    return lambda request: send_chunks(request, body, end=end)


def refuses(status: int, message: str) -> Answer:
    """Return an answer that is an error as engines word it."""
    return lambda request: send(request, status, json.dumps({"message": message}).encode())


@contextlib.contextmanager
def engine(
    tmp_path: Path, answer: Answer, version: str = "1.41"
) -> Iterator[tuple[DaemonSettings, list[str]]]:
    """Run a server on a socket; yield where it is and what it was asked for."""
    asked: list[str] = []
    path = tmp_path / "s"
    with _Server(str(path), handler(answer, asked, version)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield at(path), asked
        finally:
            server.shutdown()
            thread.join()


def at(path: Path) -> DaemonSettings:
    """Return settings for a daemon on a socket."""
    return DaemonSettings(
        environment={"DOCKER_HOST": f"unix://{path}"},
        connect_timeout_seconds=1,
        read_timeout_seconds=20,
    )


def read(name: str, settings: DaemonSettings, tmp_path: Path, platform: str = "all") -> Source:
    """Return an image of the daemon; nothing may be left behind."""
    temp = tmp_path / "temp"
    temp.mkdir(exist_ok=True)
    with open_source(
        name, temp_dir=temp, limits=Limits(), daemon=settings, platform=platform
    ) as source:
        pass
    assert list(temp.iterdir()) == []
    return source


def refusal(name: str, settings: DaemonSettings, tmp_path: Path) -> LeakscanError:
    """Return the error for an image."""
    with pytest.raises(LeakscanError) as caught:
        read(name, settings, tmp_path)
    return caught.value


@pytest.mark.parametrize("name", ["demo:1", "docker-daemon:demo:1"])
@pytest.mark.parametrize("body", [ARCHIVE, docker_archive_legacy(DEMO)])
def test_an_image_is_taken_from_the_daemon(name: str, body: bytes, tmp_path: Path) -> None:
    """A name that is no path is asked for."""
    with engine(tmp_path, saves(body)) as (settings, asked):
        source = read(name, settings, tmp_path)

    assert source.transport == "docker-daemon"
    assert [one.name for one in source.images] == ["demo:1"]
    assert source.skipped == ()
    assert asked == ["/v1.41/images/demo:1/get"]


def test_a_name_without_a_tag_means_latest(tmp_path: Path) -> None:
    """Asked without a tag, an engine would save every tag of the repository."""
    with engine(tmp_path, saves(ARCHIVE)) as (settings, asked):
        read("example.test/a/demo", settings, tmp_path)

    assert asked == ["/v1.41/images/example.test/a/demo:latest/get"]


def test_a_short_id_is_asked_for_at_last(tmp_path: Path) -> None:
    """What has no tag may be the start of an id."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        if ":latest" in request.path:
            send(request, 404, b'{"message": "No such image"}')
        else:
            send_chunks(request, ARCHIVE, end=True)

    with engine(tmp_path, answer) as (settings, asked):
        read("0123abcd", settings, tmp_path)

    assert asked[-1] == "/v1.41/images/0123abcd/get"


def details(*kinds: str) -> bytes:
    """Return what an engine says of an image with such manifests."""
    return json.dumps({"Manifests": [{"Kind": kind} for kind in kinds]}).encode()


@pytest.mark.parametrize(
    ("version", "platform", "said", "query"),
    [
        ("1.48", "linux/amd64", details("image", "image"), True),
        ("1.48", "linux/amd64", b'{"Manifests": null}', True),
        ("1.48", "linux/amd64", details("image", "attestation"), False),
        ("1.48", "linux/amd64", b"nonsense", False),
        ("1.48", "all", details("image"), False),
        ("1.48", "linux/amd64,linux/arm64", details("image"), False),
        ("1.47", "linux/amd64", details("image"), False),
    ],
)
def test_one_platform_is_asked_for_where_nothing_is_lost(
    version: str, platform: str, said: bytes, *, query: bool, tmp_path: Path
) -> None:
    """An engine that sends one platform leaves its attestations out: then all are asked for."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        if "/json" in request.path:
            send(request, 200, said)
        else:
            send_chunks(request, ARCHIVE, end=True)

    with engine(tmp_path, answer, version) as (settings, asked):
        assert len(read("demo:1", settings, tmp_path, platform).images) == 1

    assert asked[-1].startswith(f"/v{version}/images/demo:1/get")
    wanted = parse_qs(urlsplit(asked[-1]).query).get("platform", [])
    assert [json.loads(one) for one in wanted] == (
        [{"os": "linux", "architecture": "amd64"}] if query else []
    )


def test_a_platform_that_an_engine_refuses_is_looked_for_among_all(tmp_path: Path) -> None:
    """So that the error can say which ones there are."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        if "platform=" in request.path:
            send(request, 404, b'{"message": "does not provide the specified platform"}')
        elif "/json" in request.path:
            send(request, 200, details("image"))
        else:
            send_chunks(request, ARCHIVE, end=True)

    with (
        engine(tmp_path, answer, "1.50") as (settings, _),
        pytest.raises(TargetNotFound, match="no image for linux/s390x"),
    ):
        read("demo:1", settings, tmp_path, "linux/s390x")


@pytest.mark.parametrize(
    "answer",
    [
        refuses(404, "No such image: nope:1"),
        refuses(500, "reference does not exist"),
        refuses(404, "not JSON"),
    ],
)
def test_a_missing_image_is_not_found(answer: Answer, tmp_path: Path) -> None:
    """The hint says how to get it."""
    with engine(tmp_path, answer) as (settings, _):
        refused = refusal("nope:1", settings, tmp_path)

    assert isinstance(refused, TargetNotFound)
    assert "docker pull" in refused.hint


def test_the_daemons_own_words_are_passed_on(tmp_path: Path) -> None:
    """Another refusal is quoted, escape sequences and all."""
    with engine(tmp_path, refuses(500, "disk\x1b[2J full")) as (settings, _):
        refused = refusal("demo:1", settings, tmp_path)

    assert isinstance(refused, DaemonError)
    assert "'disk\\x1b[2J full'" in str(refused)


@pytest.mark.parametrize("size", [0, 1000, 150_000, 250_000, 305_000, len(ARCHIVE) - 600])
@pytest.mark.parametrize("end", [True, False])
def test_a_daemon_that_dies_is_never_a_clean_result(
    size: int, *, end: bool, tmp_path: Path
) -> None:
    """Cut off anywhere, with or without a proper end, the result is an error or incomplete."""
    told = False

    with engine(tmp_path, saves(ARCHIVE[:size], end=end)) as (settings, _):
        try:
            told = bool(read("demo:1", settings, tmp_path).skipped)
        except DaemonError:
            told = True

    assert told


def test_an_answer_without_its_end_is_told(tmp_path: Path) -> None:
    """Even when the whole archive seems to be there."""
    with engine(tmp_path, saves(ARCHIVE, end=False)) as (settings, _):
        source = read("demo:1", settings, tmp_path)

    assert [item.reason.split(":")[0] for item in source.skipped] == ["daemon.interrupted"]
    assert len(source.images) == 1


def test_the_first_byte_may_come_late(tmp_path: Path) -> None:
    """Engines write the whole archive before they send; only connecting has to be quick."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        time.sleep(1.3)
        send_chunks(request, ARCHIVE, end=True)

    with engine(tmp_path, answer) as (settings, _):
        assert read("demo:1", settings, tmp_path).skipped == ()


def test_no_daemon_is_said_with_what_to_do(tmp_path: Path) -> None:
    """Three ways out are named."""
    refused = refusal("demo:1", at(tmp_path / "none"), tmp_path)

    assert isinstance(refused, DaemonError)
    assert "no container daemon" in str(refused)
    assert "docker save" in refused.hint
    assert "DOCKER_HOST" in refused.hint


def test_a_socket_that_nobody_serves_is_said(tmp_path: Path) -> None:
    """A daemon that crashed leaves its socket behind."""
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "s"))

    refused = refusal("demo:1", at(tmp_path / "s"), tmp_path)

    assert isinstance(refused, DaemonError)
    assert "refused" in str(refused)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every socket")
def test_a_socket_that_may_not_be_opened_is_said(tmp_path: Path) -> None:
    """The most usual failure of a first run has a hint of its own."""
    with engine(tmp_path, saves(ARCHIVE)) as (settings, _):
        (tmp_path / "s").chmod(0)
        refused = refusal("demo:1", settings, tmp_path)

    assert "group" in refused.hint


def test_a_wrong_address_is_an_error(tmp_path: Path) -> None:
    """No address ends in another kind of error."""
    for address in ("nonsense://x", "tcp://", "unix://", "tcp://[", "npipe:////./pipe/x"):
        settings = DaemonSettings(environment={"DOCKER_HOST": address})
        assert isinstance(refusal("demo:1", settings, tmp_path), DaemonError)


def test_a_context_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """The SDK alone would silently talk to the default socket."""
    settings = DaemonSettings(environment={"DOCKER_CONTEXT": "no-such-context"})

    refused = refusal("demo:1", settings, tmp_path)

    assert isinstance(refused, DaemonError)
    assert "'no-such-context' does not exist" in str(refused)


def test_a_host_goes_before_a_context(tmp_path: Path) -> None:
    """As in the docker command."""
    with engine(tmp_path, saves(ARCHIVE)) as (settings, _):
        both = {**settings.environment, "DOCKER_CONTEXT": "no-such-context"}
        assert read("demo:1", DaemonSettings(environment=both), tmp_path).images


def test_a_current_context_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`docker context use` counts; one that was removed since is an error."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    (tmp_path / "config.json").write_text('{"currentContext": "gone"}')

    refused = refusal("demo:1", DaemonSettings(environment={"A": "b"}), tmp_path)

    assert "'gone' does not exist" in str(refused)


def test_what_no_image_can_be_called_is_not_asked_for(tmp_path: Path) -> None:
    """A name is checked before it becomes part of an address."""
    with engine(tmp_path, saves(ARCHIVE)) as (settings, asked):
        refused = refusal("Demo?x=/../../containers", settings, tmp_path)

    assert isinstance(refused, UsageError)
    assert asked == []


def test_a_directory_of_sources_gives_way_to_an_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`demo` beside a directory called demo is the image; without one, both are mentioned."""
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path)

    with engine(tmp_path, saves(ARCHIVE)) as (settings, _):
        assert read("demo", settings, tmp_path).transport == "docker-daemon"
    refused = refusal("demo", at(tmp_path / "none"), tmp_path)

    assert isinstance(refused, TargetNotFound)
    assert "leakscan context demo" in refused.hint
