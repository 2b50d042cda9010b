"""Findings with the change that keeps them out of a build."""

from collections.abc import Mapping
from dataclasses import replace

from leakscan.context.doctor.remedy import Remedy
from leakscan.model.advice import Edit, Fix
from leakscan.model.finding import Finding
from leakscan.model.location import ContextFile, Location, Reach
from leakscan.model.report import Report
from leakscan.scanners.advice import remediation


def with_fixes(report: Report, remedy: Remedy) -> Report:
    """Return the report with a fix at every place in a file that the remedy keeps out."""
    fixes = {path: _added(remedy, line) for path, line in remedy.line_of.items()}
    if not fixes:
        return report
    findings = tuple(_fixed(report, finding, fixes) for finding in report.findings)
    return replace(report, findings=findings)


def _fixed(report: Report, finding: Finding, fixes: Mapping[str, Fix]) -> Finding:
    places = tuple(_place(place, fixes) for place in finding.locations)
    if places == finding.locations:
        return finding
    rule = report.rules[finding.rule_id]
    return replace(finding, locations=places, remediation=remediation(rule, places[0]))


def _place(place: Location, fixes: Mapping[str, Fix]) -> Location:
    if isinstance(place, ContextFile) and place.reach is not Reach.IGNORED and place.path in fixes:
        return replace(place, fix=fixes[place.path])
    return place


def _added(remedy: Remedy, line: int) -> Fix:
    before = remedy.target.data
    # A last line without an end counts, and is given one.
    number = before.count(b"\n") + bool(before.rpartition(b"\n")[2]) + 1
    edit = Edit(
        file=remedy.target.name,
        start_line=number,
        end_line=number - 1,
        text=remedy.lines[line],
    )
    return Fix(summary="", edits=(edit,))
