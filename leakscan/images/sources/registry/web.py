"""
Requests to a registry and to wherever it sends the client on.

Nothing of the library's convenience is used: no redirect is followed unseen, no answer is
decompressed (blobs are read as they are stored), no cookie is kept, no `.netrc` is read.
"""

import contextlib
import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from requests.utils import should_bypass_proxies
from urllib3 import BaseHTTPResponse, Timeout
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TookTooLong

from leakscan.errors import RegistryError
from leakscan.images.sources.registry.addresses import Border, is_address, is_loopback
from leakscan.images.sources.registry.connection import (
    Watch,
    checked,
    direct_pool,
    open_checked,
    proxied_pool,
)
from leakscan.images.sources.settings import RegistrySettings

MAX_REDIRECTS = 5
PIECE_BYTES = 256 * 1024

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"https": 443, "http": 80}

Contexts = Callable[[str], ssl.SSLContext]
"""What to trust when a host speaks TLS."""


class _WithoutQuery(logging.Filter):
    """Takes the query off each address that the library logs: a signed one opens a blob."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; it is always logged."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args
            )
        return True


_WITHOUT_QUERY = _WithoutQuery()


class Interrupted(Exception):
    """A request came to nothing this time; it may be tried again unless `final`."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


class BadCertificate(RegistryError):
    """The certificate of a host does not prove that it is the host."""


class UnknownHost(RegistryError):
    """A host has no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole answer, with a body of bounded size."""

    status: int
    headers: Mapping[str, str]
    at_home: bool
    """Whether the host that was asked gave it, and not one that it redirected to."""
    body: bytes = b""


class Answer:
    """The start of an answer, and the body while it comes."""

    def __init__(self, response: BaseHTTPResponse, host: str, *, at_home: bool) -> None:
        self.at_home = at_home
        self.status = response.status
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._host = host

    def pieces(self) -> Iterator[bytes]:
        """
        Yield the body as the network brings it.

        Raises:
            Interrupted: The connection broke, or fewer bytes came than were promised.
        """
        with _told(self._host):
            while piece := self._response.read1(PIECE_BYTES, decode_content=False):
                yield piece


