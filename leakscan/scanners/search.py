"""
One pass over a layer: the matcher sees every byte of the tar stream, headers and padding included.

Calling the matcher for each of a hundred thousand files would cost more than matching them, so it
runs over blocks of megabytes.  Hits are then given to the entries that hold them, by offset, and
confirmed on the entry's own bytes: what lies beside a file in the archive cannot change a result.
"""

import bisect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import MAX_ANCHOR_BYTES, Hit
from leakscan.model.finding import Detection
from leakscan.scanners.digests import Digests, FileDigester
from leakscan.scanners.opening import Opened, Openings
from leakscan.streams.limits import MIB, Limits
from leakscan.streams.tar import BLOCK, TarEntry

_MAX_RECORD = 32 * MIB
_TAR_HEADER = ("tar header",)


class Walker(Protocol):
    """What finds entries in a stream: a tar walker, or one that takes the stream as one file."""

    wanted: int

    def walk(self, buffer: bytes | memoryview, base: int) -> Iterator[TarEntry]:
        """Yield the entries whose headers lie in `buffer`, which starts at `base`."""


@dataclass(slots=True)
class SingleFile:
    """A walker for a stream that is no archive: all of it is the data of one entry."""

    name: str
    size: int
    wanted: int = 0

    def walk(self, buffer: bytes | memoryview, base: int) -> Iterator[TarEntry]:
        """Yield the one entry at the first call."""
        if base == 0 and self.wanted == 0 and len(buffer):
            self.wanted = self.size
            yield TarEntry(self.name, b"0", "", 0, 0, self.size)


@dataclass(frozen=True, slots=True)
class Found:
    """The detections in one entry, or in the bytes before one."""

    entry: int
    """Number of the entry in its archive; -1: bytes that no entry claims."""
    path: str
    detections: tuple[Detection, ...]
    digests: Digests | None
    """Of the entry's bytes; None: not known yet, or not an entry's data."""


class _Region(NamedTuple):
    start: int
    end: int
    entry: int
    inner: tuple[str, ...]


