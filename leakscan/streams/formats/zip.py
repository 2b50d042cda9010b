"""
The zip family: jar, war, wheel, egg, nupkg, apk of Android, office documents.

A zip says twice what it holds: in front of each member, and in a directory at its end.  Programs
believe one or the other, so both are read, and what only one of them shows is given all the same.
Sizes are bounds for nobody: a packed stream ends where it ends.

Source: PKWARE APPNOTE 6.3.10, section 4.3.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import Budget
from leakscan.streams.source import Source
from leakscan.streams.zip.methods import METHODS, STORED, MethodStream
from leakscan.streams.zip.records import LOCAL, Entry, data_offset, directory, local_entry

_NO_PASSWORD = "Scan what you packed, before it is encrypted."  # noqa: S105 - a hint


def _members(source: Source, _name: str, budget: Budget) -> Iterator[Member | Flaw]:
    listed, flaws = directory(source, budget)
    yield from flaws
    reading = _Reading(source, budget)
    for entry in sorted(listed, key=lambda entry: entry.offset):
        yield from reading.read(entry)
        local = local_entry(source, entry.offset)
        if local is not None:
            yield from reading.read(local)
    loose = 0
    for found in reading.loose({entry.offset for entry in listed}):
        loose += isinstance(found, Member)
        yield found
    if loose and not listed and not flaws:
        # Without a list nobody knows whether these are all that there were.
        yield Flaw("zip.directory", f"it lists no members, and {_counted(loose)} in it")
    yield from reading.unread()


class _Reading:
    """The members of one archive, each stream once, and which of its bytes they cover."""

    def __init__(self, source: Source, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._seen: set[tuple[int, int, int]] = set()
        self._covered: dict[int, int] = {}
        """Where the data of a listed member end, by the offset of its local header."""
        self._encrypted = 0
        self._unsupported: Counter[int] = Counter()

    def read(self, entry: Entry) -> Iterator[Member | Flaw]:
        """Yield the content of a member, unless the other view gave it already."""
        start = data_offset(self._source, entry.offset)
        if start is None:
            yield Flaw("zip.header", f"no member is at offset {entry.offset}, as listed")
            return
        end = min(start + entry.packed, self._source.size)
        if entry.endless and entry.offset in self._covered:
            return
        # Of a stream that says itself where it ends, the size is no part.
        room = entry.packed if entry.method == STORED else 0
        key = (start, -1 if entry.encrypted else entry.method, room)
        if key not in self._seen:
            self._seen.add(key)
            if entry.encrypted:
                self._encrypted += 1
            elif entry.method not in METHODS:
                self._unsupported[entry.method] += 1
            else:
                stream = MethodStream(self._source, start, entry, self._budget.limits)
                yield Member(entry.name, stream.pieces())
                end = min(end, stream.end)
                if stream.fault:
                    yield Flaw("zip.damaged", f"{entry.name!r}: {stream.fault}")
        # Two views that differ: what only the larger covers may hide something.
        self._covered[entry.offset] = min(self._covered.get(entry.offset, end), end)

    def loose(self, listed: set[int]) -> Iterator[Member | Flaw]:
        """
        Yield members that no directory lists: before, between, behind and under those it does.

        Their local headers are looked for in all bytes that are no listed member's data.
        """
        position = 0
        for offset in sorted(listed):
            yield from self._between(position, offset, listed)
            position = max(position, self._covered.get(offset, 0))
        yield from self._between(position, self._source.size, listed)

    def _between(self, start: int, end: int, listed: set[int]) -> Iterator[Member | Flaw]:
        while (at := self._source.find(LOCAL, start, end)) >= 0:
            self._budget.work(0)
            start = at + len(LOCAL)
            entry = None if at in listed else local_entry(self._source, at)
            data = data_offset(self._source, at)
            if entry is None or data is None:
                continue
            if entry.endless:
                entry = self._with_end(entry, data)
            yield from self.read(entry)
            start = max(start, self._covered.get(at, start))

    def _with_end(self, entry: Entry, data: int) -> Entry:
        """Return a member whose header says no size, with one: stored data end at a record."""
        end = self._source.size
        if entry.method == STORED:
            following = self._source.find(b"PK", data, end)
            end = following if following >= 0 else end
        return replace(entry, packed=end - data)

    def unread(self) -> Iterator[Flaw]:
        """Yield what could not be read of the members so far."""
        if self._encrypted:
            detail = f"{_counted(self._encrypted)} encrypted"
            yield Flaw("zip.encrypted", detail, _NO_PASSWORD)
        for method, count in sorted(self._unsupported.items()):
            yield Flaw("unsupported.method", f"{_counted(count)} packed by zip method {method}")


def _counted(count: int) -> str:
    return "1 member is" if count == 1 else f"{count:,} members are"


FORMAT = Format(
    name="zip",
    magic=rb"PK(?:\x03\x04|\x05\x06|00PK)",
    tail=rb"PK\x05\x06.{16}\x00\x00",
    members=_members,
)
