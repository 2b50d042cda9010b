"""Git's index, as the lines that `git ls-files -s` would print: the ids and names of its files."""

from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.git.index import SIGNATURE, BadIndex, index_entries
from leakscan.streams.limits import Budget
from leakscan.streams.source import Source

MEMBER = "index entries"


def _members(source: Source, _name: str, _budget: Budget) -> Iterator[Member | Flaw]:
    faults: list[str] = []
    yield Member(MEMBER, _lines(source, faults))
    for fault in faults:
        yield Flaw("git.index", fault)


def _lines(source: Source, faults: list[str]) -> Iterator[bytes]:
    try:
        for entry in index_entries(source):
            yield b"%s %s\n" % (entry.id.hex().encode(), entry.path.replace(b"\n", b"?"))
    except BadIndex as fault:
        faults.append(str(fault))


FORMAT = Format(
    name="git-index", magic=SIGNATURE + rb"\x00\x00\x00[\x02\x03\x04]", members=_members
)
