"""`leakscan baseline`."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from leakscan.cli.exits import ExitCode
from tests.cli.running import Run, environment

SECRET = "DB_PASSWORD=pRq7xW2mKd94Lz\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a context with a secret, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.env").write_text(SECRET)
    return tmp_path


def test_only_new_findings_fail(run: Run, project: Path) -> None:
    """With a baseline a scan passes until something new comes."""
    assert run("context", "app").code == ExitCode.FINDINGS
    made = run("baseline", "create", "context", "app")
    assert (made.code, made.out) == (ExitCode.CLEAN, "")
    assert "1 added" in made.err

    known = ("--baseline", ".leakscan.baseline.json")
    assert run("context", "app", *known).code == ExitCode.CLEAN
    assert "1 suppressed (1 baseline)" in run("context", "app", *known).out

    (project / "app" / "b.env").write_text("API_PASSWORD=vTn5yB8cHs31Gf\n")
    assert run("context", "app", *known).code == ExitCode.FINDINGS
    assert "1 added, 1 kept, 0 gone" in run("baseline", "update", "context", "app").err
    assert run("context", "app", *known).code == ExitCode.CLEAN


def test_a_configuration_names_the_baseline(run: Run, project: Path) -> None:
    """So that nobody has to think of it; `--no-config` leaves it out."""
    run("baseline", "create", "context", "app")
    (project / ".leakscan.toml").write_text('baseline = ".leakscan.baseline.json"\n')

    assert run("context", "app").code == ExitCode.CLEAN
    assert run("context", "app", "--no-config").code == ExitCode.FINDINGS
    # Making one anew must not leave out what the old one covers.
    assert "0 added, 1 kept, 0 gone" in run("baseline", "update", "context", "app").err


def test_the_ignore_file_of_the_project_is_read(run: Run, project: Path) -> None:
    """It is counted in the report, and `--no-config` leaves it out."""
    (project / ".leakscanignore").write_text("*.env because made up\n")

    assert run("context", "app").code == ExitCode.CLEAN
    assert "1 suppressed (1 ignored: made up)" in run("context", "app").out
    assert run("context", "app", "--no-config").code == ExitCode.FINDINGS


def test_baselines_of_detect_secrets_come_and_go(run: Run, project: Path) -> None:
    """One is written, read by a scan, and turned into leakscan's own."""
    exported = run("baseline", "export", "context", "app")
    assert "unsalted" in exported.err
    (project / ".secrets.baseline").write_text(exported.out)

    assert run("context", "app", "--baseline", ".secrets.baseline").code == ExitCode.CLEAN
    imported = run("baseline", "import", ".secrets.baseline", "context", "app")
    assert "1 added" in imported.err
    assert run("context", "app", "--baseline", ".leakscan.baseline.json").code == ExitCode.CLEAN


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("create",), "what is to be scanned?"),
        (("create", "app"), "what is to be scanned?"),
        (("create", "context", "app", "--list"), "that is no scan"),
        (("update", "context", "app"), "no file '.leakscan.baseline.json'"),
        (("export", "image", "x"), "lists files of a context"),
        (("audit",), "no file"),
    ],
)
@pytest.mark.usefixtures("project")
def test_a_wrong_request_is_explained(run: Run, words: tuple[str, ...], expected: str) -> None:
    """Exit code 2, and one line that says what is wrong."""
    outcome = run("baseline", *words)

    assert outcome.code == ExitCode.USAGE
    assert expected in outcome.err


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"leakscan_baseline": 1}', '{"results": 1}'])
def test_a_damaged_baseline_is_refused(run: Run, project: Path, text: str) -> None:
    """It is never taken for an empty one."""
    (project / "b.json").write_text(text)

    outcome = run("context", "app", "--baseline", "b.json")

    assert (outcome.code, outcome.out) == (ExitCode.USAGE, "")
    assert outcome.err.startswith("leakscan: b.json: ")


def test_an_audit_asks_and_keeps_the_answers(run: Run, project: Path) -> None:
    """A person in a terminal says what each entry is; the file remembers it."""
    run("baseline", "create", "context", "app")
    parent, child = pty.openpty()

    with subprocess.Popen(
        [sys.executable, "-m", "leakscan", "baseline", "audit"],
        stdin=child,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=project,
    ) as process:
        os.write(parent, b"a\nit is a test\n")
        _, said = process.communicate(timeout=60)
    os.close(parent)
    os.close(child)

    assert process.returncode == ExitCode.CLEAN
    assert "HIGH Password in an assignment" in said
    (entry,) = json.loads((project / ".leakscan.baseline.json").read_text())["entries"]
    assert (entry["verdict"], entry["because"]) == ("accepted", "it is a test")
    outcome = run("context", "app", "--baseline", ".leakscan.baseline.json")
    assert "1 suppressed (1 baseline: it is a test)" in outcome.out
