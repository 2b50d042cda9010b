"""Detectors for scans: the patterns are compiled or loaded once per process."""

import functools
from dataclasses import dataclass
from pathlib import Path

from leakscan.detection.content import Recogniser
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import Matcher, make_matcher
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.user_rules import UserRules, user_recognisers
from leakscan.model.rule import Confidence

_NO_RULES = UserRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectionSettings:
    """What makes a detector; workers build one of their own from it."""

    sealer: Sealer
    min_confidence: Confidence
    cache_dir: Path | None
    user_rules: UserRules = _NO_RULES


def detector_for(settings: DetectionSettings) -> Detector:
    """Return a detector; its patterns are compiled or loaded once per process."""
    return Detector(
        recognisers_for(settings.min_confidence, settings.user_rules),
        settings.sealer,
        min_confidence=settings.min_confidence,
        matcher=_matcher(settings),
        allow=settings.user_rules.allow,
    )


_matchers: dict[tuple[bool, UserRules], Matcher] = {}
"""The patterns of this process, by what they hold; where they were kept does not matter."""


def _matcher(settings: DetectionSettings) -> Matcher:
    key = settings.min_confidence <= Confidence.REVIEW, settings.user_rules
    if key not in _matchers:
        recognisers = recognisers_for(settings.min_confidence, settings.user_rules)
        _matchers[key] = make_matcher(recognisers, settings.cache_dir)
    return _matchers[key]


def recognisers_for(
    min_confidence: Confidence, user_rules: UserRules = _NO_RULES
) -> tuple[Recogniser, ...]:
    """Return the recognisers that can have something to say at `min_confidence`."""
    return _recognisers(with_plugins=min_confidence <= Confidence.REVIEW, user_rules=user_rules)


@functools.lru_cache(maxsize=4)
def _recognisers(*, with_plugins: bool, user_rules: UserRules) -> tuple[Recogniser, ...]:
    recognisers = (*load_rules().recognisers, *user_recognisers(user_rules))
    if with_plugins:
        # detect-secrets' plugins speak at `review` only, and take a sixth of a second to load.
        from leakscan.detection.plugins import plugin_recognisers  # noqa: PLC0415 - see above

        recognisers += plugin_recognisers()
    return recognisers
