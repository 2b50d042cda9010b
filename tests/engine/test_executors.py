"""Executors: same results in the same order, and a worker that dies takes only its task along."""

import os
import signal
import time

import pytest

from leakscan.engine.executor import Executor, Lost
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


def multiprocessing_children() -> list[str]:
    """Return the names of living workers."""
    import multiprocessing

    return [child.name for child in multiprocessing.active_children()]
