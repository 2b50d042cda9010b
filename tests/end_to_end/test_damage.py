"""Damaged images: what could be read is reported, what could not is said, the end is never 0."""

import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from tests import builders
from tests.end_to_end.program import Outcome, scan

BEFORE, INSIDE, AFTER = "etc/before.env", "srv/inside.env", "opt/after.env"

Damage = Callable[[Path, list[bytes]], Path]


def _layers(secrets: dict[str, str]) -> list[bytes]:
    """Return three layers; each has a file that holds a secret, or would."""
    return [
        builders.layer(
            (
                (f"data/{position}/one.txt", b"plain text\n" * 400),
                (path, secrets.get(path, "LOG_LEVEL=debug\n")),
                (f"data/{position}/two.txt", b"more text\n" * 400),
            )
        )
        for position, path in enumerate((BEFORE, INSIDE, AFTER))
    ]


def _blob(layout: Path, data: bytes) -> Path:
    return layout / "blobs" / builders.sha256(data).replace(":", "/")


def _oci(folder: Path, layers: list[bytes]) -> Path:
    return builders.oci_layout(folder / "layout", builders.image(layers), compression="")


def _missing_blob(folder: Path, layers: list[bytes]) -> Path:
    """The middle layer's blob is not there."""
    layout = _oci(folder, layers)
    _blob(layout, layers[1]).unlink()
    return layout


def _altered_layer(folder: Path, layers: list[bytes]) -> Path:
    """One byte of the middle layer is another one."""
    layout = _oci(folder, layers)
    altered = layers[1].replace(b"plain", b"plaln", 1)
    assert altered != layers[1]
    _blob(layout, layers[1]).write_bytes(altered)
    return layout


def _bad_header(folder: Path, layers: list[bytes]) -> Path:
    """Between two files of the one layer stands a header whose checksum is wrong."""
    broken = bytearray(builders.layer({"data/broken.txt": b"y" * 3000}))
    broken[148:156] = b"777777\0 "
    first, second, third = map(_entries_of, layers)
    whole = first + _entries_of(bytes(broken)) + second + third + b"\0" * 1024
    return builders.oci_layout(folder / "layout", builders.image([whole]), compression="")


def _entries_of(tar: bytes) -> bytes:
    """Return a tar without its end mark."""
    end = tar.rstrip(b"\0")
    return end + b"\0" * (-len(end) % 512)


def _truncated_oci(folder: Path, layers: list[bytes]) -> Path:
    """An OCI archive, metadata first, ends in the middle of its last layer's last file."""
    files = builders.oci_files(builders.image(layers), compression="")
    metadata = {name: data for name, data in files.items() if data not in layers}
    return _cut(folder, builders.layer({**metadata, **files}))


def _truncated_save(folder: Path, layers: list[bytes]) -> Path:
    """What today's Docker writes ends there; the index, which comes last, is lost."""
    return _cut(folder, builders.docker_archive_engine25(builders.image(layers)))


def _truncated_docker(folder: Path, layers: list[bytes]) -> Path:
    """What `docker save` writes ends there; the manifest, which comes last, is lost."""
    return _cut(folder, builders.docker_archive_legacy(builders.image(layers)))


def _cut(folder: Path, archive: bytes) -> Path:
    path = folder / "image.tar"
    path.write_bytes(archive[: archive.index(b"data/2/two.txt") + 1000])
    return path


def _truncated_gzip(folder: Path, layers: list[bytes]) -> Path:
    """A gzip layer ends early."""
    layout = builders.oci_layout(folder / "layout", builders.image(layers), compression="gzip")
    blob = _blob(layout, builders.compress(layers[2], "gzip"))
    blob.write_bytes(blob.read_bytes()[:-20])
    return layout


DAMAGES: tuple[Damage, ...] = (
    _missing_blob,
    _altered_layer,
    _bad_header,
    _truncated_oci,
    _truncated_docker,
    _truncated_save,
    _truncated_gzip,
)


def _still_there(target: Path, text: str) -> bool:
    """Whether the damage left a text where it can be read."""
    for file in [target] if target.is_file() else target.rglob("blobs/*/*"):
        data = file.read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompressobj(wbits=31).decompress(data)
        if text.encode() in data:
            return True
    return False


def _name(damage: object) -> str:
    return getattr(damage, "__name__", "").lstrip("_")


@pytest.mark.parametrize("damage", DAMAGES, ids=_name)
def test_findings_around_the_damage_are_kept(damage: Damage, tmp_path: Path) -> None:
    """
    What lies before and after the damage is found, the report says it is incomplete, and the
    exit code is that of findings.
    """
    rng = random.Random()
    secrets = {
        path: render("GITHUB_TOKEN={github:ghp_}\n", rng) for path in (BEFORE, INSIDE, AFTER)
    }

    target = damage(tmp_path, _layers(secrets))

    outcome = scan("image", target)

    found = {
        (location["path"], f"GITHUB_TOKEN={finding['secret']['value']}\n")
        for finding in outcome.report["findings"]
        for location in finding["locations"]
    }
    wanted = {(path, text) for path, text in secrets.items() if _still_there(target, text)}
    assert wanted
    if damage in {_truncated_docker, _truncated_save}:
        # Without a manifest, nothing says which layer of which image it is; the secrets count.
        assert {value for _, value in found} == {value for _, value in wanted}
    else:
        assert found == wanted
    _incomplete(outcome)
    assert outcome.code == 1


@pytest.mark.parametrize("damage", DAMAGES, ids=_name)
def test_damage_without_findings_ends_with_three(damage: Damage, tmp_path: Path) -> None:
    """A damaged image in which nothing was found is not called clean."""
    outcome = scan("image", damage(tmp_path, _layers({})))

    assert outcome.report["findings"] == []
    _incomplete(outcome)
    assert outcome.code == 3


def test_undamaged_it_is_complete(tmp_path: Path) -> None:
    """The same layers whole are complete and clean: the damage alone makes the difference."""
    outcome = scan("image", _oci(tmp_path, _layers({})))

    assert outcome.report["skipped"] == []
    assert outcome.report["complete"] is True
    assert outcome.code == 0


def _incomplete(outcome: Outcome) -> None:
    report = outcome.report
    assert report["complete"] is False
    assert report["skipped"]
    assert all(skipped["reason"] for skipped in report["skipped"])
    ledger = report["ledger"]
    assert ledger["bytes_in"] == sum(ledger.values()) - ledger["bytes_in"]
    assert "Traceback" not in outcome.errors
