"""Report files: named on the command line, and complete whenever they are there."""

import os
import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from leakscan.streams.belongings import BELONGINGS

PRIVATE_MODE = 0o600
PUBLIC_MODE = 0o644


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One `-o FORMAT=PATH`."""

    format: str
    path: Path


def parse_output(word: str, formats: Collection[str]) -> OutputFile:
    """
    Return what `FORMAT=PATH` names, checked before a long scan is begun in vain.

    Raises:
        click.BadParameter: It cannot be written as it stands.
    """
    name, separator, place = word.partition("=")
    path = Path(place)
    if not separator or not place:
        raise click.BadParameter(f"{word!r} is not FORMAT=PATH, as in json=report.json")
    if name not in formats:
        raise click.BadParameter(f"no format {name!r}: choose from {', '.join(formats)}")
    if path.is_dir():
        raise click.BadParameter(f"{place!r} is a directory")
    if not path.parent.is_dir():
        raise click.BadParameter(f"there is no directory {str(path.parent)!r}")
    if not os.access(path.parent, os.W_OK | os.X_OK) and not _is_special(path):
        raise click.BadParameter(f"no file may be made in {str(path.parent)!r}")
    return OutputFile(name, path)


def write_complete(path: Path, content: bytes, *, private: bool) -> None:
    """
    Put `content` at `path`, where it is never half-written.

    It is written beside its place under another name, flushed to the disk, and renamed.  Only
    what is no regular file (`/dev/stderr`, a named pipe) is written in place: renaming would
    replace it.

    Args:
        path: Where the file goes; a symbolic link is followed.
        content: The whole file.
        private: Whether only the owner may read the file.

    Raises:
        OSError: The file could not be written; what was at `path` is as before.
    """
    if _is_special(path):
        path.write_bytes(content)
        return
    place = Path(os.path.realpath(path))  # not resolve(): it raises RuntimeError for a loop
    temporary = place.with_name(f".leakscan-{secrets.token_hex(8)}")
    mode = PRIVATE_MODE if private else PUBLIC_MODE
    with BELONGINGS.whole():
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(place)
        finally:
            # Gone after a success; after an error it must not stay.
            with suppress(FileNotFoundError):
                temporary.unlink()


def _is_special(path: Path) -> bool:
    """Return whether `path` names a device, a pipe, or a file that is open already."""
    return path.exists() and (not path.is_file() or path.parts[1:2] in (("dev",), ("proc",)))
