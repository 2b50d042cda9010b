"""
Proof for OpenPGP secret keys: the packets of an armoured block, and whether they are encrypted.

Source:
    RFC 9580, sections 4.2, 5.5 and 6.
"""

from dataclasses import dataclass

from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import confirmed, likely, review
from leakscan.model.rule import Severity, Verdict

_SECRET_KEY, _SECRET_SUBKEY = 5, 7

_NUMBERS = {1: 2, 2: 2, 3: 2, 16: 3, 17: 4, 20: 3}
"""Public-key algorithm to how many numbers the public part has."""
_NAMES = {1: "RSA", 16: "Elgamal", 17: "DSA", 18: "ECDH", 19: "ECDSA", 22: "EdDSA"}
_ON_CURVES = {18, 19, 22}
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
    bodies = [body for tag, body in _packets(data) if tag in {_SECRET_KEY, _SECRET_SUBKEY}]
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


def first_public_part(data: bytes) -> bytes | None:
    """Return the public part of the first secret key, which identifies it."""
    for tag, body in _packets(data):
        secret = _secret(body) if tag == _SECRET_KEY else None
        if secret is not None:
            return secret.public
    return None


def _packets(data: bytes) -> list[tuple[int, bytes]]:
    """Return the packets as far as they go; partial lengths, which no key has, end the list."""
    found: list[tuple[int, bytes]] = []
    position = 0
    while position + 2 <= len(data) and data[position] & 0x80 and len(found) < 256:
        tag, start, size = _packet_header(data, position)
        if size is None or start + size > len(data):
            break
        found.append((tag, data[start : start + size]))
        position = start + size
    return found


def _packet_header(data: bytes, position: int) -> tuple[int, int, int | None]:
    """Return a packet's tag, where its body starts, and its size; None for one that is unclear."""
    first = data[position]
    if first & 0x40:
        return (first & 0x3F, *_new_length(data, position + 1))
    kind = first & 3
    start = position + 1 + (1 << kind)
    if kind == 3 or start > len(data):
        return first >> 2 & 0xF, start, None
    return first >> 2 & 0xF, start, int.from_bytes(data[position + 1 : start], "big")


def _new_length(data: bytes, position: int) -> tuple[int, int | None]:
    octet = data[position]
    if octet < 192:
        return position + 1, octet
    if octet < 224 and position + 2 <= len(data):
        return position + 2, (octet - 192 << 8) + data[position + 1] + 192
    if octet == 255 and position + 5 <= len(data):
        return position + 5, int.from_bytes(data[position + 1 : position + 5], "big")
    return position, None


def _secret(body: bytes) -> _Secret | None:
    """Return what a secret-key packet of version 4 or 6 says of itself."""
    if len(body) < 8 or body[0] not in {4, 6}:
        return None
    algorithm = body[5]
    end = _public_end(body, algorithm)
    if end is None or end >= len(body):
        return None
    protection = body[end]
    # Version 4: 254, cipher, S2K kind, hash, then `GNU`.
    stub = protection in {254, 255} and body[end + 2 : end + 3] == bytes((_GNU_STUB,))
    return _Secret(_NAMES.get(algorithm, "public-key"), body[:end], protection, stub)


def _public_end(body: bytes, algorithm: int) -> int | None:
    """Return where the public part ends; None when the packet is too short or unknown."""
    if body[0] == 6:
        return 10 + int.from_bytes(body[6:10], "big")
    if algorithm in _FIXED_SIZES:
        return 6 + _FIXED_SIZES[algorithm]
    position = 6
    if algorithm in _ON_CURVES:
        position += 1 + body[position]
        position = _after_number(body, position)
        if algorithm == 18 and position < len(body):
            position += 1 + body[position]
        return position
    if algorithm not in _NUMBERS:
        return None
    for _ in range(_NUMBERS[algorithm]):
        position = _after_number(body, position)
    return position


def _after_number(body: bytes, position: int) -> int:
    """Return where the number at `position` ends: two bytes of bit length, then the bytes."""
    return position + 2 + (int.from_bytes(body[position : position + 2], "big") + 7) // 8
