"""
RPM packages: a lead, two headers, and a compressed cpio archive.

Source: RPM's manual, "RPM V4 Package format".
"""

from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import MIB, Budget
from leakscan.streams.source import Source

_LEAD_BYTES = 96
_HEADER_MAGIC = b"\x8e\xad\xe8"
_INTRO_BYTES = 16
_PIECE = 1 * MIB


def _members(source: Source, _name: str, _budget: Budget) -> Iterator[Member | Flaw]:
    signature_end = _header_end(source, _LEAD_BYTES)
    payload = None
    if signature_end is not None:
        payload = _header_end(source, (signature_end + 7) // 8 * 8)
    if payload is None:
        yield Flaw("rpm.header", "its headers are damaged, so where its files start is unknown")
        return
    yield Member("payload", _pieces(source, payload), packed=True)


def _header_end(source: Source, offset: int) -> int | None:
    intro = source.read_at(offset, _INTRO_BYTES)
    if len(intro) < _INTRO_BYTES or intro[:3] != _HEADER_MAGIC:
        return None
    entries = int.from_bytes(intro[8:12], "big")
    end = offset + _INTRO_BYTES + 16 * entries + int.from_bytes(intro[12:16], "big")
    return end if end <= source.size else None


def _pieces(source: Source, start: int) -> Iterator[bytes]:
    reader = source.reader(start)
    while piece := reader.read(_PIECE):
        yield piece


FORMAT = Format(name="rpm", magic=rb"\xed\xab\xee\xdb[\x03\x04]", members=_members)
