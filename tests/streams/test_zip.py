"""Zips that say different things to different readers: every stream that either view shows."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.streams.limits import MIB, Limits
from tests.streams.packing import codes, format_of, unpack, zipped

A, B, C = b"canary one\n" * 40, b"canary two\n" * 40, b"canary three\n" * 40

contents_of_zips = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=9),
    st.binary(max_size=200).map(b"plain ".__add__),
    max_size=6,
)


def local(name: bytes, data: bytes, *, method: int = 8, packed: int | None = None) -> bytes:
    """Return a member with its local header; `packed` is the size that the header claims."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = stream.compress(data) + stream.flush() if method == 8 else data
    size = len(body) if packed is None else packed
    fields = (20, 0, method, 0, 0, zlib.crc32(data), size, len(data), len(name), 0)
    return struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + name + body


def central(name: bytes, offset: int, packed: int, *, method: int = 8, flags: int = 0) -> bytes:
    """Return a record of the directory."""
    fields = (20, 20, flags, method, 0, 0, 0, packed, 0, len(name), 0, 0, 0, 0, 0, offset)
    return struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *fields) + name


def ended(members: bytes, records: list[bytes], *, count: int | None = None) -> bytes:
    """Return members with a directory behind them."""
    listing = b"".join(records)
    number = len(records) if count is None else count
    end = (0, 0, number, number, len(listing), len(members), 0)
    return members + listing + struct.pack("<4s4H2IH", b"PK\x05\x06", *end)


@given(files=contents_of_zips, method=st.sampled_from([0, 8, 12, 14]))
def test_members_come_back(files: dict[str, bytes], method: int) -> None:
    """For any files and each usual method, names and contents come back, and nothing is wrong."""
    contents, flaws = unpack(zipped(files, method))

    assert {chain[0]: data for chain, data in contents.items() if len(chain) == 1} == files
    assert flaws == []


def test_streamed_members_come_back() -> None:
    """Members whose sizes stand behind their data, as a pipe makes them, are read."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", A)
        archive.writestr("b", B)

    whole = pipe.getvalue()
    for data in (whole, whole[: whole.index(b"PK\x01\x02")]):
        assert unpack(data)[0] == {("a",): A, ("b",): B}


def test_zip64_is_read() -> None:
    """Sizes and offsets that only the zip64 fields hold are taken from there."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a", "w", force_zip64=True) as file:
        file.write(A)
    data = buffer.getvalue()
    start = data.index(b"PK\x01\x02")
    name_end = start + 46 + 1
    extra = struct.pack("<2H3Q", 1, 24, len(A), len(A), 0)
    record = bytearray(data[start:name_end] + extra)
    record[20:28] = b"\xff" * 8
    record[30:32] = struct.pack("<H", len(extra))
    record[42:46] = b"\xff" * 4
    end64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(record), start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(record), 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, *[0xFFFFFFFF] * 2, 0)

    for prefix in (b"", b"#!/bin/sh\n"):
        contents, flaws = unpack_any(prefix + data[:start] + bytes(record) + end64 + locator + end)
        assert contents == {("a",): A}
        assert flaws == []


def unpack_any(data: bytes) -> tuple[dict[tuple[str, ...], bytes], list[object]]:
    """Unpack a zip that may stand behind something else, as a member of a plain one."""
    contents, flaws = unpack(zipped({"outer": data}, 0))
    del contents[("outer",)]
    return {chain[1:]: content for chain, content in contents.items()}, list(flaws)


def test_what_stands_before_a_zip_hides_nothing() -> None:
    """A program or picture with a zip behind it, offsets moved or not, is opened as a zip."""
    plain = zipped({"a": A})

    assert unpack_any(b"\x89PNG" + bytes(99) + plain)[0] == {("a",): A}


def test_members_that_only_one_view_shows_are_read() -> None:
    """Left out of the directory, before it, or between members: each local header is read."""
    hidden, listed = local(b"hidden", A), local(b"listed", B)
    middle = local(b"middle", C)
    data = ended(
        hidden + listed + b"junk" + middle + listed,
        [central(b"listed", len(hidden), len(listed) - 36)],
    )

    contents, _ = unpack(data)

    assert {chain[0] for chain in contents} == {"hidden", "listed", "middle"}
    assert {A, C} <= set(contents.values())


def test_members_that_a_directory_denies_are_told() -> None:
    """A directory that lists nothing is no proof that what stands in front of it is everything."""
    unheaded = local(b"b", B).replace(b"PK\x03\x04", b"PK\x03\x00")
    members = local(b"a", A) + unheaded + local(b"c", C)

    contents, flaws = unpack(ended(members, []))

    assert contents == {("a",): A, ("c",): C}
    assert [(flaw.code, flaw.detail) for _, flaw in flaws] == [
        ("zip.directory", "it lists no members, and 2 members are in it")
    ]
    assert unpack(ended(b"", [])) == ({}, [])


