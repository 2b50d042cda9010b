"""SARIF's description of the rules behind the results, and of the weaknesses they belong to."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from leakscan.expressions import expression
from leakscan.model.finding import Finding
from leakscan.model.rule import Confidence, Rule, Severity
from leakscan.reporters.escape import excerpt, visible

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}

_SECURITY_SEVERITY = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0",
}
"""In the middle of the ranges that code scanning calls critical, high, medium and low."""

_PRECISION = {
    Confidence.CONFIRMED: "very-high",
    Confidence.LIKELY: "high",
    Confidence.REVIEW: "medium",
}

_CWES = (
    ("CWE-798", "Use of Hard-coded Credentials"),
    ("CWE-312", "Cleartext Storage of Sensitive Information"),
    (
        "CWE-538",
        "Insertion of Sensitive Information into Externally-Accessible File or Directory",
    ),
)
HARD_CODED, CLEARTEXT, IN_FILE = range(len(_CWES))

_MAX_DESCRIPTION = 1000
_MAX_NAME = 200

_LINK = expression(r"https://[0-9A-Za-z][0-9A-Za-z._~/?=&%#:-]{0,1000}")
_MARKDOWN = expression(r"([\\`*_{}\[\]<>()#+!|~&@:-])")


def rule_id(finding: Finding, rules: Mapping[str, Rule]) -> str:
    """
    Return the rule id of a result: one for each severity that a rule's findings have.

    Consumers take the severity from the rule, so a finding that is better or worse than its rule
    says needs a rule of its own.
    """
    rule = rules.get(finding.rule_id)
    name = visible(finding.rule_id) or "unnamed"
    if rule is None or rule.severity is finding.severity:
        return name
    return f"{name}/{finding.severity.label}"


def descriptors(
    findings: Iterable[Finding], rules: Mapping[str, Rule]
) -> dict[str, dict[str, Any]]:
    """Return one descriptor for each rule id of `findings`, in the order of ids."""
    first = {rule_id(finding, rules): finding for finding in reversed(list(findings))}
    return {
        name: _descriptor(name, first[name], rules.get(first[name].rule_id))
        for name in sorted(first)
    }


def taxonomy() -> dict[str, Any]:
    """Return the weaknesses that results refer to, as a SARIF tool component."""
    return {
        "name": "CWE",
        "organization": "MITRE",
        "informationUri": "https://cwe.mitre.org/",
        "isComprehensive": False,
        "shortDescription": {"text": "Common Weakness Enumeration"},
        "taxa": [
            {
                "id": name,
                "shortDescription": {"text": title},
                "helpUri": f"https://cwe.mitre.org/data/definitions/{name[4:]}.html",
            }
            for name, title in _CWES
        ],
    }


def weakness(index: int) -> dict[str, Any]:
    """Return a reference to one of the weaknesses."""
    component = {"name": "CWE", "index": 0}
    return {"id": _CWES[index][0], "index": index, "toolComponent": component}


def _descriptor(name: str, finding: Finding, rule: Rule | None) -> dict[str, Any]:
    title = excerpt(rule.title if rule else finding.title, _MAX_NAME) or name
    reference = visible(rule.reference) if rule else ""
    remediation = rule.remediation if rule else finding.remediation
    advice = excerpt(remediation, _MAX_DESCRIPTION) or "Revoke it where it was issued."
    confidence = rule.confidence if rule else finding.confidence
    descriptor = {
        "id": name,
        "name": re.sub(r"[^0-9A-Za-z]", "", name.title())[:_MAX_NAME] or "Secret",
        "shortDescription": {"text": title},
        "fullDescription": {
            "text": f"{title}: found where others than its owner can read it."
            " Whoever has the image, or can see the build, can use it until it is revoked."
        },
        "help": {
            "text": f"{advice} {f'Format: {reference}' if reference else ''}".strip(),
            "markdown": _help_in_markdown(advice, reference),
        },
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "relationships": [{"target": weakness(HARD_CODED), "kinds": ["superset"]}],
        "properties": {
            "tags": ["security", "secret", "external/cwe/cwe-798"],
            "precision": _PRECISION[confidence],
            "security-severity": _SECURITY_SEVERITY[finding.severity],
        },
    }
    if _LINK.fullmatch(reference):
        descriptor["helpUri"] = reference
    return descriptor


def _help_in_markdown(advice: str, reference: str) -> str:
    text = "**Do now:** " + _escaped(advice)
    link = f"<{reference}>" if _LINK.fullmatch(reference) else _escaped(reference)
    return f"{text}\n\nFormat: {link}" if reference else text


def _escaped(text: str) -> str:
    """Return `text` for Markdown to show as it is: rules may come from a user's configuration."""
    return _MARKDOWN.sub(r"\\\1", text)
