"""
A file that is one compressed stream: gzip, zstd, xz, bzip2, lz4.

Source: RFC 1952 section 2.3 (gzip header), RFC 8878 section 3.1 (zstd frames), LZ4 Frame Format 1.6
(frame descriptor).
"""

from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import Budget
from leakscan.streams.source import Source

_SUFFIXES = {
    ".tgz": ".tar",
    ".tbz2": ".tar",
    ".tbz": ".tar",
    ".txz": ".tar",
    ".tzst": ".tar",
    ".svgz": ".svg",
    ".gz": "",
    ".bz2": "",
    ".xz": "",
    ".zst": "",
    ".lz4": "",
}
_MAX_NAME = 1024


def _members(source: Source, name: str, budget: Budget) -> Iterator[Member | Flaw]:
    # Only now: the libraries that inflate take a while to load.
    from leakscan.streams.compression import Inflater  # noqa: PLC0415 - see above

    inflater = Inflater(source.reader(), budget.limits)
    codec = inflater.codec
    yield Member(_inner_name(source, name), inflater.pieces())
    if inflater.fault:
        code = "damaged" if source.size else "empty"
        yield Flaw(f"{codec}.{code}", inflater.fault.removeprefix(f"{codec}: "))


def _inner_name(source: Source, name: str) -> str:
    """Return the name that a gzip header has, or the file's own without its ending."""
    base = name.rpartition("/")[2]
    for suffix, instead in _SUFFIXES.items():
        if base.lower().endswith(suffix):
            base = base[: -len(suffix)] + instead
            break
    return _stored_name(source.read_at(0, _MAX_NAME)) or base


def _stored_name(head: bytes) -> str:
    if head[:3] != b"\x1f\x8b\x08" or not head[3] & 8:
        return ""
    at = 10
    if head[3] & 4:
        at += 2 + int.from_bytes(head[10:12], "little")
    # Source: RFC 1952 section 2.3.1, FNAME: ISO 8859-1, ended by a zero byte.
    return head[at : head.find(b"\0", at)].decode("latin-1") if b"\0" in head[at:] else ""


FORMAT = Format(
    name="compressed",
    magic=(
        rb"\x1f\x8b\x08[\x00-\x1f]|\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18|\xfd7zXZ\x00"
        rb"|BZh[1-9](?:1AY&SY|\x17rE8P\x90)|\x04\x22\x4d\x18[\x40-\x7f]"
    ),
    members=_members,
)
