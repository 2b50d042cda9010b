"""What is inside files: everything, under bounds, and never by recursion."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.streams.limits import MIB, Limits
from tests.builders import compress
from tests.streams.packing import codes, unpack, zipped

names = st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=12)


@pytest.mark.parametrize("method", ["gzip", "zstd", "xz", "bz2", "lz4"])
@given(content=st.binary(max_size=3000).map(b"plain ".__add__))
def test_a_compressed_file_gives_its_content(method: str, content: bytes) -> None:
    """For any content and each compression, the content comes back under the name inside."""
    contents, flaws = unpack(compress(content, method), f"notes.txt.{method}")

    assert list(contents.values()) == [content]
    assert flaws == []


def test_a_gzip_names_its_content() -> None:
    """The name in a gzip header is the content's; without one, it is the file's without ending."""
    named = b"\x1f\x8b\x08\x08" + bytes(6) + b"real.env\0" + gzip.compress(b"x" * 20)[10:]

    assert list(unpack(named, "a.gz")[0]) == [("real.env",)]
    assert list(unpack(gzip.compress(b"x"), "d/a.env.gz")[0]) == [("a.env",)]
    assert list(unpack(gzip.compress(b"x"), "a.tgz")[0]) == [("a.tar",)]


def test_files_in_files_carry_the_chain_of_names() -> None:
    """Each name from the outside inwards is in the chain, without the outer file's own."""
    contents, flaws = unpack(
        zipped({"lib/inner.jar": zipped({"app.env.gz": gzip.compress(b"A=1")})})
    )

    assert contents[("lib/inner.jar", "app.env.gz", "app.env")] == b"A=1"
    assert flaws == []


def _in_zips(content: bytes, depth: int) -> bytes:
    for _ in range(depth):
        content = zipped({"z": content})
    return content


@pytest.mark.parametrize("depth", [1, 7, 8, 9, 50])
def test_depth_is_bounded(depth: int) -> None:
    """Eight archives deep is read; what lies deeper is told, and the flag named."""
    contents, flaws = unpack(_in_zips(b"canary", depth))

    assert (b"canary" in contents.values()) is (depth <= 8)
    assert codes(flaws) == ([] if depth <= 8 else ["budget.depth"])
    assert all("--max-depth" in flaw.hint for _, flaw in flaws)


def test_a_deeper_limit_reads_deeper() -> None:
    """The flag that a note names does what it says."""
    contents, flaws = unpack(_in_zips(b"canary", 20), limits=Limits(max_depth=20))

    assert b"canary" in contents.values()
    assert flaws == []


def test_a_bomb_in_a_bomb_ends_at_its_budget() -> None:
    """What one file unpacks to is counted at all depths together; the rest is told."""
    bomb = gzip.compress(gzip.compress(bytes(64 * MIB)))

    contents, flaws = unpack(bomb, limits=Limits(max_archive_bytes=8 * MIB))

    assert sum(map(len, contents.values())) <= 9 * MIB
    assert codes(flaws) == ["budget.bytes"]
    assert "--max-archive-bytes" in flaws[0][1].hint


def test_a_large_file_may_unpack_to_as_many_bytes_as_people_pack() -> None:
    """A file beyond the bound that is no bomb is read whole: sixteen times its size is fair."""
    content = bytes(range(256)) * 4096

    contents, flaws = unpack(zipped({"model": content}, 0), limits=Limits(max_archive_bytes=1000))

    assert contents == {("model",): content}
    assert flaws == []


def test_members_are_counted() -> None:
    """More members than the bound are not read, and the flag is named."""
    contents, flaws = unpack(
        zipped({str(n): b"" for n in range(20)}), limits=Limits(max_members=30)
    )

    assert len(contents) < 20
    assert codes(flaws) == ["budget.members"]


def test_time_is_bounded() -> None:
    """A file that takes too long is given up, with what was read so far."""
    _, flaws = unpack(zipped({"a": b"1"}), limits=Limits(max_archive_seconds=-1))

    assert codes(flaws) == ["budget.seconds"]


def test_what_does_not_fit_on_disk_is_searched_yet_not_opened() -> None:
    """Without room to keep an inner archive, its bytes still come, and the flag is named."""
    inner = zipped({"a": b"canary" + bytes(6 * MIB)}, 0)

    contents, flaws = unpack(gzip.compress(inner), limits=Limits(max_spool_bytes=MIB))

    assert contents == {("file",): inner}
    assert codes(flaws) == ["temp"]
    assert "--max-temp-bytes" in flaws[0][1].hint


@pytest.mark.parametrize(
    ("begins", "told"),
    [(b"#!/usr/bin/env python3\n", "zip.prefix"), (b"\x7fELF", "zip.prefix"), (b"MZ", "temp")],
)
def test_an_archive_behind_a_program_is_opened(begins: bytes, told: str) -> None:
    """However long the program in front is; without room for it, that is told."""
    inner = begins + bytes(6 * MIB) + zipped({"a": b"canary"})

    contents, _ = unpack(gzip.compress(inner))
    _, flaws = unpack(gzip.compress(inner), limits=Limits(max_spool_bytes=MIB))

    assert contents["file",] == inner
    assert contents["file", "a"] == b"canary"
    assert codes(flaws) == [told]


def test_an_archive_behind_anything_else_is_told() -> None:
    """Only its last bytes say that it is one: what came before them is gone."""
    contents, flaws = unpack(gzip.compress(bytes(6 * MIB) + zipped({"a": b"canary"})))

    assert len(contents) == 1
    assert codes(flaws) == ["zip.prefix"]


@given(layers=st.lists(st.sampled_from(["gzip", "zstd", "xz", "bz2", "lz4", "zip"]), max_size=4))
def test_repacking_changes_nothing(layers: list[str]) -> None:
    """However a content is packed, and packed again, it comes back."""
    data = b"DB_PASSWORD=canary\n" * 3
    packed = zipped({"app/.env": data})
    for method in layers:
        packed = zipped({"x": packed}) if method == "zip" else compress(packed, method)

    contents, flaws = unpack(packed)

    assert data in contents.values()
    assert flaws == []
