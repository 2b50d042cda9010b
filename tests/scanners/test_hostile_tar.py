"""
Layers whose tar is damaged or hostile: what is in them is found, and what is odd is told.

Each canary is a secret of its own; `found` has those that a scan of the image reports, and the
ledger of every scan here balances.
"""

import random
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from leakscan.model.location import LayerFile
from leakscan.model.report import Report
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from tests import builders

BLOCK = 512
END = bytes(2 * BLOCK)


@dataclass(frozen=True)
class Outcome:
    """What a scan of a layer said."""

    report: Report
    found: set[str]

    @property
    def codes(self) -> set[str]:
        """The codes of all that was not read as it should be."""
        return {skipped.reason.split(":")[0] for skipped in self.report.skipped}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for images."""
    return tmp_path_factory.mktemp("hostile")


def scan(folder: Path, *layers: bytes) -> Outcome:
    """Scan an image with these layers, whose digests fit."""
    path = folder / "image.tar"
    path.write_bytes(builders.oci_archive(builders.image(layers), compression=""))
    report = scan_image(str(path), options=ScanOptions(show_secrets=True, temp_dir=folder))
    assert report.ledger.balanced
    return Outcome(report, {finding.value or "" for finding in report.findings})


def canaries(count: int) -> list[str]:
    """Return fresh secrets."""
    rng = random.Random()
    return [render("{github:ghp_}", rng) for _ in range(count)]


def text(canary: str) -> bytes:
    """Return the content of a file that holds a canary."""
    return f"GITHUB_TOKEN={canary}\n".encode()


def header(
    name: bytes, size: int | bytes, kind: bytes = b"0", *, link: bytes = b"", magic: bool = True
) -> bytes:
    """Return a header with a right checksum; `size` may be the field's own bytes."""
    field = b"%011o\0" % size if isinstance(size, int) else size
    block = bytearray(BLOCK)
    block[:100] = name[:100].ljust(100, b"\0")
    block[100:108] = b"0000644\0"
    block[124:136] = field.ljust(12, b"\0")[:12]
    block[156:157] = kind
    block[157:257] = link[:100].ljust(100, b"\0")
    if magic:
        block[257:265] = b"ustar\00000"
    return sealed(block)


def sealed(block: bytearray) -> bytes:
    """Return a header with the checksum it should have."""
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(data: bytes) -> bytes:
    """Return data as it lies behind its header."""
    return data + bytes(-len(data) % BLOCK)


def entry(name: str, canary: str) -> bytes:
    """Return an ordinary file with a canary."""
    return header(name.encode(), len(text(canary))) + padded(text(canary))


def extension(kind: bytes, data: bytes, size: int | None = None) -> bytes:
    """Return an extension header with its data."""
    return header(b"ext", len(data) if size is None else size, kind) + padded(data)


def record(key: str, value: str) -> bytes:
    """Return a PAX record."""
    body = f" {key}={value}\n".encode()
    size = len(body) + 1
    while len(str(size)) + len(body) != size:
        size = len(str(size)) + len(body)
    return str(size).encode() + body


def test_t1_a_bad_checksum_costs_no_other_file(folder: Path) -> None:
    """Whichever header is damaged, all canaries are found, and the damage is told."""
    planted = canaries(5)
    for broken in range(5):
        parts = [entry(f"f{number}", canary) for number, canary in enumerate(planted)]
        parts[broken] = b"X" + parts[broken][1:]

        outcome = scan(folder, b"".join(parts) + END)

        assert outcome.found == set(planted)
        assert outcome.codes == {"tar.checksum"}


def test_t2_truncation_is_told_at_every_64_bytes(folder: Path) -> None:
    """Wherever the layer ends early, it is not complete, and canaries before the cut are found."""
    planted = canaries(4)
    data = b"".join(entry(f"f{number}", canary) for number, canary in enumerate(planted))
    cuts = range(64, len(data), 64)

    for cut in cuts:
        outcome = scan(folder, data[:cut])

        whole = {one for one in planted if one.encode() in data[:cut]}
        assert outcome.found >= whole
        # Between two files nothing shows that there were more: some writers leave the end out.
        assert cut % (2 * BLOCK) == 0 or "tar.truncated" in outcome.codes


