"""A stream as a file on this machine: owner-only, bounded, gone afterwards whatever happens."""

import contextlib
import errno
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from leakscan.errors import LimitExceeded, TargetUnreadable
from leakscan.streams.belongings import BELONGINGS
from leakscan.streams.compression import open_decompressed
from leakscan.streams.limits import Limits

CHUNK_BYTES = 1024 * 1024
SPOOL_FLAG = "--max-temp-bytes"

_ROOM_HINT = (
    "Name a larger disk with --temp-dir, or save the image to an uncompressed file and scan that."
)
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextlib.contextmanager
def private_directory(base: Path) -> Iterator[Path]:
    """Yield a new directory below `base` that only this user can enter; removed at the end."""
    with contextlib.ExitStack() as stack:
        try:
            directory = stack.enter_context(BELONGINGS.folder(base))
        except OSError as error:
            reason = f"no temporary directory below {_shown(base)}: {error.strerror}"
            raise TargetUnreadable(reason, _ROOM_HINT) from error
        yield directory


def spool(
    raw: BinaryIO,
    directory: Path,
    limits: Limits,
    on_progress: Callable[[int], None] | None = None,
) -> tuple[Path, str]:
    """
    Write the uncompressed bytes of `raw` to a new file in `directory`.

    Return its path and what was wrong with the compression, empty if nothing was: what came before
    the fault is in the file.  `on_progress` is told the size of each piece.

    Raises:
        LimitExceeded: There is more than may be spooled.
        TargetUnreadable: There is no room for it.
    """
    path = directory / "archive.tar"
    stream = open_decompressed(raw, limits)
    with new_file(path) as file:
        total = 0
        while piece := stream.read(CHUNK_BYTES):
            total += len(piece)
            if total > limits.max_spool_bytes:
                raise LimitExceeded("the archive", limits.max_spool_bytes, SPOOL_FLAG)
            write_piece(file, piece, directory)
            if on_progress is not None:
                on_progress(len(piece))
    return path, stream.fault


def new_file(path: Path) -> io.FileIO:
    """Create a file that only this user can read; it may not be there yet."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    return io.FileIO(os.open(path, flags, 0o600), "wb")


def write_piece(file: io.FileIO, piece: bytes, directory: Path) -> None:
    """
    Write all of `piece`.

    Raises:
        TargetUnreadable: There is no room for it in `directory`.
    """
    view = memoryview(piece)
    try:
        while view:
            view = view[file.write(view) :]
    except OSError as error:
        if error.errno not in _NO_SPACE:
            raise
        raise TargetUnreadable(
            f"no room for the archive in {_shown(directory)}: {error.strerror}",
            _ROOM_HINT,
        ) from error


def _shown(directory: Path) -> str:
    """Return the directory that the user knows: ours lie below it."""
    return repr(str(BELONGINGS.outside(directory)))
