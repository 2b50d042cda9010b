"""`leakscan context --fix` and `--diff`, as a user runs them."""

import random
from pathlib import Path

import pytest

from leakscan.cli.exits import ExitCode
from leakscan.detection.templates import render
from tests.cli.running import Run
from tests.context.trees import make

TOKEN = render("{github:ghp_}", random.Random(5))
LEAKY = {
    "Dockerfile": "FROM scratch\nCOPY . /app\nCOPY .npmrc /app/\n",
    "services/api/.env": f"T={TOKEN}\n",
    "main.py": "print()\n",
}


@pytest.fixture
def leaky(tmp_path: Path) -> Path:
    """Return a context with a secret that a line of an ignore file keeps out."""
    return make(tmp_path / "leaky", LEAKY | {".npmrc": "audit=false\n"})


def test_what_is_fixed_is_clean_and_stays_so(run: Run, leaky: Path) -> None:
    """The first run adds a line and scans again; the second changes nothing."""
    first = run("context", leaky, "--fix")
    written = (leaky / ".dockerignore").read_bytes()

    second = run("context", leaky, "--fix")
    nothing = run("context", leaky, "--diff")

    assert (nothing.code, nothing.out) == (ExitCode.CLEAN, "")
    assert (first.code, second.code) == (ExitCode.CLEAN, ExitCode.CLEAN)
    assert "written to a new .dockerignore: **/.env" in first.err
    assert "No secrets found" in first.out
    assert not second.err
    assert (leaky / ".dockerignore").read_bytes() == written == b"**/.env\n"


def test_a_difference_changes_nothing(run: Run, leaky: Path) -> None:
    """`--diff` prints the change alone, and the findings decide the exit code."""
    outcome = run("context", leaky, "--diff")

    assert outcome.code == ExitCode.FINDINGS
    assert outcome.out == "--- /dev/null\n+++ b/.dockerignore\n@@ -0,0 +1 @@\n+**/.env\n"
    assert not (leaky / ".dockerignore").exists()


def test_a_difference_shows_odd_lines_harmlessly(run: Run, leaky: Path) -> None:
    """Control characters, bytes that are no text and secrets of the file's own lines are masked."""
    (leaky / ".dockerignore").write_bytes(b"x\xff\x1bc\r\n" + TOKEN.encode() + b"\r\n")

    outcome = run("context", leaky, "--diff")

    assert "+**/.env\r\n" in outcome.out
    assert not {"\x1b", "\udcff"}.intersection(outcome.out)
    assert TOKEN not in outcome.out


def test_what_stays_is_told_with_the_instruction(run: Run, leaky: Path) -> None:
    """A secret that is copied by name is still found, and the instruction is named."""
    (leaky / ".npmrc").write_text(f"//r.test/:_authToken={render('{npm:npm_}', random.Random(1))}")

    outcome = run("context", leaky, "--fix")

    assert outcome.code == ExitCode.FINDINGS
    assert "not ignored: .npmrc: Dockerfile line 3 takes it by name" in outcome.err
    assert (leaky / ".dockerignore").read_text() == "**/.env\n"


def test_a_secret_in_a_name_is_never_written_down(run: Run, leaky: Path) -> None:
    """No line is made of a name that holds a secret; what to do with the file is said."""
    (leaky / f"{TOKEN}.txt").write_text("x")

    outcome = run("context", leaky, "--fix")

    assert "its name holds a secret: rename the file" in outcome.err
    assert TOKEN not in outcome.err + outcome.out + (leaky / ".dockerignore").read_text()


@pytest.mark.parametrize(
    "words", [("--fix", "--diff"), ("--list", "--fix"), ("--diff", "--format", "json")]
)
def test_requests_that_exclude_each_other_are_refused(
    run: Run, leaky: Path, words: tuple[str, ...]
) -> None:
    """One thing at a time; nothing is written."""
    outcome = run("context", leaky, *words)

    assert outcome.code == ExitCode.USAGE
    assert not (leaky / ".dockerignore").exists()


def test_an_ignore_file_that_cannot_be_written_is_one_line(
    run: Run, leaky: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason and what to do instead are said, and the file is as it was."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refuse)

    outcome = run("context", leaky, "--fix", "--no-cache")

    assert outcome.code == ExitCode.UNREADABLE
    assert "'.dockerignore' cannot be written: Permission denied" in outcome.err
    assert sorted(path.name for path in leaky.iterdir()) == [
        ".npmrc",
        "Dockerfile",
        "main.py",
        "services",
    ]
