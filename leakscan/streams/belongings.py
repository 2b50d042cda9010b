"""
What this process has that must not outlive it: folders on disk, and child processes.

A signal ends the process from another thread, at any moment.  So whatever would stay behind is made
and recorded as one step, and no step begins once the end has begun: what is there is always known.

A process that is killed cannot remove anything.  Each folder holds a file that its process keeps
locked, so that the next process finds the folders that nobody has any more.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

Child = TypeVar("Child")

_PREFIX = "leakscan-"
_LOCK = ".lock"

_MOST_ATTEMPTS = 50
"""The thread that is cut off may still put files into a folder that is being removed."""


class Belongings:
    """Folders and processes, each known from the moment it exists."""

    def __init__(self) -> None:
        self._step = threading.Lock()
        self._folders: set[Path] = set()
        self._children: dict[object, Callable[[], object]] = {}

    @contextlib.contextmanager
    def whole(self) -> Iterator[None]:
        """
        Keep the end of the process away while the block runs.

        For steps that are short and would leave something half-made.  Not to be nested.
        """
        with self._step:
            yield

    @contextlib.contextmanager
    def folder(self, base: Path) -> Iterator[Path]:
        """
        Yield a new folder below `base` that only this user can enter; removed at the end.

        Folders of this user that a killed process left there are removed, too.

        Raises:
            OSError: It cannot be made.
        """
        with self._step:
            _remove_abandoned(base)
            path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=base))
            self._folders.add(path)
            lock = _locked(path)
        try:
            yield path
        finally:
            _remove(path)
            self._folders.discard(path)
            if lock is not None:
                os.close(lock)

    def outside(self, path: Path) -> Path:
        """Return `path`, or what its outermost folder of ours lies in: a place the user knows."""
        ours = [each for each in (path, *path.parents) if each in self._folders]
        return ours[-1].parent if ours else path

    def begin(self, start: Callable[[], Child], kill: Callable[[Child], object]) -> Child:
        """Return the process that `start` starts; `kill` ends it if the end finds it running."""
        with self._step:
            child = start()
            self._children[child] = lambda: kill(child)
        return child

    def ended(self, child: object) -> None:
        """Forget a process that has ended."""
        self._children.pop(child, None)

    def end(self, patience_seconds: float = 2.0) -> None:
        """
        Kill and remove everything, and let nothing new begin: the process is about to end.

        A step that takes longer than `patience_seconds`, as on a disk that hangs, is cut off.
        """
        self._step.acquire(timeout=patience_seconds)
        for kill in list(self._children.values()):
            with contextlib.suppress(OSError, ValueError):
                kill()
        for path in list(self._folders):
            _remove(path)


BELONGINGS = Belongings()
"""This process's: there is one, as there is one set of signals."""


def _remove(path: Path) -> None:
    for _ in range(_MOST_ATTEMPTS):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return


def _locked(folder: Path) -> int | None:
    """Return what keeps the lock of a new folder; None where files cannot be locked."""
    try:
        # Under another name until it is locked: a file that can be locked says "abandoned".
        unlocked = folder / f"{_LOCK}-new"
        lock = os.open(unlocked, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    with contextlib.suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unlocked.rename(folder / _LOCK)
    return lock


def _remove_abandoned(base: Path) -> None:
    for folder in base.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
                continue
            lock = os.open(folder / _LOCK, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(folder)
            finally:
                os.close(lock)
