"""From an anchor's hit to candidates, for rules that are one pattern."""

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.content import Content, Doubt, Recogniser
from leakscan.detection.entropy import shannon
from leakscan.detection.facts import LEFT, WORD_START
from leakscan.detection.validators.samples import sample_of
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Verdict

_BLOCK = 512
"""At least so many bytes are searched at once, with what a match may need on either side."""
_FIRST = 32
_MADE_UP = frozenset({Dialect.PROSE, Dialect.EXAMPLE})
_REGULAR = 2.3
"""Bits a byte of what a person types for an example: `abcdefabcdef` has 2.6, `xxxx` has none."""
_SLACK = 128
"""How much longer than its pattern an anchor's match may be: the gap after a keyword."""


def pattern_recogniser(rule: Rule) -> Recogniser:
    """Return the recogniser that confirms `rule` with its own pattern, gate and proof."""
    # Made at the first hit, as its expressions are: most rules have none.
    matcher = functools.cache(lambda: _matcher(rule))
    before = 2 * rule.max_length + _SLACK
    after = rule.max_length + 8
    # Long matches make for long edges, which are searched again with every block.
    size = max(_BLOCK, 2 * rule.max_length)
    surest = Confidence.CONFIRMED if rule.proof else rule.confidence

    def confirm(content: Content, hit_end: int) -> Iterator[Candidate]:
        # All hits of one block get the same answer: a text that is nothing but prefixes costs as
        # much as any other.
        data = content.data
        block = (content.origin + hit_end) // size * size - content.origin
        end = min(len(data), block + size + after)
        # A match elsewhere has its own hit, in its own block: no proof is done over and over.
        last = block + size + _SLACK
        judged = covered = 0, 0
        first = block - _SLACK
        for match in matcher()(data, max(0, first - rule.max_length), last + 1, end):
            start, stop = span = match.span("secret")
            if stop < first or (stop == end and end < len(data)):
                continue  # the second: cut by the search's own end
            # What lies within a match that cannot be surer would lose against it.
            if span == judged or covered[0] <= start < stop <= covered[1]:
                continue
            judged = span
            candidate = _judged(rule, content, Span(start, stop - start))
            if candidate is not None:
                if candidate.confidence >= surest:
                    covered = span
                yield candidate

    def doubts(content: Content, hit_end: int) -> Iterator[Doubt]:
        low, end = max(0, hit_end - before), min(len(content.data), hit_end + after)
        found = list(matcher()(content.data, low, end, end))
        for match in found:
            start, stop = match.span("secret")
            reason = _why_not(rule, content.data[start:stop])
            yield Doubt(rule.id, Span(start, stop - start), reason)
        if not found:
            start = max(0, hit_end - len(rule.prefix or "x"))
            yield Doubt(rule.id, Span(start, hit_end - start), _UNFIT)

    return Recogniser(
        rules=(rule,),
        anchors=(rule.anchor,),
        plain_anchors=True,
        caseless=rule.caseless,
        reach=before + size + 64,
        block=size,
        confirm=confirm,
        doubts=doubts,
        specific=2 if rule.prefix else 1,
    )


def _judged(rule: Rule, content: Content, span: Span) -> Candidate | None:
    candidate = judge(rule, span, content.data[span.offset : span.end])
    if candidate is not None and rule.chosen and dialect_of(content.name) in _MADE_UP:
        return replace(candidate, confidence=Confidence.REVIEW)
    return candidate


_Matches = Callable[[bytes, int, int, int], Iterator[re.Match[bytes]]]
"""
Takes data, two offsets between which matches start, and where the search ends; gives all of them,
those that overlap too, so that the result does not depend on where the search starts.
"""


def _matcher(rule: Rule) -> _Matches:
    flags = re.IGNORECASE if rule.caseless else 0
    prefix = re.escape(rule.prefix.encode())
    announced = tuple(left + b"(?P<secret>" + prefix for left in (LEFT, b""))
    if rule.prefix and not rule.caseless and rule.pattern.startswith(announced):
        return _matches_of_prefix(rule)
    words = _FIRST_WORDS.match(rule.anchor)
    if words and not rule.caseless and rule.pattern.startswith(WORD_START):
        return _matches_of_words(rule, re.sub(rb"\\(.)", rb"\1", words[1]).lower().split(b"|"))

    @functools.cache
    def ahead() -> re.Pattern[bytes]:
        # Compiled at the first hit: most rules have none, and all together take half a second.
        return re.compile(b"(?=" + rule.pattern + b")", flags)

    def matches(data: bytes, low: int, high: int, end: int) -> Iterator[re.Match[bytes]]:
        for match in ahead().finditer(data, low, end):
            if match.start() >= high:
                return
            yield match

    return matches


