"""
JUnit XML: what Jenkins, Azure DevOps and most other CI services show as tests.

A finding is a failed test, something that was not read an error, a suppressed finding a skipped
test.  A clean scan is one test that passed.

Source: JUnit.xsd of the Apache Ant JUnit task, as kept by windyroad/JUnit-Schema.
"""

import html
from collections.abc import Iterator
from datetime import UTC, datetime

from leakscan.model.finding import Finding
from leakscan.model.report import Report
from leakscan.reporters.escape import excerpt, visible
from leakscan.reporters.style import Style
from leakscan.reporters.verdict import how_complete, how_many
from leakscan.reporters.wording import circumstances, missing_and_how, place, proof
from leakscan.reporters.wording_changes import change, proposed
from leakscan.reporters.wording_steps import steps

_MAX_NAME = 300
_MAX_PROSE = 1000
_MAX_PLACES = 20


def render(report: Report, style: Style) -> str:
    """Return the report as one test suite, suppressed findings and unread parts included."""
    return "\n".join(_lines(report, style)) + "\n"


def _lines(report: Report, style: Style) -> Iterator[str]:
    failures, errors, skipped = map(len, (report.findings, report.skipped, report.suppressed))
    target = f"leakscan {report.target.kind.value} {excerpt(report.target.name, _MAX_NAME)}"
    moment = (style.now or datetime.fromtimestamp(0, UTC)).strftime("%Y-%m-%dT%H:%M:%S")
    counts = {
        "tests": failures + errors + skipped or 1,
        "failures": failures,
        "errors": errors,
        "skipped": skipped,
    }
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<testsuites>"
    suite: dict[str, str | int] = {
        "package": "leakscan",
        "id": 0,
        "name": target,
        "timestamp": moment,
    }
    yield _open("testsuite", {**suite, "hostname": "localhost", **counts, "time": 0})
    yield "<properties>"
    facts = {
        "version": report.tool.version,
        "source": report.target.source,
        "digest": report.target.digest,
        "complete": "yes" if report.complete else "no",
        "below-threshold": str(report.below_threshold),
        "below-confidence": str(report.below_confidence),
    }
    for name, value in facts.items():
        yield _open("property", {"name": name, "value": visible(value)}, end="/")
    yield "</properties>"
    for finding in report.findings:
        yield from _finding(finding, listed=True)
    for finding in report.suppressed:
        yield from _finding(finding, listed=False)
    for item in report.skipped:
        yield from _case("not read", excerpt(item.path, _MAX_NAME) or "the target")
        yield _open("error", {"message": missing_and_how(item), "type": "incomplete"}, end="/")
        yield "</testcase>"
    if not failures + errors + skipped:
        yield from _case("secrets", "none")
        yield "</testcase>"
    yield f"<system-out>{html.escape(f'{how_many(report)} {how_complete(report)}')}</system-out>"
    yield "<system-err></system-err>"
    yield "</testsuite>"
    yield "</testsuites>"


def _finding(finding: Finding, *, listed: bool) -> Iterator[str]:
    worst = place(finding.locations[0])
    title = f"{excerpt(finding.title, _MAX_NAME)} in {worst}"
    yield from _case(visible(finding.rule_id) or "unnamed", title)
    if not listed:
        reason = excerpt(finding.suppressed, _MAX_NAME)
        yield _open("skipped", {"message": f"suppressed: {reason}"}, end="/")
    else:
        message = f"{finding.severity.label}: {excerpt(finding.message, _MAX_PROSE)}"
        yield _open("failure", {"message": message, "type": finding.severity.label})
        yield html.escape("\n".join(_details(finding)))
        yield "</failure>"
    yield "</testcase>"


def _details(finding: Finding) -> Iterator[str]:
    yield f"{excerpt(finding.redacted, _MAX_NAME)} ({finding.confidence.label})"
    for location in finding.locations[:_MAX_PLACES]:
        yield f"in {place(location)}: {circumstances(location)}"
        for label, said in steps(location):
            yield f"   {label} {said}"
        yield from (f"   {said}" for said in change(proposed(location)))
        if command := proof(location):
            yield f"   recover: {command}"
    if len(finding.locations) > _MAX_PLACES:
        yield f"and in {len(finding.locations) - _MAX_PLACES:,} more places"
    yield f"do now: {excerpt(finding.remediation, _MAX_PROSE)}"


def _case(group: str, name: str) -> Iterator[str]:
    yield _open("testcase", {"classname": f"leakscan.{group}", "name": name, "time": 0})


def _open(tag: str, attributes: dict[str, str | int], end: str = "") -> str:
    said = " ".join(f'{name}="{html.escape(str(value))}"' for name, value in attributes.items())
    return f"<{tag} {said}{end}>"