@pytest.mark.parametrize("zeros", [1, 2, 3, 50])
def test_t3_zeros_and_second_archives_hide_nothing(zeros: int, folder: Path) -> None:
    """Files behind zero blocks, or behind an end marker, are read as files."""
    planted = canaries(3)
    gap = bytes(zeros * BLOCK)
    data = gap.join(entry(f"f{number}", canary) for number, canary in enumerate(planted))

    outcome = scan(folder, gap + data + END)

    assert outcome.found == set(planted)
    paths = {place.path for one in outcome.report.findings for place in one.locations}
    assert paths == {"f0", "f1", "f2"}


def test_t3_data_behind_the_end_is_searched_and_told(folder: Path) -> None:
    """Bytes behind the end marker that are no archive's are no file; they are read all the same."""
    first, last = canaries(2)

    outcome = scan(folder, entry("f", first) + END + padded(b"\n" + text(last)))

    assert outcome.found == {first, last}
    assert outcome.codes == {"tar.trailing"}


@pytest.mark.parametrize(
    "size",
    [
        b"-0000000017\0",
        b"99999999999\0",
        b"\xff" * 12,
        b"\xff" * 11 + b"\x00",
        b"\x80" + (1 << 62).to_bytes(11, "big"),
        b"\x80" + (1 << 87).to_bytes(11, "big"),
        b"0x0000000ff\0",
        b"0000 00000 \0",
    ],
)
def test_t4_impossible_sizes_lose_nothing(size: bytes, folder: Path) -> None:
    """The file itself and the next are searched, and the size is told."""
    odd, following = canaries(2)
    data = header(b"odd", size) + padded(text(odd)) + entry("next", following) + END

    outcome = scan(folder, data)

    assert outcome.found == {odd, following}
    assert outcome.codes & {"tar.size", "tar.truncated"}


@pytest.mark.parametrize("pax_first", [True, False])
def test_t5_both_sizes_of_an_entry_are_read(pax_first: bool, folder: Path) -> None:  # noqa: FBT001 - a case
    """A file that is an archive by one size and its own headers by the other hides nothing."""
    outer, inner = canaries(2)
    hidden = entry("hidden", inner) + entry("more", outer)
    ustar, pax = (0, len(hidden)) if pax_first else (len(hidden), 0)
    data = extension(b"x", record("size", str(pax))) + header(b"both", ustar) + hidden + END

    outcome = scan(folder, data)

    assert outcome.found == {outer, inner}
    assert pax_first or "tar.size" in outcome.codes


@pytest.mark.parametrize(
    ("extensions", "told"),
    [
        (extension(b"x", b"no record at all"), {"tar.pax"}),
        (extension(b"x", b"12 path\n"), {"tar.pax"}),
        (extension(b"x", b"999999 path=x\n"), {"tar.pax"}),
        (extension(b"x", b"13 size=-1\n  "), {"tar.pax"}),
        (extension(b"x", record("size", "-1")), {"tar.pax"}),
        (extension(b"x", record("size", "9" * 30)), {"tar.pax"}),
        (extension(b"x", record("path", "one") + record("path", "two")), set()),
        (extension(b"x", record("size", "7")) + extension(b"L", b"a-long-name\0"), {"tar.size"}),
        (extension(b"g", record("size", "7")), set()),
        (extension(b"L", b"never ended"), set()),
        (extension(b"K", b"to"), set()),
        (extension(b"x", record("size", "")), {"tar.pax"}),
    ],
)
def test_t5_odd_extension_headers_are_survived(
    extensions: bytes, told: set[str], folder: Path
) -> None:
    """Whatever an extension header says, the file behind it and the next are searched."""
    behind, following = canaries(2)
    data = extensions + entry("f", behind) + entry("next", following) + END

    outcome = scan(folder, data)

    assert outcome.found == {behind, following}
    assert outcome.codes >= told


def test_t5_an_extension_header_without_an_entry_is_survived(folder: Path) -> None:
    """It stands for nothing, and takes nothing along."""
    (canary,) = canaries(1)

    outcome = scan(folder, entry("f", canary) + extension(b"x", record("path", "gone")) + END)

    assert outcome.found == {canary}


def test_t6_large_and_many_extension_headers_are_bounded(folder: Path) -> None:
    """A gigabyte claimed, thousands in a row, a hundred thousand records: all behind are found."""
    planted = canaries(3)
    records = b"".join(record(f"k{number}", "v") for number in range(70_000))
    data = b"".join(
        (
            header(b"ext", 1 << 30, b"x"),
            entry("behind-claim", planted[0]),
            extension(b"L", b"name\0") * 5000,
            entry("behind-chain", planted[1]),
            extension(b"x", records[: 1 << 20]),
            entry("behind-records", planted[2]),
            END,
        )
    )

    outcome = scan(folder, data)

    assert outcome.found == set(planted)
    assert "tar.header" in outcome.codes


