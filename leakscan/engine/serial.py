"""One task after the other, in this process."""

from collections.abc import Callable, Iterator, Sequence

from leakscan.engine.executor import Lost, Result, Task


class SerialExecutor:
    """The executor for small work, and the one whose failures are easiest to read."""

    def warm_up(self, function: Callable[[Task], Result]) -> None:
        """Do nothing: this process runs already."""

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        on_done: Callable[[int], object],
    ) -> Iterator[Result | Lost]:
        """Yield each result as soon as it is asked for."""
        for number, task in enumerate(tasks):
            result = function(task)
            on_done(number)
            yield result
