"""
Several tasks at a time, each in a process of its own that may die without taking the scan along.

`spawn`, not `fork`: the parent has threads, and a forked lock that another thread holds is never
released.  The standard pools are not used: when one of their workers dies they lose every task.
"""

import atexit
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, cast

from leakscan.engine.executor import NOT_REACHED, Lost, Result, Stop, Task
from leakscan.streams.belongings import BELONGINGS

_SECONDS_BETWEEN_LOOKS = 0.1
"""How long a wish to stop may wait."""


class ProcessExecutor:
    """At most `jobs` worker processes, started when there is work, gone when it is done."""

    def __init__(self, jobs: int, stop: Stop | None = None) -> None:
        self._jobs = jobs
        self._stop = stop or Stop()
        self._pool: _Pool | None = None

    def warm_up(self, function: Callable[[Task], Result]) -> None:
        """Start all workers: they import what they need while the parent does something else."""
        self._pool = _Pool(function, self._stop)
        self._pool.start(self._jobs)

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        on_done: Callable[[int], object],
    ) -> Iterator[Result | Lost]:
        """Yield results in task order; `function` must be importable by name."""
        if self._pool is None:
            self.warm_up(function)
        pool = cast("_Pool", self._pool)
        try:
            yield from pool.run(tasks, on_done)
        finally:
            pool.kill()
            self._pool = None


class _Pool:
    def __init__(self, function: Callable[[Any], Any], stop: Stop) -> None:
        self._stop = stop
        self._context = multiprocessing.get_context("spawn")
        self._function = function
        self._workers: dict[Connection, BaseProcess] = {}
        self._working_on: dict[Connection, int] = {}
        # A pool that was warmed up and never used: what Python does about its processes at the end
        # is to ask them by SIGTERM, to which they are deaf.
        atexit.register(self.kill)

    def start(self, size: int) -> None:
        for _ in range(size):
            self._spawn()

    def run(self, tasks: Sequence[Any], on_done: Callable[[int], object]) -> Iterator[Any]:
        results: dict[int, Any] = {}
        waiting = iter(enumerate(tasks))
        self._stop.heed()
        for connection in list(self._workers):
            self._feed(connection, waiting)
        for number in range(len(tasks)):
            while number not in results:
                if self._stop.wanted():
                    self.kill()
                    results = dict.fromkeys(range(number, len(tasks)), NOT_REACHED) | results
                for ready in wait(list(self._workers), _SECONDS_BETWEEN_LOOKS):
                    assert isinstance(ready, Connection)  # noqa: S101 - narrows the stub's union
                    finished, outcome = self._receive(ready)
                    results[finished] = outcome
                    on_done(finished)
                    if ready in self._workers:
                        self._feed(ready, waiting)
                    else:
                        self._replace(waiting)
            outcome = results.pop(number)
            if isinstance(outcome, Exception):
                raise outcome
            yield outcome

    def kill(self) -> None:
        atexit.unregister(self.kill)
        for connection, process in self._workers.items():
            process.kill()
            connection.close()
        for process in self._workers.values():
            _join(process)
        self._workers.clear()

    def _replace(self, waiting: Iterator[tuple[int, Any]]) -> None:
        item = next(waiting, None)
        if item is not None:
            self._send(self._spawn(), item)

    def _spawn(self) -> Connection:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_work, args=(theirs, self._function), daemon=True, name="leakscan-worker"
        )
        # Ctrl-C reaches the whole process group, and the parent alone decides what it means.  The
        # mask is inherited, so that a worker is deaf to it before its first line runs.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        try:
            # The first worker would start the tracker, which lifts the mask when it is done.
            resource_tracker.ensure_running()
            signal.pthread_sigmask(signal.SIG_BLOCK, _FOR_THE_PARENT)
            BELONGINGS.begin(lambda: _started(process), lambda started: started.kill())
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        theirs.close()
        self._workers[ours] = process
        return ours

    def _feed(self, connection: Connection, waiting: Iterator[tuple[int, Any]]) -> None:
        item = next(waiting, None)
        if item is not None:
            self._send(connection, item)
            return
        process = self._workers.pop(connection)
        connection.close()
        _join(process)

    def _send(self, connection: Connection, item: tuple[int, Any]) -> None:
        self._working_on[connection] = item[0]
        try:
            connection.send(item[1])
        except BrokenPipeError:
            return  # it died already: receiving from it says so

    def _receive(self, connection: Connection) -> tuple[int, Any]:
        number = self._working_on.pop(connection)
        try:
            return number, connection.recv()
        except (EOFError, OSError):
            process = self._workers.pop(connection)
            _join(process)
            connection.close()
            return number, Lost(f"its process ended with {_exit_text(process.exitcode)}")


_FOR_THE_PARENT = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def _started(process: BaseProcess) -> BaseProcess:
    process.start()
    return process


def _join(process: BaseProcess) -> None:
    process.join()
    BELONGINGS.ended(process)


def _work(connection: Connection, function: Callable[[Any], Any]) -> None:
    threading.Thread(target=_end_with_the_parent, name="leakscan-parent", daemon=True).start()
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        try:
            outcome = function(task)
        except Exception as error:  # noqa: BLE001 - the parent raises it
            outcome = error.with_traceback(None)
        connection.send(outcome)


def _end_with_the_parent() -> None:
    """End this process as soon as its parent is gone, whatever it is busy with."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _exit_text(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
