"""Executors: same results in the same order, and a worker that dies takes only its task along."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leakscan.engine.executor import NOT_REACHED, Executor, Lost, Stop
from leakscan.engine.processes import ProcessExecutor
from leakscan.engine.serial import SerialExecutor
from leakscan.errors import DigestMismatch

EXECUTORS = [SerialExecutor(), ProcessExecutor(2)]


def slow_first(number: int) -> int:
    """Return the square, later for the first tasks."""
    time.sleep(0.05 * (3 - min(number, 3)))
    return number * number


def die_on_two(number: int) -> int:
    """Kill the own process for one task."""
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail(number: int) -> int:
    """Raise an error with fields."""
    raise DigestMismatch(f"sha256:{number}", "sha256:other", 7)


def only_the_first(number: int) -> int:
    """Return at once for the first task, and never for another."""
    while number:
        time.sleep(1)
    return number


def blocked(_: int) -> set[int]:
    """Return the signals that this process does not hear."""
    return {int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, ())}


def end_the_parent(number: int) -> int:
    """Kill the process that asked for this, and go on for ever."""
    os.kill(os.getppid(), signal.SIGKILL)
    while number:
        time.sleep(1)
    return number


@pytest.mark.parametrize("executor", EXECUTORS, ids=["serial", "processes"])
def test_results_come_in_task_order(executor: Executor) -> None:
    """Whoever ends first, results are in the order of the tasks, and each end is told once."""
    done: list[int] = []

    results = list(executor.map(slow_first, [0, 1, 2, 3, 4], done.append))

    assert results == [0, 1, 4, 9, 16]
    assert sorted(done) == [0, 1, 2, 3, 4]


def test_a_lost_worker_costs_its_own_task() -> None:
    """When a process is killed, its task is lost by name and all others have results."""
    results = list(ProcessExecutor(2).map(die_on_two, [0, 1, 2, 3, 4], lambda _: None))

    assert [r for r in results if not isinstance(r, Lost)] == [0, 1, 3, 4]
    assert results[2] == Lost("its process ended with signal SIGKILL")


@pytest.mark.parametrize("executor", EXECUTORS, ids=["serial", "processes"])
def test_errors_arrive_with_their_fields(executor: Executor) -> None:
    """An error raised in a worker is the same error in the parent."""
    with pytest.raises(DigestMismatch) as caught:
        list(executor.map(fail, [1, 2], lambda _: None))

    assert (caught.value.expected, caught.value.size) == ("sha256:1", 7)


def test_an_abandoned_map_leaves_no_process() -> None:
    """Whoever stops asking for results leaves no worker behind."""
    results = ProcessExecutor(2).map(os.getpgid, [0, 0, 0], lambda _: None)
    next(results)

    results.close()  # type: ignore[attr-defined] # it is a generator

    assert multiprocessing_children() == []


@pytest.mark.parametrize("kind", ["serial", "processes"])
def test_a_wish_to_stop_keeps_what_is_done(kind: str) -> None:
    """Results that are there are given; a task at hand is not waited for in another process."""
    stop = Stop()
    executor: Executor = SerialExecutor(stop) if kind == "serial" else ProcessExecutor(2, stop)

    results = list(executor.map(only_the_first, [0, 1, 2, 3], lambda _: stop.ask()))

    assert results == [0, NOT_REACHED, NOT_REACHED, NOT_REACHED]
    assert stop.heard
    assert multiprocessing_children() == []


def test_asking_promises_results_once_tasks_are_known() -> None:
    """Asked earlier, it promises nothing, and the first task is not begun."""
    stop = Stop()

    assert stop.ask() is False
    assert list(SerialExecutor(stop).map(only_the_first, [1], lambda _: None)) == [NOT_REACHED]
    assert stop.ask() is True


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("list(t.ProcessExecutor(1).map(t.end_the_parent, [1], print))", -signal.SIGKILL),
        ("kept = t.ProcessExecutor(1); kept.warm_up(t.only_the_first)", 0),
    ],
)
def test_a_worker_ends_with_its_parent(tmp_path: Path, statement: str, code: int) -> None:
    """
    A scan that is killed leaves no process that works for nobody; one that ends without having
    used the workers that it started does not wait for them.
    """
    script = tmp_path / "program.py"
    script.write_text(
        f"import tests.engine.test_executors as t\nif __name__ == '__main__':\n    {statement}\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as parent:
        try:
            # The pipe ends when the last process that holds it is gone.
            out, _ = parent.communicate(timeout=120)
        finally:
            parent.kill()

    assert (parent.returncode, out) == (code, b"")


def test_a_worker_is_deaf_to_signals_that_are_the_parents() -> None:
    """They come to the whole group; the parent decides what they mean, and hears as before."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())

    deaf = list(ProcessExecutor(2).map(blocked, [0, 1], lambda _: None))

    for each in deaf:
        assert not isinstance(each, Lost)
        assert {signal.SIGINT, signal.SIGTERM, signal.SIGHUP} <= each
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def multiprocessing_children() -> list[str]:
    """Return the names of living workers."""
    import multiprocessing

    return [child.name for child in multiprocessing.active_children()]
