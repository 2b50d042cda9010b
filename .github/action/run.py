"""
What the action does between installing leakscan and uploading: scans, and tells GitHub.

Inputs come as environment variables and go on as arguments: no shell and no expression sees them.
The exit code is an output, so that the upload comes before the job fails.
"""

import hashlib
import json
import os
import re
import secrets
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MAX_SUMMARY = 1024 * 1024
# What is worse comes later: a bug, an unreadable target, findings, an incomplete scan, all is well.
WORST = (0, 3, 1, 4, 2, 70)


def given(name: str) -> str:
    """Return an input; one that was not given is empty."""
    return os.environ.get(f"INPUT_{name}", "").strip()


@dataclass(frozen=True)
class Scan:
    """One target."""

    kind: str
    target: str
    folder: Path

    @property
    def json_file(self) -> Path:
        """Return the report for programs."""
        return self.folder / f"{self.kind}.json"

    @property
    def sarif_file(self) -> Path:
        """Return the report for code scanning; in a folder that holds nothing else."""
        return self.folder / "sarif" / f"{self.kind}.sarif"

    @property
    def category(self) -> str:
        """Return what tells the target from others, even where their names differ in marks only."""
        name = re.sub(r"(?<=[^/])(?::[^/:@]*)?(?:@[^/]*)?$", "", self.target)
        words = re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-")[-40:] or "workspace"
        told = f"{words}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        return f"{given('CATEGORY') or 'leakscan'}/{self.kind}-{told}".replace("//", "/")

    def words(self) -> list[str]:
        """Return the command line."""
        words = [self.kind, "--format=text", "--no-progress", "--no-color"]
        for option, name in (
            ("--file", "DOCKERFILE"),
            ("--baseline", "BASELINE"),
            ("--min-severity", "MIN_SEVERITY"),
            ("--min-confidence", "MIN_CONFIDENCE"),
            ("--fail-on", "FAIL_ON"),
        ):
            if given(name):
                words += [f"{option}={given(name)}"]
        if self.kind == "context" and given("TARGET"):
            words += [f"--target={given('TARGET')}"]
        if given("CONFIG"):
            none = given("CONFIG") == "none"
            words += ["--no-config"] if none else [f"--config={given('CONFIG')}"]
        words += [f"--sarif-category={self.category}"]
        for name, file in (
            ("json", self.json_file),
            ("sarif", self.sarif_file),
            ("markdown", self.folder / f"{self.kind}.md"),
            ("github", self.folder / f"{self.kind}.txt"),
            ("html", self.folder / f"{self.kind}.html"),
        ):
            words += [f"--output={name}={file}"]
        return [*words, *shlex.split(given("EXTRA_ARGS")), "--", self.target]


def scans() -> list[Scan]:
    """Return what is to be scanned."""
    temporary = os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    folder = Path(given("OUTPUT_DIR") or f"{temporary}/leakscan").resolve()
    (folder / "sarif").mkdir(parents=True, exist_ok=True)
    for old in folder.glob("sarif/*.sarif"):
        old.unlink()
    context, image = given("CONTEXT"), given("IMAGE")
    found = []
    if context or not image:
        found.append(Scan("context", context or ".", folder))
    if image:
        found.append(Scan("image", image, folder))
    return found


def run(scan: Scan) -> int:
    """Scan, show the report where no name in it can be taken for a command, return the code."""
    scan.json_file.unlink(missing_ok=True)
    environment = {
        name: value
        for name, value in os.environ.items()
        # In a log that many can read, no variable set for other runs may show values.
        if not name.startswith("INPUT_") and name != "LEAKSCAN_SHOW_SECRETS"
    }
    command = [sys.executable, "-P", "-m", "leakscan", *scan.words()]
    stop = secrets.token_hex(16)
    print(f"::stop-commands::{stop}", flush=True)
    try:
        done = subprocess.run(
            command,
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            check=False,
        )
    finally:
        print(f"\n::{stop}::", flush=True)
    return done.returncode


def report(scan: Scan) -> dict[str, Any] | None:
    """Return a scan's report; None: it ended without one."""
    try:
        return json.loads(scan.json_file.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def annotate(scan: Scan) -> None:
    """Print the commands that stand on the lines of a pull request."""
    file = scan.folder / f"{scan.kind}.txt"
    if given("ANNOTATIONS") != "false" and file.is_file():
        print(file.read_text("utf-8"), end="", flush=True)


def summarise(text: str) -> None:
    """Add to the job's summary, unless GitHub would then show nothing of it."""
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if given("SUMMARY") == "false" or not place:
        return
    summary = Path(place)
    used = summary.stat().st_size if summary.exists() else 0
    content = text.encode()
    if used + len(content) > MAX_SUMMARY:
        content = b"\nThe summary is full: see the reports.\n"
    with summary.open("ab") as file:
        file.write(content + b"\n")


def uploads(codes: list[int]) -> bool:
    """Return whether to upload: by default where the token can be expected to allow it."""
    wish = given("UPLOAD_SARIF") or "auto"
    if wish != "auto":
        return wish == "true"
    if foreign():
        print("::notice title=leakscan::a fork cannot write to code scanning: nothing is uploaded")
        return False
    return any(code in (0, 1, 3) for code in codes)


def foreign() -> bool:
    """Return whether a fork's pull request or Dependabot started the run: its token reads only."""
    if os.environ.get("GITHUB_ACTOR") == "dependabot[bot]":
        return True
    try:
        event = json.loads(Path(os.environ.get("GITHUB_EVENT_PATH", "")).read_text("utf-8"))
        pull = event.get("pull_request") or {}
        head = (pull.get("head") or {}).get("repo") or {}
        base = (pull.get("base") or {}).get("repo") or {}
    except (OSError, ValueError, AttributeError):
        return False
    return bool(pull) and head.get("full_name") != base.get("full_name")


def output(name: str, value: object) -> None:
    """Set an output of the step; one line, so that no value can set another."""
    text = re.sub(r"[\r\n]", " ", str(value))
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.write(f"{name}={text}\n")


def main() -> None:
    """Scan everything, and tell what came of it."""
    codes, findings, complete = [], 0, True
    targets = scans()
    for scan in targets:
        code = run(scan)
        found = report(scan)
        codes.append(code if code in WORST else 70)
        if found is None:
            complete = False
            summarise(f"## ❌ leakscan: the {scan.kind} was not scanned (exit code {code})\n")
            print(f"::error title=leakscan::the {scan.kind} was not scanned (exit code {code})")
            continue
        findings += found["summary"]["findings"]
        complete = complete and found["complete"]
        annotate(scan)
        summarise((scan.folder / f"{scan.kind}.md").read_text("utf-8"))
    output("exit-code", max(codes, key=WORST.index))
    output("findings", findings)
    output("coverage", "complete" if complete else "partial")
    output("json-file", targets[-1].json_file)
    output("sarif-file", targets[0].sarif_file.parent)
    written = any(each.sarif_file.is_file() for each in targets)
    output("upload", "true" if written and uploads(codes) else "false")


if __name__ == "__main__":
    main()
