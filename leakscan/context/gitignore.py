"""
What git would make of files: committed, ignored or untracked, and by which line.

Of the user's own settings nothing is read (`core.excludesFile`): a scan says the same everywhere.
A reversed range (`[b-a]`) makes a pattern void here, while git goes on with what is left of it.

Source:
    git, Documentation/gitignore.adoc and dir.c, `last_matching_pattern`.
"""

import os
import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from leakscan.context.tree import open_file
from leakscan.errors import ContentError
from leakscan.expressions import expression
from leakscan.model.location import Deciding
from leakscan.streams.git.index import SIGNATURE, BadIndex, index_entries
from leakscan.streams.limits import MIB
from leakscan.streams.source import Source

MAX_BYTES = 256 * 1024
"""Of one file of patterns."""
MAX_LINES = 2000
MAX_INDEX_BYTES = 64 * MIB
_MAX_DEPTH = 200
"""Directories above a file whose ignore files are read: each is opened from the top."""
MAX_LEVELS = 8
"""Directories above the context in which a repository is looked for."""

_WILD = expression(r"[^*]*+(?:\*++[^*]*+){0,4}")
"""With more wildcards, the expressions that pathspec makes may take for ever."""
_DIRECTORIES = "(?P<ps_d>/)"
"""What pathspec makes of `*/`: any directory, and anything in one."""


class Standing(StrEnum):
    """What git would do with a file of the working tree."""

    COMMITTED = "committed"
    """It is in the index, whatever the ignore files say of it."""
    IGNORED = "ignored"
    UNTRACKED = "untracked"
    """`git add .` would take it."""


@dataclass(frozen=True, slots=True)
class Status:
    """A file's standing, and the line that would have git ignore it."""

    standing: Standing
    line: Deciding | None = None
    """Set for a committed file, too, if a line is there that comes too late."""


def statuses(root: Path, paths: Collection[str]) -> dict[str, Status]:
    """
    Return the status of files below the directory `root`, which need not be a repository's top.

    Without a repository its `.gitignore` files count as they would if it became one.
    """
    by_top: dict[Path, list[str]] = {}
    base = Path(os.path.realpath(root))
    outer = _top(base)
    for path in paths:
        by_top.setdefault(_nested(base, path) or outer or base, []).append(path)
    found: dict[str, Status] = {}
    for top, below in by_top.items():
        rules = _Rules(top)
        names = {path: os.path.relpath(base / path, top) for path in below}
        tracked = _tracked(top, frozenset(names.values()))
        for path, name in names.items():
            line = rules.ignoring(name)
            shown = line and Deciding(
                file=posixpath.relpath(str(top / line.file), str(base)),
                line=line.line,
                text=line.text,
            )
            if name in tracked:
                found[path] = Status(Standing.COMMITTED, shown)
            else:
                found[path] = Status(Standing.IGNORED if line else Standing.UNTRACKED, shown)
    return found


def _top(directory: Path) -> Path | None:
    """Return the nearest repository's top at or above a directory."""
    for candidate in (directory, *directory.parents[:MAX_LEVELS]):
        if (candidate / ".git").exists():
            return candidate
    return None


def _nested(base: Path, path: str) -> Path | None:
    """Return the top of the repository inside `base` that a file belongs to, if there is one."""
    folder = posixpath.dirname(path)
    while folder:
        if os.path.lexists(base / folder / ".git"):
            return base / folder
        folder = posixpath.dirname(folder)
    return None


@dataclass(frozen=True, slots=True)
class _Pattern:
    number: int
    text: str
    expression: re.Pattern[str]
    negated: bool

    def matches(self, path: str, *, is_directory: bool) -> bool:
        """Return whether it matches the path itself, not only a directory above it."""
        if self.expression.pattern == _DIRECTORIES:
            return is_directory
        found = self.expression.search(path)
        if found is not None and not found.groupdict().get("ps_d"):
            return True
        found = self.expression.search(f"{path}/") if is_directory else None
        return found is not None and "ps_d" in found.groupdict() and found.end("ps_d") > len(path)


class _Rules:
    """The ignore files of one repository, read when they are needed."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._files: dict[str, tuple[_Pattern, ...]] = {}
        self._directories: dict[str, Deciding | None] = {"": None}
        """What ignores a directory, for those asked about."""

    def ignoring(self, path: str) -> Deciding | None:
        """Return the line that has a file ignored: it, or the first directory above it."""
        if path.count("/") > _MAX_DEPTH:
            return None
        folder = posixpath.dirname(path)
        return self._directory(folder) or self._deciding(path, is_directory=False)

    def _directory(self, path: str) -> Deciding | None:
        if path not in self._directories:
            steps = path.split("/")
            for depth in range(1, len(steps) + 1):
                current = "/".join(steps[:depth])
                if current not in self._directories:
                    above = self._directories[posixpath.dirname(current)]
                    own = above or self._deciding(current, is_directory=True)
                    self._directories[current] = own
        return self._directories[path]

    def _deciding(self, path: str, *, is_directory: bool) -> Deciding | None:
        """Return the line that ignores just this path: the last match of the nearest file."""
        folder = posixpath.dirname(path)
        while True:
            file = posixpath.join(folder, ".gitignore")
            relative = path[len(folder) + 1 :] if folder else path
            hit = self._last(file, relative, is_directory=is_directory)
            if hit is None and not folder:
                file = ".git/info/exclude"
                hit = self._last(file, path, is_directory=is_directory)
            if hit is not None:
                line = Deciding(file=file, line=hit.number, text=hit.text)
                return None if hit.negated else line
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def _last(self, file: str, path: str, *, is_directory: bool) -> _Pattern | None:
        if file not in self._files:
            self._files[file] = tuple(_patterns(self._top, file))
        matching = (
            pattern
            for pattern in reversed(self._files[file])
            if pattern.matches(path, is_directory=is_directory)
        )
        return next(matching, None)


def _patterns(top: Path, file: str) -> Iterator[_Pattern]:
    data = _read(top, file, MAX_BYTES) or b""
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    for number, line in enumerate(text.split("\n")[:MAX_LINES], start=1):
        bare = line.removesuffix("\r")
        compiled = _compiled(bare) if _WILD.fullmatch(bare) else None
        if compiled is not None:
            expression, negated = compiled
            yield _Pattern(number, bare, expression, negated)


@lru_cache(maxsize=4096)
def _compiled(line: str) -> tuple[re.Pattern[str], bool] | None:
    from pathspec.patterns.gitignore import (  # noqa: PLC0415 - heavy import, for leaks only
        GitIgnorePatternError,
    )
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # noqa: PLC0415 - the same

    try:
        pattern = GitIgnoreSpecPattern(line)
    except (GitIgnorePatternError, re.error):
        return None
    if pattern.include is None or pattern.regex is None:
        return None
    return pattern.regex, not pattern.include


def _tracked(top: Path, names: Collection[str]) -> frozenset[str]:
    """Return those of the names that the index lists; none where it cannot be read."""
    data = _read(top, ".git/index", MAX_INDEX_BYTES)
    if data is None or not data.startswith(SIGNATURE):
        return frozenset()
    found = set()
    try:
        for entry in index_entries(Source(data)):
            name = entry.path.decode("utf-8", "surrogateescape")
            if name in names:
                found.add(name)
    except BadIndex:
        pass
    return frozenset(found)


def _read(top: Path, file: str, limit: int) -> bytes | None:
    """Return a file's bytes; None if there is none, it is a link, or it is too large."""
    try:
        with open_file(top, file) as stream:
            data = stream.read(limit + 1)
    except (OSError, ContentError):
        return None
    return data if len(data) <= limit else None
