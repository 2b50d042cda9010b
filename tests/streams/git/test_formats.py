import random
import zlib
from pathlib import Path

import pytest

from leakscan.streams.format import Member
from leakscan.streams.formats import sniffer
from leakscan.streams.limits import Allowance, Budget, Limits
from leakscan.streams.source import Source
from tests.repositories import Repository, random_history


def opened(name: str, data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """Return what a file holds, by title, and what could not be read of it."""
    form = sniffer().sniff(data, name)
    if form is None:
        return {}, []
    budget = Budget(Limits(), len(data), Allowance(1 << 40))
    held, flaws = {}, []
    for item in form.members(Source(data), name, budget):
        if isinstance(item, Member):
            held[item.name] = b"".join(item.pieces)
        else:
            flaws.append(item.code)
    return held, flaws


def titles(repository: Repository) -> set[str]:
    """Return kind and id of every object, as members are called."""
    return {f"{kind} {name}" for name, kind, _ in repository.objects()}


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("level", ["0", "1", "9"])
def test_loose_objects_come_out_under_their_ids(
    object_format: str, level: str, tmp_path: Path
) -> None:
    """Each loose object is one member, named by kind and id, whatever it was compressed with."""
    repository = Repository(tmp_path, object_format)
    repository.git("config", "core.looseCompression", level)
    repository.commit({"a/b.txt": "text\n", "big": random.Random(1).randbytes(3_000_000)})
    found: dict[str, bytes] = {}

    for name, data in repository.files(".git/objects").items():
        held, flaws = opened(name, data)
        assert flaws == []
        found |= held

    assert set(found) == titles(repository)
    assert b"text\n" in found.values()


def test_a_damaged_loose_object_gives_what_it_has() -> None:
    """The data before a fault are kept, and the fault is told."""
    text = b"canary " + random.Random(1).randbytes(900)
    stored = bytearray(zlib.compress(b"blob %d\0" % len(text) + text, 0))
    stored[-1] ^= 1

    (data,), flaws = (list(part) for part in opened("x", bytes(stored)))

    assert data.startswith("damaged blob")
    assert flaws == ["git.object"]
    assert opened("x", bytes(stored[:500]))[0]["damaged blob"].startswith(b"canary")


@pytest.mark.parametrize("size", [0, 5, 10**18])
def test_a_loose_object_whose_size_lies_is_told(size: int) -> None:
    """It claims nothing that is not there."""
    held, flaws = opened("x", zlib.compress(b"blob %d\0" % size + b"text of it"))

    assert b"text of it".startswith(held["damaged blob"])
    assert flaws == ["git.object"]


def test_text_that_begins_as_a_compressed_stream_is_no_object() -> None:
    """Two letters that could start a zlib stream are not enough."""
    assert opened("notes.txt", b"x^2 + y^2 = z^2 and so on" * 9) == ({}, [])


def test_a_bundle_is_a_pack_behind_refs(tmp_path: Path) -> None:
    """`git bundle` makes a file that holds the same objects."""
    repository = Repository(tmp_path)
    random_history(repository, random.Random(3), commits=4)
    repository.git("bundle", "create", "-q", "all.bundle", "main")

    held, flaws = opened("all.bundle", (tmp_path / "all.bundle").read_bytes())

    assert (set(held), flaws) == (titles(repository), [])


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_the_index_lists_ids_and_names(version: str, object_format: str, tmp_path: Path) -> None:
    """Every version of the index gives what `git ls-files` prints."""
    repository = Repository(tmp_path, object_format)
    repository.commit({f"folder/{'n' * number}/file{number}": "x" for number in range(20)})
    if version == "3":
        (tmp_path / "later").write_text("x")
        repository.git("add", "-N", "later")
    repository.git("update-index", "--index-version", version)
    listed = repository.git("ls-files", "-s").decode().splitlines()
    wanted = [f"{line.split()[1]} {line.partition(chr(9))[2]}" for line in listed]

    held, flaws = opened(".git/index", (tmp_path / ".git/index").read_bytes())

    assert held["index entries"].decode().splitlines() == wanted
    assert flaws == []


def test_an_index_that_ends_early_is_told() -> None:
    """What it claims and has not is a flaw."""
    held, flaws = opened(".git/index", b"DIRC\0\0\0\2\0\0\1\0" + bytes(30))

    assert (held, flaws) == ({"index entries": b""}, ["git.index"])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f".git/objects/12/{'3' * 38}", "git.object"),
        (f"srv/x.git/objects/pack/pack-{'3' * 40}.pack", "git.pack"),
    ],
)
def test_a_file_with_an_objects_name_that_is_none_is_told(path: str, code: str) -> None:
    """Where git keeps its objects, a file whose first bytes are damaged is not passed over."""
    _, flaws = opened(path, b"not what it was" * 9)

    assert code in flaws
    assert opened("some/text", b"not what it was" * 9) == ({}, [])


def test_a_pack_without_its_first_bytes_gives_its_objects(tmp_path: Path) -> None:
    """The entries behind a damaged head are found all the same."""
    repository = Repository(tmp_path)
    random_history(repository, random.Random(3), commits=2)
    data = b"\0" * 12 + repository.pack()[12:]

    held, flaws = opened(f"objects/pack/pack-{'3' * 40}.pack", data)

    assert set(held) == titles(repository)
    assert "git.pack" in flaws
