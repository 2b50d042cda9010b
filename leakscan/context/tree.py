"""
The walk: every name under the context, without following a link or opening anything but files.

Directories are opened from their parent's descriptor, so that no path grows too long and nothing
that is swapped for a link meanwhile leads outside.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO

from leakscan.errors import ContentError, TargetNotFound, TargetUnreadable
from leakscan.model.finding import Skipped
from leakscan.streams.patience import MAX_WAIT_SECONDS, Watch, patiently

MAX_OPEN_DIRECTORIES = 32

_NAME = attrgetter("name")
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class NotARegularFile(ContentError):
    """The name is something that must not be opened: a device, a pipe, a socket, a link."""

    def __init__(self, path: str, kind: str) -> None:
        Exception.__init__(self, path, kind)
        self.path = path
        self.kind = kind

    def __str__(self) -> str:
        return f"{self.path!r} is a {self.kind}, not a regular file"


@dataclass(frozen=True, slots=True)
class RegularFile:
    """A file whose bytes can be read; all are one object, and none is looked at before that."""


FILE = RegularFile()


@dataclass(slots=True)
class Symlink:
    """A link, not followed."""

    target: str


@dataclass(slots=True)
class Special:
    """A device, a pipe or a socket, or a name that could not be looked at."""

    reason: str


@dataclass(slots=True, eq=False)
class Directory:
    """A directory and what is in it, by name, sorted."""

    children: dict[str, "Node"] = field(default_factory=dict)
    problem: str = ""
    """Why it could not be listed; else empty."""


Node = RegularFile | Symlink | Special | Directory


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
    descent = _Descent(_open_root(root), watch)
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


def open_file(root: Path, path: str) -> BinaryIO:
    """
    Open the regular file `path` under the directory `root`; the caller closes it.

    Raises:
        NotARegularFile: It is not, or not any more, a regular file.
        OSError: It is gone or cannot be read.
    """
    descriptor = _open_root(root)
    try:
        *directories, name = path.split("/")
        for directory in directories:
            inner = os.open(directory, _DIRECTORY, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        return _regular(name, path, descriptor)
    finally:
        os.close(descriptor)


def find(tree: Directory, path: str) -> Node | None:
    """Return what is at `path`, following no link; the empty path is the tree itself."""
    node: Node | None = tree
    for part in path.split("/") if path else ():
        if not isinstance(node, Directory):
            return None
        node = node.children.get(part)
    return node


def descend(top: str, node: Node) -> Iterator[tuple[str, Node]]:
    """Yield everything at and below `node`, which is at `top`: a directory before its contents."""
    pending = [(top, node)]
    while pending:
        path, node = pending.pop()
        yield path, node
        if isinstance(node, Directory):
            prefix = f"{path}/" if path else ""
            pending.extend(
                (prefix + name, child) for name, child in reversed(node.children.items())
            )


def part_of(tree: Directory, paths: Iterable[str]) -> Directory:
    """Return a tree that has nothing but these paths, and what leads to them."""
    part = Directory()
    for path in paths:
        node = find(tree, path)
        if node is not None:
            *above, name = path.split("/")
            _made(part, above).children[name] = node
    return part


def _made(tree: Directory, steps: Iterable[str]) -> Directory:
    """Return the directory that the steps lead to, made where it was not there."""
    for step in steps:
        inner = tree.children.setdefault(step, Directory())
        if not isinstance(inner, Directory):
            raise TypeError(step)
        tree = inner
    return tree


def skipped(path: str, node: Node) -> Skipped | None:
    """Return the record of what could not be read at `node`, if anything."""
    match node:
        case Special(reason):
            return Skipped(path=path, reason=f"context.special: {reason}")
        case Directory(problem=problem) if problem:
            return Skipped(
                path=path,
                reason=f"context.directory: {problem}",
                hint="A build that needs the directory fails on it too; check its permissions.",
            )
        case _:
            return None


def _open_root(root: Path) -> int:
    try:
        return os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        hint = "Give the directory that the build would be given."
        fact = "is not a directory" if isinstance(error, NotADirectoryError) else "does not exist"
        raise TargetNotFound(f"{str(root)!r} {fact}", hint) from error
    except OSError as error:
        raise TargetUnreadable(
            f"{str(root)!r} cannot be opened: {error.strerror}", "Check its permissions."
        ) from error


def _regular(name: str, path: str, directory: int) -> BinaryIO:
    # A pipe is not waited for, and a device is not touched: it is looked at before it is opened.
    _refuse_special(path, os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)
    descriptor = os.open(name, _FILE, dir_fd=directory)
    try:
        _refuse_special(path, os.fstat(descriptor).st_mode)
    except NotARegularFile:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _refuse_special(path: str, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NotARegularFile(path, _kind(mode))


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "directory",
        stat.S_IFLNK: "symbolic link",
        stat.S_IFIFO: "named pipe",
        stat.S_IFSOCK: "socket",
        stat.S_IFCHR: "character device",
        stat.S_IFBLK: "block device",
    }
    return kinds.get(stat.S_IFMT(mode), "file of unknown type")


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
            descriptor = os.open(name, _DIRECTORY, dir_fd=self._descriptor(len(self.levels) - 1))
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
            descriptor = os.open(level.name, _DIRECTORY, dir_fd=descriptor)
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
    return Special(f"{_kind(mode)}, never opened")
