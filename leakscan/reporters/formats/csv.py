"""
Comma-separated values: one row a finding, for spreadsheets and quick scripts.

What was not read has rows of its own, so that a table without findings is not taken for a clean
result.  No cell can be taken for a formula.
"""

import csv
import io
from collections.abc import Iterator

from leakscan.model.finding import Finding
from leakscan.model.location import ContextFile, ImageField, Instruction, LayerFile
from leakscan.model.report import Report
from leakscan.reporters.escape import visible
from leakscan.reporters.style import Style
from leakscan.reporters.wording import circumstances, missing, place, proof
from leakscan.reporters.wording_changes import change, proposed
from leakscan.reporters.wording_steps import steps

COLUMNS = (
    "status",
    "id",
    "rule",
    "severity",
    "confidence",
    "title",
    "redacted",
    "length",
    "place",
    "visibility",
    "layer",
    "package",
    "circumstances",
    "because",
    "other_places",
    "suppressed",
    "remediation",
    "change",
    "recover",
)

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")


def render(report: Report, style: Style) -> str:
    """Return the findings, what was not read, and on request what is suppressed."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        writer.writerow(map(_cell, _row("found", finding)))
    for finding in report.suppressed if style.show_suppressed else ():
        writer.writerow(map(_cell, _row("suppressed", finding)))
    for item in report.skipped:
        row = dict.fromkeys(COLUMNS, "") | {
            "status": "not read",
            "place": item.path,
            "circumstances": missing(item),
            "remediation": item.hint,
        }
        writer.writerow(map(_cell, row.values()))
    return text.getvalue()


def _row(status: str, finding: Finding) -> Iterator[str]:
    worst = finding.locations[0]
    visibility, layer, package = "", "", ""
    match worst:
        case LayerFile():
            visibility, package = worst.visibility.value, worst.package
            layer = str(worst.layer.index + 1)
        case ContextFile() | Instruction():
            visibility = worst.reach.value
        case ImageField():
            visibility = worst.kind
    yield from (status, finding.id, finding.rule_id)
    yield from (finding.severity.label, finding.confidence.label, finding.title)
    yield from (finding.redacted, str(finding.length), place(worst))
    yield from (visibility, layer, package, circumstances(worst))
    yield "; ".join(f"{label} {said}" for label, said in steps(worst))
    yield from (str(len(finding.locations) - 1), finding.suppressed, finding.remediation)
    yield "; ".join(change(proposed(worst)))
    yield proof(worst)


def _cell(text: str) -> str:
    """Return text that a spreadsheet shows instead of working it out."""
    shown = visible(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown
