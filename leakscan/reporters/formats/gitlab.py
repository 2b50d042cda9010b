"""
GitLab's secret detection report: the vulnerability list and the merge request widget read it.

Every finding stands at a commit.  For an image that is the commit whose pipeline built it.

Source: GitLab security report schemas 15.2.1, secret-detection-report-format.json.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from leakscan.model.finding import Finding
from leakscan.model.report import Report
from leakscan.reporters.committed import fallback_path, line_of
from leakscan.reporters.encoding import document
from leakscan.reporters.escape import excerpt, visible
from leakscan.reporters.gfm import prose
from leakscan.reporters.style import Style
from leakscan.reporters.uris import readable
from leakscan.reporters.wording import circumstances, counted, missing_and_how, place

VERSION = "15.2.1"

Object = dict[str, Any]

NAMESPACE = uuid.UUID("6f0b5fd1-3b51-5c5e-9f0e-2d4d3c2f7a10")
_NO_COMMIT = "0" * 40
_MAX_NAME = 255
_MAX_PROSE = 1000
_MAX_MESSAGES = 100


def render(report: Report, style: Style) -> str:
    """Return the report as GitLab takes it; suppressed findings are counted, not listed."""
    moment = (style.now or datetime.fromtimestamp(0, UTC)).strftime("%Y-%m-%dT%H:%M:%S")
    tool = {
        "id": "leakscan",
        "name": "leakscan",
        "version": visible(report.tool.version) or "unknown",
        "vendor": {"name": "leakscan"},
    }
    log = {
        "version": VERSION,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "secret_detection",
            "start_time": moment,
            "end_time": moment,
            "status": "success" if report.complete else "failure",
            "messages": _messages(report),
        },
        "vulnerabilities": [_vulnerability(report, style, each) for each in report.findings],
    }
    return document(log, findings=len(report.findings))


def _messages(report: Report) -> list[Object]:
    said = [("warn", missing_and_how(item)) for item in report.skipped[:_MAX_MESSAGES]]
    rest = len(report.skipped) - _MAX_MESSAGES
    if rest > 0:
        said.append(("warn", f"and {counted(rest, 'more part')} not read"))
    if report.suppressed:
        said.append(("info", f"{counted(len(report.suppressed), 'finding')} suppressed"))
    said += [("info", excerpt(note, _MAX_PROSE)) for note in report.notes[:_MAX_MESSAGES]]
    return [{"level": level, "value": value or "-"} for level, value in said]


def _vulnerability(report: Report, style: Style, finding: Finding) -> Object:
    worst = finding.locations[0]
    line = line_of(finding, report.target)
    path, number = (line.file, line.number) if line else (fallback_path(finding, report), 1)
    others = len(finding.locations) - 1
    description = (
        f"{finding.redacted} ({finding.confidence.label}). {finding.message}"
        f" In {report.target.kind.value} {report.target.name}, {place(worst)}:"
        f" {circumstances(worst)}."
    )
    if others:
        description += f" And in {counted(others, 'other place')}."
    rule = visible(finding.rule_id) or "unnamed"
    name = f"{report.target.family}\0{finding.id}".encode("utf-8", "replace").decode()
    return {
        "id": str(uuid.uuid5(NAMESPACE, name)),
        "name": excerpt(finding.title, _MAX_NAME) or "Secret",
        "description": prose(description, 4 * _MAX_PROSE),
        "severity": finding.severity.label.capitalize(),
        "solution": prose(finding.remediation, _MAX_PROSE),
        "identifiers": [
            {
                "type": "leakscan_rule_id",
                "name": f"leakscan rule {excerpt(rule, _MAX_NAME)}",
                "value": excerpt(rule, _MAX_NAME),
            },
            {
                "type": "cwe",
                "name": "CWE-798",
                "value": "798",
                "url": "https://cwe.mitre.org/data/definitions/798.html",
            },
        ],
        "location": {
            "file": readable(path),
            "commit": {"sha": visible(style.commit) or _NO_COMMIT},
            "start_line": number,
            "end_line": number,
        },
    }
