"""How the program behaves as a process: bad requests, closed pipes."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from tests import builders
from tests.end_to_end.program import ROOT, leakscan


def _big_image(path: Path) -> Path:
    """Write an image that takes a while: a hundred secrets and fifty megabytes."""
    rng = random.Random()
    files: dict[str, builders.Entry] = {
        f"app/{number}/.env": render("GITHUB_TOKEN={github:ghp_}\n", rng) for number in range(100)
    }
    noise: dict[str, builders.Entry] = {
        f"data/{number}": rng.randbytes(2_000_000) for number in range(25)
    }
    path.write_bytes(
        builders.docker_archive_legacy(builders.image([builders.layer({**files, **noise})]))
    )
    return path


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["image", "/no/such/file.tar"], 4, "/no/such/file.tar"),
        (["context", "/no/such/folder"], 4, "/no/such/folder"),
        (["image", "--fromat", "json", "x"], 2, "--fromat"),
        (["image", "--format", "jsonn", "x"], 2, "jsonn"),
        (["imge", "x"], 2, "imge"),
        (["image"], 2, "REF"),
        (["image", "docker-daemon:some/name:1"], 4, "daemon"),
    ],
)
def test_a_bad_request_is_one_clear_line(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    """
    A wrong option, a missing path, no daemon: the exit code tells which, a line says what, and
    nothing is on standard output.
    """
    outcome = leakscan(*words, env={"DOCKER_HOST": f"unix://{tmp_path}/none.sock"})

    assert outcome.code == code, outcome.errors
    assert outcome.stdout == b""
    assert said in outcome.errors
    assert "Traceback" not in outcome.errors
    assert len(outcome.errors.strip().splitlines()) <= 4


@pytest.mark.parametrize("content", [b"", b"not an image\n", b"\0" * 4096, b"\x1f\x8b\x08\0junk"])
def test_an_unreadable_target_ends_with_four(content: bytes, tmp_path: Path) -> None:
    """What is no image at all ends with 4 and one line about it."""
    path = tmp_path / "file.tar"
    path.write_bytes(content)

    outcome = leakscan("image", path)

    assert outcome.code == 4, outcome.errors
    assert outcome.stdout == b""
    assert "Traceback" not in outcome.errors
    assert len(outcome.errors.strip().splitlines()) <= 2


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    """Standard output closed after one line ends the program silently."""
    image = _big_image(tmp_path / "image.tar")
    command = f'"{sys.executable}" -m leakscan image "$1" | head -1; exit "${{PIPESTATUS[0]}}"'

    done = subprocess.run(
        ["bash", "-c", command, "bash", str(image)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )

    assert done.returncode in {1, 141}
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
