"""
The report as GitHub-flavoured Markdown: for job summaries and comments.

A summary of more than 1 MiB is not shown at all, so the report stays below it and says what it
leaves out.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from leakscan.model.advice import Advice, Fix
from leakscan.model.finding import Finding, Skipped
from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters.gfm import code, prose, sentence, verbatim
from leakscan.reporters.style import Style
from leakscan.reporters.verdict import how_complete, how_many, left_out, next_step
from leakscan.reporters.wording import (
    circumstances,
    counted,
    how_sure,
    missing,
    place,
    proof,
    whose,
)
from leakscan.reporters.wording_changes import advised, edits, how_then, proposed
from leakscan.reporters.wording_steps import steps

MAX_BYTES = 1_000_000
"""Below the 1,048,576 of a step's summary, to which other programs may have written, too."""

_MAX_END = 300_000
"""Of it, for what was not read, advice and notes."""

_MAX_PROSE = 1000
_MAX_NAME = 300
_MAX_SKIPPED = 50
_MAX_NOTES = 20
_MAX_PLACES = 5
_MAX_ADVICE = 50
_MAX_LINES = 20


def render(report: Report, style: Style) -> str:
    """Return the report as Markdown: the verdict, a table, and what to do for each secret."""
    head, end = "\n".join(_head(report)), "\n".join(_end(report))
    findings = report.findings + (report.suppressed if style.show_suppressed else ())
    blocks = ("\n".join(_block(report, finding)) for finding in findings)
    shown = list(_fitting(blocks, MAX_BYTES - len(f"{head}{end}".encode()) - _MAX_NAME))
    if left := len(findings) - len(shown):
        shown.append(f"**{counted(left, 'more secret')} left out:** this summary is full.\n")
    return "\n".join([head, *shown, end]).rstrip() + "\n"


def _fitting(blocks: Iterable[str], max_bytes: int) -> Iterator[str]:
    """Yield the first blocks, as many as fit; a line's end is counted for each."""
    for block in blocks:
        max_bytes -= len(block.encode()) + 1
        if max_bytes < 0:
            return
        yield block


def _head(report: Report) -> Iterator[str]:
    target = report.target
    mark = "✅" if report.complete and not report.findings else "❌" if report.findings else "⚠️"
    yield f"## {mark} leakscan: {target.kind.value} {code(target.name, _MAX_NAME)}"
    yield ""
    yield f"**{how_many(report)}** {sentence(how_complete(report), _MAX_PROSE)}"
    yield ""
    if report.findings:
        counts = [sum(f.severity is level for f in report.findings) for level in Severity]
        yield "| critical | high | medium | low | suppressed | not read |"
        yield "|---:|---:|---:|---:|---:|---:|"
        numbers = [*reversed(counts), len(report.suppressed), len(report.skipped)]
        yield f"| {' | '.join(map(str, numbers))} |"
        yield ""


def _block(report: Report, finding: Finding) -> Iterator[str]:
    worst = finding.locations[0]
    severity = finding.severity.label.upper()
    yield f"### {severity} {prose(finding.title, _MAX_NAME)} {code(finding.redacted, _MAX_NAME)}"
    yield ""
    if finding.suppressed:
        yield f"- **suppressed**: {prose(finding.suppressed, _MAX_NAME)}"
    yield f"- **{finding.confidence.label}**: {prose(how_sure(finding), _MAX_PROSE)}"
    for location in finding.locations[:_MAX_PLACES]:
        said = prose(circumstances(location) + whose(location, report.target), _MAX_PROSE)
        yield f"- **in** {code(place(location), 2 * _MAX_NAME)}: {said}"
    if len(finding.locations) > _MAX_PLACES:
        yield f"- and {len(finding.locations) - _MAX_PLACES:,} more places"
    for label, said in steps(worst):
        yield f"- **{label}** {code(said, 2 * _MAX_NAME)}"
    yield from _changes(proposed(worst))
    if command := proof(worst):
        yield f"- **recover**: {verbatim(command, len(command))}"
    if finding.remediation:
        yield f"- **do now**: {sentence(finding.remediation, _MAX_PROSE)}"
    yield ""


def _changes(fix: Fix | None) -> Iterator[str]:
    for what, where, lines in edits(fix):
        shown = [verbatim(line, _MAX_NAME) for line in lines[:_MAX_LINES]]
        if len(lines) > _MAX_LINES:
            shown.append(f"and {counted(len(lines) - _MAX_LINES, 'more line')}")
        # Two spaces at its end break a line of Markdown.
        yield "  \n  ".join([f"- **{what}** {code(where, 2 * _MAX_NAME)}", *shown])
    if said := how_then(fix):
        yield f"- **then** {sentence(said, _MAX_PROSE)}"


def _advice(item: Advice) -> str:
    about = [f"- {code(advised(item), 2 * _MAX_NAME)}: {sentence(item.message, _MAX_PROSE)}"]
    nested = [f"  {line}" for change in _changes(item.fix) for line in change.split("\n")]
    return "\n".join(about + nested)


def _unread(item: Skipped) -> str:
    hint = f"\n  {sentence(item.hint, _MAX_NAME)}" if item.hint else ""
    return f"- {code(missing(item), 2 * _MAX_NAME)}{hint}"


def _end(report: Report) -> Iterator[str]:
    if report.skipped:
        yield from _folded(
            "Not read", len(report.skipped), map(_unread, report.skipped), _MAX_SKIPPED
        )
    if report.advice:
        yield from _folded("Advice", len(report.advice), map(_advice, report.advice), _MAX_ADVICE)
    for note in report.notes[:_MAX_NOTES]:
        yield f"- note: {sentence(note, _MAX_NAME)}"
    yield ""
    for said in (left_out(report), next_step(report)):
        if said:
            yield sentence(said, _MAX_PROSE)
            yield ""


def _folded(title: str, number: int, items: Iterable[str], most: int) -> Iterator[str]:
    """Yield a list that opens when it is clicked."""
    yield f"<details><summary>{title}: {number:,}</summary>"
    yield ""
    shown = list(_fitting(islice(items, most), _MAX_END // 3))
    yield from shown
    if number > len(shown):
        yield f"- and {number - len(shown):,} more"
    yield ""
    yield "</details>"
    yield ""
