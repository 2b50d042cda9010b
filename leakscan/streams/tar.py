"""
A strict tar walker: every anomaly is a note and a resync, never a silent stop.

It reads headers from blocks that somebody else brings and never touches data, so that a layer can
be searched in one pass while its entries are found.  Nothing is extracted; names are data.

Source: POSIX.1-2017 pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar manual,
"Basic Tar Format".
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from leakscan.streams.limits import Limits

BLOCK = 512

_ZERO_BLOCK = bytes(BLOCK)
_CHECKSUM = slice(148, 156)
_NO_DATA = frozenset(b"12346")
"""Links, devices, directories, FIFOs: a size in their header counts nothing."""
_EXTENSIONS = frozenset(b"LKxgX")
_MAX_SIZE = 1 << 60

HARMLESS = frozenset({"tar.zero", "tar.concatenated", "tar.dangling"})
"""Anomalies that leave no byte unread and no entry in doubt."""


class TarEntry(NamedTuple):
    """One entry.  Offsets count from the start of the tar stream."""

    # A named tuple: a layer may have a million, and a frozen dataclass takes thrice the time.

    name: str
    """As stored; bytes that are not UTF-8 are surrogate-escaped."""
    type: bytes
    """The type flag, one byte; `b"0"` for the older NUL, too."""
    link: str
    """Target of a hard or symbolic link; else empty."""
    header_offset: int
    """Where the entry's first header block starts, extension headers included."""
    offset: int
    """Where the data starts."""
    size: int
    """Bytes of data that follow the header, as stored (a sparse file's holes cost nothing)."""

    @property
    def end(self) -> int:
        """Offset of the first byte after the data, before padding."""
        return self.offset + self.size

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file: not a link, directory or device."""
        return self.type in b"07S"


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something in the stream that is not as the format says."""

    code: str
    """`tar.checksum`, `tar.truncated`, `tar.header`, ..."""
    offset: int
    size: int
    """Bytes that no entry claims because of it; 0: none are lost."""
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.detail} at offset {self.offset}"


@dataclass(slots=True)
class _Pending:
    """What extension headers have said about the entry that follows them."""

    start: int = -1
    name: bytes | None = None
    link: bytes | None = None
    size: int | None = None


