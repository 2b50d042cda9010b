import hashlib
import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.streams.git import pack as git_pack
from leakscan.streams.git.delta import BadDelta, apply_delta
from leakscan.streams.git.objects import object_id
from leakscan.streams.git.pack import PackWalker, is_pack
from leakscan.streams.limits import Allowance, Budget, Limits
from leakscan.streams.source import Source
from tests.repositories import Repository, random_history

Listed = set[tuple[str, str, int]]
CANARY = b"canary: one of the words that must be found"


def listed(walker: PackWalker) -> Listed:
    """Return id, kind and size of each object that a walker gives."""
    found = set()
    for item in walker.objects():
        data = b"".join(item.pieces)
        assert len(data) == item.size
        found.add((item.id.hex(), item.kind, len(data)))
    return found


def walk(data: bytes, limits: Limits | None = None) -> PackWalker:
    """Return a walker over a pack in memory."""
    limits = limits or Limits()
    return PackWalker(Source(data), Budget(limits, len(data), Allowance(1 << 40)))


def contents(data: bytes) -> tuple[list[bytes], PackWalker]:
    """Return the data of each object of a pack, and its walker."""
    walker = walk(data)
    return [b"".join(item.pieces) for item in walker.objects()], walker


def number(value: int) -> bytes:
    """Return a size as deltas have it."""
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def entry(kind: int, data: bytes, base: bytes = b"", size: int | None = None) -> bytes:
    """Return an entry of a pack."""
    size = len(data) if size is None else size
    first, rest = kind << 4 | size & 15, size >> 4
    head = bytes([first | (0x80 if rest else 0)]) + (number(rest) if rest else b"")
    return head + base + zlib.compress(data)


def pack(*entries: bytes, count: int | None = None) -> bytes:
    """Return a pack of these entries."""
    count = len(entries) if count is None else count
    body = b"PACK" + struct.pack(">II", 2, count) + b"".join(entries)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def copy_all(base_size: int, times: int) -> bytes:
    """Return a delta that makes `times` copies of its base."""
    copy = b"\xf0" + base_size.to_bytes(3, "little")
    return number(base_size) + number(base_size * times) + copy * times


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("seed", range(3))
def test_a_pack_gives_the_objects_that_git_lists(
    seed: int, object_format: str, tmp_path: Path
) -> None:
    """Every object of a random history comes out under git's own id, whatever its deltas."""
    rng = random.Random(seed)
    repository = Repository(tmp_path, object_format)
    random_history(repository, rng)
    data = repository.pack(depth=rng.choice([1, 4, 60]))
    assert is_pack(data[:12])

    walker = walk(data)

    assert listed(walker) == repository.objects()
    assert walker.faults == []


def test_deltas_by_id_are_resolved_across_the_pack(tmp_path: Path) -> None:
    """A delta may name its base by id, and stand before it."""
    repository = Repository(tmp_path)
    random_history(repository, random.Random(5))
    names = "\n".join(name for name, _, _ in repository.objects()).encode()
    words = ("pack-objects", "--stdout", "-q", "--window=20")  # without --delta-base-offset

    walker = walk(repository.git(*words, data=names))

    assert listed(walker) == repository.objects()
    assert walker.faults == []


def test_bases_that_memory_has_no_room_for_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for nearly nothing, the objects are the same."""
    monkeypatch.setattr("leakscan.streams.git.graph._MAX_HELD_BYTES", 100)
    repository = Repository(tmp_path)
    random_history(repository, random.Random(6), commits=25)

    assert listed(walk(repository.pack())) == repository.objects()


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Return some packs to be damaged."""
    made = []
    for seed in range(3):
        repository = Repository(tmp_path_factory.mktemp("packs"))
        random_history(repository, random.Random(seed), commits=6)
        made.append(repository.pack())
    return made


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_pack_tells_or_gives_everything(seed: int, packs: list[bytes]) -> None:
    """Whatever happens to its bytes, what is not given is told; nothing raises."""
    rng = random.Random(seed)
    data = bytearray(rng.choice(packs))
    whole = listed(walk(bytes(data)))
    at = rng.randrange(12, len(data))
    match seed % 3:
        case 0:
            data[at] ^= 1 << rng.randrange(8)
        case 1:
            del data[at:]
        case _:
            data[at : at + rng.randrange(1, 100)] = rng.randbytes(rng.randrange(100))

    walker = walk(bytes(data))
    found = listed(walker)

    assert walker.faults
    # Entries after the damage are found again.
    assert seed % 3 == 1 or len(whole & found) > len(whole) // 3


def test_an_object_cut_off_gives_what_it_has() -> None:
    """The text before the end of a truncated entry is not lost."""
    data = pack(entry(3, CANARY + random.Random(1).randbytes(3000)))

    (rest,), walker = contents(data[:200])

    assert rest.startswith(CANARY)
    assert "git.entry: the pack ends inside it" in [fault.reason for fault in walker.faults]


def test_a_delta_without_its_base_gives_its_insertions() -> None:
    """What a thin pack's delta inserts is text all the same."""
    delta = number(5) + number(len(CANARY)) + bytes([len(CANARY)]) + CANARY
    data = pack(entry(7, delta, base=b"\x11" * 20))

    (steps,), walker = contents(data)

    assert CANARY in steps
    assert [fault.reason.split(":")[0] for fault in walker.faults] == ["git.base"]


def test_deltas_that_are_each_others_bases_end() -> None:
    """A circle by id is told, not followed."""
    one, other = (object_id("blob", bytes([n])) for n in range(2))
    delta = copy_all(1, 1)

    _, walker = contents(pack(entry(7, delta, base=one), entry(7, delta, base=other)))

    assert [fault.reason.split(":")[0] for fault in walker.faults] == ["git.base"] * 2


def test_a_chain_that_grows_without_end_is_cut_off() -> None:
    """Deltas that each multiply what is before them stop at the largest object held."""
    entries, size = [entry(3, b"x" * 1024)], 1024
    for times in (8, 8, 8, 8, 32):
        entries.append(entry(6, copy_all(size, times), base=bytes([len(entries[-1])])))
        size *= times

    walker = walk(pack(*entries))
    largest = max(item.size for item in walker.objects())

    assert largest <= git_pack.MAX_HELD_BYTES
    assert walker.faults


@pytest.mark.parametrize("claimed", [0, 5, 4000, 1 << 60])
def test_a_size_that_lies_is_told(claimed: int) -> None:
    """An entry with more or fewer bytes than it says costs itself, not the next one."""
    data = pack(entry(3, CANARY * 10, size=claimed), entry(3, CANARY))

    found, walker = contents(data)

    assert found[-1] == CANARY
    assert "git.entry" in walker.faults[0].reason


def test_more_objects_than_promised_are_found() -> None:
    """The count in the header hides nothing."""
    found, walker = contents(pack(entry(3, b"one"), entry(3, b"two"), count=1))

    assert found == [b"one", b"two"]
    assert walker.faults


@given(st.binary(max_size=2000))
def test_any_bytes_are_walked_to_their_end(data: bytes) -> None:
    """Nothing that follows a pack's first bytes raises."""
    found, walker = contents(b"PACK\0\0\0\2\0\0\0\1" + data)

    assert walker.faults or found


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_delta_fits_or_is_refused(base: bytes, delta: bytes) -> None:
    """A delta makes the size it says, or raises the one error that is meant."""
    try:
        made = apply_delta(base, delta, 1 << 20)
    except BadDelta:
        return

    assert (
        number(len(base)) + number(len(made))
        == delta[: len(number(len(base))) + len(number(len(made)))]
    )
