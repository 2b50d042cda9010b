"""
The same decisions as `Matcher.step`, for many files: by their names, once for each kind of place.

Most patterns are names, or wildcards, one for each directory on the way.  Which of them are still
in question is known from the directories above: that is a place.  Directories that leave the same
patterns in question are one place, so that a name is tried there once, however often it occurs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from leakscan.context.builders import Builder
from leakscan.context.matcher import Matcher
from leakscan.context.patterns import IgnorePattern
from leakscan.context.wildcards import Wildcards, is_literal, understood

_ANY = "**"
"""In place of a name: any number of directories, or, at the end, anything at all."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A pattern, part by part: names, names with wildcards, and `**`."""

    index: int
    parts: tuple[str, ...]


_Open = tuple[_Shape, int]
"""A pattern, and how many of its parts lie behind."""


class Place:
    """Directories of one kind: those which leave the same patterns in question."""

    def __init__(self, opened: Iterable[_Open]) -> None:
        self.literals: dict[str, list[_Open]] = {}
        self.deep: list[_Open] = []
        """Those with `**` next: they stay in question all the way down."""
        wild: list[tuple[str, _Open]] = []
        for shape, at in opened:
            part = shape.parts[at]
            if part == _ANY:
                self.deep.append((shape, at))
            elif is_literal(part):
                self.literals.setdefault(part, []).append((shape, at))
            else:
                wild.append((part, (shape, at)))
        self.wild = Wildcards(wild)
        self.always = tuple(shape.index for shape, at in self.deep if _is_last(shape, at))
        """The indices of the patterns that match any name here."""
        self.below: dict[str, Place] = {}
        self.usual: Place | None = None
        """Below a directory whose name no pattern has: as with most."""
        self.hits: dict[str, tuple[int, ...]] = {}
        """By name: the indices of the patterns that match it here, ascending."""

    def matching(self, name: str) -> list[_Open]:
        """Return the patterns whose next part is this name, or matches it."""
        return [*self.literals.get(name, ()), *self.wild.matching(name)]


class Names:
    """The patterns of a matcher, sorted by how little it takes to try them."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.listed = frozenset(path[: path.rfind("/") + 1] for path in matcher.paths)
        """Directories, with a slash at the end, that have names in `matcher.paths`."""
        self.general: list[tuple[int, IgnorePattern]] = []
        self._everywhere: dict[str, list[int]] = {}
        self._known: dict[str, tuple[int, ...]] = {}
        self._places: dict[tuple[tuple[int, int], ...], Place] = {}
        anywhere: list[tuple[str, int]] = []
        self.root = self._place(self._sort(anywhere))
        self._anywhere = Wildcards(anywhere)

    def child(self, place: Place, name: str) -> Place:
        """Return the place of a directory in a place."""
        found = place.below.get(name)
        if found is None:
            further = [
                (shape, at + 1) for shape, at in place.matching(name) if not _is_last(shape, at)
            ]
            if further:
                found = self._place((*place.deep, *further))
            else:
                found = place.usual = place.usual or self._place(place.deep)
            place.below[name] = found
        return found

    def hits(self, place: Place, prefix: str, name: str) -> Sequence[int]:
        """
        Return the indices of the patterns that match a name, ascending.

        `prefix` is the path of its directory with a slash at the end, or empty.
        """
        found = place.hits.get(name)
        if found is None:
            here = (shape.index for shape, at in place.matching(name) if _is_last(shape, at))
            found = place.hits[name] = tuple(
                sorted({*here, *place.always, *self._known_name(name)})
            )
        more: list[int] = []
        if prefix in self.listed:
            more.extend(self.matcher.paths.get(prefix + name, ()))
        if self.general:
            path = prefix + name
            more.extend(index for index, pattern in self.general if pattern.matches(path))
        return sorted((*found, *more)) if more else found

    def state(self, hits: Iterable[int], parent: int) -> int:
        """Return the state of a path that these patterns match, below a directory in a state."""
        matcher = self.matcher
        state = parent
        if matcher.builder is Builder.BUILDAH:
            return max((parent, *hits))
        excluded = matcher.excluded(parent)
        for index in hits:
            if index > state and matcher.lines[index].negated is excluded:
                state = index
                excluded = not excluded
        return state

    def _sort(self, anywhere: list[tuple[str, int]]) -> Iterator[_Open]:
        """Yield the patterns that depend on the place; put the others where they belong."""
        for index, pattern in self.matcher.patterns:
            parts = _parts(pattern)
            if parts is None:
                self.general.append((index, pattern))
            elif len(parts) != 2 or parts[0] != _ANY or parts[1] == _ANY:
                yield _Shape(index, parts), 0
            elif is_literal(parts[1]):
                self._everywhere.setdefault(parts[1], []).append(index)
            else:
                anywhere.append((parts[1], index))

    def _known_name(self, name: str) -> tuple[int, ...]:
        """Return what matches the name wherever it is."""
        found = self._known.get(name)
        if found is None:
            found = (*self._everywhere.get(name, ()), *self._anywhere.matching(name))
            self._known[name] = found
        return found

    def _place(self, opened: Iterable[_Open]) -> Place:
        reached = {}
        for shape, at in opened:
            for position in _skips(shape, at):
                reached[shape.index, position] = (shape, position)
        key = tuple(sorted(reached))
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = Place(reached[one] for one in key)
        return found


def _is_last(shape: _Shape, at: int) -> bool:
    return at == len(shape.parts) - 1


def _skips(shape: _Shape, at: int) -> Iterator[int]:
    """Yield the part and those after it that are next when `**` stands for nothing."""
    yield at
    while shape.parts[at] == _ANY and not _is_last(shape, at):
        at += 1
        yield at


def _parts(pattern: IgnorePattern) -> tuple[str, ...] | None:
    """Return the pattern in parts, or None if it has to be tried on whole paths."""
    if not pattern.usual:
        return None
    parts: list[str] = []
    for written in pattern.text.split("/"):
        if written != _ANY and not understood(written):
            return None
        if written != _ANY or parts[-1:] != [_ANY]:
            parts.append(written)
    return tuple(parts)
