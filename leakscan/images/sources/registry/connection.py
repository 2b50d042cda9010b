"""
Connections whose every address is checked where it is used, and that end when they must.

A read timeout bounds the wait for one piece only: a server that sends a byte a second holds a
client for ever.  So a timer cuts the connections when the time for a whole answer is over.
"""

import contextlib
import socket
import ssl
import threading
import weakref
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from urllib3 import ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util import Timeout, make_headers, parse_url

from leakscan.images.sources.registry.addresses import MAX_ADDRESSES, Border, Network

Opener = Callable[[str, int], socket.socket]


class Watch:
    """Cuts the connections of one client when a time is over."""

    def __init__(self) -> None:
        self.expired = False
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def add(self, connected: socket.socket | None) -> None:
        """
        Cut this connection, too.

        The socket, since the library's connection forgets it before the answer is read.
        """
        if connected is not None:
            self._sockets.add(connected)

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Let what happens inside take so long; afterwards `expired` tells whether it took more."""
        self.expired = False
        timer = threading.Timer(max(seconds, 0), self.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def cut(self) -> None:
        """Cut them now."""
        self.expired = True
        for each in list(self._sockets):
            with contextlib.suppress(OSError):
                # The method of TLS sockets changes their state below the thread that reads.
                socket.socket.shutdown(each, socket.SHUT_RDWR)


def open_checked(network: Network, border: Border, timeout_seconds: float) -> Opener:
    """Return what connects to a host of which every address is allowed."""

    def connect(host: str, port: int) -> socket.socket:
        addresses = network.resolve(host, port)[:MAX_ADDRESSES]
        border.check(host, addresses)
        last = OSError(f"{host} has no address")
        for address in addresses:
            try:
                connection = network.connect(address, port, timeout_seconds)
            except OSError as error:
                last = error
            else:
                border.settle(address)
                return connection
        raise last

    return connect


def direct_pool(
    scheme: str, host: str, port: int, *, timeout: Timeout, context: ssl.SSLContext | None
) -> HTTPConnectionPool:
    """Return a pool of one connection to a host."""
    if scheme == "https":
        return HTTPSConnectionPool(host, port, ssl_context=context, timeout=timeout, maxsize=1)
    return HTTPConnectionPool(host, port, timeout=timeout, maxsize=1)


def proxied_pool(
    proxy: str,
    scheme: str,
    host: str,
    port: int,
    *,
    timeout: Timeout,
    context: ssl.SSLContext | None,
) -> HTTPConnectionPool:
    """Return a pool of one connection through a proxy."""
    auth = parse_url(proxy).auth
    headers = make_headers(proxy_basic_auth=unquote(auth)) if auth else None
    manager = ProxyManager(
        proxy, proxy_headers=headers, timeout=timeout, maxsize=1, ssl_context=context
    )
    return manager.connection_from_host(host, port, scheme)


def checked(pool: HTTPConnectionPool, opener: Opener, watch: Watch) -> None:
    """Let the connections of `pool` be made by `opener` and cut by `watch`."""
    secure = isinstance(pool, HTTPSConnectionPool)
    pool.ConnectionCls = _secure(opener, watch) if secure else _plain(opener, watch)


def _plain(opener: Opener, watch: Watch) -> type[HTTPConnection]:
    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.add(self.sock)

        def _new_conn(self) -> socket.socket:
            return _connected(self, opener)

    return Plain


def _secure(opener: Opener, watch: Watch) -> type[HTTPSConnection]:
    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.add(self.sock)

        def _new_conn(self) -> socket.socket:
            return _connected(self, opener)

    return Secure


def _connected(connection: HTTPConnection, opener: Opener) -> socket.socket:
    try:
        opened = opener(connection.host, connection.port or 0)
    except (socket.gaierror, UnicodeError) as error:
        # A label of a name that is too long is a UnicodeError.
        gai = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(connection.host, connection, gai) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NewConnectionError(connection, reason) from error
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened
