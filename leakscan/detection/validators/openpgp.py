"""
Proof for OpenPGP secret keys: the packets of an armoured block, and whether they are encrypted.

Source:
    RFC 9580, sections 4.2, 5.5 and 6.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import confirmed, likely, review
from leakscan.model.rule import Severity, Verdict

_SECRET_KEYS = {5, 7}
"""Tags of secret keys and of secret subkeys."""

_ECDH = 18
_NUMBERS = {1: 2, 2: 2, 3: 2, 16: 3, 17: 4, 20: 3}
"""Public-key algorithm to how many numbers the public part has."""
_NAMES = {1: "RSA", 16: "Elgamal", 17: "DSA", _ECDH: "ECDH", 19: "ECDSA", 22: "EdDSA"}
_ON_CURVES = {_ECDH, 19, 22}
_FIXED_SIZES = {25: 32, 26: 56, 27: 32, 28: 57}
_GNU_STUB = 101
"""GnuPG's mark for a secret part that is kept elsewhere."""


@dataclass(frozen=True, slots=True)
class _Secret:
    name: str
    public: bytes
    protection: int
    stub: bool


def secret_key_block(data: bytes) -> Verdict:
    """Judge the packets of a `PGP PRIVATE KEY BLOCK`; the least protected key decides."""
    bodies = [body for tag, body in _packets(data) if tag in _SECRET_KEYS]
    secrets = [secret for secret in map(_secret, bodies) if secret is not None]
    if not secrets:
        return review("does not parse as an OpenPGP secret key")
    first = secrets[0]
    known = published(first.public)
    if known:
        return known
    if any(secret.protection == 0 for secret in secrets):
        return confirmed(f"OpenPGP {first.name} secret key, not encrypted")
    if all(secret.stub for secret in secrets):
        return review(f"OpenPGP {first.name} key without its secret part", Severity.LOW)
    return likely(f"OpenPGP {first.name} secret key, encrypted", Severity.MEDIUM)


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the packets as far as they go; partial lengths, which no key has, end them."""
    position = 0
    while position < len(data) and data[position] & 0x80:
        tag, start, size = _packet_header(data, position)
        if size is None or start + size > len(data):
            break
        yield tag, data[start : start + size]
        position = start + size


def _packet_header(data: bytes, position: int) -> tuple[int, int, int | None]:
    """Return a packet's tag, where its body starts, and its size; None for one that is unclear."""
    # A length that is cut off is one of more bytes than there are.
    head = data[position : position + 6].ljust(6, b"\xff")
    if head[0] & 0x40:
        octets, size = _new_length(head[1:])
        return head[0] & 0x3F, position + 1 + octets, size
    octets = 1 << (head[0] & 3)
    size = int.from_bytes(head[1 : 1 + octets], "big") if octets < 8 else None
    return head[0] >> 2 & 0xF, position + 1 + octets, size


def _new_length(head: bytes) -> tuple[int, int | None]:
    """Return how many bytes a length takes, and the length."""
    if head[0] < 192:
        return 1, head[0]
    if head[0] < 224:
        return 2, (head[0] - 192 << 8) + head[1] + 192
    return 5, int.from_bytes(head[1:], "big") if head[0] == 255 else None


def _secret(body: bytes) -> _Secret | None:
    """Return what a secret-key packet of version 4 or 6 says of itself."""
    algorithm = _octet(body, 5)
    end = _public_end(body, algorithm)
    if end is None or end >= len(body):
        return None
    protection = body[end]
    # Version 4: 254, cipher, S2K kind, hash, then `GNU`.
    stub = protection in {254, 255} and _octet(body, end + 2) == _GNU_STUB
    return _Secret(_NAMES.get(algorithm, "public-key"), body[:end], protection, stub)


def _public_end(body: bytes, algorithm: int) -> int | None:
    """Return where the public part ends, or would if it were whole; None for an unknown kind."""
    if body[:1] == b"\6":
        return 10 + int.from_bytes(body[6:10], "big")
    if body[:1] != b"\4":
        return None
    if algorithm in _FIXED_SIZES:
        return 6 + _FIXED_SIZES[algorithm]
    if algorithm in _ON_CURVES:
        position = _after_number(body, 7 + _octet(body, 6))
        return position + 1 + _octet(body, position) if algorithm == _ECDH else position
    if algorithm not in _NUMBERS:
        return None
    position = 6
    for _ in range(_NUMBERS[algorithm]):
        position = _after_number(body, position)
    return position


def _octet(body: bytes, position: int) -> int:
    """Return the byte at `position`; 0 behind the last."""
    return int.from_bytes(body[position : position + 1])


def _after_number(body: bytes, position: int) -> int:
    """Return where the number at `position` ends: two bytes of bit length, then the bytes."""
    return position + 2 + (int.from_bytes(body[position : position + 2], "big") + 7) // 8
