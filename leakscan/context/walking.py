"""
The walk: every name under the context, without following a link or opening anything.

Directories are opened from their parent's descriptor, so that no path grows too long and nothing
that is swapped for a link meanwhile leads outside.
"""

import os
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from leakscan.context.tree import (
    DIRECTORY,
    FILE,
    Directory,
    Node,
    Special,
    Symlink,
    kind_of,
    open_root,
)
from leakscan.errors import TargetUnreadable
from leakscan.streams.patience import MAX_WAIT_SECONDS, Watch, patiently

MAX_OPEN_DIRECTORIES = 32

_NAME = attrgetter("name")


def walk(root: Path, max_wait_seconds: float = MAX_WAIT_SECONDS) -> Directory:
    """
    Return the whole tree under `root`.

    What cannot be read is in the tree, with the reason: whether that matters is known only when
    it is known whether a build would read it.

    Raises:
        TargetNotFound: There is no such directory.
        TargetUnreadable: The directory itself cannot be listed, or the file system that it is on
            gives no answer.
    """
    watch = Watch()
    descent = _Descent(open_root(root), watch)
    tree = descent.levels[0].node
    if not patiently(descent.run, watch, max_wait_seconds):
        raise TargetUnreadable(
            f"{watch.asked_for!r} in {str(root)!r} cannot be listed: no answer in"
            f" {max_wait_seconds:g} seconds",
            "Check the file system that it is on.",
        )
    if tree.problem:
        raise TargetUnreadable(
            f"{str(root)!r} cannot be listed: {tree.problem}", "Check its permissions."
        )
    return tree


@dataclass(slots=True, eq=False)
class _Level:
    """A directory on the way down."""

    name: str
    node: Directory
    descriptor: int | None
    pending: list[str]
    """Directories in it that are still to be walked, the next one last."""


class _Descent:
    """One walk, as a list of levels instead of a recursion."""

    def __init__(self, top: int, watch: Watch) -> None:
        self.levels = [_Level("", Directory(), top, [])]
        self.watch = watch

    def run(self) -> None:
        """Walk everything below the first level."""
        try:
            self._list(self.levels[0])
            while self.levels:
                level = self.levels[-1]
                if level.pending:
                    self._enter(level, level.pending.pop())
                else:
                    self._leave()
        finally:
            self._close()

    def _close(self) -> None:
        for level in self.levels:
            if level.descriptor is not None:
                os.close(level.descriptor)

    def _enter(self, level: _Level, name: str) -> None:
        node = level.node.children[name]
        if not isinstance(node, Directory):
            return
        self.watch.call(name)
        try:
            descriptor = os.open(name, DIRECTORY, dir_fd=self._descriptor(len(self.levels) - 1))
        except OSError as error:
            self.watch.answered()
            node.problem = str(error.strerror)
            return
        self.levels.append(_Level(name, node, descriptor, []))
        self._list(self.levels[-1])
        self._keep_few_open()

    def _leave(self) -> None:
        level = self.levels.pop()
        if level.descriptor is not None:
            os.close(level.descriptor)

    def _descriptor(self, index: int) -> int:
        """Return the open directory at a level, opening it again from the nearest open one."""
        start = index
        while (descriptor := self.levels[start].descriptor) is None:
            start -= 1
        for position in range(start + 1, index + 1):
            level = self.levels[position]
            descriptor = os.open(level.name, DIRECTORY, dir_fd=descriptor)
            level.descriptor = descriptor
            # Far above the goal, a level is open only for the next step down.
            if start < position - 1 < index - MAX_OPEN_DIRECTORIES:
                self._close_level(position - 1)
        return descriptor

    def _keep_few_open(self) -> None:
        old = len(self.levels) - 1 - MAX_OPEN_DIRECTORIES
        if old > 0:
            self._close_level(old)

    def _close_level(self, index: int) -> None:
        level = self.levels[index]
        if level.descriptor is not None:
            os.close(level.descriptor)
            level.descriptor = None

    def _list(self, level: _Level) -> None:
        if level.descriptor is None:
            return
        found: list[os.DirEntry[str]] = []
        self.watch.call(level.name)
        progress = self.watch.progress
        try:
            with os.scandir(level.descriptor) as entries:
                # One by one: what came before an error is kept.
                for entry in entries:
                    found.append(entry)
                    progress()
        except OSError as error:
            level.node.problem = str(error.strerror)
        found.sort(key=_NAME)
        for entry in found:
            level.node.children[entry.name] = _look(entry, level.descriptor)
            progress()
        self.watch.answered()
        level.pending = [
            name
            for name, node in reversed(level.node.children.items())
            if node is not FILE and isinstance(node, Directory)
        ]


def _look(entry: os.DirEntry[str], directory: int) -> Node:
    try:
        if entry.is_file(follow_symlinks=False):
            return FILE
        if entry.is_dir(follow_symlinks=False):
            return Directory()
        if entry.is_symlink():
            return Symlink(os.readlink(entry.name, dir_fd=directory))
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError as error:
        return Special(f"vanished or unreadable: {error.strerror}")
    return Special(f"{kind_of(mode)}, never opened")
