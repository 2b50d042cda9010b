"""
GitLab's Code Quality report: shown on the lines of a merge request, in every edition of GitLab.

GitLab joins entries with equal fingerprints, so each finding has its own.

Source: GitLab documentation, Code Quality report format.
"""

import hashlib
from typing import Any

from leakscan.model.finding import Finding
from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters.committed import fallback_path, line_of
from leakscan.reporters.encoding import document
from leakscan.reporters.escape import excerpt, visible
from leakscan.reporters.style import Style
from leakscan.reporters.uris import readable
from leakscan.reporters.verdict import how_complete
from leakscan.reporters.wording import circumstances, place

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}
_MAX_PROSE = 1000


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - every format takes the same
    """Return an entry for each finding, and one more when the target was not read in full."""
    entries = [_entry(report, finding) for finding in report.findings]
    if not report.complete:
        entries.append(_incomplete(report))
    return document(entries, findings=len(entries))


def _entry(report: Report, finding: Finding) -> dict[str, Any]:
    worst = finding.locations[0]
    line = line_of(finding, report.target)
    path, number = (line.file, line.number) if line else (fallback_path(finding, report), 1)
    description = (
        f"{excerpt(finding.title, _MAX_PROSE)} {excerpt(finding.redacted, _MAX_PROSE)} in"
        f" {report.target.kind.value} {excerpt(report.target.name, _MAX_PROSE)}, {place(worst)}:"
        f" {circumstances(worst)}"
    )
    return {
        "description": description,
        "check_name": visible(finding.rule_id) or "unnamed",
        "fingerprint": _fingerprint(report, finding.id),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": readable(path), "lines": {"begin": number}},
    }


def _incomplete(report: Report) -> dict[str, Any]:
    return {
        "description": how_complete(report),
        "check_name": "leakscan-incomplete",
        "fingerprint": _fingerprint(report, "leakscan-incomplete"),
        "severity": "major",
        "location": {
            "path": readable(report.target.dockerfile or "Dockerfile"),
            "lines": {"begin": 1},
        },
    }


def _fingerprint(report: Report, name: str) -> str:
    text = f"{report.target.family}\0{name}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
