"""Secrets inside files of images and contexts: found, placed, and accounted for."""

import base64
import gzip
import hashlib
import io
import random
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakscan.detection.templates import render
from leakscan.model.location import ContextFile, LayerFile, Visibility
from leakscan.model.report import Report
from leakscan.model.rule import Confidence
from leakscan.scanners.context import scan_context
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from leakscan.streams.limits import MIB, Limits
from tests.builders import compress, image, layer, oci_archive, whiteout
from tests.streams.packing import zipped

RNG = random.Random(11)
TOKENS = [render("{github:ghp_}", RNG) for _ in range(6)]
ENV = f"GITHUB_TOKEN={TOKENS[0]}\n".encode()

Scan = Callable[..., Report]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where compiled patterns are kept for these tests."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def scan(tmp_path: Path, cache: Path) -> Scan:
    """Return what scans an image of the given layers."""

    def run(*layers: bytes, limits: Limits | None = None) -> Report:
        path = tmp_path / "image.tar"
        path.write_bytes(oci_archive(image(layers, name="demo:1")))
        return _checked(scan_image(str(path), options=_options(cache, tmp_path, limits)))

    return run


def _options(cache: Path, folder: Path, limits: Limits | None = None) -> ScanOptions:
    return ScanOptions(
        show_secrets=True,
        cache_dir=cache,
        temp_dir=folder,
        min_confidence=Confidence.CONFIRMED,
        limits=limits or Limits(),
    )


def _checked(report: Report) -> Report:
    assert report.ledger.balanced
    return report


def places(report: Report) -> dict[str | None, list[tuple[str, ...]]]:
    """Return the ways to each secret: path and names inwards."""
    return {
        finding.value: [
            (place.path, *place.inner)
            for place in finding.locations
            if isinstance(place, LayerFile | ContextFile)
        ]
        for finding in report.findings
    }


def reasons(report: Report) -> list[str]:
    """Return the codes of what was not read."""
    return sorted({skipped.reason.partition(":")[0] for skipped in report.skipped})


def test_the_way_in_is_told(scan: Scan) -> None:
    """A secret in a jar in a war is one finding that names the files on the way, and its line."""
    war = zipped({"WEB-INF/lib/app.jar": zipped({"config/app.properties": b"a=1\n" + ENV})})

    report = scan(layer({"srv/app.war": war}))

    way = ("srv/app.war", "WEB-INF/lib/app.jar", "config/app.properties")
    assert places(report) == {TOKENS[0]: [way]}
    (place,) = report.findings[0].locations
    assert isinstance(place, LayerFile)
    assert place.region is not None
    assert place.region.start_line == 2
    assert report.complete


def test_what_became_of_the_outer_file_holds_for_what_is_inside(scan: Scan) -> None:
    """A secret inside an archive that a later layer deletes is deleted, and recoverable."""
    report = scan(layer({"srv/a.zip": zipped({"f": ENV})}), layer({whiteout("srv/a.zip"): b""}))

    (place,) = report.findings[0].locations
    assert isinstance(place, LayerFile)
    assert place.visibility is Visibility.DELETED


def test_a_secret_that_shows_outside_and_inside_is_told_inside(scan: Scan) -> None:
    """A stored member's secret is in the archive's own bytes: one place is told, the inner one."""
    report = scan(layer({"a.zip": zipped({"f": ENV}, 0), "a.tar": layer({"g": ENV})}))

    assert places(report) == {TOKENS[0]: [("a.tar", "g"), ("a.zip", "f")]}


def test_equal_secrets_inside_and_outside_are_one_finding(scan: Scan) -> None:
    """In a file, a jar, compressed and in base64: one secret, all of its places."""
    report = scan(
        layer(
            {
                "a.env": ENV,
                "b.jar": zipped({"x": ENV}),
                "c.gz": gzip.compress(ENV),
                "d.yaml": b"data:\n  env: " + base64.b64encode(ENV) + b"\n",
            }
        )
    )

    ways = [("a.env",), ("b.jar", "x"), ("c.gz", "c"), ("d.yaml",)]
    assert places(report) == {TOKENS[0]: ways}


def test_files_of_a_context_are_opened(tmp_path: Path, cache: Path) -> None:
    """What a build would send is opened as the files of an image are."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (folder / "backup.tgz").write_bytes(compress(layer({"app/.env": ENV}), "gzip"))

    report = _checked(scan_context(folder, options=_options(cache, tmp_path)))

    assert places(report) == {TOKENS[0]: [("backup.tgz", "backup.tar", "app/.env")]}


def test_an_archive_larger_than_a_block_is_opened(scan: Scan) -> None:
    """A file that arrives in several blocks is gathered first, with its digests."""
    noise = random.Random(2).randbytes(9 * MIB)

    report = scan(
        layer({"big.zip": zipped({"noise": noise, "f": ENV})}), limits=Limits(block_bytes=MIB)
    )

    assert places(report) == {TOKENS[0]: [("big.zip", "f")]}
    assert report.complete


@pytest.mark.parametrize("begins", [b"#!/usr/bin/env python3\n", b"\x7fELF", b"anything"])
def test_an_archive_behind_other_data_is_opened(scan: Scan, begins: bytes) -> None:
    """However much lies before it: only its end says what it is, so it is read once more."""
    front = begins + RNG.randbytes(5 * MIB)
    files = {f"opt/{n}": front + zipped({"x": f"k={TOKENS[n]}\n".encode()}) for n in range(3)}

    report = scan(layer({"etc/motd": b"\n", **files}), layer(files))

    assert report.complete
    assert places(report) == {TOKENS[n]: [(f"opt/{n}", "x")] * 2 for n in range(3)}


def test_one_behind_other_data_in_a_context_is_opened(tmp_path: Path, cache: Path) -> None:
    """The same in a file of a build context."""
    context = tmp_path / "context"
    context.mkdir()
    (context / "tool.pex").write_bytes(b"#!python\n" + RNG.randbytes(5 * MIB) + zipped({"x": ENV}))

    report = _checked(scan_context(context, options=_options(cache, tmp_path)))

    assert report.complete
    assert places(report) == {TOKENS[0]: [("tool.pex", "x")]}


def test_without_room_for_a_large_archive_the_rest_is_searched(scan: Scan) -> None:
    """An archive that cannot be kept is told, with the flag; nothing else is lost."""
    large = zipped({"pad": RNG.randbytes(5 * MIB), "x": f"k={TOKENS[1]}\n".encode()})
    files = {"a": ENV, "b.zip": large, "c.run": b"MZ" + bytes(5 * MIB) + large, "d": ENV}

    report = scan(layer(files), limits=Limits(max_spool_bytes=MIB))

    assert list(places(report)) == [TOKENS[0]]
    assert {(each.path, each.reason.partition(":")[0]) for each in report.skipped} == {
        ("b.zip", "temp"),
        ("c.run", "temp"),
    }
    assert all("--max-temp-bytes" in each.hint for each in report.skipped)


def test_what_a_package_ships_is_its_own_inside_its_files_too(scan: Scan) -> None:
    """A secret in an archive that is byte for byte a package's is vendor-shipped, not reported."""
    jar = zipped({"sample.properties": ENV})
    digest = hashlib.md5(jar, usedforsecurity=False).hexdigest()
    record = f"{digest}  usr/share/java/sample.jar\n".encode()
    files = {"var/lib/dpkg/info/libsample.md5sums": record, "usr/share/java/sample.jar": jar}

    shipped = scan(layer(files))
    changed = scan(layer({**files, "usr/share/java/sample.jar": jar + b"\0"}))

    assert shipped.findings == ()
    assert [f.suppressed for f in shipped.suppressed] == ["vendor-shipped (dpkg:libsample)"]
    assert len(changed.findings) == 1


