"""Proofs for what Amazon Web Services issues."""

import re

from leakscan.detection.entropy import shannon
from leakscan.detection.validators.checksums import base32_bytes
from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import DROPPED, likely, review
from leakscan.model.rule import Severity, Verdict

_LONG_TERM = b"AKIA"
_LAST_ACCOUNT = 999_999_999_999


def access_key_id(secret: bytes) -> Verdict:
    """
    Judge `AKIA...` by its alphabet and by the account number that it carries.

    The identifier alone opens nothing; it says whose key lies near.  Keys of before 2019 carry no
    account.  AWS documents its own samples with a value that ends in EXAMPLE.

    Source:
        AWS, "IAM identifiers"; the account's place was worked out by Tal Be'ery, 2023.
    """
    data = base32_bytes(secret[4:])
    if data is None or len(data) != 10:
        return review("characters that no access key id has")
    if b"EXAMPLE" in secret or len(set(secret[4:])) < 6:
        return DROPPED
    known = published(secret)
    if known:
        return known
    kind = "" if secret.startswith(_LONG_TERM) else "temporary or service credential, "
    severity = None if secret.startswith(_LONG_TERM) else Severity.LOW
    account = account_number(data)
    if account is None:
        return likely(f"{kind}made before 2019, account unknown", severity)
    if account > _LAST_ACCOUNT:
        return review("encodes no possible account number")
    return likely(f"{kind}account {account:012}", severity)


def account_number(data: bytes) -> int | None:
    """Return the account that the ten bytes of an identifier carry; None for an old one."""
    word = int.from_bytes(data[:6], "big")
    return (word >> 7) & 0xFFFFFFFFFF if word >> 47 else None


def secret_access_key(secret: bytes) -> Verdict:
    """
    Judge forty base64 characters that stand where a secret access key belongs.

    A hexadecimal digest, a path and a sample are dropped; chance never makes one of them.
    """
    mixed = all(re.search(part, secret) for part in (rb"[A-Z]", rb"[a-z]", rb"[0-9]"))
    if not mixed or re.fullmatch(rb"[0-9a-fA-F]+", secret):
        return DROPPED
    if b"EXAMPLE" in secret.upper() or secret.count(b"/") > 5 or shannon(secret) < 4.0:
        return DROPPED
    return published(secret) or likely()


def session_token(secret: bytes) -> Verdict:
    """Judge a session token, which lives for 36 hours at most, by the look of it."""
    if b"EXAMPLE" in secret or shannon(secret) < 4.0:
        return DROPPED
    return published(secret) or likely()
