"""
The format from before xz: `.lzma` files, and the payload of old RPM packages.

Source: XZ Utils, doc/lzma-file-format.txt.
"""

import lzma
from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import KIB, MIB, Budget
from leakscan.streams.source import Source

_INPUT_BYTES = 64 * KIB
_OUTPUT_BYTES = 1 * MIB
_MEMORY_BYTES = 96 * MIB


class _Stream:
    def __init__(self, source: Source) -> None:
        self.fault = ""
        self._source = source

    def pieces(self) -> Iterator[bytes]:
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MEMORY_BYTES)
        reader = self._source.reader()
        data = b""
        try:
            while not decompressor.eof:
                if decompressor.needs_input:
                    data = reader.read(_INPUT_BYTES)
                    if not data:
                        self.fault = "the stream ends in the middle"
                        return
                piece = decompressor.decompress(data, _OUTPUT_BYTES)
                data = b""
                if piece:
                    yield piece
        except (lzma.LZMAError, EOFError) as error:
            self.fault = str(error)


def _members(source: Source, name: str, _budget: Budget) -> Iterator[Member | Flaw]:
    stream = _Stream(source)
    yield Member(name.rpartition("/")[2].removesuffix(".lzma"), stream.pieces())
    if stream.fault:
        yield Flaw("lzma.damaged", stream.fault)


FORMAT = Format(
    name="lzma",
    # The usual properties, a dictionary of a power of two, and a size that is unknown or small.
    magic=rb"\x5d\x00\x00[\x00\x10\x20\x40\x80][\x00-\x08](?:\xff{8}|.{5}\x00{3})",
    members=_members,
)