def _matches_of_prefix(rule: Rule) -> _Matches:
    """Return the same where every match begins with a known text: tried there alone."""
    prefix = rule.prefix.encode()
    longest = rule.max_length
    few = 0 if rule.proof else int(2**rule.min_entropy)

    @functools.cache
    def pattern() -> re.Pattern[bytes]:
        return re.compile(rule.pattern)

    @functools.cache
    def run() -> re.Pattern[bytes]:
        last = _NOT_FOLLOWED.search(rule.pattern)
        return re.compile(last[1] + b"+" if last else b"(?!)")

    def matches(data: bytes, low: int, high: int, end: int) -> Iterator[re.Match[bytes]]:
        high += len(prefix) - 1
        at = data.find(prefix, low, high)
        running = low
        while at >= 0:
            following = at + 1
            if match := pattern().match(data, at, end):
                yield match
                secret = match["secret"]
                # Most have more kinds of bytes than that among their first.
                if len(set(secret[:_FIRST])) <= few and len(kinds := set(secret)) <= few:
                    # What has so few different bytes does not pass the gate, nor does any part.
                    same = end - len(data[at:end].lstrip(bytes(kinds)))
                    whole = match.end() < at + longest and match.end() <= same
                    following = max(following, match.end() if whole else same - longest)
            elif at >= running:
                # In a run that is longer than any match, none ends before the run does.
                running = found.end() if (found := run().match(data, at, end)) else following
                following = max(following, running - longest)
            at = data.find(prefix, following, high)

    return matches


def _matches_of_words(rule: Rule, words: list[bytes]) -> _Matches:
    """Return the same where every match begins with one of `words`, in any case."""
    longest = max(map(len, words))

    @functools.cache
    def pattern() -> re.Pattern[bytes]:
        return re.compile(rule.pattern)

    def matches(data: bytes, low: int, high: int, end: int) -> Iterator[re.Match[bytes]]:
        lowered = data[low : min(high + longest - 1, end)].lower()
        starts: set[int] = set()
        for word in words:
            at = lowered.find(word)
            while at >= 0:
                starts.add(low + at)
                at = lowered.find(word, at + 1)
        for start in sorted(starts):
            if start < high and (match := pattern().match(data, start, end)):
                yield match

    return matches


_FIRST_WORDS = expression(rb"\(\?i:((?:[\w |-]|\\.)+)\)")
"""At the start of an anchor: the words that it begins with."""
_NOT_FOLLOWED = expression(rb"\(\?!(\[(?:\\.|[^\]\\])+\])\)\Z")
"""At the end of a pattern: the characters that must not follow a match."""

_UNFIT = "only nearly its shape: too long, cut off, without its word, or part of a longer word"


def _why_not(rule: Rule, secret: bytes) -> str:
    if rule.proof is None:
        return f"too regular: {shannon(secret):.1f} bits a byte, below {rule.min_entropy:.1f}"
    return "its proof says that it is no secret: a sample, or not what it announces"


def judge(rule: Rule, span: Span, secret: bytes) -> Candidate | None:
    """
    Return the candidate for a match of `rule`, with what its proof says; None when that drops it.

    The entropy gate is for rules without proof only: a checksum that holds needs no other word.
    A value that announces itself and is made up (`acme_xxxxxxxx`) is for review, and so is one
    that its issuer's name announces, unless it is nearly all the same.
    """
    if rule.proof is None:
        verdict = Verdict(rule.confidence)
        bits = shannon(secret) if rule.min_entropy else 0.0
        if bits < rule.min_entropy:
            if not rule.prefix and bits < _REGULAR:
                return None
            verdict = Verdict(Confidence.REVIEW, "looks made up")
    else:
        verdict = rule.proof(secret)
    confidence = verdict.confidence
    if confidence is None:
        if not sample_of(secret):
            return None
        confidence = Confidence.REVIEW  # told with what is suppressed
    return Candidate(
        rule=rule,
        span=span,
        secret=secret,
        confidence=confidence,
        detail=verdict.detail,
        severity=verdict.severity,
    )
