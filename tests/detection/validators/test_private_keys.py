"""Private keys: parsed whatever their format, and whatever a file did to their lines."""

import base64
import functools
import random
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.detection.content import Content
from leakscan.detection.rules import gcp, private_key
from leakscan.detection.templates import render
from leakscan.detection.validators import armor, known_keys, private_keys, ssh_keys
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence, Severity

PEM, DER = ser.Encoding.PEM, ser.Encoding.DER
PKCS8, TRADITIONAL, OPENSSH = (
    ser.PrivateFormat.PKCS8,
    ser.PrivateFormat.TraditionalOpenSSL,
    ser.PrivateFormat.OpenSSH,
)
OPEN = ser.NoEncryption()
LOCKED = ser.BestAvailableEncryption(b"correct horse")


@functools.cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Return an RSA key; small, so that tests are quick."""
    return rsa.generate_private_key(65537, 1024)  # noqa: S505 - quick to make


@functools.cache
def dsa_key() -> dsa.DSAPrivateKey:
    """Return a DSA key."""
    return dsa.generate_private_key(1024)  # noqa: S505 - quick to make


@functools.cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    """Return a key on a curve."""
    return ec.generate_private_key(ec.SECP384R1())


@functools.cache
def edwards_key() -> ed25519.Ed25519PrivateKey:
    """Return an Ed25519 key."""
    return ed25519.Ed25519PrivateKey.generate()


def made(template: str, seed: int = 3) -> bytes:
    """Return `template` rendered."""
    return render(template, random.Random(seed)).encode()


def found_in(data: bytes) -> list[Candidate]:
    """Return what the recognisers of private keys find in `data`, once each."""
    content = Content(data=data, name="notes.txt")
    found: dict[tuple[str, object], Candidate] = {}
    for recogniser in private_key.RECOGNISERS:
        for anchor in (b"PRIVATE KEY", b"LS0tLS1CRUdJTi", b"User-Key-File-2: ", b"File-3: "):
            at = data.find(anchor)
            while at >= 0:
                for candidate in recogniser.confirm(content, at + len(anchor)):
                    found[candidate.rule.id, candidate.span] = candidate
                at = data.find(anchor, at + 1)
    return list(found.values())


def only(data: bytes) -> Candidate:
    """Return the one candidate in `data`."""
    (candidate,) = found_in(data)
    return candidate


@pytest.mark.parametrize(
    ("make", "detail"),
    [
        (lambda: rsa_key().private_bytes(PEM, TRADITIONAL, OPEN), "RSA private key, 1024 bits"),
        (lambda: rsa_key().private_bytes(PEM, PKCS8, OPEN), "RSA private key, 1024 bits"),
        (lambda: ec_key().private_bytes(PEM, TRADITIONAL, OPEN), "EC private key, secp384r1"),
        (lambda: ec_key().private_bytes(PEM, PKCS8, OPEN), "EC private key, secp384r1"),
        (lambda: dsa_key().private_bytes(PEM, TRADITIONAL, OPEN), "DSA private key, 1024 bits"),
        (lambda: edwards_key().private_bytes(PEM, PKCS8, OPEN), "Ed25519 private key"),
        (lambda: edwards_key().private_bytes(PEM, OPENSSH, OPEN), "ssh-ed25519 private key"),
        (lambda: rsa_key().private_bytes(PEM, OPENSSH, OPEN), "ssh-rsa private key, 1024 bits"),
        (
            lambda: ec_key().private_bytes(PEM, OPENSSH, OPEN),
            "ecdsa-sha2-nistp384 private key",
        ),
        (lambda: made("{puttykey:3}"), "ssh-ed25519 private key"),
        (lambda: made("{puttykey:2}"), "ssh-ed25519 private key"),
        (lambda: made("{pgpkey}"), "OpenPGP EdDSA secret key"),
    ],
)
def test_an_open_key_is_confirmed_and_described(make: Callable[[], bytes], detail: str) -> None:
    """Every family of keys is parsed to its end; kind and size are told."""
    candidate = only(b"before\n" + make() + b"after\n")

    assert candidate.confidence == Confidence.CONFIRMED
    assert candidate.detail == f"{detail}, not encrypted"


@pytest.mark.parametrize(
    ("make", "detail"),
    [
        (lambda: rsa_key().private_bytes(PEM, PKCS8, LOCKED), "PKCS#8 private key, encrypted"),
        (lambda: rsa_key().private_bytes(PEM, TRADITIONAL, LOCKED), "RSA private key, encrypted"),
        (lambda: locked_ssh(made("{sshkey}")), "ssh-ed25519 private key, encrypted"),
        (
            lambda: made("{puttykey}").replace(b"Encryption: none", b"Encryption: aes256-cbc"),
            "ssh-ed25519 private key, encrypted",
        ),
    ],
)
def test_an_encrypted_key_is_likely_and_weighs_less(make: Callable[[], bytes], detail: str) -> None:
    """Without its passphrase a key is worth less, and says so."""
    candidate = only(make())

    assert candidate.confidence == Confidence.LIKELY
    assert candidate.severity == Severity.MEDIUM
    assert candidate.detail == detail


def locked_ssh(pem: bytes) -> bytes:
    """Return an OpenSSH key whose header names a cipher, as an encrypted one's does."""
    lines = pem.split()
    data = base64.b64decode(b"".join(lines[4:-4]))
    none = b"\0\0\0\4none"
    named = data.replace(none, b"\0\0\0\x0aaes256-ctr", 1).replace(none, b"\0\0\0\6bcrypt", 1)
    return (
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n"
        + base64.encodebytes(named)
        + b"-----END OPENSSH PRIVATE KEY-----\n"
    )


