"""The report that people read: one block a secret, the worst first, and a summary at the end."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from leakscan.model.advice import Fix
from leakscan.model.finding import Finding
from leakscan.model.location import Location
from leakscan.model.report import Report, TargetKind
from leakscan.model.rule import Severity
from leakscan.reporters.escape import excerpt, visible
from leakscan.reporters.style import Style
from leakscan.reporters.verdict import how_complete, how_many, left_out, next_step
from leakscan.reporters.wording import (
    MAX_NAME,
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

_MAX_FINDINGS = 200
_MAX_PLACES = 3
_MAX_SKIPPED = 10
_MAX_NOTES = 10
_MAX_ADVICE = 20
_MAX_PROSE = 1000
_MAX_VALUE = 4096

_MIN_WIDTH = 60
_MAX_WIDTH = 100
_LABEL = 12
"""Columns of the labels on the left, with the gap after them."""

_CODE = re.compile(r"`[^`]{1,40}`")
_TIED = "\0"
"""Stands for a space at which a short command is not broken; no visible text has it."""

_COLORS = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "31",
    Severity.MEDIUM: "33",
    Severity.LOW: "36",
}
_BOLD, _FAINT, _GOOD, _BAD = "1", "2", "32", "1;31"


def render(report: Report, style: Style) -> str:
    """Return the report as text for a terminal or a log."""
    return "\n".join(_Page(style, report).lines()) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    style: Style
    report: Report

    def lines(self) -> Iterator[str]:
        yield self._paint(_headline(self.report), _BOLD)
        yield ""
        yield from self._findings(self.report.findings)
        if self.style.show_suppressed and self.report.suppressed:
            yield self._paint(f"Suppressed: {len(self.report.suppressed):,}", _BOLD)
            yield ""
            yield from self._findings(self.report.suppressed)
        yield from self._advice()
        yield from self._notes()
        yield from self._skipped()
        yield from self._summary()

    def _findings(self, findings: tuple[Finding, ...]) -> Iterator[str]:
        for finding in findings[:_MAX_FINDINGS]:
            yield from self._finding(finding)
            yield ""
        if len(findings) > _MAX_FINDINGS:
            rest = counted(len(findings) - _MAX_FINDINGS, "more secret")
            yield f"... and {rest}, no worse than these; `--format json` lists all."
            yield ""

    def _finding(self, finding: Finding) -> Iterator[str]:
        severity = finding.severity.label.upper()
        title = excerpt(finding.title, MAX_NAME)
        yield (
            f"{self._paint(severity, _COLORS[finding.severity])}  {self._paint(title, _BOLD)}"
            f"  {excerpt(finding.redacted, MAX_NAME)}"
        )
        yield from self._labelled(finding.confidence.label, how_sure(finding))
        if finding.value is not None:
            yield from self._labelled("value", excerpt(finding.value, _MAX_VALUE))
        if finding.suppressed:
            yield from self._labelled("suppressed", excerpt(finding.suppressed, MAX_NAME))
        for location in finding.locations[:_MAX_PLACES]:
            yield from self._place(location)
        rest = len(finding.locations) - _MAX_PLACES
        if rest > 0:
            yield from self._labelled("", f"and {rest:,} more")
        yield from self._labelled("do now", excerpt(finding.remediation, _MAX_PROSE))

    def _place(self, location: Location) -> Iterator[str]:
        yield from self._labelled("in", place(location))
        yield from self._labelled("", circumstances(location) + whose(location, self.report.target))
        for label, said in steps(location):
            yield from self._labelled(label, said)
        yield from self._changes(proposed(location))
        if command := proof(location):
            yield self._whole("recover", command)

    def _changes(self, fix: Fix | None) -> Iterator[str]:
        for what, where, lines in edits(fix):
            first, *rest = lines or [""]
            yield self._whole(what, f"{where} {first}")
            yield from (self._whole("", line) for line in rest)
        if said := how_then(fix):
            yield from self._labelled("", said)

    def _advice(self) -> Iterator[str]:
        advice = self.report.advice
        if not advice:
            return
        yield self._paint(f"Advice: {len(advice):,} (no secret was seen there)", _BOLD)
        for item in advice[:_MAX_ADVICE]:
            yield from self._labelled("at", advised(item))
            yield from self._labelled("", excerpt(item.message, _MAX_PROSE))
            yield from self._changes(item.fix)
        if len(advice) > _MAX_ADVICE:
            yield from self._labelled("", f"and {len(advice) - _MAX_ADVICE:,} more")
        yield ""

    def _notes(self) -> Iterator[str]:
        for note in self.report.notes[:_MAX_NOTES]:
            yield from self._labelled("note", excerpt(note, _MAX_PROSE))
        rest = len(self.report.notes) - _MAX_NOTES
        if rest > 0:
            yield from self._labelled("", f"and {counted(rest, 'more note')}")
        if self.report.notes:
            yield ""

    def _skipped(self) -> Iterator[str]:
        skipped = self.report.skipped
        if not skipped:
            return
        yield self._paint(f"Not read: {len(skipped):,} (this is not a clean result)", _BAD)
        for hint, items in groupby(skipped[:_MAX_SKIPPED], key=lambda item: item.hint):
            for item in items:
                yield from self._wrapped("  ", missing(item))
            if hint:
                yield from self._wrapped("    ", excerpt(hint, _MAX_PROSE))
        if len(skipped) > _MAX_SKIPPED:
            yield f"  and {len(skipped) - _MAX_SKIPPED:,} more"
        yield ""

    def _summary(self) -> Iterator[str]:
        report = self.report
        verdict = f"{how_many(report)} {how_complete(report)}"
        clean = report.complete and not report.findings
        for line in self._wrapped("", verdict):
            yield self._paint(line, _GOOD if clean else _BAD)
        for said in (left_out(report), next_step(report)):
            if said:
                yield from self._wrapped("", said)

    def _labelled(self, label: str, text: str) -> Iterator[str]:
        first, *rest = list(self._wrapped(" " * (_LABEL + 2), text)) or [""]
        start = f"  {label:<{_LABEL}}"
        yield (self._paint(start, _FAINT) + first[len(start) :]).rstrip()
        yield from rest

    def _whole(self, label: str, text: str) -> str:
        """Return a line that is to be copied: broken into two, it would be another."""
        return (self._paint(f"  {label:<{_LABEL}}", _FAINT) + text).rstrip()

    def _wrapped(self, indent: str, text: str) -> Iterable[str]:
        lines = textwrap.wrap(
            _CODE.sub(lambda match: match[0].replace(" ", _TIED), text),
            max(_MIN_WIDTH, min(self.style.width, _MAX_WIDTH)),
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [line.replace(_TIED, " ") for line in lines]

    def _paint(self, text: str, color: str) -> str:
        return f"\x1b[{color}m{text}\x1b[0m" if self.style.color else text


def _headline(report: Report) -> str:
    target = report.target
    facts = [target.source] if target.kind is TargetKind.IMAGE else []
    facts += [*target.platforms[:4], *filter(None, (target.dockerfile, target.ignore_file))]
    if len(target.platforms) > 4:
        facts.insert(5, f"{len(target.platforms) - 4} more platforms")
    said = ", ".join(excerpt(fact, 80) for fact in facts)
    name = excerpt(target.name, MAX_NAME)
    headline = f"leakscan {visible(report.tool.version)}: {target.kind.value} {name}"
    return f"{headline} ({said})" if said else headline
