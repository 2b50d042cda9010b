"""What runs work: the same tasks give the same results, in task order, on any of them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a result: there is none, because of what the reason says."""

    reason: str
    stopped: bool = False
    """Whether it was not lost but given up: somebody asked to stop."""


NOT_REACHED = Lost("the scan was ended before this was searched", stopped=True)


class Stop:
    """
    A wish to stop early, passed from one thread to another.

    Whoever works through tasks heeds it: those that are not done give `NOT_REACHED`, at once.
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._heeded = threading.Event()
        self._heard = threading.Event()

    def ask(self) -> bool:
        """Ask to stop; return whether results will come of it: False while no tasks are known."""
        self._asked.set()
        return self._heeded.is_set()

    def heed(self) -> None:
        """Tell that results will come, whenever the wish does."""
        self._heeded.set()

    def wanted(self) -> bool:
        """Return whether to stop; whoever is told so does."""
        if self._asked.is_set():
            self._heard.set()
        return self._heard.is_set()

    @property
    def heard(self) -> bool:
        """Whether something was given up."""
        return self._heard.is_set()


class Executor(Protocol):
    """Runs one module-level function over tasks."""

    def warm_up(self, function: Callable[[Task], Result]) -> None:
        """Start what running `function` needs, and return at once; `map` does it otherwise."""

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        on_done: Callable[[int], object],
    ) -> Iterator[Result | Lost]:
        """
        Yield each task's result in the order of `tasks`.

        `on_done` hears the number of each task as it ends, in any order.  An exception that
        `function` raises is raised here.  Tasks that are given up on a wish to stop are
        `NOT_REACHED`.
        """
