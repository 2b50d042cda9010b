"""
Calls that may never come back: a network file system whose server is gone answers nothing.

Nothing can interrupt such a call, so it is made in a thread, and the thread is left behind.
"""

import threading
from collections.abc import Callable

MAX_WAIT_SECONDS = 120.0
"""How long one call may take before it is given up."""

_POLL_SECONDS = 0.5


class Abandoned(Exception):
    """Nobody waits for the call that came back."""


class Watch:
    """What a thread asks of the operating system, as it says itself before each such call."""

    def __init__(self) -> None:
        self.calls = 0
        self.asked_for = ""
        """Path of what the call is about; empty: the thread is not in such a call."""
        self.abandoned = False

    def call(self, path: str) -> None:
        """Say that a call about `path` begins."""
        self.calls += 1
        self.asked_for = path or "."

    def progress(self) -> None:
        """Say that a part of it came back."""
        self.calls += 1

    def answered(self) -> None:
        """
        Say that it came back.

        Raises:
            Abandoned: Too late.
        """
        if self.abandoned:
            raise Abandoned
        self.asked_for = ""


def patiently(work: Callable[[], object], watch: Watch, max_seconds: float) -> bool:
    """
    Run `work` in a thread to its end; False if one of its calls did not come back in `max_seconds`.

    What it raises is raised here.  Only time that this process had is counted: not how long it was
    stopped or slept.
    """
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            failed.append(error)

    thread = threading.Thread(target=run, name="leakscan-patience", daemon=True)
    thread.start()
    poll = min(_POLL_SECONDS, max_seconds)
    waited, seen = 0.0, 0
    while True:
        thread.join(poll)
        if not thread.is_alive():
            break
        waited = waited + poll if watch.asked_for and watch.calls == seen else 0.0
        seen = watch.calls
        if waited >= max_seconds:
            watch.abandoned = True
            return False
    if failed:
        raise failed[0]
    return True
