"""
The entries of a pack: their headers, and their data inflated.

Source: git, Documentation/gitformat-pack.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from leakscan.streams.git.objects import is_zlib
from leakscan.streams.limits import KIB, MIB, Budget
from leakscan.streams.source import Source

KIND_NAMES = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
OFS_DELTA = 6
REF_DELTA = 7

_INPUT_BYTES = 64 * KIB
_OUTPUT_BYTES = MIB
_LONGEST_HEADER = 10 + 32
"""Kind and size, then a base's id by SHA-256."""
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
"""How git begins the data of an entry, whatever level it compresses with."""


class BadEntry(Exception):
    """An entry is not as the format says."""

    def __init__(self, offset: int, fact: str, end: int = 0, kind: int = 0) -> None:
        super().__init__(offset, fact, end, kind)
        self.offset = offset
        self.fact = fact
        self.end = end
        """Up to where its bytes were used; 0: not known."""
        self.kind = kind
        """What it is, if its data is damaged only; 0: its header is."""

    def __str__(self) -> str:
        return self.fact


class Entry(NamedTuple):
    """The header of an entry."""

    offset: int
    kind: int
    size: int
    """Bytes of its data, inflated, as it claims."""
    start: int
    """Where its compressed data starts."""
    base_offset: int
    """Of an `OFS_DELTA`; else -1."""
    base_id: bytes
    """Of a `REF_DELTA`; else empty."""

    @property
    def is_delta(self) -> bool:
        """Whether its data are steps, not the object."""
        return self.kind >= OFS_DELTA

    @property
    def kind_name(self) -> str:
        """`blob`, `tree`, `commit`, `tag` or `delta`."""
        return KIND_NAMES.get(self.kind, "delta")


class PackBytes:
    """The bytes of a pack without the checksum at its end."""

    def __init__(self, source: Source, size: int, id_bytes: int, budget: Budget) -> None:
        self.size = size
        self._source = source
        self._id_bytes = id_bytes
        self._budget = budget

    def entry(self, offset: int) -> Entry:
        """
        Return the header of the entry at `offset`.

        Raises:
            BadEntry: There is none.
        """
        data = self._read(offset, _LONGEST_HEADER + 2)
        kind = (data[0] >> 4) & 7 if data else 0
        if kind in (0, 5):
            raise BadEntry(offset, "no such kind of object")
        size, at = _size(data, offset)
        base_offset, base_id = -1, b""
        if kind == OFS_DELTA:
            back, at = _distance(data, at, offset)
            base_offset = offset - back
        elif kind == REF_DELTA:
            base_id = data[at : at + self._id_bytes]
            at += self._id_bytes
        if not is_zlib(data[at : at + 2]):
            raise BadEntry(offset, "no compressed data where it should start")
        return Entry(offset, kind, size, offset + at, base_offset, base_id)

    def inflate(
        self, entry: Entry, on_piece: Callable[[bytes], object], *, keep: bool
    ) -> tuple[bytes, int]:
        """
        Return the data of an entry (nothing if it is not to be kept), and where the next starts.

        Raises:
            BadEntry: The data are damaged, or not as many as the header says.
            LimitExceeded: It takes too long.
        """
        parts: list[bytes] = []
        made, at = 0, entry.start
        inflater = zlib.decompressobj()
        step = min(_INPUT_BYTES, entry.size + 64)
        fact = ""
        while not inflater.eof and not fact:
            stored = inflater.unconsumed_tail
            if not stored:
                stored = self._read(at, step)
                at += len(stored)
            try:
                piece = inflater.decompress(stored, _OUTPUT_BYTES)
            except zlib.error:
                piece = self._salvage(entry, at - len(stored), made)
                fact = "its data are damaged"
            if not piece and not stored:
                fact = "the pack ends inside it"
            made += len(piece)
            if made > entry.size:
                piece = piece[: len(piece) - (made - entry.size)]
                fact = f"it has more than the {entry.size} bytes it says"
            self._budget.work(0)
            on_piece(piece)
            if keep:
                parts.append(piece)
        if inflater.eof and made < entry.size:
            fact = f"it has {made} of the {entry.size} bytes it says"
        following = at - len(inflater.unused_data)
        if fact:
            end = following if inflater.eof else 0
            raise BadEntry(entry.offset, fact, end, entry.kind)
        return b"".join(parts), following

    def held(self, entry: Entry) -> bytes:
        """Return the data of an entry that was inflated before."""
        return self.inflate(entry, lambda _: None, keep=True)[0]

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Yield the data of an entry of any size that was inflated before."""
        inflater = zlib.decompressobj()
        at = entry.start
        while not inflater.eof:
            stored = inflater.unconsumed_tail
            if not stored:
                stored = self._read(at, _INPUT_BYTES)
                at += len(stored)
            piece = inflater.decompress(stored, _OUTPUT_BYTES)
            yield piece

    def next_entry(self, start: int) -> int:
        """
        Return where the next entry from `start` on proves itself; the pack's end: nowhere.

        It has to inflate to exactly the size that its header says, with the right checksum.
        """
        window = start
        while window < self.size:
            chunk = self._read(window, _OUTPUT_BYTES + 1)
            for found in _ZLIB.finditer(chunk):
                position = window + found.start()
                for offset in range(max(start, position - _LONGEST_HEADER), position):
                    if self._proves_itself(offset, position):
                        return offset
            window += _OUTPUT_BYTES
        return self.size

    def _proves_itself(self, offset: int, data_at: int) -> bool:
        try:
            entry = self.entry(offset)
            if entry.start != data_at:
                return False
            self.inflate(entry, lambda _: None, keep=False)
        except BadEntry:
            return False
        return True

    def _read(self, offset: int, length: int) -> bytes:
        return self._source.read_at(offset, min(length, self.size - offset))

    def _salvage(self, entry: Entry, failing: int, delivered: int) -> bytes:
        """Return what an entry holds between the last whole piece and its fault."""
        inflater = zlib.decompressobj()
        rest = bytearray()
        made, at = 0, entry.start
        try:
            while at < min(self.size, failing + _INPUT_BYTES):
                step = min(_INPUT_BYTES, failing - at) if at < failing else 1
                piece = inflater.decompress(self._read(at, step))
                at += step
                made += len(piece)
                rest += piece[max(0, len(piece) - max(0, made - delivered)) :]
                if len(rest) > _OUTPUT_BYTES:
                    break
        except zlib.error:
            pass
        return bytes(rest)


def _size(data: bytes, offset: int) -> tuple[int, int]:
    size, shift, at = data[0] & 0x0F, 4, 1
    more = data[0] & 0x80
    while more:
        if at >= len(data) or at > 9:
            raise BadEntry(offset, "its size has no end")
        size |= (data[at] & 0x7F) << shift
        shift += 7
        more = data[at] & 0x80
        at += 1
    return size, at


def _distance(data: bytes, at: int, offset: int) -> tuple[int, int]:
    """Return how far back the base of an `OFS_DELTA` lies, and where the data starts."""
    value = -1
    for end in range(at, min(len(data), at + 10)):
        value = (value + 1) << 7 | (data[end] & 0x7F)
        if not data[end] & 0x80:
            if 0 < value <= offset:
                return value, end + 1
            break
    raise BadEntry(offset, "its base would lie outside the pack")
