"""Samples of documentation: known exactly, told only with what is suppressed."""

import base64
import hashlib
import importlib.resources

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.validators import samples
from leakscan.model.rule import Confidence

WANTED = (
    "aws-access-key-id",
    "aws-secret-access-key",
    "basic-authorization",
    "assigned-token",
    "assigned-api-key",
)
DETECTOR = Detector(
    [
        recogniser
        for recogniser in load_rules().recognisers
        if any(rule.id in WANTED for rule in recogniser.rules)
    ],
    Sealer(show_secrets=True),
    min_confidence=Confidence.LIKELY,
)
KEY_ID = "AKIA" + "IOSFODNN7" + "EXAMPLE"
"""AWS's own, of every manual: put together here, so that no scanner of this project trips."""
SECRET = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCY" + "EXAMPLEKEY"
WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
ALADDIN = base64.b64encode(b"Aladdin:open sesame").decode()


@pytest.mark.parametrize(
    ("text", "value", "title"),
    [
        (f"aws_access_key_id = {KEY_ID}", KEY_ID, "AWS's documentation"),
        (f"aws_secret_access_key = {SECRET}", SECRET, "AWS's documentation"),
        (f"Authorization: Basic {ALADDIN}", ALADDIN, "RFC 7617"),
        ("access_token: 2YotnFZFEjr1zCsicMWpAA", "2YotnFZFEjr1zCsicMWpAA", "a standard"),
        (f'WS_KEY = "{WEBSOCKET}"', WEBSOCKET, "RFC 6455, a constant of WebSocket"),
    ],
)
def test_a_sample_is_told_as_suppressed(text: str, value: str, title: str) -> None:
    """Whatever its proof makes of it, it is listed with where it is from, and is no finding."""
    (found,) = DETECTOR.detect(Content(data=text.encode() + b"\n", name="deploy.yml"))

    assert found.value == value
    assert found.suppressed == f"sample of {title}"


def test_a_value_that_only_resembles_a_sample_is_none() -> None:
    """One other character, and it is somebody's own or made up: not a known sample."""
    assert samples.sample_of(KEY_ID.encode())
    assert not samples.sample_of(KEY_ID.encode()[:-1] + b"F")
    assert not samples.sample_of(b"x" + KEY_ID.encode())
    (found,) = DETECTOR.detect(Content(data=b"id = AKIAIOSFODNN7SAMPLES\n", name="a.yml"))
    assert found.suppressed == ""


def test_short_values_are_no_samples() -> None:
    """The table knows none, and none of the standards' short ones counts."""
    assert samples.reason(b"secret") == ""
    assert samples.reason(b"") == ""


def test_the_table_holds_fingerprints_alone() -> None:
    """A title for each, no value, no fingerprint twice."""
    lines = (
        importlib.resources.files(samples.__package__)
        .joinpath("samples.txt")
        .read_text("ascii")
        .splitlines()
    )
    prints = [line for line in lines if not line.startswith("# ")]

    assert lines[0].startswith("# ")
    assert len(prints) == len(set(prints))
    assert {len(line) for line in prints} == {32}
    assert hashlib.sha256(KEY_ID.encode()).hexdigest()[:32] in prints


def test_a_sample_has_twelve_characters_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shorter value may be somebody's own, whatever manual prints it."""
    values = (b"Tulip-Forge", b"Tulip-Forge4")
    table = {samples.fingerprint(value): "A manual" for value in values}
    monkeypatch.setattr(samples, "_table", lambda: table)

    assert [samples.sample_of(value) for value in values] == ["", "A manual"]
