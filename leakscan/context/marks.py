"""How far parts of a context get, before the ignore file is asked."""

from dataclasses import dataclass

from leakscan.context.ignorefile import IgnoreFileError
from leakscan.context.matcher import UNDECIDED, Matcher
from leakscan.model.location import Deciding, Reach

ORDER = {reach: number for number, reach in enumerate(Reach)}
"""The worst reach first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far `path` and everything below it gets."""

    path: str
    reach: Reach
    steps: tuple[Deciding, ...]
    excludes: Matcher | None = None
    unfiltered: bool = False
    """Whether it holds for ignored files too."""
    context: str = ""
    """The named context that the path is in; empty: the build's own."""
    unsure: bool = False
    """Whether only a variable without a value takes it: an instruction that names it says more."""


class Marks(dict[str, list[Mark]]):
    """The marks of one context by path, the worst first."""

    def put(self, mark: Mark) -> None:
        """Keep a mark, unless one that is as bad is there for the same path."""
        present = self.setdefault(mark.path, [])
        order = ORDER[mark.reach]
        if not any(
            ORDER[old.reach] <= order
            and old.excludes is None
            and old.unfiltered >= mark.unfiltered
            and old.unsure <= mark.unsure
            for old in present
        ):
            present.append(mark)
            present.sort(key=lambda one: (ORDER[one.reach], one.unsure))


def left_out(mark: Mark, path: str) -> bool:
    """Return whether the mark's own `--exclude` leaves out `path`, which is at or below it."""
    if mark.excludes is None or path == mark.path:
        return False
    relative = path[len(mark.path) + 1 :] if mark.path else path
    state = UNDECIDED
    end = relative.find("/")
    try:
        while end >= 0:
            state = mark.excludes.step(relative[:end], state)
            end = relative.find("/", end + 1)
        state = mark.excludes.step(relative, state)
    except IgnoreFileError:
        return False
    return mark.excludes.excluded(state)
