"""Archives that leakscan knows and does not open: named, so that nobody takes them for searched."""

from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import Budget
from leakscan.streams.source import Source

_KINDS = {
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\x02\x21\x4c\x18": "old lz4",
    b"LZIP\x01": "lzip",
    b"\x89LZO\x00\x0d\x0a\x1a\x0a": "lzop",
    b"MSCF\x00\x00\x00\x00": "cabinet",
    b"xar!\x00\x1c": "xar",
    b"hsqs": "squashfs",
}
_HINT = "Unpack it yourself, and scan the directory with `leakscan context`."


def _members(source: Source, _name: str, _budget: Budget) -> Iterator[Member | Flaw]:
    head = source.read_at(0, 16)
    kind = next(kind for magic, kind in _KINDS.items() if head.startswith(magic))
    detail = f"{kind} archives are searched as they are stored, not unpacked"
    yield Flaw("unsupported.format", detail, _HINT)


FORMAT = Format(
    name="unsupported",
    magic=(
        rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07[\x00\x01]|\x02\x21\x4c\x18"
        rb"|LZIP\x01|\x89LZO\x00\x0d\x0a\x1a\x0a|MSCF\x00{4}|xar!\x00\x1c|hsqs.{24}\x04\x00"
    ),
    members=_members,
)
