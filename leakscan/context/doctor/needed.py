"""What a Dockerfile takes from its context by name, and so must find there after a change."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from contextlib import suppress

from leakscan.context.doctor.subject import Subject
from leakscan.context.goglob import has_wildcard
from leakscan.context.links import glob
from leakscan.context.stages import Transfer
from leakscan.context.tree import Directory, descend
from leakscan.errors import LimitExceeded
from leakscan.model.location import Deciding, Reach

_MAX_NAMES = 1_000_000
"""Names that are looked at to resolve the sources of all COPYs."""
_ANY = "\0"
"""Stands for what nobody knows: no path has it."""
_ANYTHING = re.compile(r"\$\{|\$\w+|[*?]|\[[^][]*\]")


class Needed:
    """The files that instructions name, alone or as part of a directory or wildcard."""

    def __init__(self, subject: Subject) -> None:
        """Resolve the sources of all that a prediction's instructions take from a context."""
        self.files: dict[str, Deciding] = {}
        self.perhaps: dict[str, Deciding] = {}
        """Files that a source with an unknown variable may stand for."""
        self.groups: list[tuple[frozenset[str], Deciding]] = []
        """For each directory or wildcard, the files that it stands for: one at least must stay."""
        self._unclear: list[tuple[str, Deciding]] = []
        """Sources with unknown variables, each of which is one `_ANY`."""
        self._tree = subject.tree
        self._dockerfile = subject.prediction.dockerfile_name
        self._looked_at = 0
        self._paths = sorted(file.path for file in subject.files if file.reach is not Reach.IGNORED)
        for transfer in subject.transfers():
            self._add(transfer)

    def needing(self, path: str) -> Deciding | None:
        """Return the instruction whose directory or wildcard stands for this file and others."""
        return next((step for group, step in self.groups if path in group), None)

    def doubtful(self, paths: Collection[str]) -> Iterator[Deciding]:
        """Yield the instructions that may need one of the files, as a variable without a value."""
        for form, step in self._unclear:
            if any(_fits(form, path) for path in paths):
                yield step

    def lost(self, ignored: Collection[str]) -> Iterator[str]:
        """Yield ignored files that a name, a directory or a wildcard would need."""
        yield from (path for path in (*self.files, *self.perhaps) if path in ignored)
        for group, _ in self.groups:
            if all(path in ignored for path in group):
                yield from group

    def _add(self, transfer: Transfer) -> None:
        step = Deciding(
            file=self._dockerfile,
            line=transfer.instruction.start_line,
            text=transfer.instruction.raw.split("\n", 1)[0].strip(),
        )
        for source in transfer.sources:
            try:
                found = glob(self._tree, source, self._spend) if source is not None else []
            except LimitExceeded:
                return
            group = {path for place in found for path in self._at_or_below(place)}
            if group == set(found) and len(found) == 1 and not has_wildcard(source or ""):
                self.files.setdefault(found[0], step)
            elif group and found != [""]:
                self.groups.append((frozenset(group), step))
        for word in transfer.unclear:
            # Beyond the limit nothing is held against it: a doubt is said all the same.
            with suppress(LimitExceeded):
                self._add_unclear(word, step)

    def _add_unclear(self, word: str, step: Deciding) -> None:
        """Take every file and directory that the word may name, if its variables are names."""
        form = _form(word)
        self._unclear.append((form, step))
        if not form.replace(_ANY, "").strip("./"):
            return
        for path, node in descend("", self._tree):
            self._spend(1)
            if not _fits_names(form, path):
                continue
            if isinstance(node, Directory):
                group = frozenset(self._at_or_below(path))
                self.groups.extend([(group, step)] if group else [])
            else:
                self.perhaps.setdefault(path, step)

    def _spend(self, steps: int) -> None:
        self._looked_at += steps
        if self._looked_at > _MAX_NAMES:
            raise LimitExceeded("number of names in the sources of COPY", _MAX_NAMES, "")

    def _at_or_below(self, place: str) -> Iterator[str]:
        """Yield the files at or below a place that is not the whole context."""
        if not place:
            return
        paths = self._paths
        exact = bisect_left(paths, place)
        if paths[exact : exact + 1] == [place]:
            yield place
        prefix = f"{place}/"
        index = bisect_left(paths, prefix)
        while index < len(paths) and paths[index].startswith(prefix):
            yield paths[index]
            index += 1


def _form(word: str) -> str:
    """Return a source with `_ANY` for each variable and wildcard."""
    word = word.removeprefix("./").strip("/")
    form = ""
    at = 0
    while found := _ANYTHING.search(word, at):
        form += word[at : found.start()] + _ANY
        at = _closing(word, found.end()) if found[0] == "${" else found.end()
    return form + word[at:]


def _fits_names(form: str, path: str) -> bool:
    """Return whether a path is of the form, if what is unknown has no slash."""
    parts, names = form.split("/"), path.split("/")
    return len(parts) == len(names) and all(map(_fits, parts, names))


def _fits(form: str, text: str) -> bool:
    """Return whether a text is of the form; every part is looked for once, whatever the text is."""
    first, *others = form.split(_ANY)
    if not others:
        return text == first
    *middle, last = others
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _closing(word: str, at: int) -> int:
    """Return where a `${` ends that began just before `at`; others may be inside it."""
    depth = 1
    while at < len(word) and depth:
        depth += (word[at] == "{") - (word[at] == "}")
        at += 1
    return at
