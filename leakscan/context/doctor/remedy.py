"""
Which lines to add to an ignore file, and the proof: the same build predicted with them.

A line is taken only if it keeps out what it is for, nothing else, and nothing that the Dockerfile
names.  What no line can keep out is left, with the reason.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from leakscan.context.doctor.candidates import Candidates
from leakscan.context.doctor.needed import Needed
from leakscan.context.doctor.subject import Subject, same
from leakscan.context.doctor.writing import Target, appended, target_of
from leakscan.context.prediction import Prediction, Proposed
from leakscan.model.location import Deciding, Reach

Predict = Callable[[Proposed], Prediction]
"""Predicts the same build with another ignore file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that no line of an ignore file may keep out."""

    path: str
    reason: str
    named_by: Deciding | None = None
    """The instruction that names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A change to one ignore file."""

    subject: Subject
    """The context that it is for."""
    target: Target
    lines: tuple[str, ...]
    """To add at the end; empty: there is nothing to change."""
    line_of: Mapping[str, int]
    """For each file that is kept out, the position of its line in `lines`."""
    kept: tuple[Kept, ...]
    doubts: tuple[str, ...] = ()
    """What the lines could not be held against."""

    @property
    def data(self) -> bytes:
        """The whole ignore file as it is to be."""
        return appended(self.target.data, self.lines)


def propose(subject: Subject, leaking: Collection[str], again: Predict) -> Remedy:
    """Return the change that keeps the files `leaking` of a context out of its build."""
    before = subject.prediction
    target = target_of(subject)
    search = _Search(subject, frozenset(leaking), target, again)
    if target.problem:
        search.give_up(target.problem)
    elif before.dockerfile_text and before.plan is None:
        search.give_up("what the Dockerfile copies by name is not known")
    elif any(one.reason.startswith("context.build") for one in before.skipped):
        search.give_up(
            f"{subject.ignore_file or before.ignore_file} is refused by the builder: mend it first"
        )
    else:
        search.run()
    return search.remedy()


class _Search:
    """Tries the first candidate of every file at once, and the next one of those that fail."""

    def __init__(
        self, subject: Subject, leaking: frozenset[str], target: Target, again: Predict
    ) -> None:
        self.subject = subject
        self.before = subject.prediction
        self.target = target
        self.again = again
        self.open = {file.path for file in subject.files if file.reach is not Reach.IGNORED}
        self.leaking = sorted(leaking & self.open)
        self.needed = Needed(subject)
        named = {**self.needed.perhaps, **self.needed.files}
        hidden = [path for path in self.leaking if path not in named]
        candidates = Candidates(hidden, self.open.difference(hidden))
        self.left = {path: candidates.of(path) for path in hidden}
        self.chosen: dict[str, str] = {}
        self.kept: dict[str, Kept] = {}

    def run(self) -> None:
        for path in self.leaking:
            if path in self.left:
                self.advance(path)
            else:
                self.kept[path] = self.named(path)
        while self.chosen:
            failing = self.failing()
            if not failing:
                break
            for path in failing:
                self.advance(path)

    def named(self, path: str) -> Kept:
        """Return why a file stays that an instruction names, or may name."""
        if path in self.needed.files:
            step = self.needed.files[path]
            reason = f"{step.file} line {step.line} takes it by name: the build would fail"
            return Kept(path=path, reason=reason, named_by=step)
        step = self.needed.perhaps[path]
        reason = (
            f"{step.file} line {step.line} may take it by name, as its variables say: give those"
            " with --build-arg"
        )
        return Kept(path=path, reason=reason)

    def advance(self, path: str) -> None:
        """Go on to the file's next candidate, or give the file up."""
        line = next(self.left[path], None)
        if line is not None:
            self.chosen[path] = line
            return
        self.chosen.pop(path, None)
        step = self.needed.needing(path)
        reason = (
            f"{step.file} line {step.line} would find nothing to copy"
            if step
            else "no line keeps it out, and nothing else with it, by this builder's rules"
        )
        self.kept[path] = Kept(path=path, reason=reason, named_by=step)

    def give_up(self, reason: str) -> None:
        self.kept = {path: Kept(path=path, reason=reason) for path in self.leaking}

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.chosen[path] for path in sorted(self.chosen)))

    def failing(self) -> list[str]:
        """Predict with the lines chosen so far; return the files whose line is not good."""
        lines = self.lines
        data = appended(self.target.data, lines)
        named = {part.name: part.tree for part in self.before.named}
        proposed = Proposed(
            tree=self.before.tree,
            named=named,
            name=self.target.name,
            data=data,
            context=self.subject.name,
        )
        after = same(self.subject, self.again(proposed))
        first = data.count(b"\n") - len(lines) + 1
        ignored = {file.path: file for file in after.files if file.reach is Reach.IGNORED}
        # A repository is of no use in parts, so all of it may go.
        lost = (
            path
            for path in ignored
            if path in self.open and path not in self.left and ".git" not in path.split("/")
        )
        lost_names = self.needed.lost(ignored.keys())
        bad = {
            lines[deciding.line - first]
            for path in chain(lost, lost_names)
            for deciding in ignored[path].decided_by[:1]
            if deciding.line >= first
        }
        return [path for path, line in self.chosen.items() if line in bad or path not in ignored]

    def doubts(self) -> Iterator[str]:
        """Yield what is to be said of instructions that may need what is now ignored."""
        for step in dict.fromkeys(self.needed.doubtful(self.chosen)):
            yield (
                f"{step.file} line {step.line} may need what is now ignored, since a variable says"
                f" what it copies: {step.text}"
            )

    def remedy(self) -> Remedy:
        position = {line: number for number, line in enumerate(self.lines)}
        return Remedy(
            subject=self.subject,
            target=self.target,
            lines=self.lines,
            line_of={path: position[line] for path, line in self.chosen.items()},
            kept=tuple(self.kept[path] for path in sorted(self.kept)),
            doubts=tuple(self.doubts()) if self.chosen else (),
        )
