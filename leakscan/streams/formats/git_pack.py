"""A pack of git objects, or a bundle, which is a pack behind a list of refs."""

from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.git.pack import HEADER_BYTES, PackObject, PackWalker, is_pack
from leakscan.streams.limits import MIB, Budget
from leakscan.streams.source import Source

_BUNDLE = b"# v"
_PACK_IN_BUNDLE = b"\n\nPACK\0\0\0"
_MAX_REFS_BYTES = 16 * MIB
_SHOWN_FAULTS = 100


def _members(source: Source, _name: str, budget: Budget) -> Iterator[Member | Flaw]:
    start = 0
    if source.read_at(0, len(_BUNDLE)) == _BUNDLE:
        start = source.find(_PACK_IN_BUNDLE, 0, min(source.size, _MAX_REFS_BYTES)) + 2
        if start < 2:
            yield Flaw("git.bundle", "no pack follows the refs")
            return
    elif not is_pack(source.read_at(0, HEADER_BYTES)):
        yield Flaw("git.pack", "no pack begins there")
    walker = PackWalker(source, budget, start)
    for item in walker.objects():
        yield Member(_title(item), item.pieces)
    for fault in walker.faults[:_SHOWN_FAULTS]:
        code, _, fact = fault.reason.partition(": ")
        place = f" ({fault.size} bytes at offset {fault.offset})" if fault.size else ""
        yield Flaw(code, fact + place)
    if len(walker.faults) > _SHOWN_FAULTS:
        yield Flaw("git.faults", f"{len(walker.faults) - _SHOWN_FAULTS} more faults")


def _title(item: PackObject) -> str:
    return f"{item.kind} {item.id.hex()}" if item.id else f"damaged {item.kind} at {item.offset}"


FORMAT = Format(
    name="git-pack",
    magic=rb"PACK\x00\x00\x00[\x02\x03]|# v[23] git bundle\n",
    members=_members,
    path=r"(?:^|/)objects/pack/pack-(?:[0-9a-f]{40}|[0-9a-f]{64})\.pack$",
)
