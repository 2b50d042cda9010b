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


NAMED = {
    "app/Dockerfile": "FROM scratch\nCOPY --from=shared . /s/\nCOPY --from=shared conf/a.ini /c/\n",
    "app/main.py": "print()\n",
    "shared/deep/.env": f"T={TOKEN}\n",
    "shared/conf/a.ini": "a=1\n",
}
CONTEXT = ("context", "app", "--build-context", "shared=shared")


def test_a_named_context_gets_lines_of_its_own(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are written at the top of its directory, and the project's ignore file stays out."""
    root = make(tmp_path / "both", NAMED)
    monkeypatch.chdir(root)

    shown = run(*CONTEXT, "--diff")
    first = run(*CONTEXT, "--fix")
    written = (root / "shared" / ".dockerignore").read_bytes()
    second = run(*CONTEXT, "--fix")

    assert shown.out == "--- /dev/null\n+++ b/../shared/.dockerignore\n@@ -0,0 +1 @@\n+**/.env\n"
    assert "written to a new ../shared/.dockerignore: **/.env" in first.err
    assert (first.code, second.code) == (ExitCode.CLEAN, ExitCode.CLEAN)
    assert (root / "shared" / ".dockerignore").read_bytes() == written == b"**/.env\n"
    assert not (root / "app" / ".dockerignore").exists()


@pytest.mark.parametrize(
    ("dockerfile", "reason"),
    [
        ("FROM scratch\nCOPY --from=shared deep/.env /e\n", "Dockerfile line 2 takes it by name"),
        (
            "FROM shared AS s\nFROM scratch\nCOPY --from=s /deep/.env /e\n",
            "Dockerfile line 3 takes it by name",
        ),
    ],
)
def test_what_is_taken_from_a_named_context_by_name_stays(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dockerfile: str, reason: str
) -> None:
    """Straight or through a stage that begins with it, the build would miss the file."""
    root = make(tmp_path / "both", {**NAMED, "app/Dockerfile": dockerfile})
    monkeypatch.chdir(root)

    outcome = run(*CONTEXT, "--fix")

    assert outcome.code == ExitCode.FINDINGS
    assert f"not ignored: ../shared/deep/.env: {reason}" in outcome.err
    assert not (root / "shared" / ".dockerignore").exists()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--builder", "buildah"), "buildah 1.28 reads no ignore file of a named context"),
        (("--build-context", "again=shared"), ""),
    ],
)
def test_where_no_line_can_be_written_the_reason_is_told(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[str, ...],
    reason: str,
) -> None:
    """With buildah none is read, and a directory that is given twice gets its lines once."""
    dockerfile = NAMED["app/Dockerfile"] + "COPY --from=again . /t/\n" * (not reason)
    root = make(tmp_path / "both", {**NAMED, "app/Dockerfile": dockerfile})
    monkeypatch.chdir(root)

    outcome = run(*CONTEXT, *more, "--fix")

    assert reason in outcome.err
    assert (root / "shared" / ".dockerignore").exists() is not bool(reason)
    assert outcome.code == (ExitCode.FINDINGS if reason else ExitCode.CLEAN)