def test_names_inside_are_searched_and_never_shown(scan: Scan) -> None:
    """A member's name, or a zip's comment, that is a secret is found; places mask it."""
    buffer = io.BytesIO(zipped({f"{TOKENS[1]}.txt": ENV}))

    report = scan(
        layer({"a.zip": buffer.getvalue(), "b.gz": gzip.compress(layer({TOKENS[2]: b""}))})
    )

    assert {finding.value for finding in report.findings} == set(TOKENS[:3])
    shown = [
        name for finding in report.findings for place in finding.locations for name in place.inner
    ]  # type: ignore[union-attr]
    assert any("[REDACTED]" in name for name in shown)
    assert not any(token in name for token in TOKENS for name in shown)


packings = st.lists(
    st.sampled_from(["gzip", "zstd", "xz", "bz2", "zip", "stored", "tar"]), max_size=4
)


def _packed(data: bytes, packing: str) -> bytes:
    match packing:
        case "zip":
            return zipped({"inner/file": data})
        case "stored":
            return zipped({"inner/file": data}, 0)
        case "tar":
            return layer({"inner/file": data})
        case _:
            return compress(data, packing)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(packing=packings, split=st.booleans())
def test_however_it_is_packed_the_secrets_are_the_same(
    scan: Scan,
    packing: list[str],
    split: bool,  # noqa: FBT001 - drawn
) -> None:
    """Recompressed, nested, put in tars, or split over two layers: the same secrets."""
    files = {f"f{n}": f"text\nTOKEN={token}\n".encode() for n, token in enumerate(TOKENS)}
    packed = {}
    for name, data in files.items():
        packed[name] = data
        for each in packing:
            packed[name] = _packed(packed[name], each)
    half = dict(list(packed.items())[:3])
    rest = dict(list(packed.items())[3:])

    report = scan(layer(half), layer(rest)) if split else scan(layer(packed))

    assert {finding.value for finding in report.findings} == set(TOKENS)
    assert report.complete


# --- hostile files: table C ----------------------------------------------------------------------


def test_a_bomb_ends_at_its_budget_and_costs_nothing_else(scan: Scan) -> None:
    """C1, C2: a file that expands without end is cut, told, and the rest of the layer is read."""
    bomb = gzip.compress(bytes(64 * MIB))
    nested = compress(compress(bytes(256 * MIB), "zstd"), "zstd")

    report = scan(
        layer({"a.gz": bomb, "b.zst": nested, "c": ENV}),
        limits=Limits(max_archive_bytes=8 * MIB),
    )

    assert places(report) == {TOKENS[0]: [("c",)]}
    assert reasons(report) == ["budget.bytes"]
    assert {skipped.hint for skipped in report.skipped} == {"Raise it with --max-archive-bytes."}


def test_what_all_files_unpack_to_is_bounded_together(scan: Scan) -> None:
    """C8: ten thousand small archives share the bound of their layer."""
    small = gzip.compress(bytes(100_000))
    tar = layer({f"{n}.gz": small for n in range(200)})

    report = scan(tar, limits=Limits(max_expanded_bytes=len(tar) + 5 * MIB))

    assert reasons(report) == ["budget.total"]


def test_thousands_of_small_archives_are_read(scan: Scan) -> None:
    """C8: each of many nested archives is opened."""
    inner = {f"{n}.gz": gzip.compress(b"text %d" % n) for n in range(2000)}
    report = scan(layer({"all.zip": zipped({**inner, "last.gz": gzip.compress(ENV)})}))

    assert places(report) == {TOKENS[0]: [("all.zip", "last.gz", "last")]}
    assert report.complete


def test_frames_after_the_first_are_read(scan: Scan) -> None:
    """C3: zstd frames in a row, one of them to be skipped, and gzip members, are all read."""
    skippable = b"\x50\x2a\x4d\x18\x04\0\0\0skip"
    zst = compress(b"first", "zstd") + skippable + compress(ENV, "zstd")
    members = b"".join(gzip.compress(part) for part in (b"first\n", TOKENS[1].encode() + b"\n"))

    report = scan(layer({"a.zst": zst, "b.gz": members}))

    assert set(places(report)) == set(TOKENS[:2])
    assert report.complete