def test_makers_keys_are_read_by_others() -> None:
    """The keys that templates make are real ones, not merely what the proofs accept."""
    assert isinstance(ser.load_ssh_private_key(made("{sshkey}"), None), ed25519.Ed25519PrivateKey)
    assert isinstance(ser.load_pem_private_key(made("{eckey}"), None), ec.EllipticCurvePrivateKey)


PEM_TEXT = ec_key().private_bytes(PEM, PKCS8, OPEN)
LINES = PEM_TEXT.decode().splitlines()


@pytest.mark.parametrize(
    "text",
    [
        PEM_TEXT.replace(b"\n", b"\r\n").decode(),
        "\\n".join(LINES),
        "\\\\n".join(LINES),
        "\\r\\n".join(LINES),
        " ".join(LINES),
        "%0A".join(LINES).replace("+", "%2B").replace("/", "%2F"),
        "\\n".join(LINES).replace("/", "\\/"),
        '"' + '\\n" +\n    "'.join(LINES) + '"',
        "'" + "\\n'\n  '".join(LINES) + "'",
        'b"' + '\\n"\nb"'.join(LINES) + '"',
        "\n".join("    " + line for line in LINES),
        "\n".join("# " + line for line in LINES),
        "\n".join("// " + line for line in LINES),
        "\n".join(" * " + line for line in LINES),
        "\n".join("+" + line for line in LINES),
        " \\\n".join(LINES),
        "&#10;".join(LINES),
        "".join(LINES),
    ],
)
def test_lines_are_found_whatever_a_file_did_to_them(text: str) -> None:
    """Escapes, quotes, indentation, comment marks and patches do not hide a key."""
    candidate = only(text.encode())

    assert candidate.confidence == Confidence.CONFIRMED
    assert candidate.secret.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert candidate.secret.endswith(b"-----END PRIVATE KEY-----")


