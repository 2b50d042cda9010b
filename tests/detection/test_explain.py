"""Why each thing that looks like a secret is reported or not."""

import random

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.explain import Explained, explain
from leakscan.detection.plugins import plugin_recognisers
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.model.rule import Confidence

TOKEN = render("{github:ghp_}", random.Random(2))


NEEDED = {"github-personal-access-token", "assigned-password", "detect-secrets-github-token"}
RECOGNISERS = tuple(
    recogniser
    for recogniser in (*load_rules().recognisers, *plugin_recognisers())
    if NEEDED.intersection(rule.id for rule in recogniser.rules)
)
DETECTOR = Detector(RECOGNISERS, Sealer())


def told(text: str, name: str = "app.env") -> list[Explained]:
    """Return what is told of a text at the default confidence."""
    content = Content(data=text.encode(), name=name)
    return explain(DETECTOR, RECOGNISERS, content, Confidence.LIKELY)


def test_what_is_reported_says_why_it_is_sure() -> None:
    """The winner says its confidence and detail; what it covers says who won."""
    by_rule = {each.rule_id: each for each in told(f"\nx = {TOKEN}\n")}

    winner = by_rule["github-personal-access-token"]
    assert (winner.line, winner.column, winner.outcome) == (2, 5, "reported")
    assert winner.reason == "confirmed: checksum is right"
    assert winner.shown == "ghp_[REDACTED]"
    loser = by_rule["detect-secrets-github-token"]
    assert loser.outcome == "dropped"
    assert "reported as github-personal-access-token" in loser.reason


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        ("DB_PASSWORD=${DB_PASSWORD}", "dropped", "a template, not the value itself"),
        ("DB_PASSWORD=xxxxxxxx", "dropped", "a placeholder"),
        ('{"RefreshToken": {"9f2a1c3e-login-x": {}}}', "dropped", "the name of a member"),
        ("MAX_TOKENS=4000", "dropped", "the name promises no secret"),
        ("db_password = https://a.example/b", "dropped", "an address"),
        ("db_password = /run/secrets/db", "dropped", "a path"),
        (TOKEN[:-1] + ("a" if TOKEN[-1] != "a" else "b"), "dropped", "below --min-confidence"),
        (f"x = {TOKEN} # pragma: allowlist secret", "suppressed", "pragma"),
    ],
)
def test_what_is_not_reported_says_why_not(text: str, outcome: str, reason: str) -> None:
    """Each reason that drops or suppresses something is told in words."""
    explained = told(text)

    assert any(each.outcome == outcome and reason in each.reason for each in explained)
    assert not any(each.outcome == "reported" for each in explained)


def test_nothing_that_is_told_holds_a_secret() -> None:
    """Neither the value of what is reported nor that of what is dropped is shown."""
    password = render("{password}", random.Random(4))

    shown = repr(told(f"DB_PASSWORD={password}\nx = {TOKEN}\nA_TOKEN=my-{password[:8]}\n"))

    assert password not in shown
    assert TOKEN[8:] not in shown
    assert password[:8] not in shown


def test_an_almost_fitting_token_says_so() -> None:
    """A token that goes on too long is only nearly one."""
    explained = told(f"x = {TOKEN}abc")

    assert any("only nearly its shape" in each.reason for each in explained)


def test_the_score_of_an_assigned_value_is_told_sign_by_sign() -> None:
    """What was reported and what fell short say how many points each sign gave."""
    (found,) = told("DB_PASSWORD=Tulip-Forge-42")
    (short,) = told("token = Tulip-42", name="notes.md")

    assert found.outcome == "reported"
    assert "19 points (16 are likely, 11 for review)" in found.reason
    assert "a name that says it is secret +5" in found.reason
    assert short.outcome == "dropped"
    assert "points" in short.reason
