"""The outcome of a scan in a few sentences: the same in every format for people."""

from collections import Counter

from leakscan.model.location import ContextFile, Location
from leakscan.model.report import Report, TargetKind
from leakscan.model.rule import Confidence, Severity
from leakscan.reporters.escape import excerpt
from leakscan.reporters.wording import counted, size

_IMAGE_NEXT = (
    "revoke each secret where it was issued, then build without it. Deleting the file in a later"
    " layer removes nothing; `RUN --mount=type=secret` never stores it."
)


def how_many(report: Report) -> str:
    """Return how many secrets there are, and how bad they are."""
    if not report.findings:
        return "No secrets found."
    by_severity = Counter(finding.severity for finding in report.findings)
    parts = (f"{by_severity[s]:,} {s.label}" for s in reversed(Severity) if by_severity[s])
    return f"{counted(len(report.findings), 'secret')}: {', '.join(parts)}."


def how_complete(report: Report) -> str:
    """Return whether everything was read, and what it means when it was not."""
    if report.complete:
        return f"Everything was read ({size(report.ledger.bytes_in)})."
    number = len(report.skipped)
    was = "was" if number == 1 else "were"
    missing = f"{counted(number, 'part')} of the {report.target.kind.value} {was} not read"
    if report.findings:
        return f"Not complete: {missing}, so there may be more."
    return f"But this is not a clean result: {missing}."


def left_out(report: Report) -> str:
    """Return what is not listed, and how to see it; empty when all is listed."""
    parts = []
    if report.suppressed:
        reasons = Counter(excerpt(f.suppressed, 40) for f in report.suppressed).most_common(3)
        why = ", ".join(f"{number:,} {reason}" for reason, number in reasons)
        sure = sum(each.confidence is Confidence.CONFIRMED for each in report.suppressed)
        proved = f", {sure:,} of them confirmed" if sure else ""
        parts.append(
            f"{len(report.suppressed):,} suppressed ({why}){proved}: see --show-suppressed."
        )
    if report.below_threshold:
        parts.append(
            f"{report.below_threshold:,} below the severity asked for: see --min-severity."
        )
    if report.below_confidence:
        parts.append(
            f"About {counted(report.below_confidence, 'place')} below the confidence asked for:"
            " see --min-confidence."
        )
    return " ".join(parts)


def next_step(report: Report) -> str:
    """Return what to do now; empty when there is nothing to do."""
    if report.findings:
        image = report.target.kind is TargetKind.IMAGE
        return f"Next: {_IMAGE_NEXT if image else _context_next(report)}"
    if not report.complete:
        return "Next: make what was not read readable, or raise the limit it names; scan again."
    if report.advice:
        return "Next: change the lines that the advice names, before a secret goes through them."
    return ""


def _context_next(report: Report) -> str:
    fixed = sum(all(map(_ignorable, finding.locations)) for finding in report.findings)
    which = "all" if fixed == len(report.findings) else f"{fixed:,} of them"
    how = f"`leakscan context --fix` keeps {which} out" if fixed else "copy less into the image"
    return (
        f"{how}; `RUN --mount=type=secret` gives a step what it needs. Revoke whatever was already"
        " built or pushed."
    )


def _ignorable(location: Location) -> bool:
    """Return whether a line of the ignore file, which `--fix` writes, keeps a file out."""
    fix = location.fix if isinstance(location, ContextFile) else None
    return fix is not None and bool(fix.edits) and fix.edits[0].inserts