def test_a_member_under_another_is_read() -> None:
    """A directory that claims a member to cover others, or less than its data, hides nothing."""
    first, second = local(b"first", A), local(b"second", B)
    for claimed in (1, len(first) + len(second)):
        data = ended(first + second, [central(b"first", 0, claimed)])

        contents, _ = unpack(data)

        assert contents[("first",)] == A
        assert contents[("second",)] == B


def test_views_that_disagree_about_a_method_are_both_read() -> None:
    """Stored for one reader and deflated for the other: both contents are given."""
    data = ended(local(b"a", A), [central(b"a", 0, len(local(b"a", A)) - 31, method=0)])

    contents, _ = unpack(data)

    assert A in contents[("a",)].split(b"|")


def test_a_lie_about_encryption_hides_nothing() -> None:
    """A directory that calls a plain member encrypted: it is read, and the claim told."""
    data = ended(local(b"a", A), [central(b"a", 0, len(local(b"a", A)) - 31, flags=1)])

    contents, flaws = unpack(data)

    assert contents == {("a",): A}
    assert codes(flaws) == ["zip.encrypted"]


def test_duplicate_names_are_all_read() -> None:
    """Five members of one name give five contents."""
    members = [local(b"same", b"version %d\n" % n * 20) for n in range(5)]
    offsets = [sum(map(len, members[:n])) for n in range(5)]
    records = [
        central(b"same", offset, len(member) - 34)
        for offset, member in zip(offsets, members, strict=True)
    ]

    contents, flaws = unpack(ended(b"".join(members), records))

    assert contents[("same",)].count(b"|") == 4
    assert flaws == []


def test_what_cannot_be_read_is_told() -> None:
    """An unknown method, and a directory that points nowhere or miscounts, are told."""
    unknown = ended(local(b"a", A, method=97), [central(b"a", 0, len(A), method=97)])
    nowhere = ended(local(b"a", A), [central(b"a", 0, 9), central(b"b", 7, 9)])
    miscounted = ended(local(b"a", A), [central(b"a", 0, 9)], count=3)

    assert codes(unpack(unknown)[1]) == ["unsupported.method"]
    assert codes(unpack(nowhere)[1]) == ["zip.header"]
    assert codes(unpack(miscounted)[1]) == ["zip.directory"]
    assert unpack(nowhere)[0] == unpack(miscounted)[0] == {("a",): A}


@pytest.mark.parametrize("percent", range(0, 100, 7))
def test_a_zip_that_is_cut_off_keeps_what_came_before(percent: int) -> None:
    """Members before the cut are read, and the cut is told."""
    rng = random.Random(1)
    files = {str(n): rng.randbytes(3000) for n in range(20)}
    data = zipped(files)
    cut = max(4, len(data) * percent // 100)

    contents, flaws = unpack(data[:cut])

    assert sum(content == files[chain[0]] for chain, content in contents.items()) >= cut // 3200
    assert "zip.directory" in codes(flaws)


def test_damage_inside_a_member_costs_what_is_behind_it_only() -> None:
    """A deflated stream that breaks gives what came before, and the other members whole."""
    text = b"".join(b"line %d\n" % (n * 7919) for n in range(20_000))
    data = bytearray(zipped({"a": text, "b": B}))
    data[40_000:40_040] = b"\xff" * 40

    contents, flaws = unpack(bytes(data))

    assert text[: len(text) // 3] == contents[("a",)][: len(text) // 3]
    assert contents[("b",)] == B
    assert codes(flaws) == ["zip.damaged"]


def test_overlapping_members_end_at_the_budget() -> None:
    """One block of zeros that a thousand members share is unpacked up to the bound."""
    kernel = local(b"k", bytes(4 * MIB))
    headers = [local(b"%03d" % n, b"", packed=len(kernel))[:33] for n in range(1000)]
    offsets = [33 * n for n in range(1000)]
    data = ended(
        b"".join(headers) + kernel,
        [central(b"%03d" % n, offset, len(kernel)) for n, offset in enumerate(offsets)],
    )

    contents, flaws = unpack(data, limits=Limits(max_archive_bytes=16 * MIB))

    assert sum(map(len, contents.values())) <= 17 * MIB
    assert set(codes(flaws)) <= {"budget.bytes", "zip.damaged"}


def _mutants() -> Iterator[bytes]:
    rng = random.Random(5)
    whole = zipped({"a": A, "b/c": zipped({"d": B})})
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.choice([1, 3, 20])):
            data[rng.randrange(4, len(data))] = rng.choice([0, 0xFF, rng.randrange(256)])
        yield bytes(data)


def test_any_damage_is_survived() -> None:
    """Whatever bytes are changed: no exception, and when a member is lost something is told."""
    for data in _mutants():
        contents, flaws = unpack(data)

        whole = {A, B} <= {part for each in contents.values() for part in each.split(b"|")}
        assert whole or flaws or not format_of(data), data.hex()
