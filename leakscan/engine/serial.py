"""One task after the other, in this process."""

from collections.abc import Callable, Iterator, Sequence

from leakscan.engine.executor import NOT_REACHED, Lost, Result, Stop, Task


class SerialExecutor:
    """The executor for small work, and the one whose failures are easiest to read."""

    def __init__(self, stop: Stop | None = None) -> None:
        self._stop = stop or Stop()

    def warm_up(self, function: Callable[[Task], Result]) -> None:
        """Do nothing: this process runs already."""

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Sequence[Task],
        on_done: Callable[[int], object],
    ) -> Iterator[Result | Lost]:
        """Yield each result as soon as it is asked for; a wish to stop is heard between tasks."""
        self._stop.heed()
        for number, task in enumerate(tasks):
            if self._stop.wanted():
                yield NOT_REACHED
                continue
            result = function(task)
            on_done(number)
            yield result
