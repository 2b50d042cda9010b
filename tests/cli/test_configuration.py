"""`.leakscan.toml` and `leakscan config show`."""

import json
from pathlib import Path

import pytest

from leakscan.cli.exits import ExitCode
from leakscan.model.rule import Severity
from tests.cli.reports import finding, report
from tests.cli.running import Run, StandIn


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a directory that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def origins(run: Run, *words: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return value and origin by command and option."""
    outcome = run("config", "show", "--format", "json", *words)
    assert (outcome.code, outcome.err) == (ExitCode.CLEAN, "")
    rows = json.loads(outcome.out)
    return {(row["command"], row["option"]): (row["value"], row["origin"]) for row in rows}


def test_flag_beats_environment_beats_file_beats_default(
    run: Run, context_scan: StandIn, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each source is looked at only when the ones before it say nothing."""
    context_scan.report = report((finding(Severity.MEDIUM),))
    assert run("context").code == ExitCode.FINDINGS

    (project / ".leakscan.toml").write_text('fail-on = "high"\n')
    assert run("context").code == ExitCode.CLEAN

    monkeypatch.setenv("LEAKSCAN_FAIL_ON", "low")
    assert run("context").code == ExitCode.FINDINGS

    assert run("context", "--fail-on", "none").code == ExitCode.CLEAN


def test_values_and_their_origins_are_shown(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of a command is for that command alone; names may be written with `_`."""
    (project / ".leakscan.toml").write_text('min_severity = "high"\n[context]\nbuilder = "classic"')
    monkeypatch.setenv("LEAKSCAN_JOBS", "3")

    shown = origins(run)

    assert shown["image", "min-severity"] == ("high", ".leakscan.toml")
    assert shown["context", "builder"] == ("classic", ".leakscan.toml")
    assert shown["image", "jobs"] == ("3", "environment")
    assert shown["image", "fail-on"] == ("medium", "default")
    assert origins(run, "--no-config")["context", "builder"] == ("buildkit", "default")


def test_pyproject_holds_a_configuration_too(run: Run, project: Path) -> None:
    """Its table is `tool.leakscan`; a file without it is passed over."""
    file = project / "pyproject.toml"
    file.write_text('[project]\nname = "x"\n')
    assert origins(run)["image", "fail-on"] == ("medium", "default")

    file.write_text('[tool.leakscan]\nfail-on = "low"\n')
    assert origins(run)["image", "fail-on"] == ("low", "pyproject.toml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fali-on = 'high'", "Did you mean 'fail-on'?"),
        ("[context]\nbiulder = 'x'", "Did you mean 'builder'?"),
        ("fail-on = 'worst'", "fail-on: 'worst' is not one of"),
        ("jobs = 0", "jobs: 0 is not in the range"),
        ("show-suppressed = 'yes'", "must be true or false"),
        ("output = ['json=x']", "cannot be set in a file"),
        ("show-secrets = true", "cannot be set in a file"),
        ("[image]\nshow-secrets = true", "cannot be set in a file"),
        ("rules = 1", "Write [[rules]]."),
        ("context = 1", "Write [context]."),
        ("fail-on = ", "not TOML"),
        ("a = " + "[" * 5000, "not TOML"),
        ("builder = 'classic'", "unknown key 'builder'"),
    ],
)
def test_a_wrong_file_is_refused(run: Run, project: Path, text: str, expected: str) -> None:
    """One line with the file and the key, and what was probably meant; exit code 2."""
    (project / ".leakscan.toml").write_text(text)

    outcome = run("context")

    assert (outcome.code, outcome.out) == (ExitCode.USAGE, "")
    assert ".leakscan.toml: " in outcome.err
    assert expected in outcome.err
    assert len(outcome.err.splitlines()) <= 2


def test_what_a_file_settles_is_in_the_report(
    run: Run, context_scan: StandIn, project: Path
) -> None:
    """Whoever reads the report sees that a file in the scanned tree set the bar, and how high."""
    (project / ".leakscan.toml").write_text('fail-on = "none"\n')
    context_scan.report = report((finding(),))

    outcome = run("context")

    assert outcome.code == ExitCode.CLEAN
    assert ".leakscan.toml sets fail-on = none" in " ".join(outcome.out.split())
    assert ".leakscan.toml" not in run("context", "--no-config").out
    assert run("context", "--no-config").code == ExitCode.FINDINGS


def test_the_scanned_directory_may_hold_the_file(
    run: Run, context_scan: StandIn, project: Path
) -> None:
    """After the working directory, the directory that is scanned is looked into."""
    (project / "app").mkdir()
    (project / "app" / ".leakscan.toml").write_text('fail-on = "none"\n')
    context_scan.report = report((finding(),))

    assert run("context", "app").code == ExitCode.CLEAN
    assert run("context", ".").code == ExitCode.FINDINGS
    assert run("context", ".", "--config", "app/.leakscan.toml").code == ExitCode.CLEAN
    assert run("context", ".", "--config", "x").code == ExitCode.USAGE


def test_a_directory_that_may_not_be_looked_into_has_no_configuration(run: Run) -> None:
    """What is wrong is said of the target itself, not of a file that nobody asked for."""
    outcome = run("context", "x" * 300)

    assert outcome.code == ExitCode.UNREADABLE
    assert ".leakscan.toml" not in outcome.err
