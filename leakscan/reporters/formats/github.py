"""
Workflow commands: GitHub shows them as annotations on the lines of a pull request.

GitHub keeps ten of each kind from one step and drops the others silently, so the worst come first
and the last one says how many there are.

Source: GitHub Actions documentation, workflow commands; runner, ActionCommand.cs (escaping).
"""

from collections import Counter
from collections.abc import Iterator

from leakscan.model.finding import Finding
from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters.committed import line_of
from leakscan.reporters.escape import excerpt
from leakscan.reporters.style import Style
from leakscan.reporters.uris import readable
from leakscan.reporters.verdict import how_complete, how_many
from leakscan.reporters.wording import circumstances, counted, missing, place

MAX_OF_A_KIND = 10
"""Annotations of one kind that GitHub keeps of a step."""

_KINDS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}
_MAX_PROSE = 600
_MAX_NAME = 200
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - every format takes the same
    """Return one command for each of the worst findings, and one with the verdict."""
    return "\n".join(_commands(report)) + "\n"


def _commands(report: Report) -> Iterator[str]:
    used: Counter[str] = Counter({"error": 1} if not report.complete else {"notice": 1})
    shown = 0
    for finding in sorted(report.findings, key=lambda each: -each.severity):
        kind = _KINDS[finding.severity]
        used[kind] += 1
        if used[kind] <= MAX_OF_A_KIND:
            shown += 1
            yield _command(kind, _properties(report, finding), _message(report, finding))
    verdict = f"{how_many(report)} {how_complete(report)}"
    if left := len(report.findings) - shown:
        verdict += f" {counted(left, 'more finding')} in the report."
    if report.suppressed:
        verdict += f" {len(report.suppressed):,} suppressed."
    if report.skipped:
        verdict += f" First: {missing(report.skipped[0])}."
    kind = "notice" if report.complete else "error"
    yield _command(kind, {"title": "leakscan"}, verdict)


def _properties(report: Report, finding: Finding) -> dict[str, str]:
    title = {"title": f"{finding.severity.label}: {excerpt(finding.title, _MAX_NAME)}"}
    line = line_of(finding, report.target)
    if line is None:
        return title
    number = str(line.number)
    return {"file": readable(line.file), "line": number, **title}


def _message(report: Report, finding: Finding) -> str:
    worst = finding.locations[0]
    others = len(finding.locations) - 1
    target = f"{report.target.kind.value} {excerpt(report.target.name, _MAX_NAME)}"
    parts = (
        f"{excerpt(finding.redacted, _MAX_NAME)} ({finding.confidence.label})",
        f"in {target}, {place(worst)}: {circumstances(worst)}.",
        f"And in {counted(others, 'other place')}." if others else "",
        f"Do now: {excerpt(finding.remediation, _MAX_PROSE)}" if finding.remediation else "",
    )
    return " ".join(filter(None, parts))


def _command(kind: str, properties: dict[str, str], message: str) -> str:
    said = ",".join(f"{name}={text.translate(_PROPERTY)}" for name, text in properties.items())
    return f"::{kind} {said}::{message.translate(_DATA)}"
