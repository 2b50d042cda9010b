"""
Holds the prediction to real builders over random ignore files and trees.

    python -m tests.context.differential DIR [--bin ENGINES] [--cases 3000] [--first 0]
        [--builders buildkit,classic,classic-20.10,buildah]

runs as root and without a network, keeps daemons' data and each builder's answers in DIR (so that
it goes on where it stopped), and prints each difference and how many answers there are.
`classic` is the client of today, `classic-20.10` that of Debian 12, both with its daemon.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from leakscan.context.builders import Builder
from leakscan.context.ignorefile import IgnoreFileError, read_lines
from leakscan.context.matcher import Matcher
from leakscan.context.reach import predict
from leakscan.context.walking import walk
from leakscan.model.location import Reach
from tests.context.cases import Case, random_case
from tests.context.make_vectors import buildah, buildkit, docker, outcome, write
from tests.context.older import older_included
from tests.context.trees import with_reach
from tests.context.wild import wild_case

FROZEN = Path(__file__).with_name("ignore_vectors.json")
WORKERS = 2
"""Builds at a time with each builder."""
BUILDERS = {
    "buildkit": Builder.BUILDKIT,
    "classic": Builder.CLASSIC,
    "classic-20.10": Builder.CLASSIC,
    "buildah": Builder.BUILDAH,
}

Build = Callable[[Path], list[bytes] | str]


def case_of(number: int) -> Case:
    """Return the case of a number: the same on every machine."""
    source = random.Random(f"ignore file {number}")
    return (random_case, wild_case)[number % 2](source, number)


def main() -> None:
    """Ask the builders, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--bin", type=Path, default=Path("/usr/bin"))
    parser.add_argument("--cases", type=int, default=3000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--builders", default=",".join(BUILDERS))
    parser.add_argument("--freeze", type=int, default=0, help="write the first N as vectors")
    arguments = parser.parse_args()
    os.environ["PATH"] = f"{os.environ['PATH']}:{arguments.bin}"
    arguments.directory.mkdir(parents=True, exist_ok=True)
    numbers = range(arguments.first, arguments.first + arguments.cases)
    if arguments.freeze:
        _freeze(arguments.directory, arguments.freeze)
    wrong = 0
    for name in arguments.builders.split(","):
        answers = _answers(arguments.directory, name, numbers)
        wrong += _judge(name, answers, numbers)
    sys.exit(1 if wrong else 0)


def _answers(directory: Path, name: str, numbers: range) -> dict[int, dict[str, Any]]:
    """Return what the builder said of each case, asking it for those that are not kept."""
    kept = directory / f"answers-{name}.jsonl"
    known = {}
    if kept.exists():
        known = {row["number"]: row for row in map(json.loads, kept.read_text().splitlines())}
    missing = [number for number in numbers if number not in known]
    if not missing:
        return known
    with ExitStack() as stack, kept.open("a") as log:
        build = _start(stack, directory, name)

        def ask(number: int) -> dict[str, Any]:
            case = case_of(number)
            context = directory / f"context-{name}-{number}"
            shutil.rmtree(context, ignore_errors=True)
            write(case, context)
            answer = outcome(case, build(context))
            shutil.rmtree(context)
            return {"number": number, **answer}

        with ThreadPoolExecutor(WORKERS) as pool:
            for row in pool.map(ask, missing):
                known[row["number"]] = row
                log.write(json.dumps(row) + "\n")
                log.flush()
    return known


def _freeze(directory: Path, count: int) -> None:
    """Write cases that every builder has answered, with the answers, to `ignore_vectors.json`."""
    rows = []
    for number in range(count):
        answers = {name: _answers(directory, name, range(number, number + 1)) for name in BUILDERS}
        case = case_of(number)
        expected = {name: known[number] for name, known in answers.items()}
        for answer in expected.values():
            answer.pop("number", None)
        rows.append(
            {"name": case.name, "ignore": case.ignore, "tree": case.tree, "expected": expected}
        )
    lines = [json.dumps(row, sort_keys=True) for row in rows]
    FROZEN.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def _start(stack: ExitStack, directory: Path, name: str) -> Build:
    if name == "buildkit":
        return stack.enter_context(buildkit(directory))
    if name == "buildah":
        return buildah(directory)
    client = "/usr/bin/docker" if name == "classic-20.10" else "docker"
    return stack.enter_context(docker(directory, client))


def _judge(name: str, answers: dict[int, dict[str, Any]], numbers: range) -> int:
    counts: Counter[str] = Counter()
    directory = Path(tempfile.mkdtemp())
    for number in numbers:
        case = case_of(number)
        said = difference(case, name, answers[number], directory / "context")
        kind = "failing builds" if "error" in answers[number] else "finished builds"
        counts[kind] += 1
        if said:
            counts["differences"] += 1
            ignore = case.ignore
            print(f"{name} {number}: {said}\n    {ignore}\n    {sorted(case.tree)}")  # noqa: T201 - a report for whoever runs it
    shutil.rmtree(directory)
    print(f"{name}: {len(numbers)} cases, {dict(counts)}")  # noqa: T201 - same
    return counts["differences"]


def difference(case: Case, name: str, answer: dict[str, Any], context: Path) -> str:
    """Return what the prediction says otherwise than the builder, or nothing."""
    shutil.rmtree(context, ignore_errors=True)
    write(case, context)
    if name == "classic-20.10":
        return _older_difference(case, answer, context)
    prediction = predict(context, builder=BUILDERS[name])
    failed = any(one.reason.startswith("context.build") for one in prediction.skipped)
    if failed or "error" in answer:
        if failed and "error" in answer:
            return ""
        return f"builder: {answer.get('error', 'builds')}; predicted: {prediction.skipped}"
    baked = with_reach(prediction, Reach.BAKED)
    empty = set(prediction.emptied)
    real = set(answer["copied"]) - set(answer["empty"])
    if (baked, empty) == (real, set(answer["empty"])):
        return ""
    return f"missed {sorted(real - baked)}, too many {sorted(baked - real)}, empty {empty}/{answer}"


def _older_difference(case: Case, answer: dict[str, Any], context: Path) -> str:
    real = set(answer.get("copied", ()))
    try:
        data = (context / ".dockerignore").read_bytes() if ".dockerignore" in case.ignore else b""
        lines = read_lines(data, "f", Builder.CLASSIC)
        Matcher(lines, Builder.CLASSIC, "f")
        found = set(older_included(walk(context), lines, "f"))
    except IgnoreFileError as error:
        return "" if "error" in answer else f"builder: builds; predicted: {error}"
    if "error" in answer:
        return f"builder: {answer['error']}; predicted: builds"
    return (
        "" if found == real else f"missed {sorted(real - found)}, too many {sorted(found - real)}"
    )


if __name__ == "__main__":
    main()
