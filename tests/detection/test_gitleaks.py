"""Rules in Gitleaks' TOML."""

import random
import re
import tomllib

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.gitleaks import import_gitleaks, translated
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.detection.toml_writing import dumps
from leakscan.detection.user_rules import UserRules, parse_user_rules, user_recognisers

VALUE = render("{alnum:32}", random.Random(8))
DOCUMENT = r"""
title = "ours"
[extend]
useDefault = true
[[rules]]
id = "Acme_Key"
description = "An Acme key."
regex = '''(?i)acme[_-]?key\s*=\s*['"]([0-9a-z]{32})['"]\z'''
secretGroup = 1
entropy = 3.5
keywords = ["acme"]
path = '''\.conf$'''
[[rules.allowlists]]
description = "made up"
stopwords = ["sample"]
commits = ["0123"]
[[rules]]
id = "github-token"
regex = "beta-[[:alnum:]]{32}"
[[rules]]
id = "name-only"
path = "id_rsa"
[[rules]]
id = "unicode"
regex = '''\p{L}acme'''
[[rules]]
id = "vague"
regex = "[a-z]{32}"
[allowlist]
regexes = ["^x+$"]
paths = ['''vendor/''']
"""


def imported() -> tuple[UserRules, str]:
    """Return the rules of the document after writing and reading them, and the remarks."""
    result = import_gitleaks(tomllib.loads(DOCUMENT), taken=frozenset({"github-token"}))
    written = tomllib.loads(dumps(result.document))
    assert written == result.document
    return parse_user_rules(written, taken=frozenset({"github-token"})), "\n".join(result.problems)


def test_what_can_be_done_is_done() -> None:
    """Rules with their conditions find what they would; ids that are taken get a prefix."""
    rules, _ = imported()
    detector = Detector(user_recognisers(rules), Sealer(show_secrets=True), allow=rules.allow)

    def values(name: str, text: str) -> list[tuple[str, str | None, str]]:
        found = detector.detect(Content(data=text.encode(), name=name))
        return [(each.rule_id, each.value, each.suppressed) for each in found]

    lowered = VALUE.lower()
    assert values("a.conf", f'ACME_KEY = "{lowered}"') == [("acme-key", lowered, "")]
    assert values("a.txt", f'ACME_KEY = "{lowered}"') == []
    sample = "sample" + lowered[6:]
    assert values("a.conf", f'acmekey="{sample}"') == [("acme-key", sample, "allowed: made up")]
    assert values("a.txt", f"beta-{VALUE}") == [("imported-github-token", f"beta-{VALUE}", "")]
    assert next(each.rule.title for each in rules.rules) == "An Acme key"


def test_what_cannot_be_done_is_named() -> None:
    """Each rule that is left out and each condition that is lost has its sentence."""
    _, problems = imported()

    for text in (
        "name-only: left out: it has no regex",
        "unicode: left out: its regex has a class of Unicode",
        "vague: left out: no text is certain",
        "Acme_Key: not taken over: commits",
        "allowlist: not taken over: paths",
        "extend: not followed",
    ):
        assert text in problems


@pytest.mark.parametrize(
    ("expression", "fits", "fits_not"),
    [
        ("a(?i)bc", "aBC", "ABC"),
        ("(?:x(?i)y)z", "xYz", "xYZ"),
        ("(?i)a|b", "B", "C"),
        (r"[[:digit:](]+\z", "1(", "1)"),
        (r"\((?i)a", "(A", "A"),
        ("(?<name>a)", "a", "b"),
    ],
)
def test_an_expression_means_the_same(expression: str, fits: str, fits_not: str) -> None:
    """Flags in the middle hold up to the end of their group, and classes are spelled out."""
    pattern = re.compile(translated(expression))

    assert pattern.fullmatch(fits)
    assert not pattern.fullmatch(fits_not)


def test_texts_survive_being_written() -> None:
    """Quotes, backslashes and control characters come back as they were."""
    document = {"rules": [{"a": "it's \\ \"\t\x7f\n", "b": [r"\d'", r"\d"], "c": 1.5, "d": 2}]}

    assert tomllib.loads(dumps(document)) == document
