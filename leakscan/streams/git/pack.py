"""
Git's packs: every object of one, deltas resolved, without the index that lies beside it.

The pack itself is walked, so that objects are found that an index leaves out.  Deltas are resolved
from their bases outwards, each base being held only while something is made of it; what is held is
bounded, and so is what is made.  A fault costs the object it is in: the walk goes on at the next
entry that proves itself, and what could not be resolved is given as it is stored.

Source: git, Documentation/gitformat-pack, "pack-*.pack files have the following format".
"""

import contextlib
import hashlib
from array import array
from collections.abc import Iterator
from typing import NamedTuple

from leakscan.streams.git.delta import BadDelta, apply_delta
from leakscan.streams.git.entries import (
    KIND_NAMES,
    BadEntry,
    Entry,
    PackBytes,
)
from leakscan.streams.git.graph import DeltaGraph
from leakscan.streams.git.objects import ID_BYTES, Hasher, object_id
from leakscan.streams.limits import MIB, Budget
from leakscan.streams.source import Source

SIGNATURE = b"PACK"
HEADER_BYTES = 12
MAX_HELD_BYTES = 64 * MIB
"""The largest object that is held in memory: a delta, its base or its result."""
_MAX_OBJECTS = 2_000_000
_MAX_FAULTS = 1000
_BLOBS = (3,)
_NAMING = (1, 2, 4)


class PackFault(NamedTuple):
    """Something in a pack that is not as the format says."""

    offset: int
    """In the pack."""
    size: int
    """Bytes that no object claims because of it; 0: none are lost."""
    reason: str
    """Dotted code and fact."""


class PackObject(NamedTuple):
    """One object, or what is left of it."""

    kind: str
    """`blob`, `tree`, `commit`, `tag`; `delta`: the steps of one whose base is not to be had."""
    id: bytes
    """Empty: not known, because the object is not whole."""
    offset: int
    """Where in the pack its entry starts."""
    size: int
    pieces: Iterator[bytes]
    """Its data, in order; to be used before the next object is asked for."""


def is_pack(first: bytes) -> bool:
    """Tell whether a file that begins with `first` (12 bytes) is a pack."""
    return first[:4] == SIGNATURE and len(first) >= HEADER_BYTES and first[4:8] in _VERSIONS


_VERSIONS = (b"\0\0\0\2", b"\0\0\0\3")


