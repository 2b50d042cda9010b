"""Scanning images: what layers, config and history give away, and what became of it."""

import base64
import gzip
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from leakscan.engine.executor import Stop
from leakscan.model.finding import Finding
from leakscan.model.location import ImageField, LayerFile, Visibility
from leakscan.model.report import Report
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from tests.builders import (
    BuiltImage,
    docker_archive_engine25,
    docker_archive_legacy,
    hardlink,
    image,
    layer,
    oci_archive,
    oci_files,
    whiteout,
)

RNG = random.Random(20)
TOKEN = render("{github:ghp_}", RNG)
OTHER = render("{npm:npm_}", RNG)
ENV_FILE = f"GITHUB_TOKEN={TOKEN}\n".encode()


def only(report: Report) -> Finding:
    """Return the one finding of a report."""
    (finding,) = report.findings
    return finding


def place(finding: Finding) -> LayerFile:
    """Return a finding's first place, which is in a layer."""
    first = finding.locations[0]
    assert isinstance(first, LayerFile)
    return first


def copied_then(*later: bytes) -> BuiltImage:
    """Return an image whose first layer brings a secret in."""
    history = [
        {"created_by": "COPY .env /app/.env # buildkit"},
        {"created_by": "ENV A=b", "empty_layer": True},
        {"created_by": "RUN /bin/sh -c rm /app/.env # buildkit"},
    ]
    layers = [layer({"app/.env": ENV_FILE}), *later]
    return image(layers, name="demo:1", history=history[: 2 * len(layers) - 1])


def test_a_deleted_secret_is_one_finding_with_both_steps(scan: Callable[..., Report]) -> None:
    """A file copied and removed is found, deleted, with the step that brought and removed it."""
    report = scan(oci_archive(copied_then(layer({whiteout("app/.env"): b""}))))

    found = place(only(report))
    assert (found.path, found.visibility) == ("app/.env", Visibility.DELETED)
    assert found.introduced_by is not None
    assert found.introduced_by.created_by == "COPY .env /app/.env"
    assert found.removed_by is not None
    assert found.removed_by.created_by == "RUN rm /app/.env"
    assert report.complete


def test_the_dockerfile_gives_the_lines(scan: Callable[..., Report], tmp_path: Path) -> None:
    """With a Dockerfile that fits, both steps have the line that made them."""
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM scratch\nCOPY .env /app/.env\nENV A=b\n\nRUN rm /app/.env\n")

    report = scan(
        oci_archive(copied_then(layer({whiteout("app/.env"): b""}))), dockerfile=dockerfile
    )

    found = place(only(report))
    assert found.introduced_by is not None
    assert found.removed_by is not None
    assert (found.introduced_by.line, found.removed_by.line) == (2, 5)


def test_an_overwritten_secret_is_found_beside_its_successor(scan: Callable[..., Report]) -> None:
    """Both versions of a file are found: the first overwritten, the second visible."""
    replaced = layer({"app/.env": f"NPM_TOKEN={OTHER}\n".encode()})

    report = scan(oci_archive(copied_then(replaced)))

    assert {f.rule_id: place(f).visibility for f in report.findings} == {
        "github-personal-access-token": Visibility.OVERWRITTEN,
        "npm-access-token": Visibility.VISIBLE,
    }


def test_a_file_is_visible_while_a_hard_link_names_it(scan: Callable[..., Report]) -> None:
    """Deleting one of two names of a file deletes nothing."""
    linked = layer([("app/.env", ENV_FILE), ("app/copy", hardlink("app/.env"))])
    cleaned = layer({whiteout("app/.env"): b""})

    report = scan(oci_archive(image([linked, cleaned], name="demo:1")))

    assert place(only(report)).visibility is Visibility.VISIBLE


@pytest.mark.parametrize(
    "write",
    [oci_archive, docker_archive_legacy, docker_archive_engine25],
    ids=["oci", "legacy", "engine25"],
)
def test_every_shape_gives_the_same_findings(
    scan: Callable[..., Report], write: Callable[[BuiltImage], bytes]
) -> None:
    """How an engine writes an image changes neither findings nor ledger."""
    report = scan(write(copied_then(layer({whiteout("app/.env"): b""}))))

    assert [(f.rule_id, place(f).path, place(f).visibility) for f in report.findings] == [
        ("github-personal-access-token", "app/.env", Visibility.DELETED)
    ]
    assert report.complete
    assert report.ledger.balanced


