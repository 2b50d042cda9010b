"""The answer to "why is this not found?": what became of every place that looked like a secret."""

import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.detector import Detector, Ranked, without_overlaps
from leakscan.detection.seal import redact
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One place, without the value."""

    line: int
    column: int
    """Both count from 1; the column in bytes."""
    rule_id: str
    outcome: str
    """`reported`, `suppressed` or `dropped`."""
    reason: str
    shown: str = ""
    """The value with nothing but its public prefix."""
    length: int


def explain(
    detector: Detector,
    recognisers: tuple[Recogniser, ...],
    content: Content,
    min_confidence: Confidence,
) -> list[Explained]:
    """
    Return what became of each place in `content`, in the order of the bytes.

    `recognisers` are those of `detector`.  A place that another rule reports is not told twice.
    """
    starts = _line_starts(content.data)
    ranked = detector.candidates(content)
    doubts: dict[tuple[str, Span], str] = {}
    for hit in detector.matcher.hits(content.data):
        recogniser = recognisers[hit.recogniser]
        if recogniser.doubts and not _is_found(recogniser, content, hit.end):
            for doubt in recogniser.doubts(content, hit.end):
                doubts[doubt.rule_id, doubt.span] = doubt.reason
    kept = without_overlaps(ranked)
    told = list(_candidates(detector, content, ranked, kept, min_confidence, starts))
    covered = [each.span for each in kept if each.confidence >= min_confidence]
    told += [
        _explained(rule_id, span, "dropped", reason, starts)
        for (rule_id, span), reason in doubts.items()
        if not any(span.offset < each.end and each.offset < span.end for each in covered)
    ]
    return sorted(told, key=lambda each: (each.line, each.column, each.rule_id))


def _is_found(recogniser: Recogniser, content: Content, hit_end: int) -> bool:
    """Return whether a candidate lies at a hit: some recognisers tell of a whole block."""
    return any(
        found.span.offset <= hit_end <= found.span.end + _NEAR
        for found in recogniser.confirm(content, hit_end)
    )


_NEAR = 64
"""How far behind a value its anchor may end."""


def _candidates(
    detector: Detector,
    content: Content,
    ranked: Iterable[Ranked],
    kept: list[Candidate],
    min_confidence: Confidence,
    starts: list[int],
) -> Iterator[Explained]:
    winners = {(each.rule.id, each.span) for each in kept}
    for _, candidate in ranked:
        rule_id, span = candidate.rule.id, candidate.span
        if (rule_id, span) not in winners:
            winner = next(k for k in kept if k.span.offset < span.end and span.offset < k.span.end)
            reason = f"the same bytes are reported as {winner.rule.id}"
            yield _explained(rule_id, span, "dropped", reason, starts)
            continue
        outcome, reason = _outcome(detector, content, candidate, min_confidence)
        yield _explained(rule_id, span, outcome, reason, starts, shown=redact(candidate))


def _outcome(
    detector: Detector, content: Content, candidate: Candidate, min_confidence: Confidence
) -> tuple[str, str]:
    told = ", ".join(filter(None, (candidate.detail, str(candidate.why))))
    said = f"{candidate.confidence.label}: {told}".rstrip(": ")
    if candidate.confidence < min_confidence:
        return "dropped", f"{said}, below --min-confidence {min_confidence.label}"
    suppression = candidate.suppressed or detector.suppression(content, candidate)
    return ("suppressed", f"{said}; {suppression}") if suppression else ("reported", said)


def _explained(
    rule_id: str, span: Span, outcome: str, reason: str, starts: list[int], *, shown: str = ""
) -> Explained:
    line = bisect.bisect_right(starts, span.offset)
    return Explained(
        line=line,
        column=span.offset - starts[line - 1] + 1,
        rule_id=rule_id,
        outcome=outcome,
        reason=reason,
        shown=shown,
        length=span.length,
    )


def _line_starts(data: bytes) -> list[int]:
    starts, at = [0], data.find(b"\n")
    while at >= 0:
        starts.append(at + 1)
        at = data.find(b"\n", at + 1)
    return starts
