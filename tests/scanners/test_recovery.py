"""Each command that a report gives to get a file back is run, as it stands, and gives the file."""

import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.detection.templates import render
from leakscan.model.location import LayerFile, Visibility
from leakscan.model.report import Report
from leakscan.reporters import FORMATS
from leakscan.reporters.style import Style
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from leakscan.scanners.shell import quoted
from tests.builders import (
    BuiltImage,
    compress,
    containerd_archive,
    docker_archive_engine25,
    docker_archive_legacy,
    docker_archive_podman,
    image,
    layer,
    oci_archive,
    oci_layout,
    whiteout,
)

TOKEN = render("{github:ghp_}", random.Random(5))
SECRET = f"GITHUB_TOKEN={TOKEN}\n".encode()


def deleting(entries: Mapping[str, bytes], name: str = "demo:1") -> BuiltImage:
    """Return an image that brings files in and deletes them again."""
    gone = {whiteout(path.removeprefix("./")): b"" for path in entries if "/../" not in path}
    return image([layer(entries), layer(gone)], name=name)


def run(command: str, *, stdin: bytes = b"", cwd: Path) -> bytes:
    """Return what a command writes to standard output."""
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-c", command], input=stdin, capture_output=True, cwd=cwd)  # noqa: PLW1510 - the output counts
    return done.stdout


def places(report: Report) -> list[LayerFile]:
    """Return all places of all findings."""
    return [p for f in report.findings for p in f.locations if isinstance(p, LayerFile)]


SHAPES: Mapping[str, Callable[[BuiltImage], bytes]] = {
    "oci, gzip": oci_archive,
    "oci, zstd": lambda one: oci_archive(one, compression="zstd"),
    "oci, uncompressed": lambda one: oci_archive(one, compression=""),
    "docker, legacy": docker_archive_legacy,
    "docker, engine 25": docker_archive_engine25,
    "docker, containerd": containerd_archive,
    "podman": docker_archive_podman,
    "compressed": lambda one: compress(oci_archive(one), "gzip"),
    "with ./": lambda one: layer({f"./{name}": data for name, data in oci_files_of(one).items()}),
}


def oci_files_of(built: BuiltImage) -> dict[str, bytes]:
    """Return the files of a layout."""
    from tests.builders import oci_files

    return oci_files(built)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_deleted_file_comes_back(scan: Callable[..., Report], tmp_path: Path, shape: str) -> None:
    """Whatever wrote the archive, the command in the report gives the deleted file's bytes."""
    if shape == "oci, zstd" and not shutil.which("zstd"):
        pytest.skip("NOT CHECKED: there is no zstd here")

    report = scan(SHAPES[shape](deleting({"app/.env": SECRET})))

    (place,) = places(report)
    assert place.visibility is Visibility.DELETED
    assert run(place.recovery, cwd=tmp_path) == SECRET


