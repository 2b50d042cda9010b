"""One pass over a tree: what the ignore file and the Dockerfile make of each file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from leakscan.context.builders import Builder
from leakscan.context.marks import ORDER, Mark, left_out
from leakscan.context.matcher import UNDECIDED, Matcher
from leakscan.context.names import Names, Place
from leakscan.context.prediction import PredictedFile
from leakscan.context.tree import FILE, Directory, Node, Symlink, skipped
from leakscan.model.finding import Skipped
from leakscan.model.location import Deciding, Reach

_Outcome = tuple[Reach, tuple[Deciding, ...]]


@dataclass(slots=True)
class Settled:
    """What one pass finds."""

    files: list[PredictedFile] = field(default_factory=list)
    """In no order to rely on."""
    unread: list[Skipped] = field(default_factory=list)
    """What could not be read of the part that is not ignored."""
    emptied: list[str] = field(default_factory=list)
    """Files that BuildKit sends without their bytes."""


def settle(
    tree: Directory, matcher: Matcher, marks: Mapping[str, Sequence[Mark]], floor: Reach
) -> Settled:
    """
    Return how far every file gets; what is not ignored gets at least as far as `floor`.

    Raises:
        IgnoreFileError: A pattern that does not compile came to be used: the build fails.
    """
    settler = _Settler(matcher, marks, floor)
    settler.run(tree)
    return settler.found


@dataclass(slots=True)
class _Level:
    """A directory, and what its own path has settled."""

    prefix: str
    """Its path with a slash after it; empty for the root."""
    directory: Directory
    state: int
    reference: int
    """The last line that matches the directory or one above it; known only with a place."""
    pruned: bool
    marks: tuple[Mark, ...]
    place: Place | None
    """None: paths are tried whole, since a newline or a faulty line is in play."""


class _Settler:
    def __init__(self, matcher: Matcher, marks: Mapping[str, Sequence[Mark]], floor: Reach) -> None:
        self.found = Settled()
        self.matcher = matcher
        self.marks = marks
        self.floor = floor
        self.names = Names(matcher)
        self.marked = {path.rpartition("/")[0] for path in marks}
        self.lines: dict[int, tuple[Deciding, ...]] = {}
        """By state: the line that decides, as it is shown."""

    def run(self, tree: Directory) -> None:
        place = None if self.matcher.faulty else self.names.root
        own = tuple(self.marks.get("", ()))
        pending = [_Level("", tree, UNDECIDED, UNDECIDED, pruned=False, marks=own, place=place)]
        while pending:
            pending.extend(self.level(pending.pop()))

    def level(self, level: _Level) -> list[_Level]:
        """Settle a directory's files; return its directories."""
        below: list[_Level] = []
        settled = level.pruned or self.matcher.settled(level.state)
        marked = level.prefix[:-1] in self.marked
        alike = not marked and not any(mark.excludes for mark in level.marks)
        outcomes: dict[int, _Outcome] = {}
        for name, node in level.directory.children.items():
            path = level.prefix + name
            state, reference = level.state, level.reference
            if not settled:
                state, reference = self.decide(level, path, name)
            marks = (*level.marks, *self.marks.get(path, ())) if marked else level.marks
            if node is not FILE and isinstance(node, Directory):
                below.append(self.enter(level, name, node, state, reference, marks))
                continue
            if not settled and self.asked_twice(state):
                state = self.ask_again(level, path, state, reference)
            outcome = outcomes.get(state) if alike else None
            if outcome is None:
                outcome = outcomes[state] = self.outcome(path, state, marks)
            if node is FILE:
                self.found.files.append(PredictedFile(path, "file", *outcome))
            else:
                self.other(path, node, outcome)
        return below

    def decide(self, level: _Level, path: str, name: str) -> tuple[int, int]:
        """Return a path's state and the last line that matches it or a directory above."""
        place = level.place
        if place is None or "\n" in name:
            return self.matcher.step(path, level.state), UNDECIDED
        hits: Sequence[int] | None = place.hits.get(name)
        if hits is None or self.names.general or level.prefix in self.names.listed:
            hits = self.names.hits(place, level.prefix, name)
        if not hits:
            return level.state, level.reference
        return self.names.state(hits, level.state), max(level.reference, hits[-1])

    def enter(
        self,
        level: _Level,
        name: str,
        node: Directory,
        state: int,
        reference: int,
        marks: tuple[Mark, ...],
    ) -> _Level:
        """Return a directory's level."""
        path = level.prefix + name
        if node.problem and not self.matcher.excluded(state):
            self.skip(path, node)
        place = level.place
        if place is not None:
            place = None if "\n" in name else self.names.child(place, name)
        pruned = level.pruned or self.matcher.pruned(path, state)
        return _Level(f"{path}/", node, state, reference, pruned, marks, place)

    def ask_again(self, level: _Level, path: str, state: int, reference: int) -> int:
        """Return the state of a file that only an exception lets through, and note what is sent."""
        if level.place is None or "\n" in path:
            reference = self.matcher.reference(path)
        if not self.matcher.excluded(reference):
            return state
        self.found.emptied.append(path)
        return reference

    def outcome(self, path: str, state: int, marks: Iterable[Mark]) -> _Outcome:
        """Return how far a file gets, and the lines that decide it."""
        ignored = self.matcher.excluded(state)
        reach = Reach.IGNORED if ignored else self.floor
        steps: tuple[Deciding, ...] = ()
        unsure = False
        for mark in marks:
            difference = ORDER[mark.reach] - ORDER[reach]
            better = difference < 0 or (difference == 0 and unsure and not mark.unsure)
            if better and (mark.unfiltered or not ignored) and not left_out(mark, path):
                reach, steps, unsure = mark.reach, mark.steps, mark.unsure
        return reach, ((*self.line(state), *steps) if state >= 0 else steps)

    def line(self, state: int) -> tuple[Deciding, ...]:
        """Return the line of the ignore file that a state stands for, as it is shown."""
        shown = self.lines.get(state)
        if shown is None:
            line = self.matcher.lines[state]
            shown = (Deciding(file=self.matcher.file, line=line.number, text=line.text.strip()),)
            self.lines[state] = shown
        return shown

    def asked_twice(self, state: int) -> bool:
        """Return whether BuildKit asks again: what only the walk lets through arrives empty."""
        return (
            self.matcher.builder is Builder.BUILDKIT
            and state >= 0
            and self.matcher.lines[state].negated
        )

    def other(self, path: str, node: Node, outcome: _Outcome) -> None:
        """Record what is no regular file."""
        if isinstance(node, Symlink):
            self.found.files.append(PredictedFile(path, "symlink", *outcome))
        elif outcome[0] is not Reach.IGNORED:
            self.skip(path, node)

    def skip(self, path: str, node: Node) -> None:
        """Record what could not be read, if anything."""
        record = skipped(path, node)
        if record is not None:
            self.found.unread.append(record)
