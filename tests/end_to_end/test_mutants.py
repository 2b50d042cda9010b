"""Whatever happens to an archive's bytes: each planted secret is found, or the end is not clean."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from leakscan.errors import LeakscanError
from leakscan.model.report import Report
from leakscan.scanners.image import scan_image
from leakscan.scanners.options import ScanOptions
from tests import builders

MUTANTS = 50
"""By each mutation, of all archives together."""

BLOCK = 512

Mutation = Callable[[bytes, random.Random], bytes]

ARCHIVES: dict[str, Callable[[builders.BuiltImage], bytes]] = {
    "docker save": builders.docker_archive_legacy,
    "docker save 25": builders.docker_archive_engine25,
    "oci": lambda built: builders.oci_archive(built, compression=""),
    "oci gzip": lambda built: builders.oci_archive(built, compression="gzip"),
    "oci zstd": lambda built: builders.oci_archive(built, compression="zstd"),
}


def _truncated(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _overwritten(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 3, 20])):
        changed[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(changed)


def _zeroed(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    end = min(len(data), start + rng.randrange(1, 2 * BLOCK))
    return data[:start] + bytes(end - start) + data[end:]


def _shifted(data: bytes, rng: random.Random) -> bytes:
    """Insert or leave out some bytes, so that nothing after them is where headers say."""
    at = rng.randrange(len(data))
    if rng.random() < 0.5:
        return data[:at] + rng.randbytes(rng.choice([1, 17, BLOCK])) + data[at:]
    return data[:at] + data[at + rng.randrange(1, 4 * BLOCK) :]


def _repeated(data: bytes, rng: random.Random) -> bytes:
    """Put a copy of some blocks somewhere else."""
    start, at = (rng.randrange(len(data) // BLOCK) * BLOCK for _ in range(2))
    return data[:at] + data[start : start + rng.randrange(1, 30) * BLOCK] + data[at:]


def _swapped(data: bytes, rng: random.Random) -> bytes:
    """Let two blocks change places."""
    blocks = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
    one, other = rng.randrange(len(blocks)), rng.randrange(len(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def _lying_header(data: bytes, rng: random.Random) -> bytes:
    """Change a field of a tar header and make its checksum right again."""
    headers = [at for at in range(0, len(data), BLOCK) if data[at + 257 : at + 262] == b"ustar"]
    start = rng.choice(headers)
    header = bytearray(data[start : start + BLOCK])
    at, size = rng.choice([(0, 100), (124, 12), (156, 1), (345, 155)])
    header[at : at + size] = rng.choice([bytes(size), b"7" * size, rng.randbytes(size)])
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return data[:start] + bytes(header) + data[start + BLOCK :]


MUTATIONS = (_truncated, _overwritten, _zeroed, _shifted, _repeated, _swapped, _lying_header)


def _planted(rng: random.Random) -> tuple[list[str], builders.BuiltImage]:
    """Return three secrets, and an image with one of them in each layer."""
    secrets = [render("{github:ghp_}", rng) for _ in range(3)]
    layers = [
        builders.layer(
            (
                (f"{number}/one.txt", b"plain text\n" * 60),
                (f"{number}/.env", f"GITHUB_TOKEN={secret}\n"),
                (f"{number}/two.txt", b"more text\n" * 60),
            )
        )
        for number, secret in enumerate(secrets)
    ]
    return secrets, builders.image(layers, name="demo:1")


def _scan(path: Path, folder: Path) -> Report | None:
    """Return the report; None when the target was refused as a whole."""
    options = ScanOptions(jobs=1, show_secrets=True, cache_dir=folder / "cache", temp_dir=folder)
    try:
        return scan_image(str(path), options=options)
    except LeakscanError:
        return None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for mutants and for the compiled patterns."""
    return tmp_path_factory.mktemp("mutants")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.__name__.lstrip("_"))
def test_no_mutant_is_called_clean(mutation: Mutation, folder: Path) -> None:
    """
    A damaged archive is refused, or each secret is found, or the report says it is incomplete;
    every byte is accounted for, and nothing but the errors that leakscan means is raised.
    """
    rng = random.Random(mutation.__name__)
    secrets, built = _planted(rng)
    wrong = []
    for kind, pack in ARCHIVES.items():
        archive = pack(built)
        for number in range(MUTANTS // len(ARCHIVES)):
            path = folder / "mutant.tar"
            path.write_bytes(mutation(archive, rng))

            report = _scan(path, folder)

            if report is not None and not _honest(report, secrets):
                wrong.append((kind, number))

    assert wrong == []


def _honest(report: Report, secrets: list[str]) -> bool:
    found = {finding.value for finding in report.findings}
    ledger = report.ledger
    accounted = ledger.bytes_scanned + ledger.bytes_skipped + ledger.bytes_metadata
    return (found >= set(secrets) or not report.complete) and ledger.bytes_in == accounted
