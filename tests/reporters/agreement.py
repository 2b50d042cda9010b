"""Whether all formats of one scan say the same numbers as its JSON."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters import FORMATS, Style
from tests.reporters import test_formats, test_json, test_sarif
from tests.reporters.acceptance import complaints
from tests.reporters.html_page import check_html
from tests.reporters.junit import suite_of


def rendered(report: Report) -> dict[str, str]:
    """Return a report in every format."""
    return {name: FORMATS[name](report, Style()) for name in FORMATS}


def disagreements(files: Mapping[str, str]) -> list[str]:
    """Return where a format of one scan gives another number than its JSON, or is malformed."""
    summary = json.loads(files["json"])["summary"]
    skipped = len(json.loads(files["json"])["skipped"])
    wanted = {
        "findings": summary["findings"],
        "suppressed": summary["suppressed"],
        "not read": skipped,
        **summary["by_severity"],
    }
    wrong = [
        f"{name}: {number} {what}, not {wanted[what]}"
        for name, said in (*_for_people(files), *_for_programs(files, wanted["not read"] > 0))
        for what, number in said.items()
        if number != wanted[what]
    ]
    for name, validator in (("json", test_json.VALIDATOR), ("sarif", test_sarif.VALIDATOR)):
        errors = validator.iter_errors(json.loads(files[name]))
        wrong += [f"{name}: {each.json_path}: {each.message}" for each in errors]
    return wrong + complaints(json.loads(files["sarif"]))


def _for_people(files: Mapping[str, str]) -> Iterator[tuple[str, dict[str, int]]]:
    text, markdown, html = (files[name] for name in ("text", "markdown", "html"))
    page = check_html(html)
    test_formats.check_markdown(markdown)
    yield "text", _verdict(text)
    yield "text", {"not read": _number(r"^Not read: ([\d,]+)", text)}
    yield "html", _verdict("".join(page.texts))
    yield "html", {"not read": _number(r"<h2>Not read: ([\d,]+)", html)}
    yield "html", {"suppressed": _number(r"<b>([\d,]+)</b> suppressed", html)}
    yield "html", {"findings": page.articles}
    yield (
        "html",
        {
            each.label: html.count(f'tabindex="-1" data-severity="{each.label}"')
            for each in Severity
        },
    )
    left = _number(r"\*\*([\d,]+) more secrets? left out", markdown)
    yield "markdown", _verdict(markdown.replace("**", ""))
    yield "markdown", {"findings": markdown.count("\n### ") + left}
    yield "markdown", {"not read": _number(r"<summary>Not read: ([\d,]+)", markdown)}
    row = re.search(r"\n\| (\d[\d |]*) \|\n", markdown)
    if row:
        columns = (*(level.label for level in reversed(Severity)), "suppressed", "not read")
        yield "markdown", dict(zip(columns, map(int, row[1].split("|")), strict=True))


def _for_programs(files: Mapping[str, str], unread: int) -> Iterator[tuple[str, dict[str, int]]]:
    sarif = json.loads(files["sarif"])["runs"][0]
    said = sarif["properties"]
    yield "sarif", _counted(each["properties"]["severity"] for each in sarif["results"])
    yield "sarif", {"findings": said["findings"], **said["bySeverity"]}
    yield "sarif", {"suppressed": said["suppressed"], "not read": said["notRead"]}
    if sarif["invocations"][0]["executionSuccessful"] is (unread > 0):
        yield "sarif", {"not read": -1}
    commands = test_formats.check_github(files["github"])
    left = _number(r"([\d,]+) more findings?", commands[-1][3])
    yield "github", {**_verdict(commands[-1][3]), "findings": len(commands) - 1 + left}
    found = test_formats.check_gitlab(files["gitlab"])["vulnerabilities"]
    yield "gitlab", _counted(each["severity"].lower() for each in found)
    entries = test_formats.check_codequality(files["codequality"])
    yield "codequality", {"findings": len(entries) - (unread > 0)}
    suite = suite_of(files["junit"])
    names = {"failures": "findings", "errors": "not read", "skipped": "suppressed"}
    yield "junit", {what: int(suite.attrib[name]) for name, what in names.items()}
    rows = test_formats.check_csv(files["csv"])
    yield "csv", _counted(row["severity"] for row in rows if row["status"] == "found")
    yield "csv", {"not read": sum(row["status"] == "not read" for row in rows)}


def _counted(severities: Iterable[str]) -> dict[str, int]:
    number = Counter(severities)
    return {"findings": number.total(), **{each.label: number[each.label] for each in Severity}}


def _verdict(text: str) -> dict[str, int]:
    """Return what a sentence such as `3 secrets: 1 critical, 2 high.` says."""
    said = re.search(r"^([\d,]+) secrets?: ([^.]*)\.", text, re.MULTILINE)
    said = said or re.search(r"([\d,]+) secrets?: ([^.]*)\.", text)
    if said is None:
        assert "No secrets found." in text
        return {"findings": 0}
    numbers = dict.fromkeys((level.label for level in Severity), 0)
    for part in re.split(r",\s+", said[2]):
        number, level = part.split()
        numbers[level] = int(number.replace(",", ""))
    return {"findings": int(said[1].replace(",", "")), **numbers}


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text, re.MULTILINE)
    return int(found[1].replace(",", "")) if found else 0