def test_values_of_config_and_history_are_found(scan: Callable[..., Report]) -> None:
    """An ENV is found in the config and in the history, as one finding, with the step."""
    made = image(
        [layer({"f": b""})],
        name="demo:1",
        config={"Env": ["PATH=/bin", f"GITHUB_TOKEN={TOKEN}"]},
        history=[
            {"created_by": "COPY f / # buildkit"},
            {"created_by": f"ENV GITHUB_TOKEN={TOKEN}", "empty_layer": True},
        ],
    )

    finding = only(scan(oci_archive(made)))

    places = [place for place in finding.locations if isinstance(place, ImageField)]
    assert [(p.kind, p.path) for p in places] == [
        ("config", "config.Env[1]"),
        ("history", "history[1].created_by"),
    ]
    assert places[0].introduced_by is not None
    assert TOKEN not in places[0].introduced_by.created_by


def test_a_file_as_its_package_shipped_it_is_suppressed(scan: Callable[..., Report]) -> None:
    """What a package's own record lists byte for byte is counted, named and not reported."""
    digest = hashlib.md5(ENV_FILE, usedforsecurity=False).hexdigest()
    base = layer(
        {
            "usr/share/doc/tool/sample": ENV_FILE,
            "var/lib/dpkg/info/tool.md5sums": f"{digest}  usr/share/doc/tool/sample\n".encode(),
        }
    )

    report = scan(oci_archive(image([base], name="demo:1")))

    assert report.findings == ()
    assert [f.suppressed for f in report.suppressed] == ["vendor-shipped (dpkg:tool)"]


def test_damage_in_a_layer_keeps_what_is_around_it(scan: Callable[..., Report]) -> None:
    """Findings before and after a bad header are kept, and the report is not complete."""
    data = bytearray(layer([("a", ENV_FILE), ("b", b"x"), ("c", OTHER.encode())]))
    data[1024 + 3] ^= 0xFF

    report = scan(oci_archive(image([bytes(data)], name="demo:1")))

    assert [f.rule_id for f in report.findings] == [
        "github-personal-access-token",
        "npm-access-token",
    ]
    assert not report.complete
    assert report.ledger.balanced


def test_truncation_anywhere_is_never_clean(scan: Callable[..., Report]) -> None:
    """An archive cut at any point is incomplete or cannot be read: never clean and complete."""
    from leakscan.errors import TargetError

    archive = oci_archive(copied_then())
    silent = []
    for cut in range(0, len(archive) - 1024, 700):
        try:
            report = scan(archive[:cut])
        except TargetError:
            continue
        if report.complete:
            silent.append(cut)

    assert silent == []


def test_the_old_builders_second_config_is_not_told_again(scan: Callable[..., Report]) -> None:
    """What `container_config` repeats of the config adds no place; what it alone has does."""
    env = [f"GITHUB_TOKEN={TOKEN}"]
    alone = [*env, f"NPM_TOKEN={OTHER}"]
    made = image(
        [layer({"f": b""})],
        name="demo:1",
        config={"Env": env},
        document_changes={"container_config": {"Env": alone}},
    )

    report = scan(docker_archive_legacy(made))

    assert {f.rule_id: [p.path for p in f.locations] for f in report.findings} == {
        "github-personal-access-token": ["config.Env[0]"],
        "npm-access-token": ["config.container_config.Env[1]"],
    }


def test_docker_keeps_the_config_beside_the_last_layer_and_it_is_not_told_again(
    scan: Callable[..., Report],
) -> None:
    """A password of ENV is at its place in the config, whatever copies of it an archive has."""
    password = render("{password:}", random.Random(7))
    made = image([layer({"a": b"x"})], config={"Env": [f"DB_PASSWORD={password}"]})

    legacy, copied = scan(docker_archive_legacy(made)), scan(oci_archive(made))

    assert [type(each).__name__ for each in only(legacy).locations] == ["ImageField"]
    assert only(legacy).id == only(copied).id


def test_an_archive_that_is_cut_off_is_told(scan: Callable[..., Report]) -> None:
    """What a damaged compressed file still gives is searched, and the report is not complete."""
    packed = gzip.compress(ENV_FILE + b"more\n" * 2000)[:-40]

    report = scan(oci_archive(image([layer({"a.gz": packed})], name="demo:1")))

    assert [place.inner for f in report.findings for place in f.locations] == [("a",)]
    assert [skipped.reason for skipped in report.skipped] == [
        "gzip.damaged: the stream ends in the middle"
    ]
    assert report.ledger.balanced