def test_a_repeated_layer_is_followed_to_its_bytes(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """An old archive has a link for a layer that occurs again: the command names the bytes."""
    again = layer({"app/.env": SECRET})
    made = image([again, again, layer({whiteout("app/.env"): b""})], name="demo:1")

    found = places(scan(docker_archive_legacy(made)))

    assert [run(place.recovery, cwd=tmp_path) for place in found] == [SECRET] * len(found)
    assert len(found) == 2


def test_a_layout_gives_the_file_back(tmp_path: Path) -> None:
    """For a directory the command reads the blob itself."""
    layout = oci_layout(tmp_path / "my layout: 1", deleting({"app/.env": SECRET}))

    report = scan_image(str(layout), options=ScanOptions(temp_dir=tmp_path))

    assert [run(place.recovery, cwd=tmp_path) for place in places(report)] == [SECRET]


def test_standard_input_gives_the_file_back(tmp_path: Path) -> None:
    """For an archive on standard input the command reads it from there again."""
    archive = oci_archive(deleting({"app/.env": SECRET}))

    report = scan_image("-", options=ScanOptions(temp_dir=tmp_path), stdin=io.BytesIO(archive))

    (place,) = places(report)
    assert run(place.recovery, stdin=archive, cwd=tmp_path) == SECRET


HOSTILE = (
    "-rf",
    "--checkpoint-action=exec=touch PWNED",
    "$(touch PWNED)",
    "`touch PWNED`",
    "; touch PWNED;",
    "a' ; touch PWNED; '",
    'a"b',
    "a\nb",
    "a\\nb",
    "\x1b[31mred",
    "x*y?[z]",
    "\udcff\udcfe",
    "\u202eoverride",
    "name with spaces",
    "./dot",
    "/absolute",
    "up/../../other",
    "é",
    "#x",
    "~root",
    "!history",
    "@file",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(
    scan: Callable[..., Report], tmp_path: Path, name: str
) -> None:
    """A file called like a command comes back as any other, and nothing else happens."""
    report = scan(oci_archive(image([layer({name: SECRET})], name="demo:1")))

    (place,) = places(report)
    assert place.recovery.isascii()
    assert place.recovery.isprintable()
    assert run(place.recovery, cwd=tmp_path) == SECRET
    assert not list(tmp_path.rglob("PWNED*"))


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("app/lib.jar", "zip"),
        ("app/a.env.gz", "gzip"),
        ("backup.tar.gz", "tar.gz"),
        ("backup.tgz", "tar.gz"),
        ("inner.tar", "tar"),
    ],
)
def test_a_file_inside_a_file_comes_back(
    scan: Callable[..., Report], tmp_path: Path, name: str, stored: str
) -> None:
    """What lies in an archive inside the image is unpacked by the command, too."""
    packed = {
        "zip": zipped({"etc/it's [1].env": SECRET}),
        "gzip": compress(SECRET, "gzip"),
        "tar.gz": compress(layer({"etc/a.env": SECRET}), "gzip"),
        "tar": layer({"etc/a.env": SECRET}),
    }[stored]

    found = places(scan(oci_archive(deleting({name: packed}))))

    innermost = max(found, key=lambda place: len(place.inner))
    assert innermost.inner
    assert run(innermost.recovery, cwd=tmp_path) == SECRET


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """Return a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_commit_that_no_branch_holds_comes_back(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """For an object of a git repository, the command asks git for it, and for nothing else."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("NOT CHECKED: there is no git here")
    project = tmp_path / "project"
    project.mkdir()
    (project / ".env").write_bytes(SECRET)
    for words in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"),
        ("rm", "-q", ".env"),
    ):
        subprocess.run([git, *words], cwd=project, check=True, capture_output=True)
    repository = project / ".git"
    (repository / "config").write_text("[core]\n\tfsmonitor = touch PWNED\n")
    files = {
        f"srv/app/.git/{file.relative_to(repository)}": file.read_bytes()
        for file in repository.rglob("*")
        if file.is_file() and "hooks" not in file.parts
    }

    found = [place for place in places(scan(oci_archive(deleting(files)))) if place.inner]

    assert found
    for place in found:
        assert TOKEN.encode() in run(place.recovery, cwd=tmp_path)
    assert not list(tmp_path.rglob("PWNED*"))


def test_a_secret_in_a_name_is_not_in_the_command(
    scan: Callable[..., Report], tmp_path: Path
) -> None:
    """When the path itself is secret, the command gives the whole layer instead."""
    report = scan(oci_archive(image([layer({f"backup/{TOKEN}.txt": b"x"})], name="demo:1")))

    (place,) = places(report)
    assert TOKEN not in place.recovery
    assert TOKEN.encode() in run(place.recovery, cwd=tmp_path)


def test_reports_show_the_command_of_what_is_not_visible(scan: Callable[..., Report]) -> None:
    """The text report and SARIF give the command for a deleted file, whole and on one line."""
    report = scan(oci_archive(deleting({"a long folder/" * 12 + "x.env": SECRET})))
    (place,) = places(report)

    lines = FORMATS["text"](report, Style(width=60)).splitlines()

    assert f"  recover     {place.recovery}" in lines
    assert place.recovery.split(" | ")[0] in FORMATS["sarif"](report, Style())


def test_reports_do_not_show_it_for_what_is_visible(scan: Callable[..., Report]) -> None:
    """Who can see a file needs no command for it; the JSON report has one all the same."""
    report = scan(oci_archive(image([layer({"app/.env": SECRET})], name="demo:1")))

    assert "recover " not in FORMATS["text"](report, Style())
    assert places(report)[0].recovery in FORMATS["json"](report, Style())


@given(st.binary(min_size=1, max_size=40).filter(lambda data: b"\0" not in data))
def test_any_name_is_one_word(raw: bytes) -> None:
    """Bash reads back exactly the bytes that were quoted, and nothing odd is printed."""
    word = quoted(raw.decode("utf-8", "surrogateescape"))

    assert word.isascii()
    assert word.isprintable()
    bash = shutil.which("bash")
    assert bash is not None
    done = subprocess.run([bash, "-c", f"printf %s {word}"], capture_output=True, check=True)
    assert done.stdout == raw
