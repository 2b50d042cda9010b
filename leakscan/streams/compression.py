"""
Decompression that keeps what it got: a fault ends the stream and is told, never raised.

What a stream is goes by its first bytes; names and media types lie.  Members and frames follow one
another (pigz, eStargz and zstd:chunked make thousands): all of them are read.

Source: RFC 1952 section 2.2 (gzip members), RFC 8878 section 3 (zstd frames), LZ4 Frame Format 1.6.
"""

import bz2
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Protocol

import lz4.frame
from isal import igzip_lib

from leakscan.streams.limits import Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_INPUT_BYTES = 256 * 1024
_OUTPUT_BYTES = 1024 * 1024
_SMALL_STEP = 1024
_TINY_STEP = 8

_FAULTS: tuple[type[Exception], ...] = (  # type: ignore[assignment] # isal has its error as `Exception`
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    igzip_lib.IsalError,
    lzma.LZMAError,
    zstd.ZstdError,
)

_GZIP = b"\x1f\x8b"
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + n, 0x2A, 0x4D, 0x18]) for n in range(16)))
"""A frame of data, and the sixteen kinds of frames that may be skipped."""
_XZ = b"\xfd7zXZ\x00"
_BZIP2 = b"BZh"
_LZ4 = b"\x04\x22\x4d\x18"
MAGICS = (_GZIP, *_ZSTD, _XZ, _BZIP2, _LZ4)
"""What a compressed stream begins with; the longest has six bytes."""


class _Decompressor(Protocol):
    """What the decompressors of all formats have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


def sniff(first: bytes) -> str:
    """Return `gzip`, `zstd`, `xz`, `bzip2`, `lz4`, or an empty text; six bytes are enough."""
    if first.startswith(_GZIP):
        return "gzip"
    if first.startswith(_ZSTD):
        return "zstd"
    if first.startswith(_XZ):
        return "xz"
    if first.startswith(_BZIP2):
        return "bzip2"
    if first.startswith(_LZ4):
        return "lz4"
    return ""


class _Lz4:
    """`lz4`'s decompressor with the manners of the standard library's."""

    def __init__(self) -> None:
        self._inner = lz4.frame.LZ4FrameDecompressor()

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return bool(self._inner.needs_input)

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data or b""

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        try:
            return bytes(self._inner.decompress(data, max_length))
        except RuntimeError as error:
            raise ValueError(str(error)) from None


class Stored(Protocol):
    """What stored bytes are read from: a file, or a part of one."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; none at the end."""

    def seek(self, offset: int, /) -> int:
        """Go to `offset`, counted from the start."""

    def tell(self) -> int:
        """Return the current offset."""

    def seekable(self) -> bool:
        """Tell whether `seek` works."""


