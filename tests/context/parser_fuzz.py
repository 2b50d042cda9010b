"""
Holds the Dockerfile parser to BuildKit's own over random Dockerfiles.

    python -m tests.context.parser_fuzz DIR [--cases 10000] [--first 0] [--pypi] [--freeze N]

builds `parser_oracle/main.go` in DIR with the modules that `.ci/engines/buildkit` pins (from Go's
cache), prints every difference, and counts.  `--pypi` asks the package `dockerfile` of the package
index as well, which holds an older BuildKit.  `--freeze` writes the first N answers to
`dockerfiles.json`, which a test reads where there is no Go.
"""

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from leakscan.context.dockerfile import Instruction, parse
from leakscan.context.instruction import KEYWORDS, DockerfileError, Statement
from tests.context.dockerfile_cases import dockerfile_case

HERE = Path(__file__).parent
FROZEN = HERE / "dockerfiles.json"
_OLDER = {
    "it knows no blanks after <<": re.compile(rb"<<-?[ \t\r\\`]"),
    "it knows no check directive": re.compile(rb"# check="),
    "it takes a list that more text follows": re.compile(rb"\[ ?['\"][^\n]*"),
    "it escapes flags with a backslash always": re.compile(rb"(?i)escape *= *`"),
}
"""What the package's BuildKit did otherwise, each seen in a case that holds it."""
MODULES = HERE.parent.parent / ".ci" / "engines" / "buildkit"


def main() -> None:
    """Ask both parsers, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--pypi", action="store_true")
    parser.add_argument("--freeze", type=int, default=0)
    arguments = parser.parse_args()
    cases = [dockerfile_case(n) for n in range(arguments.first, arguments.first + arguments.cases)]
    answers = list(ask(oracle(arguments.directory), cases))
    if arguments.freeze:
        rows = zip(cases[: arguments.freeze], answers, strict=False)
        lines = [json.dumps([_text(case), answer], sort_keys=True) for case, answer in rows]
        FROZEN.write_text("[\n" + ",\n".join(lines) + "\n]\n")
    counts: Counter[str] = Counter()
    for number, (case, expected) in enumerate(zip(cases, answers, strict=True), arguments.first):
        counts["refused" if "error" in expected else "parsed"] += 1
        found = ours(case)
        if "error" in found and expected.pop("refused", False):
            counts["refused by BuildKit's second reading, and here by the first"] += 1
            continue
        expected.pop("refused", None)
        if found != expected:
            counts["differences"] += 1
            print(f"{number}: {case!r}\n  expected {expected}\n  found    {found}")  # noqa: T201 - a report for whoever runs it
        if arguments.pypi:
            counts.update(_compare_with_package(number, case, found))
    print(f"{len(cases)} Dockerfiles: {dict(counts)}")  # noqa: T201 - same
    sys.exit(1 if counts["differences"] else 0)


def oracle(directory: Path) -> Path:
    """Return BuildKit's parser as a program, built if it is not there."""
    program = directory / "oracle"
    if not program.exists():
        directory.mkdir(parents=True, exist_ok=True)
        for path in (HERE / "parser_oracle" / "main.go", MODULES / "go.mod", MODULES / "go.sum"):
            shutil.copy(path, directory)
        environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod"}
        subprocess.run(
            ["go", "build", "-o", program, "."], cwd=directory, env=environment, check=True
        )
    return program


