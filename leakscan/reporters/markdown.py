"""
The report as GitHub-flavoured Markdown: for job summaries and comments.

A summary of more than 1 MiB is not shown at all, so the report stays below it and says what it
leaves out.
"""

from collections.abc import Iterator

from leakscan.model.finding import Finding
from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters.gfm import code, prose
from leakscan.reporters.style import Style
from leakscan.reporters.verdict import how_complete, how_many, left_out, next_step
from leakscan.reporters.wording import circumstances, counted, missing, place, proof, steps

NAME = "markdown"

MAX_BYTES = 1_000_000
"""Below the 1,048,576 of a step's summary, to which other programs may have written, too."""

_ROOM_FOR_THE_END = 50_000
_MAX_PROSE = 1000
_MAX_NAME = 300
_MAX_SKIPPED = 50
_MAX_NOTES = 20
_MAX_PLACES = 5


def render(report: Report, style: Style) -> str:
    """Return the report as Markdown: the verdict, a table, and what to do for each secret."""
    lines = [*_head(report)]
    used = sum(len(line.encode()) + 1 for line in lines)
    blocks = [*_blocks(report.findings)]
    if style.show_suppressed:
        blocks += _blocks(report.suppressed)
    left = 0
    for block in blocks:
        size = len(block.encode()) + 1
        if left or used + size > MAX_BYTES - _ROOM_FOR_THE_END:
            left += 1
            continue
        used += size
        lines.append(block)
    if left:
        lines += [f"**{counted(left, 'more secret')} left out:** this summary is full.", ""]
    return "\n".join([*lines, *_end(report)]).rstrip() + "\n"


def _head(report: Report) -> Iterator[str]:
    target = report.target
    mark = "✅" if report.complete and not report.findings else "❌" if report.findings else "⚠️"
    yield f"## {mark} leakscan: {target.kind.value} {code(target.name, _MAX_NAME)}"
    yield ""
    yield f"**{how_many(report)}** {prose(how_complete(report), _MAX_PROSE)}"
    yield ""
    if report.findings:
        counts = [sum(f.severity is level for f in report.findings) for level in Severity]
        yield "| critical | high | medium | low | suppressed | not read |"
        yield "|---:|---:|---:|---:|---:|---:|"
        numbers = [*reversed(counts), len(report.suppressed), len(report.skipped)]
        yield f"| {' | '.join(map(str, numbers))} |"
        yield ""


def _blocks(findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        yield "\n".join(_block(finding))


def _block(finding: Finding) -> Iterator[str]:
    worst = finding.locations[0]
    severity = finding.severity.label.upper()
    yield f"### {severity} {prose(finding.title, _MAX_NAME)} {code(finding.redacted, _MAX_NAME)}"
    yield ""
    if finding.suppressed:
        yield f"- **suppressed**: {prose(finding.suppressed, _MAX_NAME)}"
    if finding.detail:
        yield f"- **{finding.confidence.label}**: {prose(finding.detail, _MAX_PROSE)}"
    else:
        yield f"- **{finding.confidence.label}**"
    for location in finding.locations[:_MAX_PLACES]:
        said = prose(circumstances(location), _MAX_PROSE)
        yield f"- **in** {code(place(location), 2 * _MAX_NAME)}: {said}"
    if len(finding.locations) > _MAX_PLACES:
        yield f"- and {len(finding.locations) - _MAX_PLACES:,} more places"
    for label, said in steps(worst):
        yield f"- **{label}** {code(said, 2 * _MAX_NAME)}"
    if command := proof(worst):
        yield f"- **recover**: {code(command, len(command))}"
    if finding.remediation:
        yield f"- **do now**: {prose(finding.remediation, _MAX_PROSE)}"
    yield ""


def _end(report: Report) -> Iterator[str]:
    if report.skipped:
        yield f"<details><summary>Not read: {len(report.skipped):,}</summary>"
        yield ""
        for item in report.skipped[:_MAX_SKIPPED]:
            yield f"- {code(missing(item), 2 * _MAX_NAME)}"
            if item.hint:
                yield f"  {prose(item.hint, _MAX_NAME)}"
        if len(report.skipped) > _MAX_SKIPPED:
            yield f"- and {len(report.skipped) - _MAX_SKIPPED:,} more"
        yield ""
        yield "</details>"
        yield ""
    for note in report.notes[:_MAX_NOTES]:
        yield f"- note: {prose(note, _MAX_NAME)}"
    yield ""
    for said in (left_out(report), next_step(report)):
        if said:
            yield prose(said, _MAX_PROSE)
            yield ""
