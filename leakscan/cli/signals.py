"""Signals that end a process as an exception, so that files and workers do not stay behind."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
"""What ends a process from outside; the second one comes when a terminal is closed."""


class Terminated(BaseException):
    """
    SIGTERM or SIGHUP arrived.

    Like `KeyboardInterrupt`, nothing but the command line may catch it.
    """


@contextmanager
def termination_raises() -> Iterator[None]:
    """
    Raise `Terminated` in the main thread when a signal to end arrives within the block.

    One that the parent ignores stays ignored, as `nohup` wants it.
    """
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, _terminate)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    # A second one must not break the cleaning up that the first one started.
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Terminated
