"""
What lies under a directory, as values, and the one way in which a file of it is opened.

No link is followed on the way to a file, and nothing but regular files is opened.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from leakscan.errors import ContentError, TargetNotFound, TargetUnreadable
from leakscan.model.finding import Skipped

DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
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


def open_file(root: Path, path: str) -> BinaryIO:
    """
    Open the regular file `path` under the directory `root`; the caller closes it.

    Raises:
        NotARegularFile: It is not, or not any more, a regular file.
        OSError: It is gone or cannot be read.
    """
    descriptor = open_root(root)
    try:
        *directories, name = path.split("/")
        for directory in directories:
            inner = os.open(directory, DIRECTORY, dir_fd=descriptor)
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


def open_root(root: Path) -> int:
    """
    Return a descriptor of the directory `root`, which may be reached through links.

    Raises:
        TargetNotFound: There is no such directory.
        TargetUnreadable: It cannot be opened.
    """
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
        raise NotARegularFile(path, kind_of(mode))


def kind_of(mode: int) -> str:
    """Return what a file is, by its mode, as a person would say it."""
    kinds = {
        stat.S_IFDIR: "directory",
        stat.S_IFLNK: "symbolic link",
        stat.S_IFIFO: "named pipe",
        stat.S_IFSOCK: "socket",
        stat.S_IFCHR: "character device",
        stat.S_IFBLK: "block device",
    }
    return kinds.get(stat.S_IFMT(mode), "file of unknown type")