class Inflater:
    """
    The uncompressed bytes of a stream, piece by piece.

    After the last piece, `fault` says what was wrong (empty: nothing), and `raw_bytes` how many
    stored bytes were read.  A stream that is not compressed passes through.
    """

    def __init__(
        self,
        raw: Stored,
        limits: Limits,
        on_raw: Callable[[bytes], object] | None = None,
    ) -> None:
        """
        Start at `raw`'s current position; `raw` must be seekable to survive a fault well.

        `on_raw` sees every stored byte once, in order: a place to hash them.
        """
        self.fault = ""
        self.raw_bytes = 0
        self._raw = raw
        self._limits = limits
        self._on_raw = on_raw
        self._first = self._read()
        self.codec = sniff(self._first)

    def pieces(self) -> Iterator[bytes]:
        """Yield the bytes in pieces of at most 1 MiB; to be called once."""
        if not self.codec:
            yield from self._plain()
            return
        data = self._first
        while data:
            data = yield from self._member(data)
            if not data:
                data = self._read()
            if data and not sniff(data[:6]):
                if len(data) < 6:
                    data += self._read()
                if not sniff(data[:6]):
                    self._trailing(data)
                    return

    def _plain(self) -> Iterator[bytes]:
        data = self._first
        while data:
            yield data
            data = self._read()

    def _member(self, data: bytes) -> Generator[bytes, None, bytes]:
        """Yield one member's bytes; return what follows it of the stored bytes read so far."""
        start = self.raw_bytes - len(data)
        delivered = 0
        decompressor = self._make(sniff(data[:6]))
        while not decompressor.eof:
            fed = self.raw_bytes
            try:
                piece = decompressor.decompress(data, _OUTPUT_BYTES)
            except _FAULTS as error:
                self.fault = f"{self.codec}: {error}"
                yield from self._salvage(start, fed - len(data), delivered)
                return b""
            data = b""
            if piece:
                delivered += len(piece)
                yield piece
            if decompressor.needs_input and not decompressor.eof:
                data = self._read()
                if not data:
                    self.fault = f"{self.codec}: the stream ends in the middle"
                    return b""
        return decompressor.unused_data

    def _salvage(self, start: int, failing: int, delivered: int) -> Iterator[bytes]:
        """
        Yield what a member still holds between the last whole piece and its fault.

        A decompressor that raises takes the output of that call with it, so the member is read
        again from its start, in steps that become tiny where it failed.
        """
        if not self._raw.seekable():
            return
        # Drain for `on_raw`: the digest of the stored bytes is of all of them.
        while self._read():
            pass
        end = self._raw.tell()
        position = end - self.raw_bytes + start
        self._raw.seek(position)
        magic = self._raw.read(6)
        self._raw.seek(position)
        decompressor = self._make(sniff(magic))
        produced = 0
        offset = start
        try:
            while not decompressor.eof:
                step = _SMALL_STEP if offset + _SMALL_STEP < failing else _TINY_STEP
                data = self._raw.read(step)
                if not data:
                    return
                offset += len(data)
                piece = decompressor.decompress(data)
                fresh = piece[max(0, delivered - produced) :]
                produced += len(piece)
                if fresh:
                    yield fresh
        except _FAULTS:
            return
        finally:
            self._raw.seek(end)

    def _trailing(self, data: bytes) -> None:
        size = 0
        zeros = True
        while data:
            size += len(data)
            zeros = zeros and not data.strip(b"\0")
            data = self._read()
        if not zeros:
            self.fault = f"{self.codec}: {size} bytes that are no {self.codec} follow its end"

    def _read(self) -> bytes:
        try:
            data = self._raw.read(_INPUT_BYTES)
        except OSError as error:
            self.fault = f"read: {error.strerror or error}"
            return b""
        self.raw_bytes += len(data)
        if self._on_raw is not None and data:
            self._on_raw(data)
        return data

    def _make(self, codec: str) -> _Decompressor:
        made: _Decompressor
        match codec:
            case "gzip":
                made = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
            case "zstd":
                option = zstd.DecompressionParameter.window_log_max
                made = zstd.ZstdDecompressor(options={option: self._limits.max_zstd_window_log})
            case "xz":
                made = lzma.LZMADecompressor(memlimit=256 * 1024 * 1024)
            case "lz4":
                made = _Lz4()
            case _:
                made = bz2.BZ2Decompressor()
        return made


class DecompressedReader(io.RawIOBase):
    """
    An `Inflater` as a readable stream.

    A fault looks like the end: ask `fault` when it has come.
    """

    def __init__(self, inflater: Inflater) -> None:
        super().__init__()
        self._inflater = inflater
        self._pieces = inflater.pieces()
        self._rest = memoryview(b"")

    @property
    def fault(self) -> str:
        """What was wrong with the stream; empty before its end and when all is well."""
        return self._inflater.fault

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "Buffer") -> int:
        """Fill `buffer` with up to its length; 0 at the end."""
        target = memoryview(buffer).cast("B")
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def open_decompressed(raw: Stored, limits: Limits | None = None) -> DecompressedReader:
    """Return the uncompressed bytes of `raw`, whichever of the known compressions it has."""
    return DecompressedReader(Inflater(raw, limits or Limits()))