class Web:
    """One client: its connections, of which one request at a time may use one."""

    def __init__(
        self, settings: RegistrySettings, border: Border, contexts: Contexts, deadline: float
    ) -> None:
        """`deadline` is a time of `time.monotonic`."""
        logging.getLogger("urllib3.connectionpool").addFilter(_WITHOUT_QUERY)
        self._settings = settings
        self._border = border
        self._contexts = contexts
        self._deadline = deadline
        self._watch = Watch()
        self._pools: dict[tuple[str, str, int], HTTPConnectionPool] = {}

    def another(self) -> "Web":
        """Return a client for another thread."""
        return Web(self._settings, self._border, self._contexts, self._deadline)

    def cut(self) -> None:
        """End the request under way, from another thread."""
        self._watch.cut()

    def close(self) -> None:
        """Close all connections."""
        for each in self._pools.values():
            each.close()

    def document(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        *,
        limit: int,
        body: bytes | None = None,
    ) -> Document:
        """
        Return a whole answer.

        Raises:
            Interrupted: There was none this time.
            RegistryError: It leads to where nothing may be sent, or is larger than `limit`.
        """
        with (
            self._within(self._settings.document_seconds),
            self._follow(method, url, headers, body) as answer,
        ):
            content = bytearray()
            for piece in answer.pieces():
                content += piece
                if len(content) > limit:
                    raise RegistryError(f"an answer of {_host(url)} is over {limit} bytes")
            return Document(
                status=answer.status,
                headers=answer.headers,
                at_home=answer.at_home,
                body=bytes(content),
            )

    @contextlib.contextmanager
    def stream(self, url: str, headers: Mapping[str, str]) -> Iterator[Answer]:
        """
        Yield an answer whose body is still to come; the time limit is for its start.

        Raises:
            Interrupted: There was none this time.
            RegistryError: It leads to where nothing may be sent.
        """
        with contextlib.ExitStack() as stack:
            with self._within(self._settings.document_seconds):
                answer = stack.enter_context(self._follow("GET", url, headers, None))
            yield answer

    @contextlib.contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise out_of_time(self._settings)
        with self._watch.limit(min(seconds, left)):
            try:
                yield
            except Interrupted:
                if not self._watch.expired:
                    raise
            if self._watch.expired:
                # A body without a length seems to end where it was cut.
                raise Interrupted("the answer took too long")

    @contextlib.contextmanager
    def _follow(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        """Yield the answer at the end of all redirects; `Authorization` stays with its host."""
        origin = _origin(_split(url))
        for _ in range(MAX_REDIRECTS + 1):
            parts = self._checked(url)
            sent = {
                name: value
                for name, value in headers.items()
                if _origin(parts) == origin or name != "Authorization"
            }
            response = self._send(method, parts, sent, body)
            try:
                if response.status not in _REDIRECTS or body is not None:
                    encoding = response.headers.get("Content-Encoding", "identity")
                    if encoding.lower() != "identity":
                        reason = f"{parts.hostname} compressed its answer, though asked not to"
                        raise Interrupted(reason, final=True)
                    at_home = _origin(parts) == origin
                    yield Answer(response, str(parts.hostname), at_home=at_home)
                    return
                target = _joined(url, response.headers.get("Location", ""))
            finally:
                # Not released for another request: what is left of a body may be endless.
                response.close()
            if parts.scheme == "https" and not target.lower().startswith("https:"):
                raise RegistryError(f"{parts.hostname} redirects from https to something else")
            url = target
        raise RegistryError(f"{_host(url)} redirects more than {MAX_REDIRECTS} times")

    def _checked(self, url: str) -> SplitResult:
        """Return the parts of an address that a request may go to, as far as its text tells."""
        parts = _split(url)
        host = parts.hostname or ""
        insecure = {host, parts.netloc} & self._settings.insecure_hosts
        if parts.scheme not in _PORTS or not host or "@" in parts.netloc:
            raise RegistryError("the registry points to an address that is no plain https address")
        if parts.scheme == "http" and not (is_loopback(host) or insecure):
            raise RegistryError(f"the registry points to {host!r} without TLS")
        if is_address(host):
            self._border.check(host, [host])  # names are looked up when it is connected to
        return parts

    def _send(
        self, method: str, parts: SplitResult, headers: Mapping[str, str], body: bytes | None
    ) -> BaseHTTPResponse:
        target = parts.path or "/"
        target += f"?{parts.query}" if parts.query else ""
        proxy = self._proxy(parts)
        if proxy and parts.scheme == "http":
            target = f"http://{parts.netloc}{target}"
        standard = {"User-Agent": "leakscan", "Accept-Encoding": "identity"}
        with _told(str(parts.hostname)):
            return self._pool(parts, proxy).urlopen(
                method,
                target,
                body=body,
                headers={**standard, **headers},
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )

    def _pool(self, parts: SplitResult, proxy: str) -> HTTPConnectionPool:
        host, scheme = str(parts.hostname), parts.scheme
        key = (scheme, host, parts.port or _PORTS[scheme])
        if key not in self._pools:
            settings = self._settings
            timeout = Timeout(
                connect=settings.connect_timeout_seconds, read=settings.read_timeout_seconds
            )
            context = self._contexts(parts.netloc) if scheme == "https" else None
            if proxy:
                self._check_before_proxy(host, key[2])
                made = proxied_pool(proxy, *key, timeout=timeout, context=context)
                border = Border()  # the proxy's own address: the user named it
            else:
                made = direct_pool(*key, timeout=timeout, context=context)
                border = self._border
            checked(
                made,
                open_checked(settings.network, border, settings.connect_timeout_seconds),
                self._watch,
            )
            self._pools[key] = made
        return self._pools[key]

    def _check_before_proxy(self, host: str, port: int) -> None:
        """Check what this machine takes a host for: the proxy, which connects, may know better."""
        try:
            addresses = self._settings.network.resolve(host, port)
        except (OSError, UnicodeError):
            addresses = ()
        self._border.check(host, addresses)
        self._border.settle(addresses[0] if addresses else "")

    def _proxy(self, parts: SplitResult) -> str:
        settings = self._settings
        chosen = settings.proxies.get(parts.scheme, "")
        if not chosen or is_loopback(str(parts.hostname)):
            return ""
        url = f"{parts.scheme}://{parts.netloc}"
        return "" if should_bypass_proxies(url, no_proxy=settings.no_proxy or ",") else chosen


def out_of_time(settings: RegistrySettings) -> RegistryError:
    """Return the error for an image that took longer than it may."""
    return RegistryError(
        f"the registry did not deliver the image within {settings.deadline_seconds:.0f} seconds",
        "Raise it with --registry-timeout.",
    )


@contextlib.contextmanager
def _told(host: str) -> Iterator[None]:
    """Say what the library's errors mean, without its words: they may quote an address."""
    try:
        yield
    except NameResolutionError as error:
        raise UnknownHost(
            f"the host {host!r} is unknown", "Check the spelling, and the network."
        ) from error
    except SSLError as error:
        raise _not_secure(host, error) from error
    except NewConnectionError as error:
        raise Interrupted(f"{host} does not answer") from error
    except TookTooLong as error:
        raise Interrupted(f"{host} is silent") from error
    except (HTTPError, OSError, ValueError, AttributeError) as error:
        # The last two: what a connection that was cut meanwhile raises.
        raise Interrupted(f"{host} broke the connection off") from error


def _not_secure(host: str, error: SSLError) -> Exception:
    # The library has one type for a wrong certificate and for a peer that speaks no TLS at all.
    if any(sign in str(error) for sign in ("CERTIFICATE_VERIFY_FAILED", "doesn't match")):
        return BadCertificate(
            f"the certificate of {host!r} is not trusted",
            f"Put its authority into /etc/docker/certs.d/{host}/ca.crt, or set SSL_CERT_FILE.",
        )
    return Interrupted(f"{host} does not speak TLS")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location) if location else ""
    except ValueError:
        return ""


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _host(url: str) -> str:
    return repr(_split(url).hostname or "the registry")
