"""
Git's objects: what a loose one begins with, how it is named, and what trees and commits say.

An object is `KIND SIZE NUL DATA`; its id is the hash of all of that.  Nothing here trusts a size
or a name further than the bytes at hand.

Source: git, Documentation/gitformat-pack and "Git Internals - Git Objects" of the Git book.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

KINDS = ("commit", "tree", "blob", "tag")
ID_BYTES = (20, 32)
"""Length of an id by SHA-1 and by SHA-256."""

_HEADER = re.compile(rb"(blob|tree|commit|tag) (0|[1-9][0-9]{0,18})\0")
_HEADER_BYTES = 32
"""No header is longer: `commit`, a space, nineteen digits, a NUL."""
_LFS = re.compile(rb"version https://git-lfs\.github\.com/spec/v\d\n")
_GITLINK = b"160000"


class Header(NamedTuple):
    """How an object begins."""

    kind: str
    size: int
    """Bytes of data that it claims."""
    length: int
    """Bytes of the header itself."""


def is_zlib(first: bytes) -> bool:
    """Tell whether two bytes are the header of a zlib stream without a dictionary (RFC 1950)."""
    return (
        len(first) >= 2
        and first[0] & 0x0F == 8
        and first[0] <= 0x78
        and not first[1] & 0x20
        and (first[0] << 8 | first[1]) % 31 == 0
    )


def object_header(data: bytes) -> Header | None:
    """Return the header at the start of an inflated object; None when there is none."""
    match = _HEADER.match(data)
    if match is None:
        return None
    return Header(match[1].decode(), int(match[2]), match.end())


def loose_header(stored: bytes) -> Header | None:
    """
    Return the header of a loose object from the first bytes of its file; None: it is none.

    Some sixty bytes are enough, whatever compression it was written with.
    """
    if not is_zlib(stored[:2]):
        return None
    try:
        return object_header(zlib.decompressobj().decompress(stored[:256], _HEADER_BYTES))
    except zlib.error:
        return None


class Hasher:
    """The id of an object whose data passes in pieces, by both algorithms or by one."""

    def __init__(self, kind: str, size: int, id_bytes: int = 20) -> None:
        self._hash = hashlib.sha256() if id_bytes == 32 else hashlib.sha1(usedforsecurity=False)
        self._hash.update(b"%s %d\0" % (kind.encode(), size))

    def update(self, data: bytes) -> None:
        """Take the next bytes of the object's data."""
        self._hash.update(data)

    def id(self) -> bytes:
        """Return the id over the bytes so far."""
        return self._hash.digest()


def object_id(kind: str, data: bytes, id_bytes: int = 20) -> bytes:
    """Return the id of an object that is in memory."""
    hasher = Hasher(kind, len(data), id_bytes)
    hasher.update(data)
    return hasher.id()


class TreeEntry(NamedTuple):
    """A name in a tree, and the object it names."""

    name: bytes
    id: bytes
    is_link: bool
    """Whether it is a commit of another repository: a submodule."""


def tree_entries(data: bytes, id_bytes: int = 20) -> Iterator[TreeEntry]:
    """Yield the entries of a tree's data up to the first that makes no sense."""
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 8)
        end = data.find(b"\0", space)
        if space < 0 or end < 0 or end + 1 + id_bytes > len(data):
            return
        mode = data[at:space]
        following = end + 1 + id_bytes
        yield TreeEntry(data[space + 1 : end], data[end + 1 : following], mode == _GITLINK)
        at = following


def is_lfs_pointer(data: bytes) -> bool:
    """Tell whether a file or blob stands for contents that Git LFS keeps elsewhere."""
    return len(data) < 1024 and _LFS.match(data) is not None
