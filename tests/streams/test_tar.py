"""The tar walker: entries in any buffer sizes, and every anomaly told and survived."""

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.streams.limits import Limits
from leakscan.streams.tar import BLOCK, TarEntry, TarIndex, TarWalker, index_tar

FILES = {"a.txt": b"alpha", "dir/b.bin": b"x" * 1500, "empty": b"", "c" * 180: b"long name"}


def archive(files: dict[str, bytes], tar_format: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar of `files`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tar_format) as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def index(data: bytes) -> TarIndex:
    """Return the index of an archive in memory."""
    return index_tar(io.BytesIO(data), Limits())


def contents(data: bytes) -> dict[str, bytes]:
    """Return the bytes of each entry by name."""
    return {entry.name: data[entry.offset : entry.end] for entry in index(data).entries}


def codes(data: bytes) -> list[str]:
    """Return the codes of all anomalies."""
    return [anomaly.code for anomaly in index(data).anomalies]


def with_checksum(header: bytearray) -> bytes:
    """Return `header` with the checksum it should have."""
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


@pytest.mark.parametrize("tar_format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT], ids=["pax", "gnu"])
def test_every_entry_is_found_with_its_bytes(tar_format: int) -> None:
    """Names and data come out as they went in, long names included, and nothing is odd."""
    data = archive(FILES, tar_format)

    assert contents(data) == FILES
    assert codes(data) == []


names = st.text(st.characters(exclude_characters="\0/", exclude_categories=["Cs"]), min_size=1)


@given(
    files=st.dictionaries(names.map(lambda name: name[:60]), st.binary(max_size=2000), max_size=6),
    cuts=st.lists(st.integers(1, 3000), min_size=1, max_size=12),
)
def test_buffers_of_any_size_give_the_same_entries(
    files: dict[str, bytes], cuts: list[int]
) -> None:
    """Entries, anomalies and metadata do not depend on where one buffer ends."""
    data = archive(files)
    whole = index(data)
    walker = TarWalker(Limits())
    found: list[TarEntry] = []
    base = end = 0

    while end < len(data):
        end = min(len(data), end + cuts[end % len(cuts)])
        base = max(base, min(walker.wanted, end))
        found.extend(walker.walk(data[base:end], base))
    walker.finish(len(data))

    assert tuple(found) == whole.entries
    assert tuple(walker.anomalies) == whole.anomalies
    scanned = sum(entry.size for entry in found)
    assert scanned + walker.metadata_bytes == len(data)


def test_a_bad_checksum_costs_one_entry() -> None:
    """After a damaged header the walk goes on at the next valid one, and tells what was lost."""
    data = bytearray(archive({"a": b"1", "b": b"2", "c": b"3"}))
    damaged = index(bytes(data)).entries[1]
    data[damaged.header_offset + 1] ^= 0xFF

    found = index(bytes(data))

    assert [entry.name for entry in found.entries] == ["a", "c"]
    assert [(note.code, note.offset, note.size) for note in found.anomalies] == [
        ("tar.checksum", damaged.header_offset, 2 * BLOCK)
    ]


def test_truncation_is_told_wherever_it_falls() -> None:
    """A stream that ends early has an anomaly, at every 64 bytes before its end marker."""
    data = archive(FILES)
    last = index(data).entries[-1]

    silent = [cut for cut in range(0, last.end + BLOCK, 64) if not codes(data[:cut])]

    assert silent == []


def test_entries_after_the_end_marker_are_read() -> None:
    """Two archives one after the other give the entries of both, with a note."""
    data = archive({"first": b"1"}) + archive({"second": b"2"})

    assert contents(data) == {"first": b"1", "second": b"2"}
    assert codes(data) == ["tar.concatenated"]


def test_data_after_the_end_marker_is_told() -> None:
    """Bytes that are no entry, behind the end marker, are counted as lost."""
    data = archive({"first": b"1"}) + b"x" * BLOCK * 2

    (note,) = index(data).anomalies

    assert (note.code, note.size) == ("tar.trailing", 2 * BLOCK)


def test_a_lone_zero_block_ends_nothing() -> None:
    """One block of zeros between entries is noted and passed."""
    data = archive({"a": b"1"})
    second = archive({"b": b"2"})

    joined = data[: 2 * BLOCK] + bytes(BLOCK) + second

    assert [entry.name for entry in index(joined).entries] == ["a", "b"]
    assert codes(joined) == ["tar.zero"]


@pytest.mark.parametrize(
    "size",
    [b"-0000000017\0", b"99999999999\0", b"\xff" * 12],
    ids=["signed", "no octal", "base256"],
)
def test_a_size_that_is_no_number_is_survived(size: bytes) -> None:
    """The entry after one with an impossible size is still found."""
    data = bytearray(archive({"odd": b"1", "next": b"2"}))
    header = data[:BLOCK]
    header[124:136] = size
    data[:BLOCK] = with_checksum(header)

    found = index(bytes(data))

    assert "next" in [entry.name for entry in found.entries]
    assert "tar.size" in [note.code for note in found.anomalies]


def test_a_huge_size_ends_the_walk_at_once() -> None:
    """A size of 2**60 is told as truncation: nothing is allocated and nothing hangs."""
    data = bytearray(archive({"huge": b"1"}))
    header = data[:BLOCK]
    header[124:136] = b"\x80" + (1 << 60).to_bytes(11, "big")
    data[:BLOCK] = with_checksum(header)

    assert codes(bytes(data)) == ["tar.truncated"]


def test_a_pax_size_wins_and_a_difference_is_told() -> None:
    """POSIX lets the extended header override the size; two sizes that differ are an anomaly."""
    info = tarfile.TarInfo("file")
    info.size = 3
    info.pax_headers = {"size": "1024"}
    headers = info.tobuf(tarfile.PAX_FORMAT)

    found = index(headers + b"x" * 1024 + bytes(2 * BLOCK))

    assert found.entries[0].size == 1024
    assert "tar.size" in [note.code for note in found.anomalies]


def test_an_extension_header_beyond_the_limit_is_not_read() -> None:
    """A long name that claims a gigabyte is told, and the walk goes on."""
    info = tarfile.TarInfo("./longlink")
    info.type = b"L"
    info.size = 1 << 30
    data = info.tobuf(tarfile.GNU_FORMAT) + archive({"after": b"1"})

    assert [entry.name for entry in index(data).entries] == ["after"]
    assert codes(data) == ["tar.header"]


@given(st.binary(max_size=3000))
def test_any_bytes_are_walked_to_their_end(data: bytes) -> None:
    """No bytes raise or hang, and none is both an entry's and lost."""
    found = index(data)

    assert sum(note.size for note in found.anomalies) <= len(data)


def test_old_checksums_of_signed_bytes_are_accepted() -> None:
    """Headers whose checksum counts bytes above 127 as negative are valid, as in old Unix tars."""
    header = bytearray(archive({"é" * 20: b""}, tarfile.GNU_FORMAT)[:BLOCK])
    header[148:156] = b" " * 8
    signed = sum(byte - 256 if byte > 127 else byte for byte in header)
    header[148:156] = b"%06o\0 " % signed

    found = index(bytes(header) + bytes(2 * BLOCK))

    assert [entry.name for entry in found.entries] == ["é" * 20]


def test_a_sparse_map_is_passed_block_by_block() -> None:
    """However long an old GNU sparse map claims to be, none of it has to be kept."""
    header = bytearray(archive({"sparse": b""}, tarfile.GNU_FORMAT)[:BLOCK])
    header[156:157] = b"S"
    header[482] = 1
    walker = TarWalker(Limits())
    list(walker.walk(with_checksum(header), 0))
    block = bytes(504) + b"\1" + bytes(7)

    for number in range(1, 100, 3):
        assert list(walker.walk(3 * block, number * BLOCK)) == []
        assert walker.wanted == (number + 3) * BLOCK


def test_a_pax_record_that_claims_more_than_there_is_is_told() -> None:
    """Its length leads out of the header: what it says is not believed."""
    info = tarfile.TarInfo("ext")
    info.type = b"x"
    info.size = 14
    data = info.tobuf(tarfile.USTAR_FORMAT) + b"999999 path=x\n".ljust(BLOCK, b"\0")

    found = index(data + archive({"file": b"1"}))

    assert [entry.name for entry in found.entries] == ["file"]
    assert "tar.pax" in [note.code for note in found.anomalies]
