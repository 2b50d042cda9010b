"""Whether a rule keeps its word: its examples, its bounds, and its time on bad input."""

import random
import time
from collections.abc import Iterator

from leakscan.detection.adversarial import texts_against
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.detector import Detector
from leakscan.detection.matcher import ReMatcher
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.model.rule import Rule

PROBE_BYTES = 1 << 16
SECONDS_PER_MB = 5.0
"""A linear rule takes a fifth of it on a machine that has nothing else to do."""
_FIRST_BYTES = 256
_SLOW_SECONDS = 0.03
"""What takes less is not measured well enough to judge by it."""
_SAMPLE_NAME = "config.env"


def problems(recogniser: Recogniser, *, timed: bool = True) -> Iterator[str]:
    """Yield what is wrong with a recogniser's rules, one sentence each."""
    # A database for each of hundreds of rules would cost more than all of the searches.
    matcher = ReMatcher((recogniser,))
    detector = Detector((recogniser,), Sealer(show_secrets=True), matcher=matcher)
    for rule in recogniser.rules:
        for example in rule.examples:
            if not _found(detector, rule, example):
                yield f"{rule.id}: does not find its example {example!r}"
        for example in rule.counter_examples:
            if _found(detector, rule, example):
                yield f"{rule.id}: finds its counter-example {example!r}"
    if timed:
        worst = seconds_per_megabyte(recogniser, PROBE_BYTES)
        if worst > SECONDS_PER_MB:
            names = ", ".join(rule.id for rule in recogniser.rules)
            yield f"{names}: takes {worst:.1f} s for a megabyte of bad input"


def _found(detector: Detector, rule: Rule, template: str) -> bool:
    text = render(template, random.Random(rule.id))  # noqa: S311 - made-up values
    content = Content(data=text.encode(), name=_SAMPLE_NAME)
    return any(found.rule_id == rule.id for found in detector.detect(content))


def seconds_per_megabyte(recogniser: Recogniser, size: int) -> float:
    """
    Return the seconds that a megabyte of the worst of some bad texts takes, matching included.

    The texts are made from the recogniser's own expressions.  They grow up to `size` bytes, and no
    further when a short one is slow already: an expression cannot be interrupted.
    """
    detector = Detector((recogniser,), Sealer())
    worst, length = 0.0, min(_FIRST_BYTES, size)
    while True:
        for text in texts_against(recogniser, length):
            spent = seconds(detector, text)
            if spent * (1 << 20) / length > SECONDS_PER_MB:
                # Once more: what a first search sets up, and a busy machine, are not the rule's.
                spent = min(spent, seconds(detector, text))
            worst = max(worst, spent * (1 << 20) / length)
            if spent > _SLOW_SECONDS and worst > SECONDS_PER_MB:
                return worst
        if length >= size:
            return worst
        worst, length = 0.0, min(length * 4, size)


def seconds(detector: Detector, text: bytes) -> float:
    """Return the seconds of this process that matching and confirming takes."""
    began = time.process_time()
    # Not sealed: a megabyte of what is found costs what findings cost.
    detector.candidates(Content(data=text, name=_SAMPLE_NAME))
    return time.process_time() - began