class TarWalker:
    """
    Finds entries in a stream that arrives as consecutive buffers.

    Call `walk` with each buffer, then `finish` once.  `wanted` is the lowest offset that the next
    buffer must still hold.
    """

    def __init__(self, limits: Limits) -> None:
        self.anomalies: list[Anomaly] = []
        self.metadata_bytes = 0
        """Headers, padding and end markers so far: the data of no entry, and not lost either."""
        self.wanted = 0
        self.ended = False
        """Whether an end marker (two zero blocks) was seen."""
        self._limits = limits
        self._pending = _Pending()
        self._zero_run = 0
        self._lost_from = -1
        self._entry: TarEntry | None = None
        self._mapped = b""
        """The header of a sparse file whose map is being passed; else empty."""

    def walk(self, buffer: bytes | memoryview, base: int) -> Iterator[TarEntry]:
        """
        Yield the entries whose headers lie in `buffer`, which starts at offset `base`.

        Lazily: use each entry before asking for the next, or make a list.
        """
        view = memoryview(buffer)
        end = base + len(view)
        while self.wanted + BLOCK <= end:
            if self.wanted < base:
                # The data ran past an earlier buffer's end; the caller dropped what was before.
                message = f"walker needs offset {self.wanted}, buffer starts at {base}"
                raise AssertionError(message)
            at = self.wanted - base
            header = bytes(view[at : at + BLOCK])
            if self._mapped:
                if (entry := self._sparse(header)) is not None:
                    yield entry
                continue
            if header == _ZERO_BLOCK:
                self._zero(self.wanted)
                continue
            if not _checksum_holds(header):
                self._lost(self.wanted)
                continue
            self._found()
            if header[156] in _EXTENSIONS:
                if not self._extension(header, view, at, end):
                    return
                continue
            if header[156:157] == b"S" and header[482]:
                self._mapped = header
                self._metadata(BLOCK)
                continue
            yield self._make(header, self.wanted + BLOCK)

    def finish(self, size: int) -> None:
        """Take note of what the end of the stream, after `size` bytes, cut off."""
        if self._lost_from >= 0:
            self._close_lost(size)
        elif self.wanted > size:
            entry = self._entry
            padding_from = max(size, entry.end if entry is not None else 0)
            self.metadata_bytes -= self.wanted - min(self.wanted, padding_from)
            if entry is not None and entry.end > size:
                missing = entry.end - size
                detail = f"the stream ends {missing} bytes before the end of {entry.name!r}"
            else:
                detail = "the stream ends inside padding or a header"
            self._note("tar.truncated", size, 0, detail)
        elif self.wanted < size:
            self._note("tar.truncated", self.wanted, 0, "the stream ends inside a header")
            self.metadata_bytes += size - self.wanted
        elif self._mapped:
            self._note("tar.truncated", size, 0, "the stream ends inside a sparse map")
        elif not self.ended:
            self._note("tar.end", size, 0, "there is no end marker")
        if self._pending.start >= 0:
            detail = "an extension header is followed by no entry"
            self._note("tar.dangling", self._pending.start, 0, detail)

    def _zero(self, offset: int) -> None:
        if self._lost_from >= 0:
            self._close_lost(offset)
        self._zero_run += 1
        self.ended = self.ended or self._zero_run >= 2
        self._metadata(BLOCK)

    def _found(self) -> None:
        if self._lost_from >= 0:
            self._close_lost(self.wanted)
        elif self._zero_run == 1 and not self.ended:
            self._note("tar.zero", self.wanted - BLOCK, 0, "a lone zero block between entries")
        elif self._zero_run >= 2:
            self._note("tar.concatenated", self.wanted, 0, "entries follow the end marker")
        self._zero_run = 0
        self.ended = False
        if self._pending.start < 0:
            self._pending.start = self.wanted

    def _lost(self, offset: int) -> None:
        if self._lost_from < 0:
            self._lost_from = offset
        self._zero_run = 0
        self.wanted += BLOCK

    def _close_lost(self, end: int) -> None:
        start, self._lost_from = self._lost_from, -1
        code = "tar.trailing" if self.ended else "tar.checksum"
        what = "data after the end marker" if self.ended else "no valid header"
        self._note(code, start, end - start, f"{what} in {end - start} bytes")
        self._pending = _Pending()

    def _note(self, code: str, offset: int, size: int, detail: str) -> None:
        self.anomalies.append(Anomaly(code, offset, size, detail))

    def _extension(self, header: bytes, view: memoryview, at: int, end: int) -> bool:
        """Read one extension header; False when its data is still to come."""
        offset = self.wanted
        size = _number(header[124:136])
        if size is None or size > self._limits.max_tar_header_bytes:
            stated = "no number" if size is None else f"{size} bytes"
            self._note("tar.header", offset, 0, f"an extension header's size is {stated}")
            self._pending = _Pending()
            self._metadata(BLOCK)
            return True
        following = offset + BLOCK + _padded(size)
        if offset + BLOCK + size > end:
            return False
        data = bytes(view[at + BLOCK : at + BLOCK + size])
        match header[156:157]:
            case b"L":
                self._pending.name = data.split(b"\0", 1)[0]
            case b"K":
                self._pending.link = data.split(b"\0", 1)[0]
            case b"x" | b"X":
                self._pax(data, offset)
        self._metadata(following - offset)
        return True

    def _pax(self, data: bytes, offset: int) -> None:
        """Take `path`, `linkpath` and `size` from PAX records: `LENGTH KEY=VALUE NEWLINE`."""
        position = 0
        while position < len(data):
            space = data.find(b" ", position, position + 20)
            digits = data[position:space] if space > 0 else b""
            length = int(digits) if digits.isdigit() else 0
            record = data[space + 1 : position + length]
            key, equals, value = record.partition(b"=")
            short = length <= space + 1 - position or position + length > len(data)
            if short or not equals or not value.endswith(b"\n"):
                if data[position:].strip(b"\0"):
                    self._note("tar.pax", offset, 0, "a PAX record is malformed")
                return
            self._pax_record(key, value[:-1], offset)
            position += length

    def _pax_record(self, key: bytes, value: bytes, offset: int) -> None:
        if key == b"path":
            self._pending.name = value
        elif key == b"linkpath":
            self._pending.link = value
        elif key == b"size":
            if value.isdigit() and len(value) < 20:
                self._pending.size = int(value)
            else:
                self._note("tar.pax", offset, 0, "a PAX size is no number")
        elif key == b"GNU.sparse.name":
            self._pending.name = value

    def _sparse(self, block: bytes) -> TarEntry | None:
        """Pass one block of an old GNU sparse map; return the entry after the last of them."""
        if block[504]:
            self._metadata(BLOCK)
            return None
        header, self._mapped = self._mapped, b""
        return self._make(header, self.wanted + BLOCK)

    def _metadata(self, size: int) -> None:
        self.metadata_bytes += size
        self.wanted += size

    def _make(self, header: bytes, offset: int) -> TarEntry:
        """Return the entry of a header, whose data starts at `offset`."""
        kind = header[156:157]
        if kind == b"\0":
            kind = b"0"
        size = self._size(header, kind)
        pending, self._pending = self._pending, _Pending()
        entry = TarEntry(
            name=_text(_name(header) if pending.name is None else pending.name),
            type=kind,
            link=_link(header, pending.link) if kind in b"12" else "",
            header_offset=pending.start,
            offset=offset,
            size=size,
        )
        self.metadata_bytes += offset - self.wanted + _padded(size) - size
        self.wanted = offset + _padded(size)
        self._entry = entry
        return entry

    def _size(self, header: bytes, kind: bytes) -> int:
        if kind[0] in _NO_DATA:
            return 0
        stated = _number(header[124:136])
        size = stated if self._pending.size is None else self._pending.size
        if size is None or size > _MAX_SIZE:
            # Without a size the data cannot be told from headers: look for the next valid one.
            self._note("tar.size", self.wanted, 0, "an entry's size is no usable number")
            return 0
        if stated is not None and stated not in (size, 0) and self._pending.size is not None:
            self._note("tar.size", self.wanted, 0, f"sizes differ: {stated} and PAX {size}")
        return size


