import json
import random
from pathlib import Path

import pytest

from leakscan.cli.exits import ExitCode
from leakscan.context.builders import Builder
from leakscan.detection.templates import render
from tests.cli.running import Run

TOKEN = render("{github:ghp_}", random.Random(4))


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """Return a context with a file of every other fate, one of them with a hostile name."""
    root = tmp_path / "context"
    (root / "sub").mkdir(parents=True)
    (root / "Dockerfile").write_text("FROM scratch\nENV DB_PASSWORD=Tr0ub4dor-and-3\nCOPY sub /\n")
    (root / ".dockerignore").write_text("# no secrets\n.env\n")
    (root / ".env").write_text("")
    (root / "sub/.env").write_text("")
    (root / "sub/\x1b[2Jname").write_text("")
    (root / "unused.txt").write_text("")
    return root


def test_every_file_is_listed_with_its_fate(run: Run, context: Path) -> None:
    """The farthest carried first, each with the line that decides."""
    outcome = run("context", context, "--list")

    rows = [line.split(maxsplit=2) for line in outcome.out.splitlines()]
    assert outcome.code == ExitCode.CLEAN
    assert rows[0] == ["REACH", "PATH", "DECIDED BY"]
    assert ["baked", "sub/.env", "Dockerfile:3: COPY sub /"] in rows
    assert ["ignored", ".env", ".dockerignore:2: .env"] in rows
    assert rows[1][0] == "baked"
    assert "1 ignored" in outcome.out


def test_a_name_cannot_steer_the_terminal(run: Run, context: Path) -> None:
    """It is escaped where people read it, and exact where programs do."""
    text = run("context", context, "--list").out
    document = json.loads(run("context", context, "--list", "--format", "json").out)

    assert "\x1b" not in text
    assert r"sub/\x1b[2Jname" in text
    assert "sub/\x1b[2Jname" in [file["path"] for file in document["files"]]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_list_shows_a_secret_that_a_name_holds(run: Run, context: Path, form: str) -> None:
    """Neither in a file's path, nor in the line that decides it, nor in a note."""
    (context / f"sub/{TOKEN}").mkdir()
    (context / f"sub/{TOKEN}/{TOKEN}.txt").write_text("")
    (context / f"{TOKEN}\nlog").write_text("")
    (context / ".dockerignore").write_text(f"sub/{TOKEN}/*.md\n{TOKEN}\n*\\\n{TOKEN}")
    (context / "Dockerfile").write_text(
        f"FROM scratch\nCOPY sub/{TOKEN} /{TOKEN}\nCOPY {TOKEN} /\n"
    )

    outcome = run("context", context, "--list", "--format", form)

    assert TOKEN not in outcome.out + outcome.err
    assert (
        outcome.out.count("sub/[REDACTED]/[REDACTED]")
        if form == "text"
        else json.loads(outcome.out)
    )


@pytest.mark.parametrize("listed", [True, False])
def test_the_stages_that_a_wrong_target_is_answered_with_are_masked(
    run: Run, context: Path, *, listed: bool
) -> None:
    """A name of a stage can be a token of lower-case letters."""
    token = render("dop_v1_{hex:64}", random.Random(5))
    (context / "Dockerfile").write_text(f"FROM scratch AS {token}\nFROM scratch AS second\n")

    outcome = run("context", context, "--target", "thrid", *(["--list"] if listed else []))

    assert outcome.code == ExitCode.USAGE
    assert token not in outcome.err
    assert "second" in outcome.err


def test_the_json_list_has_stable_keys(run: Run, context: Path) -> None:
    """What is promised, and the same files as the text."""
    outcome = run("context", context, "--list", "--format", "json", "--builder", "classic")

    document = json.loads(outcome.out)
    assert {key: value for key, value in document.items() if key != "files"} == {
        "schema_version": "1",
        "builder": Builder.CLASSIC.value,
        "ignore_file": ".dockerignore",
        "contexts": [],
    }
    assert all({"path", "reach", "decided_by"} == set(file) for file in document["files"])
    (ignored,) = (file for file in document["files"] if file["path"] == ".env")
    assert ignored == {
        "path": ".env",
        "reach": "ignored",
        "decided_by": [{"file": ".dockerignore", "line": 2, "text": ".env"}],
    }


def test_the_files_of_a_named_context_are_listed_apart(
    run: Run, context: Path, tmp_path: Path
) -> None:
    """With their own ignore file; a person sees where they lie, a program what they are called."""
    other = tmp_path / "other"
    other.mkdir()
    (other / ".dockerignore").write_text("*.pem\n")
    (other / "a.pem").write_text("")
    (context / "Dockerfile").write_text("FROM scratch\nCOPY --from=files . /\n")
    asked = ("context", context, "--list", "--build-context", f"files={other}")

    text = run(*asked).out
    document = json.loads(run(*asked, "--format", "json").out)

    assert "build context files, from ../other\n" in text
    assert ["ignored", "../other/a.pem", "../other/.dockerignore:1: *.pem"] in [
        line.split(maxsplit=2) for line in text.splitlines()
    ]
    (named,) = document["contexts"]
    assert (named["name"], named["path"]) == ("files", "../other")
    assert named["ignore_file"] == "../other/.dockerignore"
    assert [(file["path"], file["reach"]) for file in named["files"]] == [
        (".dockerignore", "baked"),
        ("a.pem", "ignored"),
    ]


def test_a_list_of_no_context_is_an_error(run: Run, tmp_path: Path) -> None:
    """The same as for a scan: 4, one line."""
    outcome = run("context", tmp_path / "nothing", "--list")

    assert (outcome.code, outcome.out) == (ExitCode.UNREADABLE, "")


def test_no_list_is_written_to_a_file(run: Run, context: Path, tmp_path: Path) -> None:
    """A list is no report: `-o` with it is a mistake."""
    outcome = run("context", context, "--list", "-o", f"json={tmp_path / 'list.json'}")

    assert outcome.code == ExitCode.USAGE
    assert not (tmp_path / "list.json").exists()
