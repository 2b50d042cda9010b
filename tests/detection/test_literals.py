"""What an expression cannot match without, for the search that has no Hyperscan."""

import random
import re

import pytest

from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.literals import of, required
from leakscan.detection.registry import load_rules
from leakscan.detection.templates import render


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        (rb"acme_[0-9a-f]{8}", (b"acme_",)),
        (rb"(?i:Acme|OTHER) = [0-9]{4}", (b"acme = ", b"other = ")),
        (rb"\+ASt[0-9]{5}", (b"+ast",)),
        (rb"[0-9]{6}_x\.y", (b"_x.y",)),
        (rb"ab?cd", (b"cd",)),
        (rb"ab+cd", (b"cd",)),
        (rb"(?:key){2}[0-9]", (b"key",)),
        (rb"(?:key)?[0-9]xy", (b"xy",)),
        (rb"c(?:k|s)_[0-9]", (b"ck_", b"cs_")),
        (rb"a(?:b(?:c|d)|ef)g\d", (b"abcg", b"abdg", b"aefg")),
        (rb"(?:a|b)(?:c|[0-9])", ()),
        (rb"(?:key)*\s", ()),
        (rb"(?:key|[0-9]{4})", ()),
        (rb"key|[0-9]{4}", ()),
        (rb"[^\]a]{4}", ()),
        (rb"a[bc]d", ()),
        (rb"^ab.", (b"ab",)),
        (b"", ()),
    ],
)
def test_the_surest_text_is_chosen(expression: bytes, texts: tuple[bytes, ...]) -> None:
    """Optional parts, classes and alternatives without text announce nothing."""
    assert required(expression) == texts


def test_every_match_of_an_anchor_has_one_of_its_texts() -> None:
    """For every rule's examples, what the anchor matches contains a text of the recogniser."""
    silent = [
        rule.id
        for recogniser in load_rules().recognisers
        if of(recogniser) and recogniser.confirm.__module__ == pattern_recogniser.__module__
        for rule in recogniser.rules
        for template in rule.examples
        for match in re.finditer(
            rule.anchor,
            render(template, random.Random(3)).encode(),
            re.DOTALL | (re.IGNORECASE if rule.caseless else 0),
        )
        if not any(text in match[0].lower() for text in of(recogniser))
    ]

    assert silent == []


def test_few_rules_search_every_file_without_hyperscan() -> None:
    """A rule without a certain text costs a pass over every byte, so there are hardly any."""
    without = [
        recogniser.rules[0].id
        for recogniser in load_rules().recognisers
        if recogniser.confirm.__module__ == pattern_recogniser.__module__ and not of(recogniser)
    ]

    assert len(without) <= 4
