"""Where a key in text begins and ends, and how much of it must be there."""

import base64
import functools

import pytest
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec

from leakscan.detection.validators import armor
from leakscan.model.rule import Confidence

HEAD, TAIL = b"-----BEGIN PRIVATE KEY-----", b"-----END PRIVATE KEY-----"


@functools.cache
def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


@functools.cache
def _pem(form: ser.PrivateFormat = ser.PrivateFormat.PKCS8) -> bytes:
    return _key().private_bytes(ser.Encoding.PEM, form, ser.NoEncryption()).strip()


def _in_lines(width: int) -> bytes:
    """Return the key with its base64 in lines of that width."""
    text = b"".join(_pem().splitlines()[1:-1])
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return b"\n".join((HEAD, *lines, TAIL))


@pytest.mark.parametrize(("more", "whole"), [(0, True), (2, False)])
def test_a_last_line_is_looked_for_in_64_kib(more: int, whole: bool) -> None:  # noqa: FBT001 - a table's column
    """Behind the first line; where it is out of reach, the key ends with its base64."""
    body = _pem().removeprefix(HEAD).removesuffix(TAIL)
    room = armor.REACH - len(body) - len(TAIL) + more

    found = armor.key_at(HEAD + body + b"\n" * room + TAIL, 0)

    assert armor.REACH == 65_536
    assert found is not None
    assert found.verdict.confidence is Confidence.CONFIRMED
    assert found.end == len(HEAD + body) + (room + len(TAIL) if whole else -1)


@pytest.mark.parametrize("last", [TAIL, b""])
def test_sixty_characters_are_the_least_that_is_shown(last: bytes) -> None:
    """The smallest key has four more; what is shorter stands for a key."""
    assert armor.key_at(HEAD + b"\n" + b"A" * 59 + b"\n" + last, 0) is None
    found = armor.key_at(HEAD + b"\n" + b"A" * 60 + b"\n" + last, 0)

    assert found is not None
    assert found.verdict.confidence is Confidence.REVIEW


def test_a_line_inside_a_key_has_sixteen_characters() -> None:
    """Shorter ones are words; the last may be of any length."""
    found = armor.key_at(_in_lines(16), 0)

    assert found is not None
    assert found.verdict.confidence is Confidence.CONFIRMED
    assert armor.key_at(_in_lines(15), 0) is None


def test_a_key_without_its_last_line_is_what_it_is_if_nothing_else_is_missing() -> None:
    """Its base64 alone proves it; what is cut before its end says no more than that."""
    text = _pem().removesuffix(TAIL)

    whole, cut = armor.key_at(text, 0), armor.key_at(text[:-30], 0)

    assert whole is not None
    assert whole.verdict.detail == "EC private key, secp384r1, not encrypted"
    assert whole.end == len(text) - 1
    assert cut is not None
    assert cut.verdict.confidence is Confidence.REVIEW
    assert cut.verdict.detail == "private key without its last line"


@pytest.mark.parametrize(
    ("form", "label", "other"),
    [
        (ser.PrivateFormat.OpenSSH, b"OPENSSH ", b"RSA "),
        (ser.PrivateFormat.TraditionalOpenSSL, b"EC ", b"OPENSSH "),
    ],
)
def test_a_first_line_need_not_tell_the_format(
    form: ser.PrivateFormat, label: bytes, other: bytes
) -> None:
    """OpenSSH's keys stand under RSA, and the other way round."""
    text = _pem(form).replace(label + b"PRIVATE", other + b"PRIVATE")

    found = armor.key_at(text, 0)

    assert found is not None
    assert found.verdict.confidence is Confidence.CONFIRMED
    assert found.label.encode() == other


@pytest.mark.parametrize(("good", "shown"), [(2, False), (3, True), (4, True)])
def test_a_quarter_of_a_damaged_key_may_be_foreign(good: int, shown: bool) -> None:  # noqa: FBT001 - a table's column
    """Where more is, the lines around it are quoted by a program."""
    line = base64.b64encode(bytes(48))

    found = armor.key_at(b"\n".join((HEAD, *[line] * good, b"if (a) { b(); }", TAIL)), 0)

    assert (found is not None) == shown
