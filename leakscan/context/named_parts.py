"""Local directories among the named build contexts: each is walked, and has its own ignore file."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.deciding import Decided, decide
from leakscan.context.dockerignore import Choice, choose_named
from leakscan.context.marks import Marks
from leakscan.context.named import Kind, NamedContext
from leakscan.context.prediction import NamedPart
from leakscan.context.tree import Directory
from leakscan.context.walking import walk
from leakscan.errors import TargetError
from leakscan.model.location import Reach


@dataclass(frozen=True, slots=True)
class Opened:
    """A named context and what lies in it."""

    name: str
    root: Path
    shown: str
    """Relative to the build's own context."""
    tree: Directory


def open_named(
    context: Path, contexts: Iterable[NamedContext], known: Mapping[str, Directory]
) -> tuple[Opened, ...]:
    """
    Return the local directories among the contexts; one that is `known` is not walked again.

    Raises:
        TargetNotFound: There is no such directory: the build fails on it, used or not.
        TargetUnreadable: It cannot be listed.
    """
    opened = []
    for one in contexts:
        if one.kind is not Kind.LOCAL:
            continue
        try:
            tree = known.get(one.name) or walk(one.root)
        except TargetError as error:
            message = f"the build context {one.name!r}: {error.message}"
            raise type(error)(message, "It is relative to the working directory.") from error
        shown = os.path.relpath(os.path.realpath(one.root), os.path.realpath(context))
        opened.append(Opened(one.name, one.root, Path(shown).as_posix(), tree))
    return tuple(opened)


def decide_named(
    opened: Opened, builder: Builder, marks: Marks, *, foreign: bool, proposed: Choice | None = None
) -> tuple[NamedPart, Decided]:
    """
    Return what becomes of a named context's files.

    `foreign`: nobody knows which are taken.  An ignore file that is `proposed` stands in for its
    own.
    """
    choice = proposed or choose_named(opened.root, opened.tree, opened.shown, builder)
    handed_over = foreign or (builder is Builder.BUILDAH and marks)
    floor = Reach.SENT if handed_over else Reach.REACHABLE
    decided = decide(opened.tree, choice, builder, marks, floor, opened.shown)
    decided.notes[:0] = choice.notes
    decided.skipped[:0] = choice.skipped
    part = NamedPart(
        name=opened.name,
        root=opened.root,
        shown=opened.shown,
        ignore_file=choice.name,
        ignore_data=choice.data,
        files=decided.files,
        tree=opened.tree,
    )
    return part, decided