class StreamSearch:
    """
    Searches one stream that is fed to it in pieces.

    `on_entry` hears of every entry, in order; an entry for which `keep` is true is given to
    `on_kept` with its bytes.  With `openings`, what entries hold is searched, too; some of them can
    be told only when they have passed, and are read a second time from what `again` gives.
    """

    def __init__(
        self,
        detector: Detector,
        walker: Walker,
        limits: Limits,
        *,
        on_entry: Callable[[TarEntry], object] = lambda _: None,
        keep: Callable[[str], bool] = lambda _: False,
        on_kept: Callable[[str, bytes], object] = lambda _path, _data: None,
        openings: Openings | None = None,
        again: Callable[[], Iterator[list[bytes]]] = lambda: iter(()),
    ) -> None:
        self.size = 0
        """Bytes fed so far."""
        self._detector = detector
        self._walker = walker
        self._limits = limits
        self._on_entry = on_entry
        self._keep = keep
        self._on_kept = on_kept
        self._openings = openings
        self._again = again
        self._buffer = b""
        self._base = 0
        self._entries: list[TarEntry] = []
        self._starts: list[int] = []
        self._first_number = 0
        self._deferred: list[Hit] = []
        self._lines: tuple[int, int] = (0, 0)
        self._found: dict[tuple[int, tuple[str, ...]], list[Detection]] = {}
        self._paths: dict[int, str] = {}
        self._digests: dict[int, Digests] = {}
        self._wanted_records: list[TarEntry] = []

    def feed(self, pieces: list[bytes]) -> None:
        """Search the next bytes of the stream."""
        self._advance(pieces, final=False)

    def finish(self) -> tuple[Found, ...]:
        """Search what was put off and return everything found, in the order of the stream."""
        self._advance([], final=True)
        if self._openings is not None:
            stream = (piece for pieces in self._again() for piece in pieces)
            self._keep_opened(self._openings.take_late(stream))
        inside = {
            (entry, detection.identity)
            for (entry, inner), detections in self._found.items()
            if inner and inner != _TAR_HEADER
            for detection in detections
        }
        return tuple(
            Found(
                entry,
                self._paths.get(entry, ""),
                _distinct(detections, inner),
                None if inner == _TAR_HEADER else self._digests.get(entry),
            )
            for (entry, inner), listed in self._found.items()
            # What a file holds as it is shows in its own bytes, too: the inner place says more.
            if (detections := [d for d in listed if inner or (entry, d.identity) not in inside])
        )

    def _advance(self, pieces: list[bytes], *, final: bool) -> None:
        previous_end = self.size
        self._buffer = b"".join((self._buffer, *pieces))
        self.size = end = self._base + len(self._buffer)
        hits = self._match(previous_end) if pieces else []
        pending = self._deferred + hits
        if named := [*self._named_on(previous_end), *self._walk()]:
            pending = sorted(pending + named)
        self._open(pending, final=final)
        horizon = end if final else self._horizon(end)
        cut = bisect.bisect_right(pending, horizon, key=lambda hit: hit.end)
        self._deferred = pending[cut:]
        self._examine(pending[:cut])
        self._take_records(end, final=final)
        if not final:
            self._drop(end)

    def _match(self, previous_end: int) -> list[Hit]:
        """Return the hits that end in the new bytes, their ends counted from the stream's start."""
        start = max(0, previous_end - self._base - MAX_ANCHOR_BYTES)
        offset = self._base + start
        view = memoryview(self._buffer)[start:]
        return [
            Hit(hit.end + offset, hit.recogniser)
            for hit in self._detector.matcher.hits(view)
            if hit.end + offset > previous_end
        ]

    def _walk(self) -> list[Hit]:
        """Take the entries that begin in the buffer; return what their names call for."""
        named: list[Hit] = []
        for entry in self._walker.walk(self._buffer, self._base):
            self._entries.append(entry)
            self._starts.append(entry.header_offset)
            self._on_entry(entry)
            if self._openings is not None:
                self._openings.add(self._first_number + len(self._entries) - 1, entry)
            if entry.size and self._keep(entry.name) and entry.size <= _MAX_RECORD:
                self._wanted_records.append(entry)
            if entry.size:
                named += self._named_at(entry, entry.offset)
        return named

    def _named_on(self, previous_end: int) -> list[Hit]:
        """Return what the name of the entry that goes on after `previous_end` calls for."""
        last = self._entries[-1] if self._entries else None
        goes_on = last is not None and last.offset < previous_end < min(last.end, self.size)
        return self._named_at(last, previous_end) if last is not None and goes_on else []

    def _named_at(self, entry: TarEntry, offset: int) -> list[Hit]:
        # Where a hit lies is told by the byte before its end.
        return [Hit(offset + 1, number) for _, number in self._detector.named(entry.name)]

    def _open(self, pending: list[Hit], *, final: bool) -> None:
        """Take what is inside the entries that are complete now."""
        if self._openings is None:
            return

        def noticed(entry: TarEntry) -> bool:
            at = bisect.bisect_right(pending, entry.offset, key=lambda hit: hit.end)
            whole = entry.header_offset >= self._base
            return not whole or (at < len(pending) and pending[at].end <= entry.end)

        self._keep_opened(self._openings.take(self._buffer, self._base, noticed, final=final))

    def _keep_opened(self, all_opened: Iterator[Opened]) -> None:
        for opened in all_opened:
            self._paths[opened.entry] = opened.path
            self._digests[opened.entry] = opened.digests
            for detection in opened.detections:
                key = (opened.entry, detection.inner)
                self._found.setdefault(key, []).append(detection)

    def _horizon(self, end: int) -> int:
        """Return up to where hits can be examined now: with all they need in the buffer."""
        horizon = min(end, self._walker.wanted)
        last = self._entries[-1] if self._entries else None
        if last is not None and last.end > end:
            if self._is_whole(last):
                return min(horizon, last.header_offset)
            return min(horizon, max(last.offset, end - self._detector.reach))
        claimed = last.end if last is not None else 0
        if self._walker.wanted - claimed >= 2 * BLOCK:
            # Bytes that no entry claims: they go on, so what follows may matter to what is here.
            return min(horizon, max(claimed, end - self._detector.reach))
        return horizon

    def _is_whole(self, entry: TarEntry) -> bool:
        """Tell whether an entry is looked at as a whole, never through windows."""
        small = entry.size <= self._limits.whole_file_bytes or entry.end <= self.size
        return small or (bool(self._wanted_records) and self._wanted_records[-1] is entry)

    def _drop(self, end: int) -> None:
        """Forget the bytes and entries that nothing can need any more."""
        base = max(self._base, end - 2 * max(self._detector.reach, MAX_ANCHOR_BYTES))
        base = min(base, max(self._walker.wanted, self._base))
        last = self._entries[-1] if self._entries else None
        if last is not None and last.end > end:
            if self._is_whole(last):
                base = min(base, last.header_offset)
            else:
                horizon = max(last.offset, end - self._detector.reach)
                base = min(base, max(last.offset, horizon - self._detector.reach))
        base = max(base, self._base)
        if last is not None and last.offset < base < last.end:
            self._count_lines(last, base)
        self._buffer = self._buffer[base - self._base :]
        self._base = base
        done = 0
        while done < len(self._entries) and self._entries[done].end <= base:
            done += 1
        # The entry before the first byte is kept: padding and lost bytes lie after it.
        done = min(done, len(self._entries) - 1) if self._entries else 0
        del self._entries[:done]
        del self._starts[:done]
        self._first_number += done

    def _count_lines(self, entry: TarEntry, base: int) -> None:
        number = self._first_number + len(self._entries) - 1
        counted_for, lines = self._lines
        if counted_for != number:
            lines = 0
        start = max(self._base, entry.offset) - self._base
        lines += self._buffer.count(b"\n", start, base - self._base)
        self._lines = (number, lines)

    def _examine(self, hits: list[Hit]) -> None:
        groups: dict[_Region, list[Hit]] = {}
        for hit in hits:
            groups.setdefault(self._region(hit.end - 1), []).append(hit)
        for region, members in groups.items():
            self._examine_region(region, members)

    def _region(self, offset: int) -> _Region:
        """Return the stretch of the stream that the byte at `offset` belongs to."""
        at = bisect.bisect_right(self._starts, offset) - 1
        following = self._starts[at + 1] if at + 1 < len(self._starts) else self._walker.wanted
        if at < 0:
            return _Region(0, max(following, self.size), -1, ())
        entry = self._entries[at]
        number = self._first_number + at
        self._paths[number] = entry.name
        if offset < entry.offset:
            return _Region(entry.header_offset, entry.offset, number, _TAR_HEADER)
        if offset < entry.end:
            return _Region(entry.offset, entry.end, number, ())
        following = max(following, offset + 1)
        return _Region(entry.end, following, -1, (f"unclaimed bytes after offset {entry.end}",))

    def _examine_region(self, region: _Region, hits: list[Hit]) -> None:
        start = max(region.start, self._base)
        end = min(region.end, self.size)
        data = self._buffer[start - self._base : end - self._base]
        counted_for, lines = self._lines
        content = Content(
            data=data,
            name=self._paths.get(region.entry, ""),
            origin=start - region.start,
            lines_before=lines if counted_for == region.entry and start > region.start else 0,
        )
        local = [Hit(hit.end - start, hit.recogniser) for hit in hits]
        detections = self._detector.examine(content, local)
        if not detections:
            return
        if region.entry < 0:
            # Bytes that are no file's have no lines, either.
            detections = [replace(detection, region=None) for detection in detections]
        self._found.setdefault((region.entry, region.inner), []).extend(detections)
        whole = region.entry >= 0 and not region.inner and end - start == region.end - region.start
        if whole and region.entry not in self._digests:
            digester = FileDigester()
            digester.update(data)
            self._digests[region.entry] = digester.digests()

    def _take_records(self, end: int, *, final: bool) -> None:
        while self._wanted_records and (final or self._wanted_records[0].end <= end):
            entry = self._wanted_records.pop(0)
            start = max(0, entry.offset - self._base)
            self._on_kept(entry.name, self._buffer[start : entry.end - self._base])