def sparse_header(physical: int, real: int, more: bool) -> bytes:  # noqa: FBT001 - a flag of the format
    """Return the header of an old GNU sparse file."""
    block = bytearray(header(b"sparse", physical, b"S", magic=False))
    block[257:265] = b"ustar  \0"
    block[386:398] = b"%011o\0" % 0
    block[398:410] = b"%011o\0" % physical
    block[482] = 1 if more else 0
    block[483:495] = b"\x80" + real.to_bytes(11, "big")
    return sealed(block)


@pytest.mark.parametrize("blocks", [0, 1, 50, 40_000])
def test_t7_holes_cost_nothing_and_maps_of_any_length_are_passed(blocks: int, folder: Path) -> None:
    """A file of 60 GB with nothing in most of it is searched as the bytes that are there."""
    inside, following = canaries(2)
    data = text(inside)
    maps = b"".join(
        bytes(504) + bytes([number + 1 < blocks]) + bytes(7) for number in range(blocks)
    )
    layer = sparse_header(len(data), 60_000_000_000, more=blocks > 0) + maps + padded(data)

    outcome = scan(folder, layer + entry("next", following) + END)

    assert outcome.found == {inside, following}
    assert outcome.report.complete


def test_t7_a_sparse_map_without_an_end_is_searched_and_told(folder: Path) -> None:
    """Blocks that claim to be a map hide nothing."""
    (canary,) = canaries(1)
    block = bytes(504) + b"\1" + bytes(7)
    swallowed = (b"\n" + text(canary)).ljust(504, b"\n") + b"\1" + bytes(7)

    outcome = scan(folder, sparse_header(100, 100, more=True) + block * 20 + swallowed + block * 20)

    assert outcome.found == {canary}
    assert "tar.truncated" in outcome.codes


@pytest.mark.parametrize("version", ["0.0", "0.1", "1.0"])
def test_t7_sparse_files_of_pax_are_read_as_stored(version: str, folder: Path) -> None:
    """Newer sparse formats say their map in records or in front of the data."""
    inside, following = canaries(2)
    data = text(inside)
    records = record("GNU.sparse.name", "real-name") + record("GNU.sparse.realsize", "6" + "0" * 10)
    if version == "1.0":
        data = padded(b"1\n0\n%d\n" % len(data)) + data
        records += record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0")
    elif version == "0.1":
        records += record("GNU.sparse.map", f"0,{len(data)},{'9' * 8}")
    else:
        records += record("GNU.sparse.offset", "zz") + record("GNU.sparse.numbytes", "99999999")
    layer = extension(b"x", records) + header(b"GNUSparseFile.0/x", len(data)) + padded(data)

    outcome = scan(folder, layer + entry("next", following) + END)

    assert outcome.found == {inside, following}
    assert "real-name" in {place.path for f in outcome.report.findings for place in f.locations}


def test_t8_all_versions_of_a_path_are_searched(folder: Path) -> None:
    """Five entries of one name: all are found, and only the last is visible."""
    planted = canaries(5)

    outcome = scan(folder, b"".join(entry("same", canary) for canary in planted) + END)

    visible = {
        finding.value: [p.visibility for p in finding.locations if isinstance(p, LayerFile)]
        for finding in outcome.report.findings
    }
    expected = ["overwritten"] * 4 + ["visible"]
    assert [visible[canary] for canary in planted] == [[each] for each in expected]
    assert outcome.report.complete


@pytest.mark.parametrize(
    "links",
    [
        header(b"l", 0, b"1", link=b"missing"),
        header(b"l", 0, b"1", link=b"last"),
        header(b"l", 0, b"1", link=b"l"),
        header(b"l", 0, b"1", link=b"m") + header(b"m", 0, b"1", link=b"l"),
        header(b"l", 0, b"1", link=b"/../../etc/passwd"),
    ],
)
def test_t9_hard_links_to_nowhere_are_survived(links: bytes, folder: Path) -> None:
    """Links to what is missing, comes later, or leads in a circle cost nothing."""
    first, last = canaries(2)

    outcome = scan(folder, entry("first", first) + links + entry("last", last) + END)

    assert outcome.found == {first, last}
    assert outcome.report.complete


