"""A loose object of git: one zlib stream, `KIND SIZE NUL DATA`."""

import zlib
from collections.abc import Iterator
from itertools import chain

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.git.objects import Hasher, Header, loose_header, object_header
from leakscan.streams.limits import KIB, MIB, Budget
from leakscan.streams.source import Source

_INPUT_BYTES = 64 * KIB
_TINY_STEP = 1
_HELD_BYTES = 8 * MIB


class _Loose:
    """The data of one loose object, inflated as it is asked for."""

    def __init__(self, source: Source, header: Header) -> None:
        self.fault = ""
        self._source = source
        self._header = header

    def pieces(self) -> Iterator[bytes]:
        """Yield the data; `fault` says afterwards what was wrong with it."""
        left = self._header.size
        for piece in self._inflated():
            yield piece[:left]
            if len(piece) > left:
                self.fault = f"more than the {self._header.size} bytes it says"
                return
            left -= len(piece)
        if left and not self.fault:
            self.fault = f"{left} bytes less than the {self._header.size} it says"

    def _inflated(self) -> Iterator[bytes]:
        inflater = zlib.decompressobj()
        at, skip, step = 0, self._header.length, _INPUT_BYTES
        stored = b""
        while not inflater.eof:
            backup = inflater.copy()
            if not stored:
                stored = self._source.read_at(at, step)
                at += len(stored)
            try:
                piece = inflater.decompress(stored, MIB)
            except zlib.error as error:
                if step == _TINY_STEP:
                    self.fault = f"its data are damaged ({error})"
                    return
                # The call that fails takes its output along: come near the fault byte by byte.
                inflater, at, step, stored = backup, at - len(stored), _TINY_STEP, b""
                continue
            if not piece and not stored:
                self.fault = "the stream ends in the middle"
                return
            stored = inflater.unconsumed_tail
            yield piece[skip:]
            skip = max(0, skip - len(piece))
        if inflater.unused_data.strip(b"\0") or at < self._source.size:
            self.fault = "bytes that are no object follow its end"


def _members(source: Source, name: str, budget: Budget) -> Iterator[Member | Flaw]:
    header = _header(source)
    if header is None:
        yield Flaw("git.object", "no object of git begins there")
        return
    loose = _Loose(source, header)
    # The directory has the first two digits of the id: 38 more are SHA-1, 62 are SHA-256.
    hasher = Hasher(header.kind, header.size, 32 if len(name.rpartition("/")[2]) == 62 else 20)
    held: list[bytes] = []
    for piece in loose.pieces():
        hasher.update(piece)
        budget.work(0 if header.size <= _HELD_BYTES else len(piece))
        if header.size <= _HELD_BYTES:
            held.append(piece)
    title = f"damaged {header.kind}" if loose.fault else f"{header.kind} {hasher.id().hex()}"
    pieces = held if header.size <= _HELD_BYTES else chain(_Loose(source, header).pieces())
    yield Member(title, pieces)
    if loose.fault:
        yield Flaw("git.object", loose.fault)


def _header(source: Source) -> Header | None:
    try:
        return object_header(zlib.decompressobj().decompress(source.read_at(0, 256), 64))
    except zlib.error:
        return None


def _recognises(head: bytes, _name: str) -> bool:
    return loose_header(head) is not None


FORMAT = Format(
    name="git-loose",
    magic=rb"\x78[\x01\x5e\x9c\xda]",
    members=_members,
    recognises=_recognises,
    path=r"(?:^|/)objects/[0-9a-f]{2}/(?:[0-9a-f]{38}|[0-9a-f]{62})$",
    order=-1,
)