def test_a_key_in_base64_is_found() -> None:
    """One level of base64 is undone, over one line or many."""
    encoded = base64.b64encode(PEM_TEXT)
    wrapped = base64.encodebytes(PEM_TEXT).replace(b"\n", b"\n    ")
    named = b"client-key-data: " + encoded + b"\nlast\n"

    assert only(b"KEY=" + encoded + b"\n").secret == encoded
    assert only(b"key: |\n    " + wrapped).confidence == Confidence.CONFIRMED
    assert only(named).rule.id == "kubernetes-client-key"
    assert found_in(base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB" * 9)) == []


def test_one_candidate_for_each_key() -> None:
    """Two keys in a file are two candidates, each from its first to its last line."""
    data = PEM_TEXT + b"\n" + rsa_key().private_bytes(PEM, TRADITIONAL, OPEN)

    first, second = sorted(found_in(data), key=lambda candidate: candidate.span)

    assert first.secret == PEM_TEXT.strip()
    assert second.secret == data[len(PEM_TEXT) + 1 :].strip()


@pytest.mark.parametrize(
    "text",
    [
        "the file starts with -----BEGIN PRIVATE KEY----- and ends",
        'if "-----BEGIN PRIVATE KEY-----" in text and "-----END PRIVATE KEY-----" in text:',
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg...\n-----END PRIVATE KEY-----",
        'begin = "-----BEGIN RSA PRIVATE KEY-----"\n'
        + "for name in sorted(names, key=len):\n    yield decode_one_more_block(name)\n" * 20
        + 'end = "-----END RSA PRIVATE KEY-----"',
        'begin = "-----BEGIN RSA PRIVATE KEY-----"\n'
        + "{alnum:24}\nfor name in sorted(names):\n    yield name(name)\n" * 20
        + 'end = "-----END RSA PRIVATE KEY-----"',
        "-----BEGIN PUBLIC KEY-----\n{base64:200}\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\n{base64:200}\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY",
        "PuTTY-User-Key-File-2: ssh-rsa is the first line",
    ],
)
def test_a_mention_is_not_a_key(text: str) -> None:
    """A first line without a body, program text, public keys and certificates are dropped."""
    assert found_in(made(text)) == []


@pytest.mark.parametrize(
    "cut",
    [lambda pem: pem[:-60], lambda pem: pem.replace(b"\n", b"\nAAAA", 3), lambda pem: pem[:150]],
)
def test_a_damaged_key_is_left_for_review(cut: Callable[[bytes], bytes]) -> None:
    """A key that was cut or altered is still shown to whoever reviews."""
    candidate = only(cut(rsa_key().private_bytes(PEM, PKCS8, OPEN)))

    assert candidate.confidence == Confidence.REVIEW


def test_numbers_that_do_not_belong_together_are_left_for_review() -> None:
    """An RSA key with one digit changed has the right structure and is no key."""
    data = bytearray(rsa_key().private_bytes(DER, TRADITIONAL, OPEN))
    data[40] ^= 1

    assert private_keys.der_key(bytes(data)).confidence == Confidence.REVIEW


def test_a_service_account_is_more_than_a_key() -> None:
    """A key file of Google Cloud is reported as what it is; the same key alone is not."""
    (recogniser,) = gcp.RECOGNISERS
    data = made("{gcpkey}")
    end = data.index(b"-----BEGIN") + len(b"-----BEGIN")

    (candidate,) = recogniser.confirm(Content(data=data, name="key.json"), end)

    assert candidate.rule.id == "gcp-service-account-key"
    assert candidate.confidence == Confidence.CONFIRMED
    alone = data.replace(b"client_email", b"owner")
    end = alone.index(b"-----BEGIN") + len(b"-----BEGIN")
    assert list(recogniser.confirm(Content(data=alone, name="key.json"), end)) == []


def test_a_published_key_is_known_by_its_public_half(monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever format it is written, a key of the table is left for review, and named."""
    public = ec_key().public_key().public_bytes(DER, ser.PublicFormat.SubjectPublicKeyInfo)
    table = {known_keys.fingerprint(public): "Somebody's test suite"}
    monkeypatch.setattr(known_keys, "_table", lambda: table)

    for form in (PKCS8, TRADITIONAL, OPENSSH):
        candidate = only(ec_key().private_bytes(PEM, form, OPEN))

        assert candidate.confidence == Confidence.REVIEW
        assert candidate.detail == "publicly known key: Somebody's test suite"


def test_the_table_of_known_keys_is_well_formed() -> None:
    """Every entry is a fingerprint under a title."""
    table = known_keys._table()

    assert len(table) > 300
    assert all(len(entry) == 32 and set(entry) <= set("0123456789abcdef") for entry in table)
    assert all(table.values())
    assert "Vagrant" in "".join(table.values())


def test_an_openssh_key_whose_numbers_differ_is_damaged() -> None:
    """The private part begins with the same number twice."""
    data = bytearray(openssh_bytes())
    at = data.rindex(b"ecdsa-sha2-nistp384") - 8
    data[at] ^= 1

    verdict = ssh_keys.openssh(bytes(data))

    assert verdict.confidence == Confidence.REVIEW
    assert verdict.detail.endswith("damaged")


def test_a_putty_key_is_checked_by_its_own_code() -> None:
    """A changed comment breaks the authentication code."""
    damaged = made("{puttykey}").replace(b"Comment: deploy", b"Comment: deploi")

    assert ssh_keys.putty(damaged).confidence == Confidence.REVIEW


UNHURRIED = settings(deadline=None)
"""The first example loads the library that parses."""


@UNHURRIED
@given(data=st.binary(max_size=300), at=st.integers(0, 300))
def test_any_bytes_after_a_first_line_are_judged(data: bytes, at: int) -> None:
    """Whatever follows a key's first line, looking at it ends without an error."""
    text = b"-----BEGIN RSA PRIVATE KEY-----" + data[:at] + PEM_TEXT[40:] + data[at:]

    found = armor.key_at(text, 0)

    assert found is None or 0 <= found.start < found.end <= len(text)


@functools.cache
def openssh_bytes() -> bytes:
    """Return the inside of an OpenSSH key on a curve."""
    lines = ec_key().private_bytes(PEM, OPENSSH, OPEN).splitlines()
    return base64.b64decode(b"".join(lines[1:-1]))


@UNHURRIED
@given(position=st.integers(0, 400), value=st.integers(0, 255))
def test_a_soiled_openssh_key_never_raises(position: int, value: int) -> None:
    """A byte changed anywhere, in the curve's point too, leaves a verdict."""
    data = bytearray(openssh_bytes())
    data[min(position, len(data) - 1)] = value

    assert ssh_keys.openssh(bytes(data)).confidence is not None


def test_a_compressed_point_and_a_huge_modulus_are_judged() -> None:
    """What the parsing library does not implement, or refuses as too large, gets a verdict."""
    compressed = openssh_bytes().replace(b"\0\0\0\x61\x04", b"\0\0\0\x61\x02")
    number = b"\x02\x82\x07\xd0" + b"\x7f" * 2000
    exchange = b"\x30\x82\x07\xe6" + bytes.fromhex("06092a864886f70d010301")
    exchange += b"\x30\x82\x07\xd7" + number + b"\x02\x01\x02"
    body = b"\x02\x01\x00" + exchange + b"\x04\x82\x07\xd4" + number
    whole = b"\x30\x82" + len(body).to_bytes(2, "big") + body

    assert ssh_keys.openssh(compressed).confidence == Confidence.CONFIRMED
    assert private_keys.der_key(whole).confidence == Confidence.LIKELY


@UNHURRIED
@given(data=st.binary(max_size=200), position=st.integers(0, 180), value=st.integers(0, 255))
def test_a_soiled_key_never_raises(data: bytes, position: int, value: int) -> None:
    """Keys with a byte changed or bytes added are judged, whatever the byte."""
    for make in (PKCS8, TRADITIONAL):
        key = bytearray(ec_key().private_bytes(DER, make, OPEN))
        key[min(position, len(key) - 1)] = value

        assert private_keys.der_key(bytes(key)).confidence is not None
        assert private_keys.der_key(bytes(key) + data).confidence is not None
