"""Every command of the README's shell blocks works where it stands."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.readme import README
from tests.cli.running import Run
from tests.end_to_end.program import ROOT

_BLOCKS = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
_COMMANDS = [
    line.partition(" #")[0].strip() for block in _BLOCKS for line in block.splitlines() if line
]
_ELSEWHERE = {
    "python3 -m venv": "the wheel job of .ci/run installs into a new environment",
    "docker": "needs an engine; tests/engines starts one",
    "eval": "test_completion_is_offered",
    "python3 -m leakscan.cli.manual": "test_the_manual_tells_every_option",
    "leakscan baseline audit": "asks a person; tests/cli/test_baseline.py is one",
}
"""Commands that other tests run, or none can, and why."""


def test_there_are_commands() -> None:
    """The README has shell blocks, and all but the named exceptions are run."""
    assert len([each for each in _COMMANDS if each.startswith("leakscan ")]) > 8


def test_every_command_of_the_readme_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, in a leaky project and with its image; none is a wrong request."""
    run("demo", tmp_path / "demo")
    project = tmp_path / "demo" / "project"
    shutil.copy(tmp_path / "demo" / "image.tar", tmp_path / "image.tar")
    monkeypatch.chdir(project)

    for command in _COMMANDS:
        if command.startswith(tuple(_ELSEWHERE)):
            continue
        words = command.replace("my/app:1.0", str(tmp_path / "image.tar")).split()
        assert words[0] == "leakscan", command
        outcome = run(*words[1:])
        assert outcome.code in (0, 1), (command, outcome.err)


def test_completion_is_offered() -> None:
    """As the README has it, for bash."""
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m leakscan'],
        env={"_LEAKSCAN_COMPLETE": "bash_source", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert "complete -o nosort -F" in done.stdout


def test_the_manual_tells_every_option(run: Run) -> None:
    """Each command is there with each option, and no text that troff takes for its own."""
    # A process of its own: click keeps a command's help option as it was first asked for.
    text = subprocess.run(
        [sys.executable, "-m", "leakscan.cli.manual"], capture_output=True, text=True, check=True
    ).stdout

    plain = text.replace("\\-", "-")
    assert plain.count(".B -h, --help\n") > 8
    assert ".B --help\n" not in plain
    for command in ("context", "image", "baseline create", "config show", "convert"):
        assert f".SS leakscan {command}\n" in plain
        for option in re.findall(r"--[a-z][a-z-]+", run(*command.split(), "--help").out):
            assert option in plain
    macros = {line.split()[0] for line in text.splitlines() if line.startswith((".", "'"))}
    assert macros <= {".TH", ".SH", ".SS", ".PP", ".TP", ".B", ".I"}
