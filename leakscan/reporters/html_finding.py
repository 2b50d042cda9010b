"""One secret in the page: what it is, where it lies, what to do; and advice in the same shape."""

from leakscan.model.advice import Advice, Fix
from leakscan.model.finding import Finding
from leakscan.model.location import ContextFile, ImageField, Instruction, LayerFile, Location
from leakscan.model.report import Target
from leakscan.reporters.html_text import code, element, lines, prose, text
from leakscan.reporters.wording import circumstances, how_sure, place, proof, whose
from leakscan.reporters.wording_changes import advised, edits, how_then, proposed
from leakscan.reporters.wording_steps import steps

_MAX_PLACES = 10


def article(target: Target, finding: Finding, name: str, *, filtered: bool) -> str:
    """Return a secret's block; the page's filters see it if it is `filtered`."""
    severity = finding.severity.label
    badge = element("span", severity.upper(), class_=f"badge {severity}")
    title = f"{badge} {text(finding.title)} {code(finding.redacted)}"
    rows = [(finding.confidence.label, text(how_sure(finding)))]
    if finding.suppressed:
        rows.append(("suppressed", text(finding.suppressed)))
    for location in finding.locations[:_MAX_PLACES]:
        where = circumstances(location) + whose(location, target)
        rows.append(("in", f"{code(place(location))}<br>{text(where)}"))
        rows += [(label, code(line)) for label, line in steps(location)]
        rows += _changes(proposed(location))
        if command := proof(location):
            rows.append(("recover", lines([command])))
    if len(finding.locations) > _MAX_PLACES:
        rows.append(("", f"and {len(finding.locations) - _MAX_PLACES:,} more places"))
    if finding.remediation:
        rows.append(("do now", element("span", prose(finding.remediation), class_="do")))
    rows.append(("id", code(f"{finding.rule_id} {finding.id}")))
    return element(
        "article",
        element("h3", title) + _table(rows),
        id=name,
        tabindex="-1",
        data_severity=severity if filtered else None,
        data_confidence=finding.confidence.label,
        data_places=" ".join(kinds(finding)),
        data_package=package(finding),
    )


def advice(item: Advice) -> str:
    """Return the block of a line that leads to a leak."""
    rows = [("because", prose(item.message)), *_changes(item.fix)]
    return element("article", element("h3", code(advised(item))) + _table(rows), class_="advice")


def kinds(finding: Finding) -> list[str]:
    """Return what a filter calls the places of a finding, without spaces."""
    return sorted({_kind(location) for location in finding.locations})


def package(finding: Finding) -> str:
    """Return the package that ships the file of a secret's worst place; empty for none."""
    worst = finding.locations[0]
    return worst.package if isinstance(worst, LayerFile) else ""


def _changes(fix: Fix | None) -> list[tuple[str, str]]:
    rows = [(what, code(where) + lines(new)) for what, where, new in edits(fix)]
    said = how_then(fix)
    return [*rows, ("then", prose(said))] if said else rows


def _table(rows: list[tuple[str, str]]) -> str:
    return element("dl", "".join(f"<dt>{label}</dt><dd>{content}</dd>" for label, content in rows))


def _kind(location: Location) -> str:
    match location:
        case LayerFile():
            return location.visibility.value
        case ImageField():
            return "metadata"
        case ContextFile() | Instruction():
            return location.reach.value