@dataclass(frozen=True, slots=True)
class TarIndex:
    """All entries of an archive on disk."""

    entries: tuple[TarEntry, ...]
    anomalies: tuple[Anomaly, ...]
    size: int
    """Bytes of the archive."""


def index_tar(file: BinaryIO, limits: Limits) -> TarIndex:
    """
    Return the entries of a seekable archive, reading its headers only.

    An archive that is no tar at all has no entries and one anomaly.
    """
    size = file.seek(0, io.SEEK_END)
    walker = TarWalker(limits)
    entries: list[TarEntry] = []
    while walker.wanted + BLOCK <= size:
        base = walker.wanted
        file.seek(base)
        window = BLOCK
        while walker.wanted == base:
            # A header needs one block; an extension header some more.
            file.seek(base)
            buffer = file.read(window)
            entries.extend(walker.walk(buffer, base))
            if len(buffer) < window:
                break
            window = max(2 * window, 8 * BLOCK)
        if walker.wanted == base:
            break
    walker.finish(size)
    return TarIndex(tuple(entries), tuple(walker.anomalies), size)


def is_header(block: bytes) -> bool:
    """Tell whether a file that starts with `block` starts with a header whose checksum holds."""
    head = block[:BLOCK]
    return len(head) == BLOCK and head != _ZERO_BLOCK and _checksum_holds(head)


def _padded(size: int) -> int:
    return (size + BLOCK - 1) // BLOCK * BLOCK


def _checksum_holds(header: bytes) -> bool:
    """
    Tell whether a header's checksum is right, counting bytes unsigned or (old tars) signed.

    Adler-32's low half is the sum of the bytes plus one, modulo 65521, and is computed in C: ten
    times as fast as summing in Python, over the hundred thousand headers that a layer may have.
    """
    stored = _number(header[_CHECKSUM])
    if stored is None:
        return False
    field = sum(header[_CHECKSUM])
    unsigned = (zlib.adler32(header) & 0xFFFF) - 1 - field + 8 * 32
    if (stored - unsigned) % 65521 == 0:
        return True
    signed = sum(byte - 256 if byte > 127 else byte for byte in header)
    signed -= sum(byte - 256 if byte > 127 else byte for byte in header[_CHECKSUM])
    return stored == signed + 8 * 32


def _number(field: bytes) -> int | None:
    """Return a header's number, octal or GNU base-256; None when it is neither or negative."""
    if field[0] & 0x80:
        if field[0] & 0x40:
            return None
        return int.from_bytes(field, "big") & ((1 << (8 * len(field) - 1)) - 1)
    digits = field.rstrip(b"\0 ")
    if not digits.isdigit():
        # Not what writers do today: spaces before the digits, or anything after a NUL.
        digits = field.split(b"\0", 1)[0].strip(b" ")
    if not digits:
        return 0
    # `int` would also take signs, underscores and prefixes.
    return int(digits, 8) if not digits.strip(b"01234567") else None


def _name(header: bytes) -> bytes:
    name = header[:100].split(b"\0", 1)[0]
    if header[257:263] == b"ustar\0":
        prefix = header[345:500].split(b"\0", 1)[0]
        if prefix:
            return prefix + b"/" + name
    return name


def _link(header: bytes, pending: bytes | None) -> str:
    return _text(header[157:257].split(b"\0", 1)[0] if pending is None else pending)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
