"""`leakscan rules check`, `rules import` and `explain`, as users run them."""

import json
import random
import tomllib
from pathlib import Path

import pytest

from leakscan.cli.exits import ExitCode
from leakscan.detection.templates import render
from tests.cli.running import Run

GOOD = '[[rules]]\nid = "acme-token"\nshape = "acme_{alnum:40}"\nexamples = ["x=acme_{alnum:40}"]\n'


def test_good_rules_pass_the_check(run: Run, tmp_path: Path) -> None:
    """Their number is told, and success."""
    file = tmp_path / "rules.toml"
    file.write_text(GOOD)

    outcome = run("rules", "check", file)

    assert (outcome.code, outcome.out) == (0, "1 rules checked, 0 problems\n")


def test_a_rule_that_misses_its_example_is_named(run: Run, tmp_path: Path) -> None:
    """So is one that finds its counter-example, and one that takes quadratic time."""
    file = tmp_path / "rules.toml"
    slow = '[[rules]]\nid = "slow"\nregex = "(a+)+acme"\nkeywords = ["acme"]\nsecret_group = 0\n'
    file.write_text(
        GOOD.replace("x=acme_{alnum:40}", "acme_{alnum:8}")
        + 'counter_examples = ["acme_{alnum:40}"]\n'
        + slow.replace("(a+)+acme", "acme[a-z ]*[a-z ]*!")
    )

    outcome = run("rules", "check", file)

    assert outcome.code == ExitCode.USAGE
    assert "acme-token: does not find its example" in outcome.err
    assert "acme-token: finds its counter-example" in outcome.err
    assert "slow: takes" in outcome.err
    assert "Traceback" not in outcome.err


def test_what_is_no_file_of_rules_is_refused(run: Run, tmp_path: Path) -> None:
    """A missing file, bad TOML and a typo each have one clear line."""
    file = tmp_path / "rules.toml"

    assert "No such file" in run("rules", "check", file).err
    file.write_text("[[rules")
    assert "not TOML" in run("rules", "check", file).err
    file.write_text('fail_on = "low"')
    assert "no rules in" in run("rules", "check", file).err
    file.write_text("x = 1")
    assert "unknown key 'x'" in run("rules", "check", file).err
    file.write_text(GOOD.replace("shape", "shpe"))
    outcome = run("rules", "check", file)
    assert (outcome.code, "Did you mean 'shape'?" in outcome.err) == (ExitCode.USAGE, True)


def test_the_rules_of_a_project_are_listed_shown_and_checked(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever leakscan's own are; a mistake in them is told with the name of their file."""
    monkeypatch.chdir(tmp_path)
    ours = int(run("rules", "check").out.split()[0])
    Path(".leakscan.toml").write_text(GOOD)

    assert "acme-token" in run("rules", "list", "acme-token").out
    assert "acme-token" not in run("rules", "list", "--no-config", "acme-token").out
    assert run("rules", "show", "acme-token").out.startswith("acme-token: ")
    assert run("rules", "check").out == f"{ours + 1} rules checked, 0 problems\n"

    Path(".leakscan.toml").unlink()
    project = '[tool.leakscan]\n[[tool.leakscan.rules]]\nid = "b-token"\nshape = "btt_{alnum:32}"\n'
    Path("pyproject.toml").write_text(project)
    assert run("rules", "check", "pyproject.toml").out == "1 rules checked, 0 problems\n"
    Path("pyproject.toml").write_text(project.replace("alnum", "alnm"))
    for words in (("rules", "list"), ("explain", "pyproject.toml"), ("context", ".")):
        outcome = run(*words)
        assert outcome.code == ExitCode.USAGE
        assert outcome.err.startswith("leakscan: pyproject.toml: rules[0]")


def test_explain_knows_the_rules_and_lists_of_the_project(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scan there would report, or allow, what is told here."""
    monkeypatch.chdir(tmp_path)
    token = render("acme_{alnum:40}", random.Random(7))
    Path("a.txt").write_text(f"x {token}\n")

    assert "Nothing in a.txt" in run("explain", "a.txt").out
    Path(".leakscan.toml").write_text(GOOD)
    assert "reported  acme-token" in run("explain", "a.txt:1").out
    Path(".leakscan.toml").write_text(
        GOOD + '[[allow]]\nrules = ["acme-*"]\npaths = ["a.txt"]\nreason = "made up"\n'
    )
    allowed = run("explain", "a.txt:1").out
    assert "suppressed  acme-token" in allowed
    assert "made up" in allowed
    assert "Nothing in a.txt" in run("explain", "--no-config", "a.txt").out


def test_imported_rules_pass_the_check(run: Run, tmp_path: Path) -> None:
    """What is written can be read back; an existing file is not overwritten."""
    file, made = tmp_path / "gitleaks.toml", tmp_path / "made.toml"
    file.write_text(
        '[[rules]]\nid = "a"\nregex = "acme-([a-z]{9})"\n[[rules]]\nid = "b"\npath = "x"\n'
    )

    outcome = run("rules", "import", file, "-o", made)

    assert outcome.code == 0
    assert "b: left out" in outcome.err
    assert "1 rules taken over, 1 remarks" in outcome.err
    assert tomllib.loads(made.read_text())["rules"][0]["id"] == "a"
    assert run("rules", "check", made).code == 0
    assert "exists" in run("rules", "import", file, "-o", made).err
    assert "[[rules]]" in run("rules", "import", file).out
    file.write_text("")
    assert "no rules could be taken over" in run("rules", "import", file).err


def test_a_file_is_explained_line_by_line(run: Run, tmp_path: Path) -> None:
    """A line may be named; the value never shows."""
    token = render("{github:ghp_}", random.Random(1))
    file = tmp_path / "a:b.env"
    file.write_text(f"A={token}\nDB_PASSWORD=${{X}}\n")

    whole = run("explain", file)
    second = run("explain", f"{file}:2", "--format", "json")

    assert whole.code == 0
    assert "reported" in whole.out
    assert "ghp_[REDACTED] (40 bytes)" in whole.out
    assert token not in whole.out
    assert [each["outcome"] for each in json.loads(second.out)] == ["dropped"]
    assert "Nothing in line 3" in run("explain", f"{file}:3").out
    assert run("explain", tmp_path).code == ExitCode.UNREADABLE
    assert "no file" in run("explain", tmp_path / "none").err
