"""Runs recognisers over a text as a detector does, without sealing what they find."""

from collections.abc import Sequence
from functools import cache

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.matcher import HyperscanMatcher, Matcher, ReMatcher, make_matcher
from leakscan.model.finding import Candidate

__all__ = ["HyperscanMatcher", "ReMatcher", "candidates"]


@cache
def _matcher(recognisers: tuple[Recogniser, ...]) -> Matcher:
    return make_matcher(recognisers)


def candidates(
    recognisers: Sequence[Recogniser], name: str, data: bytes, matcher: Matcher | None = None
) -> list[Candidate]:
    """Return every candidate once, in the order of the bytes."""
    recognisers = tuple(recognisers)
    content = Content(data=data, name=name)
    found = {
        (candidate.span, candidate.rule.id): candidate
        for hit in (matcher or _matcher(recognisers)).hits(data)
        for candidate in recognisers[hit.recogniser].confirm(content, hit.end)
    }
    return [found[place] for place in sorted(found)]
