"""What runs work: the same tasks give the same results, in task order, on any of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of a result: the process that worked on the task ended without one."""

    reason: str


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
        `function` raises is raised here.
        """
