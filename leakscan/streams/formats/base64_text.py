"""A file that is base64 from its first byte: whatever it holds, text, archive or base64 again."""

import base64
import binascii
from collections.abc import Iterator

from leakscan.expressions import expression
from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import KIB, Budget
from leakscan.streams.source import Source

_STEP = 256 * KIB
_OTHER = expression(rb"[^A-Za-z0-9+/]+")
_LINES = expression(rb"[A-Za-z0-9+/]{60,510}={0,2}(?:\r?\n|\Z)|[A-Za-z0-9+/]{512}")


def _members(source: Source, _name: str, _budget: Budget) -> Iterator[Member | Flaw]:
    yield Member("decoded text", _decoded(source), label="base64")


def _decoded(source: Source) -> Iterator[bytes]:
    reader = source.reader()
    rest = b""
    while piece := reader.read(_STEP):
        # Up to the first padding: what stands behind it is something else.
        data, padding, _ = piece.partition(b"=")
        rest += _OTHER.sub(b"", data)
        whole = len(rest) // 4 * 4
        yield base64.b64decode(rest[:whole])
        rest = rest[whole:]
        if padding:
            break
    if len(rest) > 1:
        try:
            yield base64.b64decode(rest + b"=" * (-len(rest) % 4))
        except binascii.Error:
            return


def _recognises(head: bytes, _name: str) -> bool:
    line = _LINES.match(head)
    # Lists of hashes, and words without end, have few of the letters.
    return line is not None and len(set(line[0])) > 24


FORMAT = Format(
    name="base64",
    magic=rb"[A-Za-z0-9+/]{60}",
    members=_members,
    recognises=_recognises,
    order=3,
)
