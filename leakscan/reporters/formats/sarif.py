"""
SARIF 2.1.0, as code scanning services accept it: GitHub rejects a whole file for one bad value.

A secret's value never enters, not even on request: these files are uploaded, kept and shown.
"""

import hashlib
import re
from typing import Any

from leakscan.model.advice import Advice
from leakscan.model.finding import Finding
from leakscan.model.location import ImageField, Instruction, Location
from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters.encoding import document
from leakscan.reporters.escape import excerpt, visible
from leakscan.reporters.mask import MASK
from leakscan.reporters.sarif_fixes import fixes
from leakscan.reporters.sarif_places import Places, plain
from leakscan.reporters.sarif_rules import (
    CLEARTEXT,
    IN_FILE,
    LEVELS,
    descriptors,
    rule_id,
    taxonomy,
    weakness,
)
from leakscan.reporters.style import Style
from leakscan.reporters.wording import circumstances, counted, missing_and_how, place, proof, whose
from leakscan.reporters.wording_changes import advised, how_then
from leakscan.reporters.wording_steps import steps

Object = dict[str, Any]

_MAX_RESULTS = 25_000
"""GitHub rejects a file with more."""

_MAX_NOTIFICATIONS = 100
_MAX_PROSE = 1000
_MAX_REDACTED = 100
_SEMVER = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")


def render(report: Report, style: Style) -> str:
    """Return the report as a SARIF log with one run; suppressed findings only on request."""
    found = report.findings + (report.suppressed if style.show_suppressed else ())
    # Services keep the first thousands only, so the worst come first.
    kept = sorted(found, key=lambda f: (bool(f.suppressed), -f.severity))[:_MAX_RESULTS]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(report, style, kept, left_out=len(found) - len(kept))],
    }
    return document(log, findings=len(kept))


def _run(report: Report, style: Style, findings: list[Finding], *, left_out: int) -> Object:
    rules = descriptors(findings, report.rules)
    index = {name: position for position, name in enumerate(rules)}
    places = Places(report)
    results = [_result(report, places, finding, index) for finding in findings]
    run = {
        "tool": {"driver": _driver(report, list(rules.values()))},
        "invocations": [_invocation(report, places, left_out)],
        "columnKind": "unicodeCodePoints",
        "redactionTokens": _redaction_tokens(report, findings),
        "taxonomies": [taxonomy()],
        "artifacts": places.artifacts,
        "results": results,
        "properties": _properties(report),
    }
    if style.category:
        # Without it, an uploader sets its own; a category ends at the last slash.
        run["automationDetails"] = {"id": visible(style.category).rstrip("/") + "/"}
    return run


def _driver(report: Report, rules: list[Object]) -> Object:
    version = visible(report.tool.version) or "unknown"
    semantic = {"semanticVersion": version} if _SEMVER.fullmatch(version) else {}
    return {
        "name": "leakscan",
        "version": version,
        **semantic,
        "rules": rules,
        "supportedTaxonomies": [{"name": "CWE", "index": 0}],
    }


def _invocation(report: Report, places: Places, left_out: int) -> Object:
    notifications = [
        ("error", missing_and_how(item)) for item in report.skipped[:_MAX_NOTIFICATIONS]
    ]
    if len(report.skipped) > _MAX_NOTIFICATIONS:
        total = counted(len(report.skipped), "part")
        notifications.append(("error", f"In all, {total} of the target were not read."))
    if left_out:
        text = (
            f"Only the {_MAX_RESULTS:,} worst results are listed; {left_out:,} more are left out."
        )
        notifications.append(("warning", text))
    notes = [("note", excerpt(note, _MAX_PROSE)) for note in report.notes[:_MAX_NOTIFICATIONS]]
    return {
        "executionSuccessful": report.complete,
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": plain(text) or "-"}}
            for level, text in (*notifications, *notes)
        ]
        + [_advice(item, places) for item in report.advice[:_MAX_NOTIFICATIONS]],
    }


