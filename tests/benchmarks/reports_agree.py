"""
Every corpus case that needs no engine, in every format: the numbers agree, and SARIF is accepted.

    npm install @microsoft/sarif-multitool-linux@5.7.0       (in any folder)
    python -m tests.benchmarks.reports_agree FOLDER [path/to/Sarif.Multitool]

Writes all SARIF logs into FOLDER, those of hostile names, no findings, thousands of findings and an
incomplete scan, too, and has Microsoft's validator look at each.  Its exit status says nothing, so
its own log is read.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from leakscan.cli import execute
from leakscan.reporters import FORMATS, Style
from leakscan.reporters.reading import read_report
from tests.benchmarks.html_page import image
from tests.corpus.build import Engines, build_case
from tests.corpus.case import cases
from tests.reporters import samples
from tests.reporters.agreement import disagreements, rendered
from tests.reporters.hostile_names import NAMES

_FILE_NAMES = [name for name in NAMES if not re.search("[\ud800-\udc7f\udd00-\udfff]", name)]


def corpus(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every format of the report of each case."""
    engines = Engines(docker=_none, buildkit=_none, buildah=_none)
    for case in cases():
        for builder in {"none", "synthetic"} & set(case.builders):
            place = folder / f"{case.name}-{builder}"
            place.mkdir()
            target = build_case(case, builder, case.values(random.randrange(2**32)), place, engines)
            words = [*case.scan, *(f"-o{name}={place / name}.out" for name in FORMATS)]
            dockerfile = target.dockerfile
            if case.scanner == "context" and case.dockerfile:
                dockerfile = target.reference / case.dockerfile
            words += ["-f", str(dockerfile)] if dockerfile else []
            code = execute([case.scanner, "-q", *words, str(target.reference)])
            assert code in (0, 1, 3), (case.name, code)
            yield place.name, {name: (place / f"{name}.out").read_text() for name in FORMATS}


def made() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every format of reports made by hand."""
    reports = {
        "empty": samples.image_report(),
        "incomplete": samples.damaged_image(),
        "leaky-image": samples.leaky_image(),
        "leaky-context": samples.leaky_context(),
        # Two of the names have surrogates that stand for no byte, as no file's name can.
        "hostile": image(len(_FILE_NAMES), _FILE_NAMES),
    }
    for name, report in reports.items():
        yield name, rendered(report)


def _none() -> None:
    raise NotImplementedError


def main() -> None:
    """Compare, write, validate."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    count = 0
    with tempfile.TemporaryDirectory() as scratch, Path(os.devnull).open("w") as nowhere:
        out, sys.stdout = sys.stdout, nowhere
        everything = [*corpus(Path(scratch)), *made()]
        sys.stdout = out
    for name, files in everything:
        count += 1
        problems = disagreements(files)
        stored = read_report(files["json"].encode())
        problems += [] if FORMATS["csv"](stored, Style()) == files["csv"] else ["convert: csv"]
        wrong += bool(problems)
        for problem in problems[:5]:
            print(f"{name}: {problem}")
        (folder / f"{name}.sarif").write_text(files["sarif"])
    many = image(30_000)
    (folder / "many.sarif").write_text(FORMATS["sarif"](many, Style(category="many")))
    print(f"{count} reports, {wrong} with disagreements")
    if len(sys.argv) > 2:
        _validate(folder, sys.argv[2])


def _validate(folder: Path, multitool: str) -> None:
    errors: dict[str, int] = {}
    files = sorted(folder.glob("*.sarif"))
    for file in files:
        log = folder / "validation.json"
        log.unlink(missing_ok=True)
        subprocess.run(
            [multitool, "validate", str(file), "--rule-kind", "Sarif;Gh", "--output", str(log),
             "--log", "ForceOverwrite", "--max-file-size-in-kb", "100000"],
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            stdout=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
        run = json.loads(log.read_text("utf-8-sig"))["runs"][0]
        for result in run["results"]:
            key = f"{result.get('level', 'warning')} {result['ruleId']}"
            errors[key] = errors.get(key, 0) + 1
            if key.startswith("error"):
                print(file.name, json.dumps(result.get("message"))[:300])
        assert run["invocations"][0]["executionSuccessful"], file
    print(f"{len(files)} logs validated: {errors}")


if __name__ == "__main__":
    main()
