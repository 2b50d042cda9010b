"""
Proof for private keys in DER: parsed to the last byte, looked up among those everybody has.

`cryptography` is imported when there is a key to parse, and not before: most content has none.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leakscan.detection.validators import der
from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import confirmed, likely, review
from leakscan.model.rule import Severity, Verdict

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_LARGEST = 12_288
"""Bytes of a 16,384-bit RSA key with room to spare."""
_LARGEST_OTHER = 1024
"""Bytes of a 3,072-bit DSA key with room to spare."""
_RSA_OID = bytes.fromhex("06092a864886f70d010101")


@dataclass(frozen=True, slots=True)
class _Parsed:
    name: str
    """`RSA private key, 2048 bits`."""
    public: bytes
    """SubjectPublicKeyInfo."""


def der_key(data: bytes) -> Verdict:
    """
    Judge PKCS#1, PKCS#8, SEC1 and DSA keys in DER.

    Source:
        RFC 8017 A.1.2, RFC 5958, RFC 5915; DSA as OpenSSL writes it.
    """
    inside = der.sequence(data)
    if not inside:
        return review(_why_incomplete(data))
    if inside[0].tag == der.SEQUENCE and len(inside) == 2 and inside[1].tag == der.OCTET_STRING:
        return _locked(data, "PKCS#8 private key, encrypted")
    if inside[0].tag != der.INTEGER or len(inside[0].body) != 1:
        return review("not a private key by its structure")
    parsed = _parse_der(data) if _quick_to_parse(data, inside) else None
    if parsed is None:
        return _unparsed(data, inside)
    return published(parsed.public) or confirmed(f"{parsed.name}, not encrypted")


def _why_incomplete(data: bytes) -> str:
    size = der.first_size(data) if data[:1] == b"\x30" else None
    if size is not None and size > len(data):
        return f"cut off: {len(data)} of {size} bytes"
    return "does not parse as a key"


def _quick_to_parse(data: bytes, inside: list[der.Element]) -> bool:
    """
    Say whether parsing costs little.

    Large keys of DSA and Diffie-Hellman make the library raise numbers to powers for minutes.
    """
    is_rsa = len(inside) == 9 or any(part.body.startswith(_RSA_OID) for part in inside)
    return len(data) <= (_LARGEST if is_rsa else _LARGEST_OTHER)


def _unparsed(data: bytes, inside: list[der.Element]) -> Verdict:
    """Return the verdict on a key whose outer structure is right."""
    if len(inside) == 9 and all(element.tag == der.INTEGER for element in inside):
        return review("RSA private key whose numbers do not belong together")
    return published(data) or likely("private key of an unusual kind, not encrypted")


def _parse_der(data: bytes) -> _Parsed | None:
    # Imported here: only private keys need it, and it takes a tenth of a second to load.
    from cryptography.exceptions import (  # noqa: PLC0415 - see above
        InternalError,
        UnsupportedAlgorithm,
    )
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - see above
        load_der_private_key,
    )

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            key = load_der_private_key(data, None, unsafe_skip_rsa_key_validation=True)
            return _described(key)
    except (
        ValueError,
        TypeError,
        OverflowError,
        NotImplementedError,
        InternalError,
        UnsupportedAlgorithm,
    ):
        return None


def _described(key: "PrivateKeyTypes") -> _Parsed | None:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - heavy import
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa  # noqa: PLC0415 - the same

    match key:
        case rsa.RSAPrivateKey():
            if not _belongs_together(key.private_numbers()):
                return None
            name = f"RSA private key, {key.key_size} bits"
        case ec.EllipticCurvePrivateKey():
            name = f"EC private key, {key.curve.name}"
        case dsa.DSAPrivateKey():
            name = f"DSA private key, {key.key_size} bits"
        case _:
            name = f"{type(key).__name__.strip('_').removesuffix('PrivateKey')} private key"
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return _Parsed(name, public)


def _belongs_together(numbers: object) -> bool:
    """Say whether the numbers of an RSA key multiply up, without the costly test for primes."""
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - heavy import

    if not isinstance(numbers, rsa.RSAPrivateNumbers):
        return False
    public = numbers.public_numbers
    if numbers.p * numbers.q != public.n:
        return False
    return all(numbers.d * public.e % (prime - 1) == 1 for prime in (numbers.p, numbers.q))


def _locked(whole: bytes, name: str) -> Verdict:
    return published(whole) or likely(name, Severity.MEDIUM)


def traditional_encrypted(data: bytes, label: str) -> Verdict:
    """Judge a PEM body that `Proc-Type: 4,ENCRYPTED` says is encrypted: only its size shows."""
    if len(data) < 48 or len(data) % 8:
        return review("encrypted private key, cut off")
    return _locked(data, f"{label.strip()} private key, encrypted".lstrip())
