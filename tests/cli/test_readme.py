"""The README says what the code does."""

import re
import tomllib

import pytest

from leakscan.cli.main import COMMANDS
from leakscan.context.builders import Builder
from leakscan.model.location import Reach
from leakscan.model.rule import Confidence
from leakscan.reporters import FORMATS
from tests.cli import readme
from tests.cli.running import ROOT, Run

README = readme.README.read_text(encoding="utf-8")


def test_the_exit_codes_are_those_of_the_code() -> None:
    """The table is the enumeration's own; `python -m tests.cli.readme` writes it."""
    assert readme.block(README, "exit codes") == readme.exit_codes()


def test_the_options_are_those_of_the_code() -> None:
    """The table is what click knows; `python -m tests.cli.readme` writes it."""
    assert readme.block(README, "options") == readme.options()


@pytest.mark.parametrize("command", ["context", "image"])
def test_every_option_of_a_scanner_is_in_the_readme(run: Run, command: str) -> None:
    """In its usage line or in the table; `-f` and `-h` go by their short names."""
    told = run(command, "--help").out

    names = set(re.findall(r"--[a-z][a-z-]+", told)) - {"--file", "--help"}
    assert not [name for name in names if name not in README]


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


def test_links_within_the_page_lead_to_a_heading() -> None:
    """GitHub names a heading by its words in lower case, joined by hyphens."""
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    names = {re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings}

    links = re.findall(r"\]\(#([^)]+)\)", README)

    assert links
    assert set(links) <= names


def test_the_test_command_installs_what_tests_need() -> None:
    """`.[test]` is an extra of the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "pip install '.[test]'" in README
    assert any(each.startswith("pytest") for each in project["optional-dependencies"]["test"])


def test_the_report_shown_is_one_of_today() -> None:
    """Its command works, and finds what the README shows; the words around may differ."""
    shown, today = readme.block(README, "report"), readme.report()

    assert shown.splitlines()[:2] == today.splitlines()[:2]
    assert _titles(shown)
    assert _titles(shown) == _titles(today)


def _titles(report: str) -> list[str]:
    return re.findall(r"^(?:CRITICAL|HIGH|MEDIUM|LOW)  (.+?)  ", report, re.MULTILINE)
