"""A server that answers in a thread of its own, for as long as its `with` block."""

import socketserver
import threading
from typing import Self


class Background(socketserver.TCPServer):
    """Mixed into a server; what goes wrong with a client is that client's matter."""

    @property
    def host(self) -> str:
        """Return address and port, as a reference has them."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """Stay quiet about clients that leave early and connections that were cut."""

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
