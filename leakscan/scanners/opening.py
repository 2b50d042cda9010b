"""The files of a stream that hold others: noticed by their first bytes, gathered as they pass."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from leakscan.errors import LimitExceeded
from leakscan.model.finding import Detection
from leakscan.scanners.digests import Digests
from leakscan.streams.format import HEAD_BYTES, TAIL_BYTES, Flaw, Format, Sniffer, flaw_of
from leakscan.streams.source import Room, Source, Spool
from leakscan.streams.tar import TarEntry

_LEAST_BYTES = 6


class Opener(Protocol):
    """Who looks inside."""

    room: Room

    def unpack(self, name: str, source: Source, form: Format) -> list[Detection]:
        """Return what is inside the file `name`."""

    def digests(self, name: str, source: Source, form: Format) -> Digests:
        """Return the digests by which a package may know the file `name`."""

    def miss(self, name: str, flaw: Flaw) -> None:
        """Hear of a file that cannot be opened."""


class Opened(NamedTuple):
    """What was inside one entry."""

    entry: int
    """Its number."""
    path: str
    detections: list[Detection]
    digests: Digests
    """Of the entry's own bytes."""


@dataclass(slots=True)
class _Passing:
    """A file that is longer than what is in memory of its stream."""

    number: int
    entry: TarEntry
    form: Format
    spool: Spool | None
    """What was kept of it; None: it cannot be kept."""
    position: int = 0
    """Bytes of it that have passed."""


class Openings:
    """
    Opens the entries of one stream.

    Call `add` for each entry in order, and `take` with each buffer while it still holds all bytes
    since the previous one.  Then `take_late` with the whole stream once more.
    """

    def __init__(self, sniffer: Sniffer, opener: Opener) -> None:
        self._sniff = sniffer.sniff
        self._sniff_tail = sniffer.sniff_tail
        self._opener = opener
        self._long: tuple[int, TarEntry] | None = None
        self._late: deque[_Passing] = deque()
        self._new: list[tuple[int, TarEntry]] = []
        self._passing: _Passing | None = None

    def add(self, number: int, entry: TarEntry) -> None:
        """Hear of an entry."""
        if entry.size >= _LEAST_BYTES:
            self._new.append((number, entry))

    def take(
        self, buffer: bytes, base: int, noticed: Callable[[TarEntry], bool], *, final: bool
    ) -> Iterator[Opened]:
        """
        Yield what is inside the entries that are complete now; `buffer` starts at `base`.

        `noticed` tells whether anything in an entry's own bytes, as far as they are in the buffer,
        needs a closer look.
        """
        end = base + len(buffer)
        self._end_long(buffer, base, final=final)
        if self._passing is not None:
            yield from self._go_on(self._passing, buffer, base, final=final)
        waiting = []
        for number, entry in self._new:
            if not final and entry.offset + HEAD_BYTES > end and entry.end > end:
                waiting.append((number, entry))
                continue
            start, stop = entry.offset - base, min(entry.end, end) - base
            form = self._sniff(buffer, entry.name, start, stop)
            if form is None and entry.end <= end and stop - start >= TAIL_BYTES:
                form = self._sniff_tail(buffer, stop)
            if form is None:
                if entry.end > end:
                    self._long = number, entry
            elif entry.end <= end:
                if form.verbatim and not noticed(entry):
                    continue
                source = Source(memoryview(buffer)[start:stop])
                yield from self._open(number, entry, form, source)
            else:
                passing = _Passing(number, entry, form, Spool(self._opener.room))
                yield from self._go_on(passing, buffer, base, final=final)
        self._new = waiting

    def take_late(self, stream: Iterable[bytes]) -> Iterator[Opened]:
        """
        Yield what is inside the long files whose end, not their start, says what they are.

        `stream` is read only if there are such files.
        """
        base = 0
        for piece in stream if self._late else ():
            while self._late and self._late[0].entry.offset < base + len(piece):
                if self._late[0].entry.end > base + len(piece):
                    yield from self._pass(self._late[0], piece, base, final=False)
                    break
                yield from self._pass(self._late.popleft(), piece, base, final=True)
            base += len(piece)
        while self._late:
            yield from self._pass(self._late.popleft(), b"", base, final=True)

    def _end_long(self, buffer: bytes, base: int, *, final: bool) -> None:
        """Take note of a long file that turns out to be an archive at its end."""
        if self._long is None:
            return
        (number, entry), end = self._long, base + len(buffer)
        if not (final or entry.end <= end):
            return
        self._long = None
        form = self._sniff_tail(buffer, min(entry.end, end) - base)
        if form is not None:
            self._late.append(_Passing(number, entry, form, Spool(self._opener.room)))

    def _go_on(
        self, passing: _Passing, buffer: bytes, base: int, *, final: bool
    ) -> Iterator[Opened]:
        ended = final or passing.entry.end <= base + len(buffer)
        self._passing = None if ended else passing
        yield from self._pass(passing, buffer, base, final=final)

    def _pass(
        self, passing: _Passing, buffer: bytes, base: int, *, final: bool
    ) -> Iterator[Opened]:
        """Keep what `buffer` has of a file, and open the file once it is complete."""
        entry, end = passing.entry, base + len(buffer)
        start, passing.position = passing.position, min(entry.end, end) - entry.offset
        if passing.spool is None:
            return
        try:
            passing.spool.write(buffer[entry.offset + start - base : min(entry.end, end) - base])
        except (LimitExceeded, OSError) as error:
            passing.spool.close()
            passing.spool = None
            self._opener.miss(entry.name, flaw_of(error))
            return
        if final or entry.end <= end:
            source = passing.spool.source()
            yield from self._open(passing.number, entry, passing.form, source)

    def _open(self, number: int, entry: TarEntry, form: Format, source: Source) -> Iterator[Opened]:
        try:
            detections = self._opener.unpack(entry.name, source, form)
            if detections:
                digests = self._opener.digests(entry.name, source, form)
                yield Opened(number, entry.name, detections, digests)
        finally:
            source.close()
