"""The ignore file that is to be changed: which one, what it then holds, and how it gets there."""

import os
import posixpath
import secrets
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.doctor.subject import Subject
from leakscan.context.links import resolve
from leakscan.context.tree import RegularFile, find
from leakscan.errors import TargetUnreadable
from leakscan.streams.belongings import BELONGINGS

DEFAULT_NAME = ".dockerignore"

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_MODE = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An ignore file to change, or to make."""

    name: str
    """As it is shown: relative to the context where possible."""
    path: str = ""
    """Where its bytes really are, in the context; empty: it is outside, at `name`."""
    data: bytes = b""
    """What it holds now."""
    exists: bool = False
    problem: str = ""
    """Why it must not be written; else empty."""


def target_of(subject: Subject) -> Target:
    """Return the ignore file that the builder reads; where it reads none, the one to make."""
    name = subject.ignore_file
    if subject.name:
        return _of_named(subject)
    if not name:
        return _new(subject, DEFAULT_NAME)
    if find(subject.tree, name) is None:
        # It stands beside a Dockerfile that is not in the context.
        problem = "it is a symbolic link" if Path(name).is_symlink() else ""
        return Target(name=name, data=subject.ignore_data, exists=True, problem=problem)
    return _there(subject, name, name)


def appended(data: bytes, lines: Sequence[str]) -> bytes:
    """Return an ignore file with lines at its end, in its own style of line ends."""
    if not lines:
        return data
    end = b"\r\n" if data.count(b"\r\n") * 2 > data.count(b"\n") else b"\n"
    bare = data in (b"", b"\xef\xbb\xbf") or data.endswith(b"\n")
    added = b"".join(line.encode("utf-8", "surrogateescape") + end for line in lines)
    return data + (b"" if bare else end) + added


def write(root: Path, target: Target, data: bytes) -> None:
    """
    Put `data` in the place of the ignore file, at once or not at all, with its permissions.

    No link below `root` is followed.

    Raises:
        TargetUnreadable: It cannot be written, or is not any more what was read.
    """
    place = root / target.path if target.path else Path(target.name)
    directory, _, name = target.path.rpartition("/") if target.path else ("", "", place.name)
    try:
        descriptor = _open(root if target.path else place.parent, directory)
        try:
            _replace(descriptor, name, target, data)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise TargetUnreadable(
            f"{target.name!r} cannot be written: {error.strerror or error}",
            "Check its permissions, or use --diff and apply it by hand.",
        ) from error


def _of_named(subject: Subject) -> Target:
    shown = posixpath.join(subject.shown, DEFAULT_NAME)
    if subject.prediction.builder is not Builder.BUILDKIT:
        return Target(name=shown, problem="buildah 1.28 reads no ignore file of a named context")
    if subject.ignore_file:
        return _there(subject, shown, DEFAULT_NAME)
    return _new(subject, shown)


def _there(subject: Subject, name: str, path: str) -> Target:
    real = resolve(subject.tree, path)
    if real is None or not isinstance(real[1], RegularFile):
        return Target(name=name, problem=f"{name} leads out of the context")
    return Target(name=name, path=real[0], data=subject.ignore_data, exists=True)


def _new(subject: Subject, name: str) -> Target:
    if find(subject.tree, DEFAULT_NAME) is None:
        return Target(name=name, path=DEFAULT_NAME)
    return Target(name=name, problem=f"there is a {name} that the builder cannot read")


def _open(root: Path, directory: str) -> int:
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for part in directory.split("/") if directory else ():
        try:
            inner = os.open(part, _DIRECTORY, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def _replace(directory: int, name: str, target: Target, data: bytes) -> None:
    with BELONGINGS.whole():
        _replace_at_once(directory, name, target, data)


def _replace_at_once(directory: int, name: str, target: Target, data: bytes) -> None:
    mode, owner = _before(directory, name, target)
    temporary = f".leakscan-{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, 0o600, dir_fd=directory)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            if owner is not None:
                with suppress(PermissionError):
                    os.fchown(stream.fileno(), *owner)
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        os.replace(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
    finally:
        # Gone after a success; after an error it must not stay.
        with suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=directory)


def _before(directory: int, name: str, target: Target) -> tuple[int, tuple[int, int] | None]:
    """Return mode and owner of the file that is there, which must be what was read."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=directory)
    except FileNotFoundError:
        if target.exists:
            raise
        return _NEW_MODE, None
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        if stream.read(len(target.data) + 1) != target.data or not target.exists:
            raise OSError(0, "it was changed meanwhile")
        return stat.S_IMODE(status.st_mode), (status.st_uid, status.st_gid)
