"""Runs the steps of `action.yml` as a runner would: real bash, real files for what steps say."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


@dataclass
class Job:
    """A job that has the action as its only step."""

    folder: Path
    inputs: Mapping[str, str] = field(default_factory=dict)
    event: str = "{}"
    environment: Mapping[str, str] = field(default_factory=dict)
    log: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """What `uses:` steps were called with."""
    failed: bool = False

    @property
    def summary(self) -> str:
        """Return the job's summary."""
        return (self.folder / "summary").read_text(encoding="utf-8")

    @property
    def commands(self) -> list[str]:
        """Return the workflow commands that a runner would obey."""
        stopped = ""
        obeyed = []
        for line in self.log.splitlines():
            line = line.lstrip()  # noqa: PLW2901 - as the runner does
            if stopped:
                stopped = "" if line == f"::{stopped}::" else stopped
            elif found := re.fullmatch(r"::stop-commands::(\S+)", line):
                stopped = found[1]
            elif line.startswith("::") or "##[" in line:
                obeyed.append(line)
        return obeyed

    def run(self, *, installed: bool = True) -> "Job":
        """Run every step; the first is left out where leakscan is `installed`."""
        (self.folder / "temp").mkdir()
        (self.folder / "event.json").write_text(self.event)
        (self.folder / "summary").touch()
        for step in ACTION["runs"]["steps"]:
            if installed and step.get("id") == "install":
                self.outputs["install"] = {"python": sys.executable}
            elif self._wanted(step.get("if", "success()")):
                self._step(step)
        return self

    def result(self) -> dict[str, str]:
        """Return the action's outputs."""
        return {name: self._filled(each["value"]) for name, each in ACTION["outputs"].items()}

    def _step(self, step: Mapping[str, Any]) -> None:
        if "uses" in step:
            given = {name: self._filled(str(value)) for name, value in step["with"].items()}
            self.calls.append((step["uses"], given))
            return
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        output = self.folder / f"output-{len(self.outputs)}"
        output.touch()
        given = {name: self._filled(str(value)) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            env={
                **os.environ,
                **self.environment,
                **given,
                "GITHUB_OUTPUT": str(output),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
                "RUNNER_TEMP": str(self.folder / "temp"),
            },
            cwd=self.folder / "workspace",
            capture_output=True,
            text=True,
            check=False,
        )
        self.log += done.stdout
        self.failed = self.failed or done.returncode != 0
        lines = output.read_text(encoding="utf-8").splitlines()
        self.outputs[step.get("id", step["name"])] = dict(line.split("=", 1) for line in lines)

    def _wanted(self, condition: str) -> bool:
        parts = [part.strip() for part in condition.split("&&")]
        return all(self._holds(part) for part in parts)

    def _holds(self, part: str) -> bool:
        if part == "success()":
            return not self.failed
        if part == "always()":
            return True
        name, _, wanted = part.partition(" == ")
        return self._value(name) == wanted.strip("'")

    def _filled(self, text: str) -> str:
        return _EXPRESSION.sub(lambda match: self._value(match[1]), text)

    def _value(self, name: str) -> str:
        match name.split("."):
            case ["inputs", key]:
                given = self.inputs.get(key, "")
                return given or self._filled(str(ACTION["inputs"][key]["default"]))
            case ["github", "action_path"]:
                return str(ROOT)
            case ["github", "token"]:
                return "a-token"
            case ["steps", step, "outputs", key]:
                return self.outputs.get(step, {}).get(key, "")
        raise AssertionError(name)
