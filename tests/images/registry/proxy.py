"""A link to a server that fails: every connection is cut, or resets, after so many bytes."""

import contextlib
import socket
import socketserver
import struct
import threading

from tests.images.registry.background import Background


class CuttingLink(Background, socketserver.ThreadingTCPServer):
    """Passes bytes on, and ends each connection after `cut_after` bytes of the server's answers."""

    daemon_threads = True

    def __init__(self, port: int, cut_after: int, *, reset: bool) -> None:
        """`port` is the server's, on 127.0.0.1; with `reset` the end is an error, not an end."""

        class Pass(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with socket.create_connection(("127.0.0.1", port)) as server:
                    threading.Thread(target=_copy, args=(self.request, server)).start()
                    _copy(server, self.request, cut_after)
                    if reset:
                        linger = struct.pack("ii", 1, 0)
                        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    with contextlib.suppress(OSError):
                        # The other thread must not wait for a client that waits for it.
                        self.request.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)

        super().__init__(("127.0.0.1", 0), Pass)


def _copy(source: socket.socket, target: socket.socket, limit: int = 2**62) -> None:
    with contextlib.suppress(OSError):
        while limit and (piece := source.recv(min(limit, 65536))):
            target.sendall(piece)
            limit -= len(piece)
        target.shutdown(socket.SHUT_WR)
