"""Decompression: all members, all frames, and what came before a fault."""

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable

import lz4.frame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.streams.compression import Inflater, open_decompressed, sniff
from leakscan.streams.limits import Limits

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODECS = {
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "lz4": lz4.frame.compress,
    "": bytes,
}


def inflate(stored: bytes) -> tuple[bytes, str]:
    """Return the content of `stored` and its fault."""
    inflater = Inflater(io.BytesIO(stored), Limits())
    data = b"".join(inflater.pieces())
    return data, inflater.fault


@pytest.mark.parametrize("codec", CODECS)
def test_each_codec_is_known_by_its_bytes(codec: str) -> None:
    """The first bytes say what a stream is, and its content comes back."""
    stored = CODECS[codec](b"content" * 1000)

    assert sniff(stored) == codec
    assert inflate(stored) == (b"content" * 1000, "")


@given(
    codec=st.sampled_from([name for name in CODECS if name]),
    parts=st.lists(st.binary(max_size=300), min_size=1, max_size=5),
)
def test_all_members_are_read(codec: str, parts: list[bytes]) -> None:
    """Any number of members or frames, one after the other, give all their bytes."""
    stored = b"".join(CODECS[codec](part) for part in parts)

    assert inflate(stored) == (b"".join(parts), "")


def test_members_are_read_across_reads() -> None:
    """Thousands of small members, longer together than one read, give all their bytes."""
    parts = [bytes([n % 256]) * 200 for n in range(20_000)]

    assert inflate(b"".join(gzip.compress(part, 0) for part in parts)) == (b"".join(parts), "")


@pytest.mark.parametrize("codec", [name for name in CODECS if name])
def test_a_truncated_stream_keeps_what_came_before(codec: str) -> None:
    """Cut in the middle, a stream gives a prefix of its content and names the fault."""
    content = b"".join(b"%d\n" % n for n in range(300_000))
    stored = CODECS[codec](content)

    data, fault = inflate(stored[: len(stored) * 3 // 4])

    assert content.startswith(data)
    assert "ends in the middle" in fault
    assert len(data) > len(content) // 4 or codec == "xz"


def test_a_wrong_checksum_costs_no_content() -> None:
    """A gzip member whose CRC is wrong is told as a fault after all its bytes."""
    content = b"line\n" * 400_000
    stored = bytearray(gzip.compress(content))
    stored[-6] ^= 0xFF

    data, fault = inflate(bytes(stored))

    assert data == content
    assert fault.startswith("gzip:")


@pytest.mark.parametrize("codec", ["gzip", "zstd", "lz4"])
def test_damage_in_the_middle_keeps_what_came_before(codec: str) -> None:
    """Bytes before the damage are given, those after it are not invented."""
    content = b"".join(b"%d\n" % (n * 7919) for n in range(200_000))
    stored = bytearray(CODECS[codec](content))
    middle = len(stored) // 2
    stored[middle : middle + 64] = b"\xff" * 64

    data, fault = inflate(bytes(stored))

    assert fault
    assert data[: len(content) // 4] == content[: len(content) // 4]


@pytest.mark.parametrize(("trailer", "faulty"), [(bytes(512), False), (b"garbage", True)])
def test_bytes_after_the_end_are_told_unless_zero(trailer: bytes, faulty: bool) -> None:  # noqa: FBT001 - a table's column
    """Padding after a stream is usual; anything else there is a fault, and costs no content."""
    data, fault = inflate(gzip.compress(b"content") + trailer)

    assert data == b"content"
    assert bool(fault) is faulty


def test_every_stored_byte_is_shown_once() -> None:
    """What hashes the stored bytes sees all of them in order, even when the stream is damaged."""
    stored = bytearray(gzip.compress(b"line\n" * 400_000))
    stored[-6] ^= 0xFF
    seen: list[bytes] = []

    inflater = Inflater(io.BytesIO(bytes(stored)), Limits(), seen.append)
    list(inflater.pieces())

    assert b"".join(seen) == bytes(stored)
    assert inflater.raw_bytes == len(stored)


@pytest.mark.parametrize(
    "make", [gzip.compress, zstd.compress, bytes], ids=["gzip", "zstd", "plain"]
)
def test_a_reader_reads_in_any_sizes(make: Callable[[bytes], bytes]) -> None:
    """As a file, the content reads the same in pieces of seven bytes."""
    content = bytes(range(256)) * 20
    reader = open_decompressed(io.BytesIO(make(content)))

    assert b"".join(iter(lambda: reader.read(7), b"")) == content


def test_a_frame_that_wants_too_large_a_window_is_refused() -> None:
    """A zstd frame with a window beyond the limit gives a fault and no bytes."""
    option = {zstd.CompressionParameter.window_log: 23}
    compressor = zstd.ZstdCompressor(options=option)
    stored = compressor.compress(b"x" * 100) + compressor.flush()

    inflater = Inflater(io.BytesIO(stored), Limits(max_zstd_window_log=20))

    assert b"".join(inflater.pieces()) == b""
    assert inflater.fault.startswith("zstd:")
