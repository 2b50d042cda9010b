"""
Runs of UTF-16 text in Windows files: programs, registry hives, documents and installers.

What a .NET program has as a literal, and all that a registry holds, is in UTF-16: a search for
bytes does not see it.  A program that unpacks itself is a zip at its end: that is read, too.
"""

import re
from collections.abc import Iterator

from leakscan.expressions import expression
from leakscan.streams.format import TAIL_BYTES, Flaw, Format, Member
from leakscan.streams.formats.zip import FORMAT as ZIP
from leakscan.streams.limits import KIB, MIB, Budget
from leakscan.streams.source import Source

_CHARACTER = rb"[\x09\x0a\x0d\x20-\x7e]"
_RUN = expression(rb"%b(?:\x00%b){5,16383}" % (_CHARACTER, _CHARACTER))
_ZIP_END = expression(ZIP.tail, re.DOTALL)
_STEP = 1 * MIB
_OVERLAP = 32 * KIB


def _members(source: Source, name: str, budget: Budget) -> Iterator[Member | Flaw]:
    yield Member(name.rpartition("/")[2], runs(source, budget), label="UTF-16 strings")
    if _ZIP_END.match(source.read_at(source.size - TAIL_BYTES, TAIL_BYTES)):
        yield from ZIP.members(source, name, budget)


def runs(source: Source, budget: Budget, parity: int | None = None) -> Iterator[bytes]:
    """
    Yield the runs, each ended by a newline; one at the border of two windows comes whole.

    With a `parity`, only those whose characters stand at even (0) or odd (1) offsets.
    """
    offset = 0
    while offset < source.size:
        budget.work(0)
        window = source.read_at(offset, _STEP + _OVERLAP)
        found = []
        following = _STEP
        for match in _RUN.finditer(window):
            if match.start() >= _STEP:
                break
            following = max(following, match.end())
            if parity in (None, (offset + match.start()) % 2):
                found.append(match[0][::2])
        if found:
            yield b"\n".join(found) + b"\n"
        offset += following


FORMAT = Format(
    name="wide",
    magic=rb"MZ.{58}|regf.{8}|\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    members=_members,
    order=2,
)
