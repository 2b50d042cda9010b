"""
How the members of a zip are packed.

Source: PKWARE APPNOTE 6.3.10, section 4.4.5 (methods), 5.8 (LZMA).
"""

import bz2
import contextlib
import lzma
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from leakscan.streams.limits import MIB, Limits
from leakscan.streams.source import Source
from leakscan.streams.zip.records import Entry

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_INPUT_BYTES = 64 * 1024
_OUTPUT_BYTES = 1 * MIB
_SALVAGE_BYTES = 16
_LZMA = 14
STORED = 0
_MAX_LZMA_DICTIONARY = 64 * MIB
_FAULTS = (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError, zstd.ZstdError)


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Deflate:
    """Raw deflate with the interface of the other decompressors."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-15)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(0, max_length))


def _deflate(_source: Source, offset: int, _limits: Limits) -> tuple[_Decompressor, int]:
    return _Deflate(), offset


def _bzip2(_source: Source, offset: int, _limits: Limits) -> tuple[_Decompressor, int]:
    return bz2.BZ2Decompressor(), offset


def _zstd(_source: Source, offset: int, limits: Limits) -> tuple[_Decompressor, int]:
    option = zstd.DecompressionParameter.window_log_max
    return zstd.ZstdDecompressor(options={option: limits.max_zstd_window_log}), offset


def _xz(_source: Source, offset: int, _limits: Limits) -> tuple[_Decompressor, int]:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=2 * _MAX_LZMA_DICTIONARY), offset


def _lzma(source: Source, offset: int, _limits: Limits) -> tuple[_Decompressor, int]:
    header = source.read_at(offset, 9)
    if len(header) < 9 or header[2:4] != b"\x05\x00":
        raise ValueError("its LZMA properties are none")
    settings, dictionary = struct.unpack("<BI", header[4:9])
    if settings >= 9 * 5 * 5 or dictionary > _MAX_LZMA_DICTIONARY:
        raise ValueError(f"its LZMA dictionary has {dictionary} bytes")
    rest, lc = divmod(settings, 9)
    pb, lp = divmod(rest, 5)
    filters = [
        {"id": lzma.FILTER_LZMA1, "dict_size": max(dictionary, 4096), "lc": lc, "lp": lp, "pb": pb}
    ]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters), offset + 9


_Make = Callable[[Source, int, Limits], tuple[_Decompressor, int]]
METHODS: dict[int, _Make | None] = {
    STORED: None,
    8: _deflate,
    12: _bzip2,
    14: _lzma,
    20: _zstd,
    93: _zstd,
    95: _xz,
}
"""By number; None: stored as it is."""


class MethodStream:
    """
    The content of one member.

    Afterwards, `fault` says what was wrong with it, and `end` where its data really ended.
    """

    def __init__(self, source: Source, offset: int, entry: Entry, limits: Limits) -> None:
        """The member's method is one of `METHODS`; its data start at `offset`."""
        self.fault = ""
        self.end = min(offset + entry.packed, source.size)
        self._source = source
        self._offset = offset
        self._method = entry.method
        self._packed = entry.packed
        self._crc = entry.crc
        self._limits = limits

    def pieces(self) -> Iterator[bytes]:
        """Yield pieces of at most 1 MiB; to be called once."""
        make = METHODS[self._method]
        delivered = crc = 0
        try:
            inflated = self._inflated(make, _INPUT_BYTES, _OUTPUT_BYTES) if make else self._stored()
            for piece in inflated:
                delivered += len(piece)
                crc = zlib.crc32(piece, crc)
                yield piece
        except _FAULTS as error:
            self.fault = str(error) or type(error).__name__
            if make:
                yield from self._salvage(make, delivered)
        else:
            # Damage to a packed stream rarely breaks it: what it then holds is something else.
            if self._crc not in (None, crc) and not self.fault:
                self.fault = "its checksum is wrong"

    def _stored(self) -> Iterator[bytes]:
        reader = self._source.reader(self._offset, self._packed)
        while piece := reader.read(_OUTPUT_BYTES):
            yield piece

    def _inflated(self, make: _Make, input_bytes: int, output_bytes: int) -> Iterator[bytes]:
        # A stream that says where it ends is read to there, whatever size a header claims.
        decompressor, start = make(self._source, self._offset, self._limits)
        reader = self._source.reader(start)
        known = self._offset + self._packed - start
        data = reader.read(max(1, min(input_bytes, known) if known > 0 else input_bytes))
        while data:
            piece = decompressor.decompress(data, output_bytes)
            while piece:
                yield piece
                piece = _more(decompressor, output_bytes)
            if _ended(decompressor):
                self.end = start + reader.tell() - len(decompressor.unused_data)
                return
            if self._method == _LZMA and reader.tell() >= known:
                return
            data = reader.read(input_bytes)
        self.fault = self.fault or "its stream ends in the middle"

    def _salvage(self, make: _Make, delivered: int) -> Iterator[bytes]:
        """
        Yield what lies between the last whole piece and the fault.

        A decompressor that raises takes the output of that call with it: the stream is read again,
        in small steps.
        """
        produced = 0
        with contextlib.suppress(*_FAULTS):
            for piece in self._inflated(make, _SALVAGE_BYTES, _OUTPUT_BYTES):
                fresh = piece[max(0, delivered - produced) :]
                produced += len(piece)
                if fresh:
                    yield fresh


def _more(decompressor: _Decompressor, output_bytes: int) -> bytes:
    return b"" if decompressor.eof else decompressor.decompress(b"", output_bytes)


def _ended(decompressor: _Decompressor) -> bool:
    return decompressor.eof
