"""What keeps searches by entropy and keyword quiet."""

import random

import pytest

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.plugins import plugin_recognisers
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.model.finding import Detection
from leakscan.model.rule import Confidence

RANDOM = render("{alnum:40}", random.Random(11))
DIGEST = render("{hex:40}", random.Random(11))
NUMBER = render("{HEX:131}", random.Random(11))
"""As many digits as a parameter of an elliptic curve may have: no whole number of bytes."""
ID = render("ACCA{HEX:16}", random.Random(11))
TOKEN = render("live_{alnum:40}", random.Random(11)).encode()
GOCARDLESS = [
    recogniser
    for recogniser in load_rules().recognisers
    if [rule.id for rule in recogniser.rules] == ["gocardless-token"]
]
DETECTOR = Detector(plugin_recognisers(), Sealer())


def found(text: str, name: str = "app/main.py") -> list[Detection]:
    """Return what the plugins of detect-secrets find."""
    return DETECTOR.detect(Content(data=text.encode(), name=name))


def test_a_random_text_in_a_program_is_for_review() -> None:
    """Nothing speaks against a random value in quotes."""
    assert [d.suppressed for d in found(f'x = "{RANDOM}"')] == [""]


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        (f'x = "{RANDOM}"', "./app/node_modules/a/index.js", "dependency"),
        (f'password = "{RANDOM}"', "root/go/pkg/mod/x@v1/y.go", "dependency"),
        (f'x = "{RANDOM}"', "package-lock.json", "not written by hand"),
        (f'x = "{RANDOM}"' + ";" * 2000, "a.js", "not written by hand"),
        (f'integrity: "{RANDOM}"', "a.py", "digest"),
        (f'x = "{DIGEST}"', "a.py", "digest"),
        (f'x = "{NUMBER}"', "a.py", "digest"),
        ('PASSWORD = "user.password"', "a.py", "name"),
        ('SECRET_KEY = "sun.crypto.KeyFactory"', "a.py", "name"),
        ('PASSWORD = "userPassword"', "a.py", "name"),
        ('PASSWORD = "hashPasswords"', "a.py", "name"),
        ('KEY_PASSWORD_ENV = "keypasswordenv"', "a.py", "name"),
        ('USE_PASSWORD = "true"', "a.py", "name"),
        ("#password_encryption = scram-sha-256\t# or md5", "a.conf", "no secret's name"),
        (f"x = {NUMBER[:16]}{ID}", "a.py", "part of a longer run"),
        (f"{ID}7", "a.txt", "part of a longer run"),
        ('x = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"', "a.py", "identifier"),
    ],
)
def test_noise_is_suppressed_and_said_to_be_so(text: str, name: str, reason: str) -> None:
    """It can be counted and listed, and says why it is not reported."""
    detections = found(text, name)

    assert detections
    assert {d.suppressed for d in detections} == {reason}


def test_a_digest_of_a_key_is_a_key() -> None:
    """Hexadecimal digits beside a word for a secret are not taken for a digest."""
    assert [d.suppressed for d in found(f'api_key = "{DIGEST}"')] == [""]


@pytest.mark.parametrize(
    "text",
    [
        "password = 'open window'",
        "password = 'open-window-sill'",
        'password: "ThisTokenIsLongerThanNames"',
        f"x={ID}",
        f"x%3D{ID}",
        f"x\\n{ID}",
    ],
)
def test_what_may_be_chosen_or_stands_alone_is_for_review(text: str) -> None:
    """Words that name nothing may be a pass phrase, and an escape ends a word."""
    assert [d.suppressed for d in found(text)] == [""]


@pytest.mark.parametrize(
    ("name", "kind", "size", "reason"),
    [
        ("a.pyc", b"z", 11, "parts of two constants"),
        ("a.pyc", b"\xda", 44, "parts of two constants"),
        ("a.pyc", b"Z", 45, ""),
        ("a.pyc", b"s", 11, ""),
        ("a.bin", b"z", 11, ""),
    ],
)
def test_a_token_that_goes_on_behind_a_constant_is_none(
    name: str, kind: bytes, size: int, reason: str
) -> None:
    """Compiled Python says how long a text is; the bytes after it belong to another."""
    data = b"\0\0" + kind + bytes([size]) + TOKEN + b"\0"

    (found,) = Detector(GOCARDLESS, Sealer()).detect(Content(data=data, name=name))

    assert (found.rule_id, found.confidence, found.suppressed) == (
        "gocardless-token",
        Confidence.LIKELY,
        reason,
    )


def test_a_token_at_the_start_of_a_file_follows_no_constant() -> None:
    """There is no byte that could tell a length."""
    for before in (b"", b"\n"):
        content = Content(data=before + TOKEN + b"\n", name="a.pyc")

        assert [d.suppressed for d in Detector(GOCARDLESS, Sealer()).detect(content)] == [""]
