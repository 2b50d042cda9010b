"""Detectors for scans: the patterns are compiled or loaded once per process."""

import functools
from dataclasses import dataclass
from pathlib import Path

from leakscan.detection.content import Recogniser
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import Matcher, make_matcher
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.model.rule import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionSettings:
    """What makes a detector; workers build one of their own from it."""

    sealer: Sealer
    min_confidence: Confidence
    cache_dir: Path | None


def detector_for(settings: DetectionSettings) -> Detector:
    """Return a detector; its patterns are compiled or loaded once per process."""
    with_plugins = settings.min_confidence <= Confidence.REVIEW
    return Detector(
        recognisers_for(settings.min_confidence),
        settings.sealer,
        min_confidence=settings.min_confidence,
        matcher=_matcher(with_plugins=with_plugins, cache_dir=settings.cache_dir),
    )


_matchers: dict[bool, Matcher] = {}
"""The patterns of this process, with and without plugins; where they were kept does not matter."""


def _matcher(*, with_plugins: bool, cache_dir: Path | None) -> Matcher:
    if with_plugins not in _matchers:
        recognisers = _recognisers(with_plugins=with_plugins)
        _matchers[with_plugins] = make_matcher(recognisers, cache_dir)
    return _matchers[with_plugins]


def recognisers_for(min_confidence: Confidence) -> tuple[Recogniser, ...]:
    """Return the recognisers that can have something to say at `min_confidence`."""
    return _recognisers(with_plugins=min_confidence <= Confidence.REVIEW)


@functools.lru_cache(maxsize=2)
def _recognisers(*, with_plugins: bool) -> tuple[Recogniser, ...]:
    recognisers = load_rules().recognisers
    if with_plugins:
        # detect-secrets' plugins speak at `review` only, and take a sixth of a second to load.
        from leakscan.detection.plugins import plugin_recognisers  # noqa: PLC0415 - see above

        recognisers += plugin_recognisers()
    return recognisers
