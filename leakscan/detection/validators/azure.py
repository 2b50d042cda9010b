"""
Proofs for Azure's "identifiable" keys, which carry a signature and a Marvin checksum.

Source:
    microsoft/security-utilities, `IdentifiableMetadata.cs` and `IdentifiableSecrets.cs`.
"""

import base64
import hashlib
import urllib.parse
import zlib

from leakscan.detection.entropy import shannon
from leakscan.detection.filters import drop_reason
from leakscan.detection.validators.checksums import (
    BASE62,
    base32_bytes,
    base64_bytes,
    in_base,
    marvin32,
)
from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import (
    DROPPED,
    by_checksum,
    confirmed,
    likely,
    review,
)
from leakscan.model.rule import Severity, Verdict

SEEDS: dict[bytes, tuple[bytes, ...]] = {
    b"+ASt": (b"Default0",),
    b"AzCa": (b"Access00",),
    b"ACDb": (
        b"MastRW00",
        b"MastRO00",
        b"SystRW00",
        b"SystRO00",
        b"SysAll00",
        b"Resour00",
        b"Encryp00",
    ),
    b"+ABa": (b"AbAcct00",),
    b"+ACR": (b"ACRDflt0",),
    b"+ASb": (b"Send0000", b"Listen00", b"Manage00", b"System00", b"Unknown0"),
    b"+AEh": (b"Send0000", b"Listen00", b"Manage00", b"System00", b"Unknown0"),
    b"+ARm": (b"Send0000", b"Listen00", b"Manage00", b"System00", b"Unknown0"),
    b"AIoT": (b"IoTHub00", b"DpsKey00", b"Device00"),
    b"APIM": (b"Tenant00", b"IoTHub00", b"Gatewy00", b"GitKey00"),
    b"AzFu": (b"Master00", b"System00", b"Functi00"),
    b"AzSe": (b"Query000", b"PAdmin00"),
    b"+AMC": (b"Classic0",),
    b"AZEG": (b"SendRecv",),
}
"""Signature to the eight ASCII characters that are the checksum's seeds, big-endian."""

_CASK_SEED = b"Default0"
_ENTRA_SEED = b"AadPwd00"
_ENTRA_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~"
ADO_SEEDS = (0xE0B9692D, 0x1019F92E)
"""For tokens of users and of applications."""

CASK_SERVICES = {
    b"ACOG": "Azure AI services",
    b"AZAC": "Azure App Configuration",
    b"AZCS": "Azure Communication Services",
    b"AZDO": "Azure DevOps",
    b"AZEG": "Azure Event Grid",
    b"AZFR": "Azure Fluid Relay",
    b"AZMP": "Azure Maps",
    b"AZMR": "Azure Mixed Reality",
    b"MSQL": "Azure SQL",
}

_EMULATOR_KEYS = frozenset(
    {
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",
        "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615",
    }
)
"""SHA-256 of the keys that the Storage and Cosmos DB emulators have everywhere."""


def seed_number(seed: bytes) -> int:
    """Return a seed of eight characters as the hash takes it."""
    return int.from_bytes(seed, "big")


def identifiable_key(secret: bytes) -> Verdict:
    """Judge a key of 32, 39, 40 or 64 bytes that has its service's signature near its end."""
    bare = secret.rstrip(b"=")
    signature = bare[-10:-6]
    data = base64_bytes(secret, urlsafe=signature == b"AzFu")
    if data is None or len(data) < 24:
        return review("not base64 of a key")
    return by_checksum(
        right=any(
            _ends_with(data, marvin32(data[:-4], seed_number(seed)), signature)
            for seed in SEEDS.get(signature, ())
        )
    )


