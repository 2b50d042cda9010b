"""Content in, detections out: hits are confirmed, overlaps resolved, survivors sealed."""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from leakscan.detection.allow import Allow, allowed
from leakscan.detection.content import Content, Recogniser, View
from leakscan.detection.lines import Lines
from leakscan.detection.matcher import Hit, Matcher, make_matcher
from leakscan.detection.noise import noise_reason
from leakscan.detection.pragmas import Mentions, suppression_at
from leakscan.detection.seal import Sealer
from leakscan.detection.validators import samples
from leakscan.model.finding import Candidate, Detection
from leakscan.model.rule import Confidence

if TYPE_CHECKING:
    from leakscan.model.location import Span

_MAX_DECODED = 2
"""How often what was decoded is decoded again."""

Ranked = tuple[int, Candidate]
"""A candidate behind how specific its recogniser is."""


class Detector:
    """
    Every recogniser, compiled; made once per process.

    Candidates below `min_confidence` are counted and dropped before they are sealed, but for
    samples of documentation, which are listed as suppressed at any.
    """

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        sealer: Sealer,
        *,
        min_confidence: Confidence = Confidence.REVIEW,
        cache_dir: Path | None = None,
        matcher: Matcher | None = None,
        allow: tuple[Allow, ...] = (),
    ) -> None:
        self.matcher = matcher or make_matcher(recognisers, cache_dir)
        self.reach = max((recogniser.reach for recogniser in recognisers), default=0)
        self._recognisers = tuple(recognisers)
        self._by_name = [
            (recogniser.files.pattern, number)
            for number, recogniser in enumerate(recognisers)
            if recogniser.files is not None
        ]
        self._words_of_names = tuple(
            word
            for recogniser in recognisers
            if recogniser.files
            for word in recogniser.files.words
        )
        self._sealer = sealer
        self._min_confidence = min_confidence
        self._allow = allow
        self.left_out = 0
        """How many have been dropped so far that nothing but their confidence kept out."""

    def hits(self, content: Content) -> list[Hit]:
        """Return where to look in `content`, in the order of the bytes."""
        return [*self.named(content.name), *self.matcher.hits(content.data)]

    def named(self, name: str) -> list[Hit]:
        """Return the hits at the start of a file, or of a window of it, that its name calls for."""
        if not any(map(name.lower().__contains__, self._words_of_names)):
            return []
        return [Hit(0, number) for pattern, number in self._by_name if pattern.search(name)]

    def detect(self, content: Content) -> list[Detection]:
        """Return what is in `content`, in the order of the bytes."""
        return self.examine(content, self.hits(content))

    def examine(self, content: Content, hits: Iterable[Hit]) -> list[Detection]:
        """Return what is at `hits` of `content`, their ends counted from the start of its data."""
        return self.seal(content, self._candidates(content, hits))

    def candidates(self, content: Content) -> list[Ranked]:
        """Return every candidate in `content`: unsealed, overlapping, for this process only."""
        return self._candidates(content, self.hits(content))

    def _candidates(self, content: Content, hits: Iterable[Hit], decoded: int = 0) -> list[Ranked]:
        """Return what is at `hits`; `content` is what was decoded so often."""
        found: dict[tuple[str, Span], Ranked] = {}
        views: dict[Span, View] = {}
        blocks: set[tuple[int, int]] = set()
        for hit in hits:
            recogniser = self._recognisers[hit.recogniser]
            if recogniser.block:
                block = hit.recogniser, (content.origin + hit.end) // recogniser.block
                if block in blocks:
                    continue
                blocks.add(block)
            for candidate in recogniser.confirm(content, hit.end):
                found[candidate.rule.id, candidate.span] = (recogniser.specific, candidate)
            if recogniser.decode is not None and decoded < _MAX_DECODED:
                views |= {view.span: view for view in recogniser.decode(content, hit.end)}
        listed = list(found.values())
        for view in views.values():
            listed += self._in_view(view, decoded + 1)
        return listed

    def _in_view(self, view: View, decoded: int) -> Iterator[Ranked]:
        """Yield what is in decoded text, placed at the bytes that encode it."""
        content = Content(data=view.data, name="decoded text")
        hits = self.matcher.hits(view.data)
        for rank, candidate in self._candidates(content, hits, decoded) if hits else ():
            detail = ", ".join(filter(None, (candidate.detail, view.told)))
            yield rank, replace(candidate, span=view.outer(candidate.span), detail=detail)

    def seal(self, content: Content, found: Iterable[Ranked]) -> list[Detection]:
        """Return the detections of `candidates` of `content`: one for each stretch of bytes."""
        lines, mentions = Lines(content), Mentions(content.data)
        sealed = []
        for candidate in without_overlaps(found):
            if candidate.confidence >= self._min_confidence or samples.sample_of(candidate.secret):
                sealed.append(self._seal_one(content, candidate, lines, mentions))
            elif not (candidate.suppressed or self.suppression(content, candidate, mentions)):
                self.left_out += 1
        return sealed

    def suppression(
        self, content: Content, candidate: Candidate, mentions: Mentions | None = None
    ) -> str:
        """
        Return why `candidate` is not reported: pragma, list, sample, noise; or nothing.

        `mentions` of the content's data saves time where there are many candidates.
        """
        at = candidate.span.offset
        asked = mentions is None or mentions.near(at)
        return (
            (suppression_at(content, at, candidate.rule.id) if asked else "")
            or (allowed(candidate, content.name, self._allow) if self._allow else "")
            or samples.reason(candidate.secret)
            or noise_reason(content, candidate)
        )

    def _seal_one(
        self, content: Content, candidate: Candidate, lines: Lines, mentions: Mentions
    ) -> Detection:
        if not candidate.suppressed:
            reason = self.suppression(content, candidate, mentions)
            candidate = replace(candidate, suppressed=reason) if reason else candidate
        region = lines.region(candidate.span)
        return self._sealer.seal(candidate, region=region, origin=content.origin)


def without_overlaps(found: Iterable[Ranked]) -> list[Candidate]:
    """
    Return one candidate for each stretch of bytes, in the order of the bytes.

    Of two that overlap, the surer wins, then the more specific, then the longer.
    """
    ranked = sorted(
        found,
        key=lambda pair: (
            -pair[1].confidence,
            -pair[0],
            -pair[1].span.length,
            pair[1].span.offset,
            pair[1].rule.id,
        ),
    )
    kept: list[Candidate] = []
    starts: list[int] = []
    for _, candidate in ranked:
        span = candidate.span
        at = bisect.bisect_left(starts, span.end)
        # Those kept do not overlap each other, so only the last one that starts before can.
        if at and kept[at - 1].span.end > span.offset:
            continue
        kept.insert(at, candidate)
        starts.insert(at, span.offset)
    return kept