def test_compiled_python_is_its_packages_as_its_source_is(scan: Callable[..., Report]) -> None:
    """A secret that a package's source has is the package's in the compiled file, too."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(ENV_FILE).digest()).decode().rstrip("=")
    site = "usr/lib/python3/site-packages"
    base = layer(
        {
            f"{site}/tool/sample.py": ENV_FILE,
            f"{site}/tool/__pycache__/sample.cpython-311.pyc": b"\0" + ENV_FILE,
            f"{site}/tool-1.0.dist-info/RECORD": f"tool/sample.py,sha256={digest},38\n".encode(),
            f"{site}/own/__pycache__/sample.cpython-311.pyc": b"\0" + OTHER.encode() + b"\0",
        }
    )

    report = scan(oci_archive(image([base], name="demo:1")))

    assert [place(f).path for f in report.findings] == [
        f"{site}/own/__pycache__/sample.cpython-311.pyc"
    ]
    assert len(report.suppressed) == 1


def test_a_secret_in_a_name_is_found_and_not_shown(scan: Callable[..., Report]) -> None:
    """A file whose name holds a secret is found by it, and the report masks the name."""
    report = scan(oci_archive(image([layer({f"backup/{TOKEN}.txt": b"x"})], name="demo:1")))

    found = place(only(report))
    assert found.inner == ("tar header",)
    assert found.path == "backup/[REDACTED].txt"
    assert TOKEN not in repr(report)


def test_a_secret_in_what_was_not_read_is_not_shown(scan: Callable[..., Report]) -> None:
    """Names that a hostile image brings into the records of what was not read are masked."""
    made = image([layer({"f": b""})], name="demo:1")
    files = oci_files(made)
    missing = layer({"g": b""})
    manifest = [{"Config": "c.json", "RepoTags": None, "Layers": [f"../{TOKEN}", "x"]}]
    files |= {"manifest.json": json.dumps(manifest).encode(), "x": missing}

    report = scan(layer(files))

    assert not report.complete
    assert TOKEN not in repr(report)


def test_one_secret_everywhere_is_one_finding(scan: Callable[..., Report]) -> None:
    """ENV, history, a file and a jar on two platforms: one finding that lists all its places."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as jar:
        jar.writestr("app.properties", ENV_FILE)
    files = {"app/.env": ENV_FILE, "app/lib.jar": buffer.getvalue()}
    platforms = ("linux/amd64", "linux/arm64")
    images = [
        image(
            [layer({**files, "arch": platform.encode()})],
            name="demo:1",
            platform=platform,
            config={"Env": [f"GITHUB_TOKEN={TOKEN}"]},
            history=[
                {"created_by": "COPY . /app # buildkit"},
                {"created_by": f"ENV GITHUB_TOKEN={TOKEN}", "empty_layer": True},
            ],
        )
        for platform in platforms
    ]

    found = only(scan(oci_archive(*images, nested=True)))

    told: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for each in found.locations:
        assert isinstance(each, LayerFile | ImageField)
        inner = each.inner if isinstance(each, LayerFile) else ()
        told.setdefault((each.path, inner), set()).update(each.platforms)
    assert told == {
        ("app/.env", ()): set(platforms),
        ("app/lib.jar", ("app.properties",)): set(platforms),
        ("config.Env[0]", ()): set(platforms),
        ("history[1].created_by", ()): set(platforms),
    }


def test_a_windows_layer_is_read(scan: Callable[..., Report]) -> None:
    """Files below `Files/` and UTF-16 values of registry hives are searched like any others."""
    value = f"GITHUB_TOKEN={TOKEN}".encode("utf-16-le")
    hive = b"regf" + b"\0" * 60 + b"hbin" + b"\0" * 28 + value + b"\0" * 64
    layers = [
        layer({"Files/app/.npmrc": f"_authToken={OTHER}\n", "Hives/Software_Delta": hive}),
        layer({"Files/app/.wh..npmrc": b""}),
    ]

    report = scan(oci_archive(image(layers, name="demo:1", platform="windows/amd64")))

    assert {(place(f).path, place(f).visibility) for f in report.findings} == {
        ("Files/app/.npmrc", Visibility.DELETED),
        ("Hives/Software_Delta", Visibility.VISIBLE),
    }
    assert report.complete


def test_a_scan_that_is_stopped_reports_what_it_had_searched(tmp_path: Path) -> None:
    """The config and the layers searched so far are told, and each other layer is not read."""
    archive = tmp_path / "image.tar"
    layers = [layer({f"{number}/.env": ENV_FILE}) for number in range(3)]
    built = image(layers, config={"Env": [f"GITHUB_TOKEN={TOKEN}"]})
    archive.write_bytes(docker_archive_legacy(built))
    stop = Stop()
    options = ScanOptions(
        temp_dir=tmp_path,
        stop=stop,
        # Told after each layer, and once before the first.
        progress=lambda told: stop.ask() if told.done_bytes else None,
    )

    report = scan_image(str(archive), options=options)

    kinds = {type(each) for each in only(report).locations}
    reasons = [skipped.reason.split(":")[0] for skipped in report.skipped]
    assert kinds == {LayerFile, ImageField}
    assert len({each.path for each in only(report).locations if isinstance(each, LayerFile)}) < 3
    assert set(reasons) == {"interrupted"}
    assert not report.complete