class PackWalker:
    """
    The objects of one pack; `start` is where in the source it begins.

    Whoever reads the objects counts their bytes; only what is made twice is counted here.
    `faults` is whole when `objects` has come to its end.
    """

    def __init__(self, source: Source, budget: Budget, start: int = 0) -> None:
        self.faults: list[PackFault] = []
        self._source = source
        self._start = start
        self._budget = budget
        self.id_bytes = self._proved_id_bytes()
        """Length of ids; 20 when no checksum proves another."""
        end = source.size - (self.id_bytes if self._sound else 0)
        self._bytes = PackBytes(source, end, self.id_bytes, budget)
        self._graph = DeltaGraph()
        self._whole = array("Q")
        self._kinds = bytearray()
        self._deltas = 0
        self._count = int.from_bytes(source.read_at(start + 8, 4), "big")

    def objects(self) -> Iterator[PackObject]:
        """
        Yield every object: commits, trees and tags before blobs, so that trees name what follows.

        Within both, those stored whole are in the order of the pack, each followed by what deltas
        make of it.
        """
        yield from self._index()
        for wanted in (_NAMING, _BLOBS):
            for offset, kind in zip(self._whole, self._kinds, strict=True):
                if kind in wanted:
                    yield from self._with_deltas(self._bytes.entry(offset))
        yield from self._unmade()

    def _proved_id_bytes(self) -> int:
        hashes = {20: hashlib.sha1(usedforsecurity=False), 32: hashlib.sha256()}
        for size, running in hashes.items():
            at, end = self._start, self._source.size - size
            while at < end:
                running.update(self._source.read_at(at, min(MIB, end - at)))
                at += MIB
            if running.digest() == self._source.read_at(end, size):
                self._sound = True
                return size
        self._sound = False
        return 20

    def _index(self) -> Iterator[PackObject]:
        """Walk the entries and put down where they are; yield what is left of damaged ones."""
        at = self._start + HEADER_BYTES
        end = self._bytes.size
        while at < end and len(self._whole) + self._deltas < _MAX_OBJECTS:
            try:
                entry = self._bytes.entry(at)
                _, following = self._bytes.inflate(entry, lambda _: None, keep=False)
            except BadEntry as fault:
                if end - at in ID_BYTES and not fault.kind:
                    break  # a checksum that does not hold
                yield from self._rest(fault)
                following = self._bytes.next_entry(max(fault.end, at + 1))
                self._fault(at, following - at, f"git.entry: {fault.fact}")
                at = following
                continue
            if entry.is_delta:
                self._deltas += 1
                self._graph.add_delta(entry)
            else:
                self._whole.append(at)
                self._kinds.append(entry.kind)
            at = following
        self._check_end(at, len(self._whole) + self._deltas)

    def _rest(self, fault: BadEntry) -> Iterator[PackObject]:
        """Yield what can be had of a damaged entry."""
        if fault.kind:
            parts: list[bytes] = []
            with contextlib.suppress(BadEntry):
                self._bytes.inflate(self._bytes.entry(fault.offset), parts.append, keep=False)
            size = sum(map(len, parts))
            kind = KIND_NAMES.get(fault.kind, "delta")
            yield PackObject(kind, b"", fault.offset, size, iter(parts))

    def _check_end(self, at: int, walked: int) -> None:
        if walked >= _MAX_OBJECTS:
            self._fault(at, self._bytes.size - at, f"git.objects: more than {_MAX_OBJECTS} objects")
        elif walked != self._count:
            self._fault(0, 0, f"git.count: {self._count} objects promised, {walked} found")
        if not self._sound:
            self._fault(0, 0, "git.checksum: the pack's checksum is wrong")

    def _with_deltas(self, entry: Entry) -> Iterator[PackObject]:
        """Yield an object stored whole, then what is made of it, and of that in turn."""
        held = entry.size <= MAX_HELD_BYTES
        hasher = Hasher(entry.kind_name, entry.size, self.id_bytes)
        data, _ = self._bytes.inflate(entry, hasher.update, keep=held)
        identity = hasher.id()
        pieces = iter((data,)) if held else self._bytes.pieces(entry)
        yield PackObject(entry.kind_name, identity, entry.offset, entry.size, pieces)
        if not self._graph.root(entry.offset, identity) or not held:
            return
        self._graph.hold(entry.offset, data)
        pending = [entry.offset]
        while pending:
            parent = pending.pop()
            for offset in self._graph.children(parent):
                made = self._make(parent, offset, entry.kind_name)
                if made is not None:
                    yield made
                    if self._graph.is_base(offset):
                        pending.append(offset)
            self._graph.drop(parent)

    def _make(self, parent: int, offset: int, kind: str) -> PackObject | None:
        try:
            data = self._apply(self._content(parent), offset)
        except (BadDelta, BadEntry) as fault:
            self._fault(offset, 0, f"git.delta: {fault}")
            return None
        identity = object_id(kind, data, self.id_bytes)
        self._graph.made(offset, parent, identity)
        if self._graph.is_base(offset):
            self._graph.hold(offset, data)
        return PackObject(kind, identity, offset, len(data), iter((data,)))

    def _content(self, offset: int) -> bytes:
        """Return an object that was made before, making it again if it was not held."""
        chain: list[int] = []
        while (data := self._graph.held(offset)) is None:
            parent = self._graph.parent(offset)
            if parent is None:
                data = self._bytes.held(self._bytes.entry(offset))
                break
            chain.append(offset)
            offset = parent
        for step in reversed(chain):
            data = self._apply(data, step)
            self._budget.work(len(data))
        return data

    def _apply(self, base: bytes, offset: int) -> bytes:
        delta = self._bytes.held(self._bytes.entry(offset))
        return apply_delta(base, delta, MAX_HELD_BYTES)

    def _unmade(self) -> Iterator[PackObject]:
        """Yield the steps of deltas that no base was found for: what they insert is text."""
        for offset in self._graph.unmade():
            entry = self._bytes.entry(offset)
            self._fault(offset, 0, "git.base: a delta's base is not in the pack, or not usable")
            yield PackObject("delta", b"", offset, entry.size, self._bytes.pieces(entry))

    def _fault(self, offset: int, size: int, reason: str) -> None:
        if len(self.faults) < _MAX_FAULTS:
            self.faults.append(PackFault(offset, size, reason))
