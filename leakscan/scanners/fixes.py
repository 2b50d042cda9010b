"""Findings with the change that keeps them out of a build."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from leakscan.context.doctor.candidates import escaped
from leakscan.context.doctor.remedy import Kept, Remedy
from leakscan.context.links import inside
from leakscan.context.prediction import Prediction
from leakscan.context.stages import CONTEXT, Stage, Transfer
from leakscan.model.advice import Edit, Fix
from leakscan.model.finding import Finding
from leakscan.model.location import ContextFile, Location, Reach
from leakscan.model.report import Report
from leakscan.scanners.advice import remediation
from leakscan.scanners.habits import rewriter_for
from leakscan.scanners.habits.copies import copied_less, needing_runs
from leakscan.scanners.habits.rewriting import slug


def with_fixes(report: Report, remedies: Sequence[Remedy], prediction: Prediction) -> Report:
    """
    Return the report with a fix at every place in a file of the context that has one.

    That is the line which keeps the file out, with a mount for each RUN whose tool reads a file
    of that name; or the instruction that names the file, written without it.
    """
    fixes: dict[tuple[str, str], Fix] = {}
    for remedy in remedies:
        context = remedy.subject.name
        for path, line in remedy.line_of.items():
            fix = _added(remedy, line)
            fixes[context, path] = fix if context else _with_mounts(fix, path, prediction)
        for kept in remedy.kept if not context else ():
            less = _copied_less(kept, prediction, remedy) if kept.named_by else None
            if less is not None:
                fixes["", kept.path] = less
    if not fixes:
        return report
    findings = tuple(_fixed(report, finding, fixes) for finding in report.findings)
    return replace(report, findings=findings)


def _fixed(report: Report, finding: Finding, fixes: Mapping[tuple[str, str], Fix]) -> Finding:
    places = tuple(_place(place, fixes) for place in finding.locations)
    if places == finding.locations:
        return finding
    rule = report.rules[finding.rule_id]
    return replace(finding, locations=places, remediation=remediation(rule, places[0]))


def _place(place: Location, fixes: Mapping[tuple[str, str], Fix]) -> Location:
    if not isinstance(place, ContextFile) or place.reach is Reach.IGNORED:
        return place
    fix = fixes.get((place.context, place.path))
    return place if fix is None else replace(place, fix=fix)


def _added(remedy: Remedy, line: int) -> Fix:
    return Fix(summary="", edits=(_line(remedy, remedy.lines[line]),))


def _line(remedy: Remedy, text: str) -> Edit:
    """Return a new last line of the ignore file."""
    before = remedy.target.data
    # A last line without an end counts, and is given one.
    number = before.count(b"\n") + bool(before.rpartition(b"\n")[2]) + 1
    return Edit(file=remedy.target.name, start_line=number, end_line=number - 1, text=text)


def _with_mounts(fix: Fix, path: str, prediction: Prediction) -> Fix:
    """Add a mount for each RUN that would miss the file."""
    name = posixpath.basename(path)
    rewriter = rewriter_for(prediction)
    for stage, transfer in _transfers(prediction):
        runs = needing_runs(stage, transfer.instruction, name)
        if "" in _sources(transfer) and transfer.target is not None and runs:
            mount = f"type=secret,id={slug(name)},target={posixpath.join(transfer.target, path)}"
            return Fix(
                summary=f"Then build with `--secret id={slug(name)},src={path}`.",
                edits=(*fix.edits, *(rewriter.mounted(run, mount) for run in runs)),
            )
    return fix


def _copied_less(kept: Kept, prediction: Prediction, remedy: Remedy) -> Fix | None:
    for stage, transfer in _transfers(prediction):
        if kept.named_by and transfer.instruction.start_line == kept.named_by.line:
            for source in _sources(transfer):
                if source == kept.path and transfer.copies:
                    fix = copied_less(stage, transfer, source, rewriter_for(prediction))
                    return fix and _ignored_too(fix, kept, prediction, remedy)
    return None


def _ignored_too(fix: Fix, kept: Kept, prediction: Prediction, remedy: Remedy) -> Fix:
    """Add the file's own line where another instruction copies everything."""
    if all("" not in _sources(transfer) for _, transfer in _transfers(prediction)):
        return fix
    edit = _line(remedy, escaped(kept.path))
    return Fix(summary=fix.summary, edits=(*fix.edits, edit))


def _transfers(prediction: Prediction) -> Iterator[tuple[Stage, Transfer]]:
    for stage in prediction.plan.stages if prediction.plan else ():
        for transfer in stage.transfers:
            if transfer.origin == CONTEXT:
                yield stage, transfer


def _sources(transfer: Transfer) -> Iterator[str]:
    return (inside(source) for source in transfer.sources if source is not None)
