"""
RPM packages: their headers, as rows of the SQLite database that rpm 4.16 and later keep.

The older kinds of database are not read; `UNREAD` names them, for a report to say so.

Source: rpm, docs/manual/format_header.md, lib/rpmtag.h, lib/backend/sqlite.c.
"""

from collections.abc import Iterator, Mapping

from leakscan.images.packages.claims import Claim, Ecosystem, Package, hex_digest, label, text
from leakscan.streams.formats.sqlite import blobs
from leakscan.streams.source import Source

UNREAD = ("lib/rpm/Packages", "lib/rpm/Packages.db", "lib/sysimage/rpm/Packages.db")
"""Where Berkeley DB and ndb keep the same headers."""

_NAME, _DIGESTS, _DIRECTORY_OF, _BASENAMES, _DIRECTORIES, _ALGORITHM = (
    *(1000, 1035, 1116, 1117, 1118, 5011),
)
_WANTED = frozenset({_NAME, _DIGESTS, _DIRECTORY_OF, _BASENAMES, _DIRECTORIES, _ALGORITHM})
_ALGORITHMS = {1: ("md5", 16), 2: ("sha1", 20), 8: ("sha256", 32)}
_MAX_ENTRIES = 10_000
_MAX_ITEMS = 500_000
_INT32, _STRING, _STRINGS = 4, 6, 8


def _is_record(path: str) -> bool:
    return path.endswith(("lib/rpm/rpmdb.sqlite", "lib/sysimage/rpm/rpmdb.sqlite"))


def _read(_: str, data: bytes) -> Iterator[Package]:
    for blob in blobs(Source(data)):
        tags = _tags(blob)
        names = tags.get(_NAME)
        if names and _BASENAMES in tags:
            yield label("rpm", text(names[0])), _files(tags)


def _files(tags: Mapping[int, list[bytes]]) -> Iterator[Claim]:
    number = int.from_bytes((tags.get(_ALGORITHM) or [b"\0\0\0\1"])[0], "big")
    algorithm, size = _ALGORITHMS.get(number, ("", 0))
    directories = tags.get(_DIRECTORIES, [])
    for name, at, digest in zip(
        tags[_BASENAMES], tags.get(_DIRECTORY_OF, []), tags.get(_DIGESTS, []), strict=False
    ):
        index = int.from_bytes(at, "big")
        if index < len(directories) and (found := hex_digest(digest, size) if size else b""):
            yield directories[index] + name, algorithm, found


def _tags(header: bytes) -> dict[int, list[bytes]]:
    """Return the values of the tags that matter, numbers as four bytes; none for no header."""
    count, size = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    start = 8 + 16 * count
    if not 0 < count <= _MAX_ENTRIES or start + size > len(header):
        return {}
    found = {}
    for at in range(8, start, 16):
        tag, kind, offset, items = (
            int.from_bytes(header[at + n : at + n + 4], "big") for n in (0, 4, 8, 12)
        )
        if tag in _WANTED and items <= _MAX_ITEMS:
            found[tag] = _values(header, kind, start + offset, items)
    return found


def _values(header: bytes, kind: int, at: int, items: int) -> list[bytes]:
    if kind == _INT32:
        return [header[at + 4 * n : at + 4 * n + 4] for n in range(items)]
    values: list[bytes] = []
    for _ in range(items if kind in (_STRING, _STRINGS) else 0):
        end = header.find(b"\0", at)
        if end < 0:
            break
        values.append(header[at:end])
        at = end + 1
    return values


RPM = Ecosystem(is_record=_is_record, read=_read)
