"""The files of a stream that hold others: noticed by their first bytes, gathered as they pass."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from leakscan.model.finding import Detection
from leakscan.scanners.digests import Digests, FileDigester
from leakscan.streams.format import HEAD_BYTES, TAIL_BYTES, Flaw, Format, Sniffer
from leakscan.streams.source import Room, Source, Spool
from leakscan.streams.tar import TarEntry

_LEAST_BYTES = 6
_PREFIX_HINT = "Unpack it yourself, and scan the directory with `leakscan context`."


class Opener(Protocol):
    """Who looks inside."""

    room: Room

    def unpack(self, name: str, source: Source, form: Format) -> list[Detection]:
        """Return what is inside the file `name`."""

    def miss(self, name: str, flaw: Flaw) -> None:
        """Hear of a file that was not opened."""


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
    spool: Spool
    position: int
    """Offset of the first byte that the spool does not have."""


class Openings:
    """
    Opens the entries of one stream.

    Call `add` for each entry in order, and `take` with each buffer while it still holds all bytes
    since the previous one.
    """

    def __init__(self, sniffer: Sniffer, opener: Opener) -> None:
        self._sniff = sniffer.sniff
        self._sniff_tail = sniffer.sniff_tail
        self._opener = opener
        self._long: TarEntry | None = None
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
            yield from self._pass(self._passing, buffer, base, final=final)
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
                    self._long = entry
            elif entry.end <= end:
                if form.verbatim and not noticed(entry):
                    continue
                source = Source(memoryview(buffer)[start:stop])
                yield from self._open(number, entry, form, source)
            else:
                spool = Spool(self._opener.room)
                self._passing = _Passing(number, entry, form, spool, entry.offset)
                yield from self._pass(self._passing, buffer, base, final=final)
        self._new = waiting

    def _end_long(self, buffer: bytes, base: int, *, final: bool) -> None:
        """Tell of a long file that turns out to be an archive at its end."""
        entry, end = self._long, base + len(buffer)
        if entry is None or not (final or entry.end <= end):
            return
        self._long = None
        form = self._sniff_tail(buffer, min(entry.end, end) - base)
        if form is not None:
            detail = "an archive stands behind other data; it was searched as it is stored"
            self._opener.miss(entry.name, Flaw(f"{form.name}.prefix", detail, _PREFIX_HINT))

    def _pass(
        self, passing: _Passing, buffer: bytes, base: int, *, final: bool
    ) -> Iterator[Opened]:
        end = base + len(buffer)
        stop = min(passing.entry.end, end)
        passing.spool.write(buffer[passing.position - base : stop - base])
        passing.position = stop
        if final or passing.entry.end <= end:
            self._passing = None
            source = passing.spool.source()
            yield from self._open(passing.number, passing.entry, passing.form, source)

    def _open(self, number: int, entry: TarEntry, form: Format, source: Source) -> Iterator[Opened]:
        try:
            detections = self._opener.unpack(entry.name, source, form)
            if detections:
                yield Opened(number, entry.name, detections, _digests(source))
        finally:
            source.close()


def _digests(source: Source) -> Digests:
    digester = FileDigester()
    reader = source.reader()
    while piece := reader.read(1 << 20):
        digester.update(piece)
    return digester.digests()
