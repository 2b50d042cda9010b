"""Private keys in bare DER, and key stores."""

import base64
import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from leakscan.detection.rules.key_files import RECOGNISERS
from leakscan.model.rule import Confidence
from tests.detection.finding import candidates

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = ec.generate_private_key(ec.SECP256R1())
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "acme")])
DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(NAME)
    .issuer_name(NAME)
    .public_key(KEY.public_key())
    .serial_number(1)
    .not_valid_before(DAY)
    .not_valid_after(DAY + dt.timedelta(days=9))
    .sign(KEY, hashes.SHA256())
)


def store(password: bytes | None, *, with_key: bool = True) -> bytes:
    """Return a PKCS#12 store."""
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        protection = serialization.BestAvailableEncryption(password)
    return pkcs12.serialize_key_and_certificates(
        b"acme", KEY if with_key else None, CERTIFICATE, None, protection
    )


@pytest.mark.parametrize("form", ["PKCS8", "TraditionalOpenSSL"])
def test_a_key_in_bare_der_is_proved(form: str) -> None:
    """The whole file is the key, and it is told what kind it is."""
    data = KEY.private_bytes(
        serialization.Encoding.DER,
        getattr(serialization.PrivateFormat, form),
        serialization.NoEncryption(),
    )

    (found,) = candidates(RECOGNISERS, "server.key", data)

    assert found.secret == data
    assert found.confidence is Confidence.CONFIRMED
    assert found.detail == "RSA private key, 2048 bits, not encrypted"
    assert candidates(RECOGNISERS, "x", b"\0" + data) == []
    assert candidates(RECOGNISERS, "x", data[:300]) == []


SMALL = {
    "secp224r1": ec.generate_private_key(ec.SECP224R1()),
    "secp256r1": OTHER,
    "secp256k1": ec.generate_private_key(ec.SECP256K1()),
    "secp384r1": ec.generate_private_key(ec.SECP384R1()),
    "secp521r1": ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "Ed448": ed448.Ed448PrivateKey.generate(),
}


def _small(name: str) -> list[bytes]:
    """Return a small key as PKCS#8 and, where there is such a form, as SEC1."""
    key = SMALL[name]
    forms = [serialization.PrivateFormat.PKCS8]
    if isinstance(key, ec.EllipticCurvePrivateKey):
        forms.append(serialization.PrivateFormat.TraditionalOpenSSL)
    protection = serialization.NoEncryption()
    return [key.private_bytes(serialization.Encoding.DER, form, protection) for form in forms]


@pytest.mark.parametrize("name", SMALL)
def test_small_keys_in_bare_der_are_proved(name: str) -> None:
    """Lengths of one byte and of two, PKCS#8 and SEC1."""
    for data in _small(name):
        (found,) = candidates(RECOGNISERS, "server.key", data)

        assert found.secret == data
        assert found.confidence is Confidence.CONFIRMED
        assert name in found.detail
        assert candidates(RECOGNISERS, "x", data[:-1]) == []


@pytest.mark.parametrize("name", [*SMALL, "RSA"])
@pytest.mark.parametrize("width", [0, 64, 76])
def test_a_key_in_der_is_proved_where_its_base64_stands(name: str, width: int) -> None:
    """As the value of a variable, on one line or on lines of equal length."""
    protection = serialization.NoEncryption()
    keys = _small(name) if name != "RSA" else []
    for form in (serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL):
        keys += [KEY.private_bytes(serialization.Encoding.DER, form, protection)] * (name == "RSA")
    for data in keys:
        text = base64.b64encode(data)
        lines = [text[at : at + width] for at in range(0, len(text), width)] if width else [text]
        encoded = b"\n  ".join(lines)

        (found,) = candidates(RECOGNISERS, "app.yml", b"signing:\n  " + encoded + b"\nnext: 1\n")

        assert found.secret == encoded
        assert found.confidence is Confidence.CONFIRMED
        assert name in found.detail


def test_base64_that_only_begins_like_a_key_is_none() -> None:
    """What is cut off, what is inside of a longer text, and a public key."""
    (data, _) = _small("secp256r1")
    text = base64.b64encode(data)
    public = OTHER.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    assert candidates(RECOGNISERS, "a", text[:100]) == []
    assert candidates(RECOGNISERS, "a", b"AAAA" + text) == []
    assert candidates(RECOGNISERS, "a", base64.b64encode(public)) == []


@pytest.mark.parametrize(
    ("password", "confidence", "detail"),
    [
        (None, Confidence.CONFIRMED, "holds a private key, protected by no password"),
        (
            b"changeit",
            Confidence.CONFIRMED,
            "holds a private key, protected by a password that everybody tries",
        ),
        (b"Blue-Harbour7!", Confidence.LIKELY, "protected by a password"),
    ],
)
def test_a_store_is_opened_with_what_everybody_tries(
    password: bytes | None, confidence: Confidence, detail: str
) -> None:
    """A store that opens is proved; one that does not is likely to hold a key."""
    (found,) = candidates(RECOGNISERS, "acme.p12", store(password))

    assert (found.confidence, found.detail) == (confidence, detail)


def test_a_store_of_certificates_is_no_secret() -> None:
    """Java keeps the certificates of authorities in such a store."""
    assert candidates(RECOGNISERS, "cacerts", store(b"changeit", with_key=False)) == []
    public = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert candidates(RECOGNISERS, "public.der", public) == []


def test_a_store_that_is_cut_off_is_for_review() -> None:
    """What was lost may have held a key."""
    (found,) = candidates(RECOGNISERS, "acme.p12", store(None)[:500])

    assert found.confidence is Confidence.REVIEW
