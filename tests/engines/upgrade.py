"""A Docker daemon's own BuildKit, made to look like a BuildKit daemon's socket."""

import contextlib
import socket
import threading
from collections.abc import Iterator

_UPGRADE = b"POST /grpc HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"


@contextlib.contextmanager
def upgraded(daemon: str, path: str) -> Iterator[str]:
    """Yield an address at which the BuildKit of the daemon at the socket `daemon` answers."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        threading.Thread(target=_accept, args=(server, daemon), daemon=True).start()
        yield f"unix://{path}"


def _accept(server: socket.socket, daemon: str) -> None:
    with contextlib.suppress(OSError):  # the end: the socket was closed
        while True:
            client, _ = server.accept()
            threading.Thread(target=_relay, args=(client, daemon), daemon=True).start()


def _relay(client: socket.socket, daemon: str) -> None:
    with client, socket.socket(socket.AF_UNIX) as far:
        far.connect(daemon)
        far.sendall(_UPGRADE)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += far.recv(1)
        threading.Thread(target=_pump, args=(client, far), daemon=True).start()
        _pump(far, client)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