@pytest.mark.parametrize("kind", [b"1", b"2", b"3", b"4", b"5", b"6"])
def test_t9_t12_data_behind_what_has_none_is_searched(kind: bytes, folder: Path) -> None:
    """Links, devices and pipes with a size: the bytes behind them are searched, and told."""
    hidden, following = canaries(2)
    data = header(b"odd", len(text(hidden)), kind, link=b"x") + padded(text(hidden))

    outcome = scan(folder, data + entry("next", following) + END)

    assert outcome.found == {hidden, following}
    # Some writers count a directory's data, so what follows one is taken for it.
    assert outcome.codes == (set() if kind == b"5" else {"tar.checksum"})


@pytest.mark.parametrize("kind", [b"7", b"A", b"Z", b"S", b"M", b"V", b"\0", b"9"])
def test_t12_files_of_other_types_are_searched(kind: bytes, folder: Path) -> None:
    """What is no link, device or directory has data, whatever its type says."""
    odd, following = canaries(2)
    data = header(b"odd", len(text(odd)), kind) + padded(text(odd))

    outcome = scan(folder, data + entry("next", following) + END)

    assert outcome.found == {odd, following}
    assert outcome.report.complete


NAMES = [
    b"../../../../etc/cron.d/x",
    b"/etc/passwd",
    b"a/../../b",
    rb"C:\windows\x",
    rb"\\server\share\x",
    b"",
    b"/",
    b".",
    b"..",
    b"\xff\xfe\x80",
    "naïve".encode("utf-16"),
    b"a\x1b[31mb\r\n",
    b"x" * 100,
]


@pytest.mark.parametrize("name", NAMES)
def test_t10_t11_names_are_text(name: bytes, folder: Path) -> None:
    """No name leads anywhere, and each file is searched under it."""
    odd, following = canaries(2)
    before = sorted(path.name for path in folder.parent.iterdir())
    link = header(b"link", 0, b"2", link=name) if name else b""
    data = header(name, len(text(odd))) + padded(text(odd)) + link

    outcome = scan(folder, data + entry("next", following) + END)

    assert outcome.found == {odd, following}
    assert sorted(path.name for path in folder.parent.iterdir()) == before
    assert {path.name for path in folder.iterdir()} == {"image.tar"}


@pytest.mark.parametrize("name", ["n" * 65536, "d/" * 4096 + "f", "n\0ul"])
def test_t10_t11_long_names_are_kept_whole(name: str, folder: Path) -> None:
    """A name of 64 KiB, a path of 4,096 levels and a NUL inside come out as they are."""
    (canary,) = canaries(1)

    outcome = scan(folder, extension(b"x", record("path", name)) + entry("short", canary) + END)

    assert outcome.found == {canary}
    assert {p.path for f in outcome.report.findings for p in f.locations} == {name}


def test_t13_many_entries_are_read(folder: Path) -> None:
    """Thousands of distinct directories are one pass; the benchmark has a million of them."""
    (canary,) = canaries(1)
    layer = b"".join(header(b"d%d/f" % number, 0) for number in range(5000))

    outcome = scan(folder, layer + entry("last", canary) + END)

    assert outcome.found == {canary}
    assert outcome.report.complete


def extended(kind: str, canary: str) -> bytes:
    """Return a file with a canary in what is said of it."""
    match kind:
        case "xattr":
            return extension(b"x", record("SCHILY.xattr.user.token", f"key={canary}"))
        case "comment":
            return extension(b"x", record("comment", f"made with {canary}"))
        case "global":
            return extension(b"g", record("comment", f"made with {canary}"))
        case _:
            return header(b"l", 0, b"2", link=f"/run/{canary}".encode())


@pytest.mark.parametrize("kind", ["xattr", "comment", "global", "link"])
def test_t14_what_headers_hold_is_searched(kind: str, folder: Path) -> None:
    """Extended attributes, comments and link targets are text like any other."""
    hidden, following = canaries(2)

    outcome = scan(folder, extended(kind, hidden) + entry("f", following) + END)

    assert outcome.found == {hidden, following}
    assert outcome.report.complete


def test_the_makers_here_agree_with_tar(tmp_path: Path) -> None:
    """What this file calls an ordinary layer is one to other readers, too."""
    (tmp_path / "x.tar").write_bytes(
        extension(b"x", record("path", "long")) + entry("f", "canary") + END
    )

    with tarfile.open(tmp_path / "x.tar") as tar:
        names = tar.getnames()

    assert names == ["long"]
