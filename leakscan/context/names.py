"""
The same decisions as `Matcher.step`, for many files: by their names, once for each kind of place.

Most patterns are names, or wildcards, one for each directory on the way.  Which of them are still
in question is known from the directories above: that is a place.  Directories that leave the same
patterns in question are one place, so that a name is tried there once, however often it occurs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from leakscan.context.builders import Builder
from leakscan.context.matcher import Matcher
from leakscan.context.patterns import IgnorePattern, Kind

_ANY = "**"
"""In place of a part's test: any number of directories, or, at the end, anything at all."""
_MAX_STARS = 2
"""With more of them in one part, `re` could go back and forth for long."""
_PLAIN = re.compile(
    r"""(?:
        [^][*?\\|{}^()+$\n\ufeff\ufffd\udc80-\udcff]
        | [*?]
        | \[(?:[A-Za-z0-9_](?:-[A-Za-z0-9_])?)+\]
    )+""",
    re.VERBOSE,
)
"""A part whose wildcards cannot match a slash, in every builder's language."""

_Part = str | re.Pattern[str]
"""A literal name, `**`, or an expression for a whole name."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A pattern, part by part."""

    index: int
    parts: tuple[_Part, ...]
    literal: bool
    """Whether strings other than `**` are names; a literal `**` does not occur."""


@dataclass(slots=True, eq=False)
class Place:
    """Directories of one kind: those which leave the same patterns in question."""

    open: tuple[tuple[_Shape, int], ...]
    """Patterns, and how many of their parts lie behind."""
    literals: dict[str, list[tuple[_Shape, int]]] = field(default_factory=dict)
    others: list[tuple[_Shape, int]] = field(default_factory=list)
    below: dict[str, "Place"] = field(default_factory=dict)
    hits: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """By name: the indices of the patterns that match it here, ascending."""