def _ends_with(data: bytes, checksum: int, signature: bytes) -> bool:
    expected = checksum.to_bytes(4, "little")
    if data[-4:] == expected:
        return True
    if signature != b"AzCa":
        return False
    # A cache's key has P and F for the characters that are awkward in an address.
    awkward = bytes.maketrans(b"+/", b"PF")
    rewritten = base64.b64encode(data[:-4] + expected).translate(awkward)
    return rewritten == base64.b64encode(data).translate(awkward)


def account_key(secret: bytes) -> Verdict:
    """
    Judge the key of a connection string: by its checksum, or by its shape if it is an older one.

    The emulators' keys are the same on every machine, and so are no secrets.
    """
    if hashlib.sha256(secret).hexdigest() in _EMULATOR_KEYS:
        return review("the emulator's key, the same for everybody", Severity.LOW)
    if secret.rstrip(b"=")[-10:-6] in SEEDS:
        return identifiable_key(secret)
    return DROPPED if shannon(secret) < 4.0 or drop_reason(secret) else likely()


def common_annotated_key(secret: bytes) -> Verdict:
    """
    Judge a key with `JQQJ9` in its middle: a Marvin checksum of its first 60 bytes, in base 62.

    Source:
        microsoft/security-utilities, `LegacyCommonAnnotatedSecurityKey.cs`.
    """
    data = base64_bytes(secret[:80]) or b""
    expected = marvin32(data, seed_number(_CASK_SEED)).to_bytes(4, "little")
    found = secret[80:].rstrip(b"=")
    right = bool(found) and (
        cask_digits(expected).startswith(found) or base64.b64encode(expected).startswith(found)
    )
    return _with_service(secret[76:80], by_checksum(right=right))


def _with_service(signature: bytes, verdict: Verdict) -> Verdict:
    service = CASK_SERVICES.get(signature.upper(), "")
    detail = f"{service}, {verdict.detail}" if service else verdict.detail
    return Verdict(verdict.confidence, detail, verdict.severity)


def cask_digits(checksum: bytes) -> bytes:
    """Return a checksum as these keys spell it: base 62, filled up with zeros on the right."""
    zeros = len(checksum) - len(checksum.lstrip(b"\0"))
    digits = "0" * zeros + in_base(int.from_bytes(checksum, "big"), BASE62, 0)
    return digits.ljust(6, "0").encode()


def entra_client_secret(secret: bytes) -> Verdict:
    """
    Judge `...8Q~...`: the last three characters begin its Marvin checksum in 66 characters.

    Other digits in the place of the 8, as in older secrets, mean that there is none.
    """
    if secret[3:6] != b"8Q~":
        return likely() if shannon(secret) > 3.5 else DROPPED
    return by_checksum(right=entra_checksum(secret[:-3]) == secret[-3:])


def entra_checksum(checked: bytes) -> bytes:
    """Return the three characters that end a secret."""
    number = marvin32(checked, seed_number(_ENTRA_SEED))
    return in_base(number, _ENTRA_DIGITS, 6)[:3].encode()


def devops_token(secret: bytes) -> Verdict:
    """
    Judge the older personal access token of Azure DevOps: CRC-32 bytes strewn over 32 others.

    Fifty-two letters announce nothing, so a wrong checksum drops the match.
    """
    data = base32_bytes(secret.upper()) or b""
    if len(data) != 32:
        return DROPPED
    body = data[:2] + data[3:7] + data[9:22] + data[23:]
    found = int.from_bytes(bytes((data[22], data[8], data[7], data[2])), "little")
    if found ^ zlib.crc32(body) in ADO_SEEDS:
        return confirmed("checksum is right")
    return DROPPED


def shared_access_signature(secret: bytes) -> Verdict:
    """Judge the `sig` of a shared access signature: 32 bytes, base64, perhaps percent-encoded."""
    text = urllib.parse.unquote_to_bytes(secret)
    data = base64_bytes(text) or base64_bytes(text, urlsafe=True)
    if data is None or len(data) != 32 or len(set(data)) < 12:
        return DROPPED
    return published(data) or likely()
