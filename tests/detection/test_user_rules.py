"""Rules and allow-lists that users write."""

import random
import re
from typing import Any

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.detection.user_rules import UserRules, parse_user_rules, user_recognisers
from leakscan.errors import ConfigError
from leakscan.model.finding import Detection
from leakscan.model.rule import Confidence, Severity

TAKEN = frozenset({"github-token"})
ACME = {"id": "acme-token", "shape": "acme_{alnum:40}"}
VALUE = render("{alnum:40}", random.Random(3))


def parsed(*tables: dict[str, Any], **document: Any) -> UserRules:
    """Return the rules that a document of these tables makes."""
    return parse_user_rules({"rules": list(tables), **document}, taken=TAKEN)


def found(rules: UserRules, text: str, name: str = "app.env") -> list[Detection]:
    """Return what a detector of these rules alone finds."""
    detector = Detector(user_recognisers(rules), Sealer(show_secrets=True), allow=rules.allow)
    return detector.detect(Content(data=text.encode(), name=name))


def test_a_shape_is_a_rule() -> None:
    """A prefix and a field make a rule with the defaults of a rule."""
    (detection,) = found(parsed(ACME), f"x = acme_{VALUE}\n")

    assert detection.value == f"acme_{VALUE}"
    assert detection.rule_id == "acme-token"
    assert detection.severity is Severity.HIGH
    assert detection.redacted == "acme_[REDACTED]"


def test_a_shape_beside_a_word_is_a_rule() -> None:
    """With `near`, the value needs its word; ranges of lengths are taken."""
    rules = parsed({"id": "acme-key", "near": ["acme"], "shape": "{hex:30-40}", "severity": "low"})
    value = render("{hex:32}", random.Random(5))

    (detection,) = found(rules, f"acme_key = {value}")

    assert detection.severity is Severity.LOW
    assert found(rules, f"other_key = {value}") == []


def test_an_expression_is_searched_near_its_keywords() -> None:
    """The group called `secret`, a numbered one or the first is the secret; a path may be asked."""
    text = f"ACME<{VALUE}>"
    table = {"id": "acme-x", "regex": "acme<(?:(x)|([a-zA-Z0-9]{40}))>", "keywords": ["acme"]}

    (detection,) = found(
        parsed({**table, "regex": "(?i)" + table["regex"], "secret_group": 2}), text
    )
    assert detection.value == VALUE
    table["regex"] = "(?i:acme<)(?P<secret>[a-zA-Z0-9]{40})>"
    assert [d.value for d in found(parsed(table), text)] == [VALUE]
    assert found(parsed({**table, "path": r"\.yaml$"}), text) == []
    assert [d.value for d in found(parsed({**table, "path": r"\.env$"}), text)] == [VALUE]


def test_a_keyword_that_is_certain_needs_no_telling() -> None:
    """The texts that an expression cannot match without are its keywords."""
    rules = parsed({"id": "acme-x", "regex": "acme-(?P<secret>[0-9]{8})"})

    assert rules.rules[0].keywords == ("acme-",)
    assert [d.value for d in found(rules, "acme-48151623")] == ["48151623"]


@pytest.mark.parametrize(
    "entry",
    [
        {"rules": ["acme-*"]},
        {"paths": ["docs/*"]},
        {"values": ["^acme_" + VALUE[:4]]},
        {"stop_words": [VALUE[:6].upper()]},
        {"rules": ["acme-token"], "paths": ["*.md"], "values": ["acme"]},
    ],
)
def test_what_is_allowed_is_suppressed_with_its_reason(entry: dict[str, Any]) -> None:
    """Every condition that is given must fit; the finding stays countable."""
    rules = parsed(ACME, allow=[{**entry, "reason": "made up"}])

    (detection,) = found(rules, f"acme_{VALUE}", "docs/a/b.md")

    assert detection.suppressed == "allowed: made up"
    fits_not = parsed(ACME, allow=[{**entry, "paths": ["src/*"]}])
    assert found(fits_not, f"acme_{VALUE}", "docs/a/b.md")[0].suppressed == ""


def test_an_entry_of_a_rule_allows_that_rule_alone() -> None:
    """`[[rules.allow]]` covers the rule that it stands in."""
    other = {"id": "other-token", "shape": "othr_{alnum:40}"}
    rules = parsed({**ACME, "allow": [{"stop_words": [VALUE[:5]]}]}, other)

    suppressed = [d.suppressed for d in found(rules, f"acme_{VALUE} othr_{VALUE}")]

    assert suppressed == ["allowed", ""]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"id": "x y", "shape": "acme_{hex:8}"}, "rules[0].id: 'x y' is no id"),
        ({"id": "github-token", "shape": "acme_{hex:8}"}, "the id 'github-token' exists"),
        ({"id": "a"}, "needs either a shape or a regex"),
        ({**ACME, "regex": "x"}, "needs either a shape or a regex"),
        ({"id": "a", "shape": "acme_{hexx:8}"}, "no alphabet is called 'hexx'"),
        ({"id": "a", "shape": "acme_"}, "has no field"),
        ({"id": "a", "shape": "acme_{"}, "a single '{'"),
        ({"id": "a", "shape": "acme_{hex:9-8}"}, "no range of lengths"),
        ({"id": "a", "shape": "{hex:9}"}, "begins with no text"),
        ({"id": "a", "shape": "ä{hex:9}"}, "only ASCII"),
        ({"id": "a", "shape": "acme_{hex:9999}"}, "no range"),
        ({**ACME, "severity": "awful"}, "severity: 'awful' is none"),
        ({**ACME, "sevrity": "low"}, "unknown key 'sevrity'"),
        ({**ACME, "title": 3}, "rules[0].title: of the wrong type"),
        ({**ACME, "examples": [3]}, "must be a list of texts"),
        ({"id": "a", "regex": "(", "keywords": ["x"]}, "rules[0].regex"),
        ({"id": "a", "regex": "[a-z]{8}"}, "no text is certain"),
        ({"id": "a", "regex": "acme", "secret_group": "b"}, "no group 'b'"),
        ({**ACME, "allow": [{}]}, "rules[0].allow[0]: has no condition"),
        ({**ACME, "allow": [{"values": ["("]}]}, "rules[0].allow[0].values"),
    ],
)
def test_a_mistake_is_named(table: dict[str, Any], message: str) -> None:
    """What is wrong with a table is said with its place, and never with a traceback."""
    with pytest.raises(ConfigError, match=re.escape(message)):
        parsed(table)


def test_tables_are_tables() -> None:
    """A list of something else is told apart."""
    with pytest.raises(ConfigError, match="must be tables"):
        parse_user_rules({"rules": "acme"}, taken=TAKEN)


def test_confidence_may_be_chosen() -> None:
    """A rule of the user's may be for review."""
    (detection,) = found(parsed({**ACME, "confidence": "review"}), f"acme_{VALUE}")

    assert detection.confidence is Confidence.REVIEW