def search_one(
    detector: Detector,
    blocks: Iterator[list[bytes]],
    name: str,
    limits: Limits,
    *,
    openings: Openings,
    again: Callable[[], Iterator[list[bytes]]],
) -> tuple[int, tuple[Found, ...]]:
    """
    Search a stream as one file, with what it holds; return its own size, too.

    It is looked at as a whole if it fits in a block, else through windows.  `again` gives the
    stream a second time.
    """
    first = next(blocks, [])
    second = next(blocks, [])
    # A size that nothing reaches: where a longer stream ends is known at its end only.
    size = 1 << 60 if second else sum(map(len, first))
    walker = SingleFile(name, size)
    search = StreamSearch(detector, walker, limits, openings=openings, again=again)
    for pieces in itertools.chain((first, second) if second else (first,), blocks):
        search.feed(pieces)
    found = search.finish()
    return search.size, found


def _distinct(detections: list[Detection], inner: tuple[str, ...]) -> tuple[Detection, ...]:
    """Return each detection once: two windows of a large file may both have shown it."""
    seen = {(d.rule_id, d.span, d.identity): d for d in reversed(detections)}
    ordered = sorted(seen.values(), key=lambda d: (d.span, d.rule_id))
    return tuple(replace(d, inner=inner) if inner else d for d in ordered)