class Names:
    """The patterns of a matcher, sorted by how little it takes to try them."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.everywhere: dict[str, list[int]] = {}
        self.tests: list[tuple[int, re.Pattern[str]]] = []
        self.general: list[IgnorePattern] = []
        self._general_index: list[int] = []
        self._known: dict[str, tuple[int, ...]] = {}
        self._places: dict[tuple[tuple[int, int], ...], Place] = {}
        self.root = self._place(self._sort(matcher.patterns))
        self._starts, self._ends, self._rest = _quick([part for _, part in self.tests])

    def child(self, place: Place, name: str) -> Place:
        """Return the place of a directory in a place."""
        found = place.below.get(name)
        if found is None:
            found = place.below[name] = self._place(_advance(place, name))
        return found

    def hits(self, place: Place, prefix: str, name: str) -> Sequence[int]:
        """
        Return the indices of the patterns that match a name, ascending.

        `prefix` is the path of its directory with a slash at the end, or empty.
        """
        found = place.hits.get(name)
        if found is None:
            found = place.hits[name] = tuple(
                sorted({*self._here(place, name), *self._known_name(name)})
            )
        if self.general:
            path = prefix + name
            more = [
                index
                for index, pattern in zip(self._general_index, self.general, strict=True)
                if pattern.matches(path)
            ]
            return sorted((*found, *more)) if more else found
        return found

    def state(self, hits: Iterable[int], parent: int) -> int:
        """Return the state of a path that these patterns match, below a directory in a state."""
        matcher = self.matcher
        state = parent
        if matcher.builder is Builder.BUILDAH:
            return max((parent, *hits))
        excluded = matcher.excluded(parent)
        for index in hits:
            if index > state and matcher.patterns[index].negated is excluded:
                state = index
                excluded = not excluded
        return state

    def _sort(self, patterns: Sequence[IgnorePattern]) -> Iterator[tuple[_Shape, int]]:
        for index, pattern in enumerate(patterns):
            shape = _shape(index, pattern)
            if shape is None:
                self.general.append(pattern)
                self._general_index.append(index)
            elif len(shape.parts) == 2 and shape.parts[0] == _ANY and shape.parts[1] != _ANY:
                self._anywhere(index, shape.parts[1])
            else:
                yield shape, 0

    def _anywhere(self, index: int, part: _Part) -> None:
        if isinstance(part, str):
            self.everywhere.setdefault(part, []).append(index)
        else:
            self.tests.append((index, part))

    def _known_name(self, name: str) -> tuple[int, ...]:
        """Return what matches the name wherever it is."""
        found = self._known.get(name)
        if found is None:
            found = tuple(self.everywhere.get(name, ()))
            if name.startswith(self._starts) or name.endswith(self._ends) or self._rest(name):
                found += tuple(index for index, test in self.tests if test.fullmatch(name))
            self._known[name] = found
        return found

    def _here(self, place: Place, name: str) -> Iterator[int]:
        for shape, at in (*place.literals.get(name, ()), *place.others):
            part = shape.parts[at]
            if at == len(shape.parts) - 1 and (isinstance(part, str) or part.fullmatch(name)):
                yield shape.index

    def _place(self, opened: Iterable[tuple[_Shape, int]]) -> Place:
        reached = {}
        for shape, at in opened:
            for position in _skips(shape, at):
                reached[shape.index, position] = (shape, position)
        key = tuple(sorted(reached))
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = Place(tuple(reached[one] for one in key))
            for shape, at in found.open:
                part = shape.parts[at]
                if isinstance(part, str) and part != _ANY:
                    found.literals.setdefault(part, []).append((shape, at))
                else:
                    found.others.append((shape, at))
        return found


def _skips(shape: _Shape, at: int) -> Iterator[int]:
    """Yield the part and those after it that are next when `**` stands for nothing."""
    yield at
    while shape.parts[at] == _ANY and at < len(shape.parts) - 1:
        at += 1
        yield at


def _advance(place: Place, name: str) -> Iterator[tuple[_Shape, int]]:
    """Yield what is in question below a directory; what ends with it is not."""
    for shape, at in (*place.literals.get(name, ()), *place.others):
        part = shape.parts[at]
        if part == _ANY:
            yield shape, at
        elif at < len(shape.parts) - 1 and (isinstance(part, str) or part.fullmatch(name)):
            yield shape, at + 1


def _quick(
    tests: Sequence[re.Pattern[str]],
) -> tuple[tuple[str, ...], tuple[str, ...], Callable[[str], object]]:
    """Return what a name that passes any of the tests must start with, end with or match."""
    starts: list[str] = []
    ends: list[str] = []
    rest: list[str] = []
    for test in tests:
        head, star, tail = test.pattern.partition(".*")
        if star and not head and re.escape(bare := _bare(tail)) == tail:
            ends.append(bare)
        elif star and not tail and re.escape(bare := _bare(head)) == head:
            starts.append(bare)
        else:
            rest.append(test.pattern)
    joined = re.compile("|".join(rest) or r"(?!)", re.DOTALL)
    return tuple(starts), tuple(ends), joined.fullmatch


def _bare(expression: str) -> str:
    return re.sub(r"\\(.)", r"\1", expression)


def _shape(index: int, pattern: IgnorePattern) -> _Shape | None:
    """Return the pattern in parts, or None if it has to be tried on whole paths."""
    text = pattern.text
    if pattern.kind in (Kind.EXACT, Kind.TREE):
        # An exact pattern holds no two stars that mean anything.
        return _Shape(index, tuple(text.split("/")), literal=True) if _ANY not in text else None
    if pattern.kind is Kind.UNSUPPORTED or pattern.problem:
        return None
    parts: list[_Part] = []
    for written in text.split("/"):
        part = _part(written, pattern.kind)
        if part is None:
            return None
        if part != _ANY or parts[-1:] != [_ANY]:
            parts.append(part)
    return _Shape(index, tuple(parts), literal=False)


def _part(written: str, kind: Kind) -> _Part | None:
    if written == _ANY:
        return _ANY
    if written.startswith(_ANY) and kind is Kind.SUFFIX:
        return None
    if _ANY in written or not _PLAIN.fullmatch(written) or written.count("*") > _MAX_STARS:
        return None
    if not set(written) & set("*?["):
        return written
    return re.compile(_expression(written), re.DOTALL)


def _expression(written: str) -> str:
    pieces = re.split(r"(\*|\?|\[[^]]*\])", written)
    special = {"*": ".*", "?": "."}
    return "".join(
        special.get(piece, piece if piece.startswith("[") else re.escape(piece)) for piece in pieces
    )
