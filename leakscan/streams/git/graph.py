"""Which object of a pack is made of which: the deltas by their bases, in little memory."""

import bisect
from array import array
from collections.abc import Iterator

from leakscan.streams.git.entries import Entry
from leakscan.streams.limits import MIB

_MAX_HELD_BYTES = 64 * MIB
"""Bases held at the same time; the ones that are needed last are made again."""


class DeltaGraph:
    """
    Deltas, their bases, and the contents of those in use.

    Objects are known by the offsets of their entries, which must be added in rising order.
    """

    def __init__(self) -> None:
        self._deltas = array("Q")
        self._bases = array("Q")
        self._done = bytearray()
        """Whether each of `_deltas` was made."""
        self._by_id: dict[bytes, list[int]] = {}
        self._parents: dict[int, int] = {}
        self._sorted: tuple[array[int], array[int]] | None = None
        self._id_of_base: dict[int, bytes] = {}
        self._contents: dict[int, bytes] = {}
        self._held = 0

    def add_delta(self, entry: Entry) -> None:
        """Take a delta."""
        self._deltas.append(entry.offset)
        self._done.append(0)
        if entry.base_id:
            self._bases.append(entry.offset)  # its own: nobody's child until the id is known
            self._by_id.setdefault(entry.base_id, []).append(entry.offset)
        else:
            self._bases.append(entry.base_offset)

    def root(self, offset: int, identity: bytes) -> bool:
        """Take an object that is stored whole; return whether anything is made of it."""
        if identity in self._by_id:
            self._id_of_base[offset] = identity
        return self.is_base(offset)

    def children(self, parent: int) -> list[int]:
        """Return the deltas that `parent` is the base of and that were not made yet."""
        bases, deltas = self._by_base()
        start = bisect.bisect_left(bases, parent)
        end = bisect.bisect_right(bases, parent)
        found = [delta for delta in deltas[start:end] if delta != parent]
        found += self._by_id.get(self._id_of_base.get(parent, b""), ())
        return [delta for delta in found if not self._done[self._number(delta)]]

    def is_base(self, offset: int) -> bool:
        """Tell whether anything is made of a delta's result."""
        if offset in self._id_of_base:
            return True
        bases, deltas = self._by_base()
        at = bisect.bisect_left(bases, offset)
        end = bisect.bisect_right(bases, offset)
        return any(delta != offset for delta in deltas[at:end])

    def made(self, offset: int, parent: int, identity: bytes) -> None:
        """Put down that a delta was made of `parent`, and which object it is."""
        self._done[self._number(offset)] = 1
        if identity in self._by_id:
            self._id_of_base[offset] = identity
        if self.is_base(offset):
            self._parents[offset] = parent

    def parent(self, offset: int) -> int | None:
        """Return what a delta was made of; None: the object is stored whole."""
        return self._parents.get(offset)

    def unmade(self) -> Iterator[int]:
        """Yield the deltas that were never made."""
        for number, offset in enumerate(self._deltas):
            if not self._done[number]:
                yield offset

    def hold(self, offset: int, data: bytes) -> None:
        """Keep an object while there is room, at the cost of those that are needed last."""
        self._contents[offset] = data
        self._held += len(data)
        while self._held > _MAX_HELD_BYTES and len(self._contents) > 1:
            self.drop(next(iter(self._contents)))

    def held(self, offset: int) -> bytes | None:
        """Return an object if it is kept."""
        return self._contents.get(offset)

    def drop(self, offset: int) -> None:
        """Forget the contents of an object."""
        self._held -= len(self._contents.pop(offset, b""))

    def _number(self, delta: int) -> int:
        return bisect.bisect_left(self._deltas, delta)

    def _by_base(self) -> "tuple[array[int], array[int]]":
        if self._sorted is None:
            order = sorted(range(len(self._bases)), key=self._bases.__getitem__)
            self._sorted = (
                array("Q", map(self._bases.__getitem__, order)),
                array("Q", map(self._deltas.__getitem__, order)),
            )
        return self._sorted
