"""Bad text costs no more than text: confirming is linear."""

import random
import time

import pytest

from leakscan.detection.adversarial import texts_against
from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer

NAMED = ("github-personal-access-token", "vectara-api-key", "sonar-token")
BAD_BYTES = 1 << 11
GENEROUS = 40.0
"""Seconds for a megabyte: many times what the slowest rule takes, a fraction of a runaway's."""
RECOGNISERS = [
    recogniser
    for recogniser in load_rules().recognisers
    if recogniser.block and any(rule.id in NAMED for rule in recogniser.rules)
]


@pytest.mark.parametrize("recogniser", RECOGNISERS, ids=lambda each: each.rules[0].id)
def test_a_text_of_prefixes_is_confirmed_a_block_at_a_time(recogniser: Recogniser) -> None:
    """However many hits there are, each block is looked at once."""
    looked: list[int] = []

    def counting(content: Content, hit_end: int) -> list[object]:
        looked.append(hit_end)
        return list(recogniser.confirm(content, hit_end))

    counted = Recogniser(
        rules=recogniser.rules,
        anchors=recogniser.anchors,
        caseless=recogniser.caseless,
        block=recogniser.block,
        confirm=counting,  # type: ignore[arg-type] # the candidates of the real one
    )
    detector = Detector((counted,), Sealer())
    size = 1 << 14

    for text in texts_against(recogniser, size):
        looked.clear()
        detector.candidates(Content(data=text, name="a.env"))
        assert len(looked) <= size // recogniser.block + 1


def test_texts_are_of_the_size_that_was_asked_for() -> None:
    """There are many, and none is empty."""
    texts = list(texts_against(RECOGNISERS[0], 1000))

    assert len(texts) > 20
    assert {len(text) for text in texts} == {1000}


TOGETHER = 40
"""So many rules share a matcher: to make one for each takes longer than all searches."""


def _groups(*, own_code: bool) -> list[tuple[Recogniser, ...]]:
    listed = [
        recogniser
        for recogniser in load_rules().recognisers
        if (recogniser.confirm.__module__ != pattern_recogniser.__module__) is own_code
    ]
    return [tuple(listed[at : at + TOGETHER]) for at in range(0, len(listed), TOGETHER)]


def _seconds_per_megabyte(detector: Detector, text: bytes) -> float:
    """Return the least of some tries, of this process alone: what else runs is no matter."""
    least = float("inf")
    for _ in range(4):
        began = time.process_time()
        detector.candidates(Content(data=text, name="a.env"))
        least = min(least, (time.process_time() - began) * (1 << 20) / len(text))
        if least < GENEROUS:
            break
    return least


@pytest.mark.parametrize(
    "recognisers",
    _groups(own_code=False) + _groups(own_code=True),
    ids=lambda group: group[0].rules[0].id if group[0].rules else "views",
)
def test_no_rule_runs_away_on_text_that_is_bad_for_it(recognisers: tuple[Recogniser, ...]) -> None:
    """
    Some of the bad texts of every rule cost what text may cost.

    The figure for all of them, to compare with one second, is `tests.benchmarks.adversarial`'s.
    """
    detector = Detector(recognisers, Sealer())
    slow: dict[str, float] = {}
    for recogniser in recognisers:
        texts = list(texts_against(recogniser, BAD_BYTES))
        for text in random.Random(1).sample(texts, 3):
            seconds = _seconds_per_megabyte(detector, text)
            if seconds >= GENEROUS:
                slow[", ".join(rule.id for rule in recogniser.rules)] = seconds

    assert slow == {}


def _only(rule_id: str) -> Detector:
    listed = load_rules().recognisers
    return Detector([each for each in listed if rule_id in [r.id for r in each.rules]], Sealer())


def test_a_match_within_a_surer_one_is_not_judged() -> None:
    """Of prefixes that follow each other within one value, only the first begins a candidate."""
    detector = _only("slack-browser-cookie")
    value = bytes(random.Random(3).choices(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=60))
    text = b" xoxd-" + value + b"%2Bxoxd-" + value + b" "

    found = [candidate.secret for _, candidate in detector.candidates(_content(text))]

    assert found == [text.strip()]


def test_a_value_of_few_different_bytes_is_told_once() -> None:
    """However often a prefix is repeated, one candidate stands for the run that it makes."""
    detector = _only("slack-browser-cookie")

    found = detector.candidates(_content(b"xoxd-=" * 60 + b"\n" + b"xoxd-=" * 20))

    assert 1 <= len(found) <= 4


def test_the_texts_around_a_run_that_is_too_long_are_still_found() -> None:
    """A run longer than any match ends the search in it, and not in what follows."""
    detector = _only("vectara-api-key")
    token = b"zut_" + bytes(random.Random(5).choices(b"abcdefghjkmnpqrstuvwxyz23456789", k=40))
    text = token + b" " + b"zut_" * 500 + b" " + token

    found = detector.candidates(_content(text))

    assert [candidate.secret for _, candidate in found] == [token, token]


def _content(text: bytes) -> Content:
    return Content(data=text, name="a.env")
