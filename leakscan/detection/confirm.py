"""From an anchor's hit to candidates, for rules that are one pattern."""

import functools
import re
from collections.abc import Iterator

from leakscan.detection.content import Content, Doubt, Recogniser
from leakscan.detection.entropy import shannon
from leakscan.detection.literals import required
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Verdict

_BLOCK = 512
"""So many bytes are searched at once, with what a match may need on either side."""
_SLACK = 128
"""How much longer than its pattern an anchor's match may be: the gap after a keyword."""


def pattern_recogniser(rule: Rule) -> Recogniser:
    """Return the recogniser that confirms `rule` with its own pattern, gate and proof."""

    @functools.cache
    def pattern() -> re.Pattern[bytes]:
        # Compiled at the first hit: most rules have none, and all together take half a second.
        # The look-ahead finds matches that overlap, so that the result does not depend on where
        # the search starts.
        return re.compile(b"(?=" + rule.pattern + b")", re.IGNORECASE if rule.caseless else 0)

    before = 2 * rule.max_length + _SLACK
    after = rule.max_length + 8

    def confirm(content: Content, hit_end: int) -> Iterator[Candidate]:
        # All hits of one block get the same answer: a text that is nothing but prefixes costs as
        # much as any other.
        data = content.data
        block = (content.origin + hit_end) // _BLOCK * _BLOCK - content.origin
        end = min(len(data), block + _BLOCK + after)
        for match in pattern().finditer(data, max(0, block - before), end):
            # A match elsewhere has its own hit, in its own block: no proof is done over and over.
            if match.start() > block + _BLOCK + _SLACK:
                break
            start, stop = match.span("secret")
            if stop + _SLACK < block or (stop == end and end < len(data)):
                continue  # the second: cut by the search's own end
            candidate = judge(rule, Span(start, stop - start), data[start:stop])
            if candidate is not None:
                yield candidate

    def doubts(content: Content, hit_end: int) -> Iterator[Doubt]:
        end = min(len(content.data), hit_end + after)
        matches = list(pattern().finditer(content.data, max(0, hit_end - before), end))
        for match in matches:
            start, stop = match.span("secret")
            reason = _why_not(rule, content.data[start:stop])
            yield Doubt(rule.id, Span(start, stop - start), reason)
        if not matches:
            start = max(0, hit_end - len(rule.prefix or "x"))
            yield Doubt(rule.id, Span(start, hit_end - start), _UNFIT)

    return Recogniser(
        rules=(rule,),
        anchors=(rule.anchor,),
        literals=required(rule.anchor),
        caseless=rule.caseless,
        reach=before + _BLOCK + 64,
        block=_BLOCK,
        confirm=confirm,
        doubts=doubts,
        specific=2 if rule.prefix else 1,
    )


_UNFIT = "only nearly its shape: too long, cut off, without its word, or part of a longer word"


def _why_not(rule: Rule, secret: bytes) -> str:
    if rule.proof is None:
        return f"too regular: {shannon(secret):.1f} bits a byte, below {rule.min_entropy:.1f}"
    return "its proof says that it is no secret: a sample, or not what it announces"


def judge(rule: Rule, span: Span, secret: bytes) -> Candidate | None:
    """
    Return the candidate for a match of `rule`, with what its proof says; None when that drops it.

    The entropy gate is for rules without proof only: a checksum that holds needs no other word.
    A value that announces itself and is made up (`acme_xxxxxxxx`) is for review.
    """
    if rule.proof is None:
        verdict = Verdict(rule.confidence)
        if rule.min_entropy and shannon(secret) < rule.min_entropy:
            if not rule.prefix:
                return None
            verdict = Verdict(Confidence.REVIEW, "looks made up")
    else:
        verdict = rule.proof(secret)
    if verdict.confidence is None:
        return None
    return Candidate(
        rule=rule,
        span=span,
        secret=secret,
        confidence=verdict.confidence,
        detail=verdict.detail,
        severity=verdict.severity,
    )
