"""Judgement on password hashes: proof that they are hashes there is none, only of samples."""

from leakscan.detection.entropy import shannon
from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.verdicts import DROPPED, likely
from leakscan.model.rule import Verdict

_SHORTEST_DIGEST = 16

_METHODS = {
    b"1": "MD5-crypt",
    b"apr1": "Apache MD5",
    b"5": "SHA-256-crypt",
    b"6": "SHA-512-crypt",
    b"y": "yescrypt",
    b"gy": "GOST-yescrypt",
    b"7": "scrypt",
    b"8": "PBKDF2",
    b"9": "scrypt",
}


def password_hash(secret: bytes) -> Verdict:
    """Judge a hash in the place of an account's password: named by its method."""
    method = secret.split(b"$")[1] if secret.count(b"$") > 1 else b""
    if shannon(secret.rpartition(b"$")[2]) < 3.0:
        return DROPPED
    return likely(_METHODS.get(method, "bcrypt" if method.startswith(b"2") else "crypt"))


def stored_hash(secret: bytes) -> Verdict:
    """Judge a hash in a form of its own: all the same characters are a sample, or no password."""
    digest = secret.rstrip(b"=")[-22:]
    empty = secret.lower() in _EMPTY
    return DROPPED if empty or shannon(digest) < _LEAST_CHANCE else likely()


_LEAST_CHANCE = 2.75
_EMPTY = frozenset({b"31d6cfe0d16ae931b73c59d7e0c089c0"})
"""What Windows stores where there is no password: MD4 of nothing."""


def ldap_password_hash(secret: bytes) -> Verdict:
    """Judge `{SSHA}...`: base64 of a digest, perhaps with its salt."""
    data = base64_bytes(secret.partition(b"}")[2]) or b""
    if len(data) < _SHORTEST_DIGEST or len(set(data)) < _SHORTEST_DIGEST // 2:
        return DROPPED
    return likely(secret[1:].partition(b"}")[0].decode())
