"""One directory that a builder walks: its ignore file, and what becomes of each of its files."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter

from leakscan.context.builders import Builder
from leakscan.context.dockerignore import Choice
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine, read_lines
from leakscan.context.marks import Mark
from leakscan.context.matcher import Matcher
from leakscan.context.nearmiss import misses
from leakscan.context.prediction import PredictedFile
from leakscan.context.settle import settle
from leakscan.context.tree import Directory
from leakscan.model.finding import Skipped
from leakscan.model.location import Reach


@dataclass(slots=True)
class Decided:
    """What one walk comes to."""

    files: tuple[PredictedFile, ...] = ()
    """Sorted by path; ignored ones too."""
    emptied: tuple[str, ...] = ()
    """Ignored files that BuildKit is sent by name, without their bytes; sorted."""
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: tuple[IgnoreLine, ...] = ()
    """Of the ignore file; empty if it is refused."""
    refused: IgnoreFileError | None = None
    """Why it is refused before any file is looked at."""


def decide(
    tree: Directory,
    choice: Choice,
    builder: Builder,
    marks: Mapping[str, Sequence[Mark]],
    floor: Reach,
    prefix: str = "",
    dockerfile: str = "",
) -> Decided:
    """
    Settle every file of a tree: with the ignore file that was chosen, without it if it fails.

    What is not ignored gets at least as far as `floor`.  `prefix` is the directory of a named
    context, for paths in `skipped`, and `dockerfile` the path of one that is in the tree.
    """
    decided = Decided()
    try:
        lines = read_lines(choice.data, choice.name, builder)
        matcher = Matcher(lines, builder, choice.name)
        decided.lines = lines
        if dockerfile:
            matcher.keep(dockerfile)
        found = settle(tree, matcher, marks, floor)
    except IgnoreFileError as error:
        decided.refused = None if decided.lines else error
        reason = f"{error}; nothing counts as ignored"
        decided.skipped.append(problem(reason, error.hint))
        matcher = Matcher((), builder, choice.name)
        found = settle(tree, matcher, marks, floor)
    decided.files = tuple(sorted(found.files, key=itemgetter(0)))
    decided.emptied = tuple(sorted(found.emptied))
    decided.skipped.extend(
        replace(each, path=posixpath.join(prefix, each.path)) for each in found.unread
    )
    decided.notes.extend(misses(matcher, decided.files))
    if decided.emptied:
        decided.notes.append(
            f"{len(decided.emptied)} files are sent by name but without their bytes, because the"
            f" lines of {choice.name} contradict each other: {_some(decided.emptied)}"
        )
    return decided


def problem(reason: str, hint: str) -> Skipped:
    """Return the record of what makes the build itself fail; a file's name begins the reason."""
    return Skipped(path=reason.partition(":")[0], reason=f"context.build: {reason}", hint=hint)


def _some(paths: Sequence[str]) -> str:
    shown = ", ".join(repr(path) for path in paths[:5])
    return shown + (", ..." if len(paths) > 5 else "")