def ask(program: Path, cases: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what BuildKit makes of each Dockerfile, in the form that `ours` gives."""
    given = b"".join(b"%d\n%b" % (len(case), case) for case in cases)
    done = subprocess.run([program], input=given, capture_output=True, check=True)
    for line in done.stdout.splitlines():
        yield _theirs(json.loads(line))


def ours(data: bytes) -> dict[str, Any]:
    """Return what leakscan makes of a Dockerfile."""
    try:
        parsed = parse(data)
    except DockerfileError:
        return {"error": True}
    return {
        "escape": parsed.escape,
        "syntax": parsed.syntax,
        "nodes": [_instruction(one) for one in parsed.instructions],
    }


def _instruction(one: Instruction) -> dict[str, Any]:
    return {
        "lines": [one.start_line, one.end_line],
        "heredocs": [
            [each.word.name, each.word.expands, each.word.chomps, each.content]
            for each in one.heredocs
        ],
        **_statement(one.statement),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    words = list(statement.words)
    if statement.keyword == "HEALTHCHECK" and not statement.is_json:
        words = _health(statement.arguments)
    elif statement.keyword == "HEALTHCHECK":
        words = [*_health(statement.arguments)[:1], *words]
    elif statement.keyword not in KEYWORDS:
        words = []
    return {
        "keyword": statement.keyword,
        "flags": list(statement.flags),
        "json": statement.is_json,
        "words": words,
        "trigger": _statement(statement.trigger) if statement.trigger else None,
    }


def _health(arguments: str) -> list[str]:
    # BuildKit parts the first word byte by byte: half of a wide space ends it.
    data = arguments.encode("utf-8", "surrogateescape").decode("latin-1")
    kind, *command = data.split(None, 1) or ["", ""]
    if not kind:
        return []
    return [word.encode("latin-1").decode("utf-8", "surrogateescape") for word in (kind, *command)]


def _theirs(answer: dict[str, Any]) -> dict[str, Any]:
    if answer["Error"]:
        return {"error": True}
    nodes = [
        {
            "lines": [node["Start"], node["End"]],
            "heredocs": [
                [_string(h["Name"]), h["Expands"], h["Chomps"], _string(h["Content"])]
                for h in node["Heredocs"] or ()
            ],
            **_node(node),
        }
        for node in answer["Nodes"]
    ]
    refused = {"refused": True} if answer["Refuse"] else {}
    return {
        **refused,
        "escape": answer["Escape"],
        "syntax": _string(answer["Syntax"]),
        "nodes": nodes,
    }


def _node(node: dict[str, Any]) -> dict[str, Any]:
    keyword = _string(node["Keyword"]).upper()
    words = [_string(word) for word in node["Words"] or ()]
    if keyword in ("ENV", "LABEL"):
        # Three nodes each: name, value, and how they were parted.
        words = [f"{name}={value}" for name, value in zip(words[::3], words[1::3], strict=False)]
    elif keyword not in KEYWORDS:
        words = []
    return {
        "keyword": keyword,
        "flags": [_string(flag) for flag in node["Flags"] or ()],
        "json": node["JSON"],
        "words": words,
        "trigger": _node(node["Trigger"]) if node["Trigger"] else None,
    }


def _compare_with_package(number: int, case: bytes, found: dict[str, Any]) -> Counter[str]:
    mine: Any = "refused"
    if "error" not in found:
        mine = [(n["keyword"], *n["lines"], n["flags"]) for n in found["nodes"]]
    theirs = _of_package(case)
    if theirs is None:
        return Counter({"package: not asked": 1})
    if theirs == mine:
        return Counter({"package: same": 1})
    for what, pattern in _OLDER.items():
        if pattern.search(case):
            return Counter({f"package differs: {what}": 1})
    print(f"{number}: {case!r}\n  package  {theirs}\n  found    {mine}")  # noqa: T201 - a report for whoever runs it
    return Counter({"package differs otherwise": 1})


def _of_package(case: bytes) -> Any:
    """Return the package's instructions, or None for a text that it cannot pass on to Go."""
    import dockerfile

    if b"\0" in case:
        return None
    try:
        commands = dockerfile.parse_string(case.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    except dockerfile.GoParseError:
        return "refused"
    return [((c.cmd or "").upper(), c.start_line, c.end_line, list(c.flags)) for c in commands]


def _string(data: str | None) -> str:
    return _text(base64.b64decode(data or ""))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


if __name__ == "__main__":
    main()
