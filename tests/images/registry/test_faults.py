"""A registry and a network that fail in every way: bounded time, a clear word, nothing lost."""

import gzip
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.errors import RegistryError
from leakscan.images.image import Source
from leakscan.images.sources.registry.patience import retry_after_seconds
from tests.builders import image, layer, oci_files
from tests.images.registry.server import (
    REPOSITORY,
    Fault,
    Handler,
    Registry,
    complete,
    hang_up,
    read,
    send,
    start,
)

CONTENT = bytes(range(256)) * 1200
BUILT = image([layer({"a": CONTENT}), layer({"b": b"small"})])
FILES = oci_files(BUILT, compression="")
SECONDS = 60
"""More than any of these may take on a busy machine, and less than what hangs takes."""


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS


def pulled(registry: Registry, tmp_path: Path, **options: object) -> Source:
    """Return the registry's image."""
    return read(f"docker://{registry.host}/{REPOSITORY}:1", tmp_path, **options)


def refusal(registry: Registry, tmp_path: Path, **options: object) -> RegistryError:
    """Return the error for the registry's image."""
    with pytest.raises(RegistryError) as caught:
        pulled(registry, tmp_path, **options)
    assert "\n" not in str(caught.value)
    return caught.value


def on(part: str, answer: Callable[[Handler], None], times: int = 10**6) -> Fault:
    """Return a fault of the requests whose address holds `part`, as often as `times` says."""
    left = [times]

    def fault(request: Handler) -> bool:
        if part not in request.path or left[0] <= 0:
            return False
        left[0] -= 1
        answer(request)
        return True

    return fault


def status(code: int, **headers: str) -> Callable[[Handler], None]:
    """Return an answer without a body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: send(request, code, b"", named)


def big_blob(registry: Registry) -> bytes:
    """Return the larger layer as the registry has it."""
    return max(registry.blobs.values(), key=len)


# --- answers that are none -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (401, "gives nobody"),
        (403, "gives nobody"),
        (404, "has no image"),
        (418, "answers 418"),
        (429, "too many requests"),
        (500, "answers 500"),
        (503, "answers 503"),
    ],
)
def test_a_refusal_is_one_line_with_a_hint(code: int, words: str, tmp_path: Path) -> None:
    """It is asked a few times at the most."""
    with Registry(FILES, fault=on("/manifests/", status(code, WWW_Authenticate=""))) as registry:
        if code == 401:
            registry.fault = on("/manifests/", registry._refuse)
            registry.auth = "bearer"
            registry._is_allowed = lambda _: True  # type: ignore[method-assign] # any login
        refused = refusal(registry, tmp_path)

    assert words in str(refused)
    assert refused.hint
    assert len(registry.asked) < 12


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("part", ["/manifests/", "/blobs/", "/v2/"])
def test_a_trouble_that_passes_costs_nothing(code: int, part: str, tmp_path: Path) -> None:
    """The request is repeated."""
    with Registry(FILES, fault=on(part, status(code), 2)) as registry:
        assert complete(pulled(registry, tmp_path))


@pytest.mark.parametrize("text", ["0", "1000000000", "garbage", "-1", "", "9" * 400, "nan"])
def test_any_retry_after_is_bounded(text: str, tmp_path: Path) -> None:
    """A thousand years, nonsense and nothing at all are waits of a moment."""
    with Registry(FILES, fault=on("/blobs/", status(429, Retry_After=text), 2)) as registry:
        assert complete(pulled(registry, tmp_path))


@settings(max_examples=50)
@given(text=st.text(alphabet=st.characters(codec="latin-1")))
def test_any_text_is_a_retry_after(text: str) -> None:
    """Or none; it is never negative."""
    assert (retry_after_seconds(text) or 0) >= 0


def test_a_date_is_a_retry_after() -> None:
    """In the past it means now."""
    assert retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert (retry_after_seconds("Wed, 21 Oct 2115 07:28:00 GMT") or 0) > 10**9


@pytest.mark.parametrize("part", ["/v2/", "/manifests/"])
def test_a_connection_that_is_reset_for_ever_is_an_error(part: str, tmp_path: Path) -> None:
    """After a few attempts."""
    with Registry(FILES, fault=on(part, hang_up)) as registry:
        refused = refusal(registry, tmp_path)

    assert "broke the connection off" in str(refused)


def test_a_blob_that_never_comes_is_told(tmp_path: Path) -> None:
    """All others are there, so that the scan goes on, incomplete."""
    with Registry(FILES) as registry:
        digest = max(registry.blobs, key=lambda one: len(registry.blobs[one]))
        registry.fault = on(digest, hang_up)
        source = pulled(registry, tmp_path)

    (skipped,) = source.images[0].skipped
    assert skipped.reason.startswith("blob.missing")
    assert len([one for one in registry.asked if digest in one.path]) == 4


# --- slow and endless answers --------------------------------------------------------------------


def drip(request: Handler) -> None:
    """Send a byte now and then, for ever."""
    start(request, 200, {})
    while True:
        request.wfile.write(b"{")
        time.sleep(0.05)


def drip_headers(request: Handler) -> None:
    """Send a header that does not end."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
    while True:
        request.wfile.write(b"a")
        time.sleep(0.05)


