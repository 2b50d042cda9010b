"""
What the README takes from the code.

    python -m tests.cli.readme      writes it there anew
"""

import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from leakscan.cli.demo.writing import write_demo
from leakscan.cli.exits import ExitCode
from leakscan.cli.options import shared_options
from tests.cli.running import ROOT, environment

README = ROOT / "README.md"

REPORT = "leakscan image leakscan-demo/image.tar -f leakscan-demo/project/Dockerfile"
SHOWN_FINDING = 1
"""Counted from 0: one that a later layer deletes."""


def exit_codes() -> str:
    """Return the table of exit codes."""
    rows = [f"| {code.value} | {_cell(code.meaning)} |" for code in ExitCode]
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def options() -> str:
    """Return the table of the options that both scanners share, in click's own words."""

    @click.command()
    @shared_options
    def command() -> None: ...

    context = click.Context(command)
    records = [option.get_help_record(context) for option in command.params]
    rows = [f"| `{_cell(record[0])}` | {_cell(record[1])} |" for record in records if record]
    return "\n".join(["| option | meaning |", "|---|---|", *rows])


def report() -> str:
    """Return what one of the demo's commands prints, with one of its findings."""
    with tempfile.TemporaryDirectory() as directory:
        write_demo(Path(directory) / "leakscan-demo", random.Random(1))
        done = subprocess.run(
            [sys.executable, "-m", *REPORT.split()],
            cwd=directory,
            env={**environment(), "COLUMNS": "96"},
            capture_output=True,
            text=True,
            check=False,
        )
    head, *findings, summary = done.stdout.split("\n\n")
    shown = "\n\n".join([head, "...", findings[SHOWN_FINDING], "...", summary])
    return f"```\n$ {REPORT}\n{shown}```"


def block(readme: str, name: str) -> str:
    """Return what stands between the marks of that name."""
    match = _marked(name).search(readme)
    assert match is not None, name
    return match[2].strip()


def _write() -> None:
    text = README.read_text(encoding="utf-8")
    for name, content in {
        "report": report(),
        "exit codes": exit_codes(),
        "options": options(),
    }.items():
        text = _marked(name).sub(lambda match: match[1] + content + "\n" + match[3], text)  # noqa: B023 - called at once
    README.write_text(text, encoding="utf-8")


def _marked(name: str) -> re.Pattern[str]:
    return re.compile(
        rf"(<!-- {re.escape(name)}: begin -->\n)(.*)(<!-- {re.escape(name)}: end -->)", re.DOTALL
    )


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    _write()
