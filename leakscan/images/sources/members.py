"""What an archive or a layout directory holds, by name: nothing is extracted, nothing copied."""

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from leakscan.errors import LimitExceeded
from leakscan.images.image import Blob
from leakscan.model.finding import Skipped
from leakscan.model.location import Span
from leakscan.streams.limits import Limits
from leakscan.streams.tar import TarEntry, index_tar

MAX_LINKS = 40
"""Links followed from one name, as Linux counts them."""


class Members:
    """Named blobs, and links between the names."""

    def __init__(self) -> None:
        self.skipped: list[Skipped] = []
        self.faults: dict[str, tuple[str, str]] = {}
        """By name: the reason and the hint for what could not be brought here."""
        self._blobs: dict[str, Blob] = {}
        self._written: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._shadowed: list[tuple[str, Blob]] = []
        self._outside: set[str] = set()

    def find(self, name: str) -> Blob | None:
        """Return the bytes that `name` leads to through links, if it leads anywhere inside."""
        return self._blobs.get(self._resolved(name))

    def written(self, name: str) -> str:
        """Return how the archive spells the name under which the bytes of `name` lie."""
        return self._written.get(self._resolved(name), "")

    def _resolved(self, name: str) -> str:
        name = _normal(name)
        for _ in range(MAX_LINKS):
            if name in self._blobs:
                return name
            name = self._links.get(name, "")
        return ""

    def all(self) -> Iterator[tuple[str, Blob]]:
        """Yield every blob of this target, also those that a later one of the name hides."""
        for name, blob in self._blobs.items():
            if name in self._outside:
                continue
            yield name, blob
        yield from self._shadowed

    def add(self, name: str, blob: Blob) -> None:
        """Take a blob; one that has the name already is hidden by it."""
        written, name = name, _normal(name)
        if name in self._blobs:
            self._shadowed.append((name, self._blobs[name]))
        self._links.pop(name, None)
        self._blobs[name] = blob
        self._written[name] = written

    def add_link(self, name: str, target: str) -> None:
        """Take a link whose target is a name in the same tree."""
        name = _normal(name)
        if name in self._blobs:
            self._shadowed.append((name, self._blobs.pop(name)))
        self._links[name] = _normal(target)

    def add_outside(self, name: str, blob: Blob) -> None:
        """Take a blob that lies outside the target: it counts only if a manifest names it."""
        self.add(name, blob)
        self._outside.add(_normal(name))


def archive_members(path: Path, limits: Limits, name: str) -> Members:
    """
    Return what the tar archive at `path` holds; `name` is what the user calls it.

    Raises:
        OSError: The archive cannot be read.
    """
    with path.open("rb") as file:
        index = index_tar(file, limits)
    members = Members()
    for entry in index.entries:
        _add_entry(members, entry, path, index.size)
    for anomaly in index.anomalies:
        span = Span(anomaly.offset, anomaly.size)
        members.skipped.append(Skipped(path=name, span=span, reason=str(anomaly)))
    return members


def directory_members(path: Path) -> Members:
    """
    Return what the OCI layout in the directory `path` holds: its documents and its blobs.

    Other files in the directory are no part of a layout.
    """
    members = Members()
    for name in ("oci-layout", "index.json", "manifest.json"):
        _add_file(members, name, path / name)
    for name in sorted(_below(members, path, "blobs")):
        _add_file(members, name, path / name)
    return members


def is_present(path: Path, *, directory: bool = False) -> bool:
    """Whether something, or a directory, is at a path; whatever cannot be asked for is not."""
    try:
        return path.is_dir() if directory else path.exists()
    except (OSError, ValueError):
        # A name that is too long or holds a NUL, a parent that may not be searched.
        return False


def read_blob(blob: Blob, limit: int) -> bytes:
    """
    Return the bytes of a document.

    Raises:
        LimitExceeded: There are more than `limit`.
        OSError: The file cannot be read.
    """
    if blob.length > limit:
        raise LimitExceeded("the size of a document", limit, "")
    with Path(blob.file).open("rb") as file:
        file.seek(blob.offset)
        return file.read(blob.length)


def _add_entry(members: Members, entry: TarEntry, path: Path, archive_size: int) -> None:
    match entry.type:
        case b"1":
            members.add_link(entry.name, entry.link)
        case b"2":
            parent = posixpath.dirname(_normal(entry.name))
            members.add_link(entry.name, posixpath.join("/", parent, entry.link))
        case _ if entry.size or entry.is_file:
            length = max(0, min(entry.size, archive_size - entry.offset))
            members.add(entry.name, Blob(file=str(path), offset=entry.offset, length=length))
        case _:
            pass


def _below(members: Members, root: Path, name: str) -> Iterable[str]:
    """Yield the names of all files below a directory of the layout, following no link to others."""
    pending = [name]
    while pending:
        folder = pending.pop()
        try:
            entries = list(os.scandir(root / folder))
        except FileNotFoundError:
            continue
        except OSError as error:
            members.skipped.append(_unreadable(folder, error))
            continue
        for entry in entries:
            inside = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                pending.append(inside)
            else:
                yield inside


def _add_file(members: Members, name: str, path: Path) -> None:
    try:
        link = path.is_symlink()
        status = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            reason = "blob.link: the link leads nowhere"
            members.skipped.append(Skipped(path=name, reason=reason))
        return
    except OSError as error:
        members.skipped.append(_unreadable(name, error))
        return
    if not stat.S_ISREG(status.st_mode):
        reason = "file.special: neither a regular file nor a link to one"
        members.skipped.append(Skipped(path=name, reason=reason))
        return
    blob = Blob(file=str(path), offset=0, length=status.st_size)
    if link:
        # Build tools link blobs to their caches.  The digest proves that it is the blob meant.
        members.add_outside(name, blob)
    else:
        members.add(name, blob)


def _unreadable(name: str, error: OSError) -> Skipped:
    return Skipped(path=name, reason=f"file.unreadable: {error.strerror or error}")


def _normal(name: str) -> str:
    """Return a name without `./`, `..`, doubled and outer slashes; it cannot lead outside."""
    return posixpath.normpath("/" + name).lstrip("/")
