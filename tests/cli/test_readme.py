"""The README says what the code does."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from leakscan.cli.exits import ExitCode
from leakscan.cli.main import COMMANDS
from leakscan.cli.options import shared_options
from leakscan.context.builders import Builder
from leakscan.model.location import Reach
from leakscan.model.rule import Confidence
from leakscan.reporters import FORMATS
from tests.cli.running import ROOT, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _between(name: str) -> str:
    match = re.search(rf"<!-- {name}: begin -->\n(.*)<!-- {name}: end -->", README, re.DOTALL)
    assert match is not None
    return match[1].strip()


def test_the_exit_codes_are_those_of_the_code() -> None:
    """The table is the enumeration's own."""
    rows = [f"| {code.value} | {code.meaning.replace('|', chr(92) + '|')} |" for code in ExitCode]

    assert "\n".join(["| code | meaning |", "|---|---|", *rows]) == _between("exit codes")


def test_the_options_are_those_of_the_code() -> None:
    """The table is what click knows."""

    @click.command()
    @shared_options
    def command() -> None: ...

    context = click.Context(command)
    rows = []
    for option in command.params:
        record = option.get_help_record(context)
        assert record is not None
        usage, said = (text.replace("|", "\\|") for text in record)
        rows.append(f"| `{usage}` | {' '.join(said.split())} |")

    assert "\n".join(["| option | meaning |", "|---|---|", *rows]) == _between("options")


@pytest.mark.parametrize("command", ["context", "image"])
def test_every_option_of_a_scanner_is_in_the_readme(run: Run, command: str) -> None:
    """In its usage line or in the table of shared options."""
    told = run(command, "--help").out

    assert not [name for name in re.findall(r"--[a-z][a-z-]+", told) if name not in README]


def test_every_name_that_a_reader_meets_is_in_the_readme() -> None:
    """Commands, formats, reaches, confidences and builders."""
    names = [
        *(f"leakscan {command}" for command in COMMANDS),
        *(f"`{name}`" for name in FORMATS),
        *(f"`{reach.value}`" for reach in Reach),
        *(f"`{confidence.label}`" for confidence in Confidence),
        "|".join(builder.value for builder in Builder),
    ]

    assert not [name for name in names if name not in README]


def test_links_lead_somewhere() -> None:
    """Every relative link names a file of the repository."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_the_test_command_installs_what_tests_need() -> None:
    """`.[test]` is an extra of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "pip install '.[test]'" in README
    assert any(each.startswith("pytest") for each in project["optional-dependencies"]["test"])


def test_the_report_shown_is_of_this_shape(run: Run, tmp_path: Path) -> None:
    """The example names only rules and words that a report of the demo has today."""
    run("demo", tmp_path / "leakscan-demo")
    said = run("image", tmp_path / "leakscan-demo/image.tar").out

    shown = _between("report")

    titles = re.findall(r"^(?:CRITICAL|HIGH|MEDIUM|LOW)  (.+?)  ", shown, re.MULTILINE)
    assert titles
    assert not [title for title in titles if title not in said]
