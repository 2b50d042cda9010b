"""
What a record says of one file, and the spellings that records share.

Records come from the image that is scanned: whatever makes no sense in them is passed over.
"""

import io
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

Claim = tuple[bytes, str, bytes]
"""Path from the root, algorithm, digest."""

Package = tuple[str, Iterable[Claim]]
"""`dpkg:libgnutls30`, and the files that its record lists; an empty name lists nothing."""

_MAX_LABEL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecosystem:
    """One kind of record."""

    is_record: Callable[[str], bool]
    """Whether the file at a path of a layer is one."""
    read: Callable[[str, bytes], Iterator[Package]]
    """Yields each package of a record, given the record's path and bytes."""


def lines(data: bytes) -> Iterator[bytes]:
    """Yield lines one by one: a list of all those in a hostile record would not fit in memory."""
    for line in io.BytesIO(data):
        yield line.rstrip(b"\r\n")


def label(manager: str, package: str) -> str:
    """Return the name of a package with its manager's before it; empty for no name."""
    return f"{manager}:{package[:_MAX_LABEL]}" if package else ""


def text(name: bytes) -> str:
    """Return a name as a label shows it."""
    return name[:_MAX_LABEL].decode("utf-8", "backslashreplace").strip()


def raw(path: str) -> bytes:
    """Return the bytes of a path in a layer."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: it never was a file's name
        return path.encode("utf-8", "surrogatepass")


def hex_digest(spelled: bytes, size: int) -> bytes:
    """Return the digest of `size` bytes that is spelled; empty when none is."""
    try:
        found = bytes.fromhex(spelled.decode("ascii"))
    except ValueError:
        return b""
    return found if len(found) == size else b""


def base64_digest(spelled: bytes, size: int, *, urlsafe: bool = False) -> bytes:
    """Return the digest of `size` bytes that is spelled, padded or not; empty when none is."""
    spelled = spelled.strip()
    padded = spelled + b"=" * (-len(spelled) % 4)
    try:
        found = urlsafe_b64decode(padded) if urlsafe else b64decode(padded)
    except ValueError:
        return b""
    return found if len(found) == size else b""


def resolved(root: bytes, path: bytes) -> bytes:
    """Return `path` as seen from the file system's root; empty when it leads out of it."""
    parts: list[bytes] = []
    for part in (path if path.startswith(b"/") else root + b"/" + path).split(b"/"):
        if part == b"..":
            if not parts:
                return b""
            parts.pop()
        elif part not in {b"", b"."}:
            parts.append(part)
    return b"/".join(parts)
