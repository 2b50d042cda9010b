"""
Signals that end the process: heard by the main thread, which does nothing but wait.

Python runs a handler in the main thread between any two instructions.  An exception raised there
breaks into whatever is at hand: a clean-up that then stays undone, or the callback of a C library
that drops it.  So the command runs in a thread of its own, and no handler raises anything.
"""

import os
import queue
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from leakscan.cli.console import Session, say
from leakscan.cli.exits import ExitCode
from leakscan.streams.belongings import BELONGINGS

_PATIENCE_SECONDS = 2.0
"""How long a scan may take to hear that it is to stop."""
_WRITING_SECONDS = 10.0
"""How long it may then take to report what it has."""
_STACK_BYTES = 16 * 1024 * 1024
"""As deep as a main thread, on systems too that give other threads little."""


@dataclass(frozen=True, slots=True)
class _Signal:
    code: ExitCode
    word: str


@dataclass(frozen=True, slots=True)
class _Done:
    code: int


_SIGNALS = {
    signal.SIGINT: _Signal(ExitCode.INTERRUPTED, "interrupted"),
    signal.SIGTERM: _Signal(ExitCode.TERMINATED, "terminated"),
    signal.SIGHUP: _Signal(ExitCode.TERMINATED, "terminated"),
}
"""The last one comes when a terminal is closed."""

_Events = queue.SimpleQueue[_Signal | _Done]


def supervised(command: Callable[[], int], session: Session) -> int:
    """
    Run `command` and return its exit code; on a signal, end the process or return the signal's.

    A scan that has begun to search is asked for a report of what it has.  Everything else, and a
    second signal, ends the process at once: what belongs to it is removed, and one line is said.
    A signal that the parent ignores stays ignored, as `nohup` wants it.
    """
    events: _Events = queue.SimpleQueue()
    heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    for number in heard:
        # Putting into this queue is what a handler may do: it takes no lock.
        signal.signal(number, lambda number, _: events.put(_SIGNALS[signal.Signals(number)]))
    _start(command, events)
    event = events.get()
    for number in heard:
        # Whatever still runs may hang on a stream that nobody reads.
        signal.signal(number, end_silently)
    if isinstance(event, _Done):
        return event.code
    return _stopped(event, events, session)


def ignore_signals() -> None:
    """Let no signal change how a process ends that has done everything already."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def end_silently(number: int, _frame: object) -> NoReturn:
    """End the process in a signal's handler, without a word that could hang."""
    os._exit(_SIGNALS[signal.Signals(number)].code)


def _start(command: Callable[[], int], events: _Events) -> None:
    def work() -> None:
        # Only the main thread is to be woken; threads and processes begun here inherit this.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        code: int = ExitCode.BUG
        try:
            code = command()
        finally:
            events.put(_Done(code))

    before = threading.stack_size(_STACK_BYTES)
    try:
        threading.Thread(target=work, name="leakscan", daemon=True).start()
    finally:
        threading.stack_size(before)


def _stopped(event: _Signal, events: _Events, session: Session) -> int:
    if session.stop.ask():
        later = _next(events, _PATIENCE_SECONDS)
        if later is None and session.stop.heard:
            later = _next(events, _WRITING_SECONDS)
        if isinstance(later, _Done):
            if not session.stop.heard:
                return later.code  # all was done already
            say(f"{event.word}: the report says what was not searched")
            return event.code
    BELONGINGS.end()
    session.clear_progress()
    say(f"{event.word}{session.unfinished}")
    os._exit(event.code)


def _next(events: _Events, seconds: float) -> _Signal | _Done | None:
    try:
        return events.get(timeout=seconds)
    except queue.Empty:
        return None
