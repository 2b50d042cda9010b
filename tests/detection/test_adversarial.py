"""Bad text costs no more than text: confirming is linear."""

import pytest

from leakscan.detection.adversarial import texts_against
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer

NAMED = ("github-personal-access-token", "vectara-api-key", "sonar-token")
RECOGNISERS = [
    recogniser
    for recogniser in load_rules().recognisers
    if any(rule.id in NAMED for rule in recogniser.rules)
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