def flood_headers(request: Handler) -> None:
    """Send one header of a gigabyte."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Large: ")
    for _ in range(1024):
        request.wfile.write(b"a" * 1024 * 1024)


def continue_for_ever(request: Handler) -> None:
    """Promise an answer again and again."""
    while True:
        request.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def silent(_: Handler) -> None:
    """Say nothing for longer than anybody waits."""
    time.sleep(3)


@pytest.mark.parametrize(
    "answer",
    [drip, drip_headers, flood_headers, continue_for_ever, silent],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize("part", ["/v2/", "/manifests/", "/blobs/"])
def test_an_answer_without_an_end_ends(
    answer: Callable[[Handler], None], part: str, tmp_path: Path
) -> None:
    """Time for one answer, and for all of them, is limited however busy the server is."""
    limits = {
        "document_seconds": 0.3,
        "deadline_seconds": 2,
        "read_timeout_seconds": 0.3,
        "attempts": 2,
    }
    with Registry(FILES, fault=on(part, answer)) as registry:
        if part == "/blobs/":
            assert pulled(registry, tmp_path, **limits).images[0].skipped
        else:
            refusal(registry, tmp_path, **limits)


def test_the_deadline_names_its_option(tmp_path: Path) -> None:
    """So that a slow line can be given more time."""
    with Registry(FILES, fault=on("/manifests/", silent)) as registry:
        refused = refusal(registry, tmp_path, deadline_seconds=1, attempts=50)

    assert "within 1 seconds" in str(refused)
    assert "--registry-timeout" in refused.hint


def test_a_manifest_without_end_is_not_read_on(tmp_path: Path) -> None:
    """Four megabytes are enough for any."""

    def endless(request: Handler) -> None:
        start(request, 200, {})
        for _ in range(100):
            request.wfile.write(b" " * 1024 * 1024)

    with Registry(FILES, fault=on("/manifests/", endless)) as registry:
        assert "bytes" in str(refusal(registry, tmp_path))


# --- bodies that are cut, wrong, or lie about themselves -----------------------------------------


def cut_at(size: int, *, length: bool) -> Callable[[Handler], None]:
    """Return an answer to a request for a blob that ends after `size` bytes of it."""

    def answer(request: Handler) -> None:
        data = CUT[request.path.rpartition("/")[2]]
        begin = int(re.sub(r"\D", "", request.headers.get("Range", "0")))
        headers = {"Content-Range": f"bytes {begin}-{len(data) - 1}/{len(data)}"} if begin else {}
        headers |= {"Content-Length": str(len(data) - begin)} if length else {}
        start(request, 206 if begin else 200, headers)
        request.wfile.write(data[begin : begin + size])

    return answer


CUT = {"sha256:" + name.rpartition("/")[2]: data for name, data in FILES.items() if "/" in name}


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("size", [1, 1000, 150_000])
def test_a_blob_that_is_cut_is_resumed(size: int, *, length: bool, tmp_path: Path) -> None:
    """Where it broke off; without a Content-Length nothing but the digest tells that it did."""
    with Registry(FILES, fault=on("/blobs/", cut_at(size, length=length), 3)) as registry:
        source = pulled(registry, tmp_path)

    assert complete(source)
    asked = [one.headers["Range"] for one in registry.asked if "Range" in one.headers]
    assert asked


def test_a_server_that_knows_no_ranges_is_asked_again_from_the_start(tmp_path: Path) -> None:
    """Its 200 is the whole blob, not the rest."""

    def whole(request: Handler) -> bool:
        if "/blobs/" not in request.path:
            return False
        if "Range" not in request.headers:
            cut_at(1000, length=True)(request)
        else:
            send(request, 200, CUT[request.path.rpartition("/")[2]])
        return True

    with Registry(FILES, fault=whole) as registry:
        assert complete(pulled(registry, tmp_path))


@pytest.mark.parametrize("content_range", ["bytes 0-9/10", "bytes 5000-", "nonsense", ""])
def test_another_part_than_was_asked_for_is_not_taken(content_range: str, tmp_path: Path) -> None:
    """The blob is asked for again, whole."""

    def other(request: Handler) -> bool:
        if "/blobs/" not in request.path:
            return False
        if "Range" in request.headers:
            send(request, 206, b"x" * 100, {"Content-Range": content_range})
        elif state.append(request.path) or state.count(request.path) == 1:
            cut_at(1000, length=True)(request)
        else:
            send(request, 200, CUT[request.path.rpartition("/")[2]])
        return True

    state: list[str] = []
    with Registry(FILES, fault=other) as registry:
        assert complete(pulled(registry, tmp_path))


@pytest.mark.parametrize("size", [0, 1, 511, 100_000, 307_000])
def test_what_came_before_the_cut_is_kept(size: int, tmp_path: Path) -> None:
    """It is searched, and that the rest is missing is told: never a clean result."""

    def cut(request: Handler) -> None:
        if "Range" in request.headers:
            hang_up(request)
        else:
            cut_at(size, length=True)(request)

    with Registry(FILES) as registry:
        digest = max(registry.blobs, key=lambda one: len(registry.blobs[one]))
        registry.fault = on(digest, cut)
        source = pulled(registry, tmp_path)

    (blob,) = [one.blob for one in source.images[0].layers if one.digest == digest]
    told = [*source.skipped, *source.images[0].skipped]
    assert [one.path for one in told] == [digest]
    assert (blob.length if blob is not None else 0) == size


def test_bytes_of_another_digest_are_asked_for_again(tmp_path: Path) -> None:
    """A bad cache in between passes."""

    def flipped(request: Handler) -> None:
        data = CUT[request.path.rpartition("/")[2]]
        send(request, 200, bytes([data[0] ^ 1]) + data[1:])

    with Registry(FILES, fault=on("/blobs/", flipped, 2)) as registry:
        assert complete(pulled(registry, tmp_path))


def test_bytes_that_stay_wrong_are_searched_and_told(tmp_path: Path) -> None:
    """The image that people pull from there may well hold them."""
    with Registry(FILES) as registry:
        digest = max(registry.blobs, key=lambda one: len(registry.blobs[one]))
        registry.blobs[digest] = b"something else"
        source = pulled(registry, tmp_path)

    (skipped,) = source.skipped
    (blob,) = [one.blob for one in source.images[0].layers if one.digest == digest]
    assert blob is not None
    assert blob.length == len(b"something else")
    assert (skipped.path, skipped.reason.partition(":")[0]) == (digest, "blob.partial")


def test_what_follows_a_blob_is_not_taken_for_a_part_of_it(tmp_path: Path) -> None:
    """Without a length the body ends where the digest says; an endless one ends there, too."""

    def endless(request: Handler) -> None:
        start(request, 200, {})
        request.wfile.write(CUT[request.path.rpartition("/")[2]])
        while True:
            request.wfile.write(b"more" * 100_000)

    with Registry(FILES, fault=on("/blobs/", endless)) as registry:
        assert complete(pulled(registry, tmp_path))


@pytest.mark.parametrize("part", ["/manifests/", "/blobs/"])
def test_compressed_answers_are_refused_and_never_unpacked(part: str, tmp_path: Path) -> None:
    """What is small stays small: nobody opens it."""
    bomb = gzip.compress(bytes(8 * 1024 * 1024), compresslevel=1)

    def compressed(request: Handler) -> None:
        assert request.headers["Accept-Encoding"] == "identity"
        send(request, 200, bomb, {"Content-Encoding": "gzip"})

    with Registry(FILES, fault=on(part, compressed)) as registry:
        if part == "/blobs/":
            (skipped, *_) = pulled(registry, tmp_path).images[0].skipped
            assert "compressed" in skipped.reason
        else:
            assert "compressed" in str(refusal(registry, tmp_path))


@pytest.mark.parametrize("value", ["-5", "9999999999999999999", "x", "5, 6"])
def test_a_length_that_lies_is_no_traceback(value: str, tmp_path: Path) -> None:
    """The digest alone decides."""

    def lying(request: Handler) -> None:
        start(request, 200, {"Content-Length": value})
        request.wfile.write(CUT[request.path.rpartition("/")[2]])

    with Registry(FILES, fault=on("/blobs/", lying)) as registry:
        source = pulled(registry, tmp_path)

    assert all(one.reason.startswith("blob.") for one in source.skipped)


def test_a_manifest_of_another_digest_is_an_error(tmp_path: Path) -> None:
    """What the registry pinned in its first answer is what has to come."""

    def other(request: Handler) -> bool:
        if request.command == "HEAD" or "/manifests/" not in request.path:
            return False
        send(request, 200, b'{"schemaVersion": 2, "layers": []}')
        return True

    with Registry(FILES, fault=other) as registry:
        assert "does not hash" in str(refusal(registry, tmp_path))


@pytest.mark.parametrize("code", [200, 404])
def test_a_host_that_is_no_registry_is_said(code: int, tmp_path: Path) -> None:
    """A web server answers everything with a page, or with 404."""
    page = b"<html>welcome</html>"

    with Registry(FILES, fault=on("/", lambda request: send(request, code, page))) as registry:
        if code == 404:
            assert "no registry" in str(refusal(registry, tmp_path))
        else:
            assert pulled(registry, tmp_path).skipped
