"""Identifiers and keys of Amazon Web Services: what they carry, and where chance begins."""

import base64
import random
import string

import pytest

from leakscan.detection.entropy import shannon
from leakscan.detection.validators import aws
from leakscan.model.rule import Confidence, Severity, Verdict


def _key_id(account: int | None, prefix: bytes = b"AKIA", rest: int = 0x5A) -> bytes:
    """Return an identifier: a mark of one bit, forty bits of account, thirty-nine of chance."""
    word = 0x35C6B1 << 24 if account is None else 1 << 79 | account << 39
    return prefix + base64.b32encode((word | rest << 25 | 0x1234).to_bytes(10))


@pytest.mark.parametrize(
    ("secret", "verdict"),
    [
        (
            _key_id(581_039_954_779),
            Verdict(Confidence.LIKELY, "account 581039954779"),
        ),
        (
            _key_id(7, b"ASIA"),
            Verdict(
                Confidence.LIKELY,
                "temporary or service credential, account 000000000007",
                Severity.LOW,
            ),
        ),
        (_key_id(999_999_999_999), Verdict(Confidence.LIKELY, "account 999999999999")),
        (
            _key_id(1_000_000_000_000),
            Verdict(Confidence.REVIEW, "encodes no possible account number"),
        ),
        (_key_id(None), Verdict(Confidence.LIKELY, "made before 2019, account unknown")),
        (b"AKIA" + b"B" * 15, Verdict(Confidence.REVIEW, "characters that no access key id has")),
        (
            _key_id(581_039_954_779) + base64.b32encode(b"12345"),
            Verdict(Confidence.REVIEW, "characters that no access key id has"),
        ),
    ],
)
def test_an_access_key_id_is_told_by_its_account(secret: bytes, verdict: Verdict) -> None:
    """Twelve digits, as accounts have; those of before 2019 carry none."""
    assert aws.access_key_id(secret) == verdict


def test_a_published_analysis_agrees() -> None:
    """The identifier whose account Tal Be'ery's article gives."""
    assert aws.account_number(base64.b32decode("Y34FZKBOKMUTVV7A")) == 609_629_065_308


def _chance(count: int) -> bytes:
    """Return so many different characters, in which are letters of both kinds and digits."""
    every = string.ascii_letters + string.digits + "+"
    return "".join(random.Random(4).sample(every, count)).encode()


@pytest.mark.parametrize(
    ("secret", "kept"),
    [
        (_chance(35) + b"/" * 5, True),
        (_chance(34) + b"/" * 6, False),
        (_chance(16) * 2, True),
        (_chance(16) * 2 + _chance(16)[:1], False),
        (_chance(40), True),
        (_chance(30) + b"eXaMpLe", False),
        (b"0123456789abcdefABCDEF" + b"0123456789abcdefAB", False),
        (_chance(40).upper(), False),
        (_chance(40).lower(), False),
        (_chance(40).translate(None, b"0123456789"), False),
    ],
)
def test_a_secret_access_key_is_chance_of_four_bits(secret: bytes, kept: bool) -> None:  # noqa: FBT001 - a table's column
    """Letters of both kinds and digits, and no more than five slashes."""
    assert (aws.secret_access_key(secret).confidence is Confidence.LIKELY) == kept


def test_a_session_token_is_chance_of_four_bits() -> None:
    """Sixteen characters in equal number are just enough."""
    sixteen = b"0123456789abcdef" * 8

    assert shannon(sixteen) == 4.0
    assert aws.session_token(sixteen).confidence is Confidence.LIKELY
    assert aws.session_token(sixteen + b"0").confidence is None
    assert aws.session_token(_chance(40) + b"EXAMPLE").confidence is None
