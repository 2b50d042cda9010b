"""Tars that lie inside files, as they are or after decompression; concatenated ones, too."""

from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import KIB, MIB, Budget
from leakscan.streams.source import Source
from leakscan.streams.tar import BLOCK, HARMLESS, Anomaly, TarEntry, TarWalker, is_header

_WINDOW = 64 * KIB
_PIECE = 1 * MIB


def _members(source: Source, _name: str, budget: Budget) -> Iterator[Member | Flaw]:
    walker = TarWalker(budget.limits)
    told = 0
    for entry in _entries(source, walker):
        if entry.size:
            yield Member(entry.name, _pieces(source, entry))
        else:
            budget.work(0)
        for anomaly in walker.anomalies[told:]:
            yield from _flaw(anomaly)
        told = len(walker.anomalies)
    walker.finish(source.size)
    for anomaly in walker.anomalies[told:]:
        # Where the end marker is missing, nothing that is here was left unread.
        if anomaly.code != "tar.end":
            yield from _flaw(anomaly)


def _entries(source: Source, walker: TarWalker) -> Iterator[TarEntry]:
    window = _WINDOW
    while walker.wanted + BLOCK <= source.size:
        base = walker.wanted
        buffer = source.read_at(base, window)
        yield from walker.walk(buffer, base)
        if walker.wanted > base:
            window = _WINDOW
        elif len(buffer) < window:
            return
        else:
            # An extension header that goes on beyond the window.
            window *= 2


def _pieces(source: Source, entry: TarEntry) -> Iterator[bytes]:
    reader = source.reader(entry.offset, entry.size)
    while piece := reader.read(_PIECE):
        yield piece


def _flaw(anomaly: Anomaly) -> Iterator[Flaw]:
    if anomaly.code not in HARMLESS:
        hint = "The bytes were searched, but not as the files they may hold."
        yield Flaw(anomaly.code, f"{anomaly.detail} at offset {anomaly.offset}", hint)


def _recognises(head: bytes, _name: str) -> bool:
    return head[257:262] == b"ustar" or is_header(head)


FORMAT = Format(
    name="tar",
    # The magic of today's tars, or the fields of those from before there was one.
    magic=rb".{257}ustar|[^\x00].{99}(?:[0-7 ]{6,7}[\x00 ]{1,2}){3}[0-7 ]{11}",
    members=_members,
    recognises=_recognises,
)
