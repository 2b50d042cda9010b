"""
Archives of `ar`: Debian packages and static libraries.

Source: Debian's deb(5); System V and BSD ar as described in FreeBSD's ar(5).
"""

from collections.abc import Iterator
from dataclasses import replace

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import MIB, Budget
from leakscan.streams.source import Source

_MAGIC = b"!<arch>\n"
_HEADER_BYTES = 60
_PIECE = 1 * MIB
_MAX_NAME = 4096
_PACKAGE = "debian-binary"
"""What a Debian package begins with.  Archives follow; a name that begins with `_` is anything."""


def _members(source: Source, outer: str, budget: Budget) -> Iterator[Member | Flaw]:
    package = outer.endswith(".deb")
    files = False
    for item in _listed(source, budget):
        if not isinstance(item, Member):
            yield item
            continue
        package = package or item.name == _PACKAGE
        files = files or item.name.startswith("data.tar")
        plain = item.name == _PACKAGE or item.name.startswith("_")
        yield replace(item, packed=package and not plain)
    if package and not files:
        yield Flaw("ar.truncated", "it is a package without its files")


def _listed(source: Source, budget: Budget) -> Iterator[Member | Flaw]:
    offset = len(_MAGIC)
    long_names = b""
    while offset < source.size:
        header = source.read_at(offset, _HEADER_BYTES)
        size = _size(header)
        if size is None:
            yield Flaw("ar.header", f"no member's header is at offset {offset}")
            return
        start = offset + _HEADER_BYTES
        raw = header[:16].rstrip()
        if raw == b"//":
            long_names = source.read_at(start, min(size, budget.limits.max_tar_header_bytes))
        name, skip = _named(raw, long_names, source, start, size)
        yield Member(name, _pieces(source, start + skip, size - skip))
        if start + size > source.size:
            missing = start + size - source.size
            yield Flaw("ar.truncated", f"{missing} bytes of {name!r} are missing")
        offset = start + size + size % 2


def _size(header: bytes) -> int | None:
    digits = header[48:58].rstrip()
    if len(header) < _HEADER_BYTES or header[58:] != b"`\n" or not digits.isdigit():
        return None
    return int(digits)


def _named(raw: bytes, long_names: bytes, source: Source, start: int, size: int) -> tuple[str, int]:
    """Return a member's name, and how many bytes of its data are its name."""
    skip = 0
    if raw.startswith(b"#1/") and raw[3:].isdigit():
        skip = min(int(raw[3:]), size, _MAX_NAME)
        raw = source.read_at(start, skip).rstrip(b"\0")
    elif raw[:1] == b"/" and raw[1:].isdigit():
        at = int(raw[1:])
        raw = long_names[at : at + _MAX_NAME].split(b"\n", 1)[0].removesuffix(b"/")
    elif len(raw) > 1 and raw != b"//":
        raw = raw.removesuffix(b"/")
    return raw.decode("utf-8", "surrogateescape"), skip


def _pieces(source: Source, start: int, size: int) -> Iterator[bytes]:
    reader = source.reader(start, size)
    while piece := reader.read(_PIECE):
        yield piece


FORMAT = Format(name="ar", magic=rb"!<arch>\n", members=_members)