def _advice(item: Advice, places: Places) -> Object:
    # No result: services make an alert of every one, whatever its kind, and no secret was seen.
    said = f"{advised(item)}: {excerpt(item.message, _MAX_PROSE)} {how_then(item.fix)}"
    return {
        "level": "note",
        "message": {"text": plain(said.strip())},
        "locations": [{"physicalLocation": places.at(item.file, item.line)}],
    }


def _result(report: Report, places: Places, finding: Finding, index: dict[str, int]) -> Object:
    name = rule_id(finding, report.rules)
    result: Object = {
        "ruleId": name,
        "ruleIndex": index[name],
        "level": LEVELS[finding.severity],
        "message": {"text": plain(_message(report, finding))},
        "locations": [places.primary(finding)],
        "relatedLocations": places.related(finding),
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(report, finding)},
        "taxa": [weakness(_weakness(finding.locations[0]))],
        "properties": {
            "findingId": excerpt(finding.id, _MAX_PROSE),
            "severity": finding.severity.label,
            "confidence": finding.confidence.label,
        },
    }
    if flows := places.code_flows(finding):
        result["codeFlows"] = flows
    if changes := fixes(finding, report.target):
        result["fixes"] = changes
    if finding.suppressed:
        result["suppressions"] = [_suppression(finding.suppressed)]
    return result


def _message(report: Report, finding: Finding) -> str:
    worst = finding.locations[0]
    because = "".join(f"; {label} {said}" for label, said in steps(worst))
    others = len(finding.locations) - 1
    parts = (
        f"{excerpt(finding.redacted, _MAX_REDACTED)} ({finding.confidence.label}):",
        excerpt(finding.message, _MAX_PROSE),
        f"In {report.target.kind.value} {excerpt(report.target.name, _MAX_PROSE)},",
        f"{place(worst)}: {circumstances(worst)}{whose(worst, report.target)}{because}.",
        f"Recover it with: {proof(worst)} ." if proof(worst) else "",
        f"And in {counted(others, 'other place')}." if others else "",
        f"Do now: {excerpt(finding.remediation, _MAX_PROSE)}" if finding.remediation else "",
    )
    return " ".join(filter(None, parts))


def _fingerprint(report: Report, finding: Finding) -> str:
    # From the target and the finding's id, which stands for rule, place and order.  The line's own
    # hash, which services would compute, gives short values away to whoever sees it.
    text = f"{report.target.family}\0{finding.id}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32] + ":1"


def _weakness(location: Location) -> int:
    return CLEARTEXT if isinstance(location, ImageField | Instruction) else IN_FILE


def _suppression(reason: str) -> Object:
    kind = "inSource" if reason.startswith("pragma") else "external"
    return {"kind": kind, "status": "accepted", "justification": excerpt(reason, _MAX_PROSE)}


def _redaction_tokens(report: Report, findings: list[Finding]) -> list[str]:
    tokens = {MASK}
    for finding in findings:
        rule = report.rules.get(finding.rule_id)
        shown = visible(finding.redacted.removeprefix(rule.prefix if rule else ""))
        tokens.add(excerpt(shown, _MAX_REDACTED))
    return sorted(filter(None, tokens))


def _properties(report: Report) -> Object:
    target = report.target
    return {
        "target": {
            "kind": target.kind.value,
            "name": visible(target.name),
            "source": visible(target.source),
            "digest": visible(target.digest),
            "platforms": [visible(platform) for platform in target.platforms],
        },
        "complete": report.complete,
        "findings": len(report.findings),
        "suppressed": len(report.suppressed),
        "belowThreshold": report.below_threshold,
        "belowConfidence": report.below_confidence,
        "notRead": len(report.skipped),
        "bySeverity": {
            level.label: sum(finding.severity is level for finding in report.findings)
            for level in reversed(Severity)
        },
    }
