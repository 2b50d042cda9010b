"""The files of a stream that hold others: noticed by their first bytes, gathered as they pass."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from leakscan.model.finding import Detection
from leakscan.scanners.digests import Digests, FileDigester
from leakscan.streams.format import HEAD_BYTES, Format, Sniffer
from leakscan.streams.source import Room, Source, Spool
from leakscan.streams.tar import TarEntry

_LEAST_BYTES = 6

Unpack = Callable[[str, Source, Format], list[Detection]]
"""Takes a file's name, bytes and format; returns what is inside it."""


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

    def __init__(self, sniffer: Sniffer, room: Room, unpack: Unpack) -> None:
        self._sniff = sniffer.sniff
        self._room = room
        self._unpack = unpack
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
        if self._passing is not None:
            yield from self._pass(self._passing, buffer, base, final=final)
        waiting = []
        for number, entry in self._new:
            if not final and entry.offset + HEAD_BYTES > end and entry.end > end:
                waiting.append((number, entry))
                continue
            start, stop = entry.offset - base, min(entry.end, end) - base
            form = self._sniff(buffer, entry.name, start, stop)
            if form is None:
                continue
            if entry.end <= end:
                if form.verbatim and not noticed(entry):
                    continue
                source = Source(memoryview(buffer)[start:stop])
                yield from self._open(number, entry, form, source)
            else:
                self._passing = _Passing(number, entry, form, Spool(self._room), entry.offset)
                yield from self._pass(self._passing, buffer, base, final=final)
        self._new = waiting

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
            detections = self._unpack(entry.name, source, form)
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