def test_a_codec_that_is_not_read_is_told(scan: Scan) -> None:
    """C4: a file of lz4's old kind is named as not read."""
    report = scan(layer({"a.lz4": b"\x02\x21\x4c\x18" + bytes(40)}))

    assert reasons(report) == ["unsupported.format"]


@pytest.mark.parametrize("percent", range(1, 100, 9))
def test_a_compressed_file_that_is_cut_keeps_what_came_before(scan: Scan, percent: int) -> None:
    """C5: what lies before the cut is found, and the cut is told, wherever it is."""
    rng = random.Random(4)
    lines = [rng.randbytes(40).hex() for _ in range(2000)]
    lines[20] = TOKENS[0]
    stored = gzip.compress("\n".join(lines).encode())

    report = scan(layer({"a.gz": stored[: len(stored) * percent // 100]}))

    assert reasons(report) == ["gzip.damaged"]
    assert percent < 4 or list(places(report)) == [TOKENS[0]]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (gzip.compress(ENV) + bytes(100), []),
        (gzip.compress(ENV) + b"garbage", ["gzip.damaged"]),
        (gzip.compress(ENV)[:-8] + bytes(8), ["gzip.damaged"]),
    ],
    ids=["zeros", "garbage", "checksum"],
)
def test_what_follows_a_stream_costs_no_content(scan: Scan, stored: bytes, told: list[str]) -> None:
    """C5: zeros behind a stream are usual; garbage and a wrong checksum are told, after all."""
    report = scan(layer({"a.gz": stored}))

    assert list(places(report)) == [TOKENS[0]]
    assert reasons(report) == told


def test_archives_without_end_are_left_at_the_depth(scan: Scan) -> None:
    """C6: beyond the depth, the note names the flag; what lies before it was found."""
    data = zipped({"deep": b"x"})
    for level in range(20):
        data = zipped({"next": data, f"note{level}": TOKENS[level % 5].encode()})

    report = scan(layer({"a.zip": data}))

    assert set(places(report)) == set(TOKENS[:5])
    assert reasons(report) == ["budget.depth"]


def test_a_file_of_many_codings_is_read_as_text(scan: Scan) -> None:
    """X3: UTF-8 with a mark, UTF-16 and UTF-32 are text; each secret has its line."""
    text = f"a\n{TOKENS[0]}\n"
    codecs = {"a": "utf-8-sig", "b": "utf-16", "c": "utf-16-be", "d": "utf-32"}

    report = scan(layer({name: text.encode(codec) for name, codec in codecs.items()}))

    (finding,) = report.findings
    assert [place.path for place in finding.locations] == ["a", "b", "c", "d"]
    assert {place.region.start_line for place in finding.locations if place.region} == {2}


def test_a_secret_across_every_border_of_a_long_line_is_found(scan: Scan) -> None:
    """X1: in one line without end, a secret at any offset around a block's border is found."""
    block = 64 * 1024
    for shift in range(-44, 5, 4):
        line = b"x" * (block + shift) + b" " + TOKENS[0].encode() + b" " + b"x" * block
        report = scan(layer({"line": line}), limits=Limits(block_bytes=block, whole_file_bytes=0))

        assert list(places(report)) == [TOKENS[0]], shift


def test_a_secret_in_a_program_is_found(scan: Scan) -> None:
    """X2: between the zero bytes of a program, at the very end, behind any other byte."""
    program = b"\x7fELF" + bytes(500) + TOKENS[0].encode() + bytes(9) + b"\x01" + TOKENS[1].encode()

    assert set(places(scan(layer({"bin/app": program})))) == set(TOKENS[:2])


def test_tars_of_other_kinds_inside_files_are_read(scan: Scan) -> None:
    """GNU and old tars inside a file are read like those of today."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("d" * 300 + "/.env")
        info.size = len(ENV)
        archive.addfile(info, io.BytesIO(ENV))

    report = scan(layer({"a.tar": buffer.getvalue()}))

    assert places(report) == {TOKENS[0]: [("a.tar", "d" * 300 + "/.env")]}
