"""SIGTERM as an exception, so that temporary files and workers are cleaned up on the way out."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Terminated(BaseException):
    """SIGTERM arrived.  Like `KeyboardInterrupt`, nothing but the command line may catch it."""


@contextmanager
def sigterm_raises() -> Iterator[None]:
    """Raise `Terminated` in the main thread when SIGTERM arrives within the block."""
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    # A second one must not break the cleaning up that the first one started.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated
