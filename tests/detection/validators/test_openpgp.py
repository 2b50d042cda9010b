"""OpenPGP packets: each way to write a length, where each kind's public part ends, what is told."""

import struct
from collections.abc import Callable

import pytest

from leakscan.detection.validators import known_keys, openpgp
from leakscan.model.rule import Confidence, Severity, Verdict

HEAD = b"\4" + bytes(4)
SECRET = b"\0" + bytes(range(40))
"""Not encrypted, and some of a secret part."""
LOCKED = b"\xfe\x09\x03\x08" + bytes(range(40))
"""Encrypted by a passphrase."""
STUB = b"\xfe\x00\x65\x00GNU\x01"
"""Kept elsewhere."""
NOTHING = Verdict(Confidence.REVIEW, "does not parse as an OpenPGP secret key")


def number(size: int, bits: int | None = None) -> bytes:
    """Return a number of so many bytes, as OpenPGP writes it."""
    return struct.pack(">H", 8 * size if bits is None else bits) + b"\xff" * size


RSA = HEAD + b"\1" + number(128) + number(3, 17)
"""A public part of 144 bytes."""
EDWARDS = HEAD + b"\x1b" + bytes(32)


def packet(body: bytes, tag: int = 5) -> bytes:
    """Return a packet in the new format, its length as short as it can be."""
    size = len(body)
    if size < 192:
        return bytes((0xC0 | tag, size)) + body
    return bytes((0xC0 | tag, 192 + (size - 192 >> 8), size - 192 & 0xFF)) + body


def is_read_as(public: bytes, data: bytes) -> bool:
    """Say whether the first key of `data` is looked up by exactly this public part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known_keys, "_table", lambda: {known_keys.fingerprint(public): "A test"})
        return openpgp.secret_key_block(data).detail == "publicly known key: A test"


@pytest.mark.parametrize(
    "write",
    [
        lambda body: b"\x94" + struct.pack(">B", len(body)) + body,
        lambda body: b"\x95" + struct.pack(">H", len(body)) + body,
        lambda body: b"\x96" + struct.pack(">I", len(body)) + body,
        lambda body: b"\xc5\xff" + struct.pack(">I", len(body)) + body,
        packet,
    ],
    ids=["old 1", "old 2", "old 4", "new 5", "new 1 or 2"],
)
def test_a_length_is_read_however_it_is_written(write: Callable[[bytes], bytes]) -> None:
    """To the last byte: with any byte fewer there is no packet, and what follows is another."""
    data = write(RSA + SECRET)

    assert is_read_as(RSA, data)
    assert is_read_as(RSA, packet(b"x", 6) + data)
    for end in range(len(data)):
        assert openpgp.secret_key_block(data[:end]) == NOTHING
    second = openpgp.secret_key_block(write(RSA + LOCKED) + packet(EDWARDS + SECRET, 7))
    assert second.confidence is Confidence.CONFIRMED


@pytest.mark.parametrize("size", [150, 191, 192, 193, 447, 448, 704, 8383])
def test_lengths_of_one_byte_and_of_two_meet(size: int) -> None:
    """191 is the last of one byte, 8,383 the last of two."""
    body = (RSA + SECRET).ljust(size, b"\0")[:size]
    second = packet(EDWARDS + SECRET)

    assert is_read_as(RSA, packet(body) + second)
    assert is_read_as(EDWARDS, packet(b"\3" + body[1:]) + second)


@pytest.mark.parametrize(
    "data",
    [
        b"\x97" + RSA + SECRET,
        b"\x97" + bytes(4) + b"\xb9" + bytes(3) + RSA + SECRET,
        b"\xc5\xe0\0" + (RSA + SECRET).ljust(9000, b"\0"),
        b"\xc5\xfe" + RSA + SECRET,
        b"\xc5\xff\1\0\0\xb9" + RSA + SECRET,
        b"\x45\xb9" + RSA + SECRET,
    ],
    ids=[
        "old, to the end",
        "old, as if of 185 bytes",
        "partial",
        "partial, largest",
        "of 16 MB",
        "no packet",
    ],
)
def test_a_packet_whose_end_is_not_told_is_not_read(data: bytes) -> None:
    """Nor one that is longer than what is there, nor what does not begin as packets do."""
    assert openpgp.secret_key_block(data) == NOTHING
    assert openpgp.secret_key_block(data + packet(EDWARDS + SECRET)) == NOTHING


@pytest.mark.parametrize(
    ("public", "name"),
    [
        (RSA, "RSA"),
        (HEAD + b"\2" + number(128) + number(3), "public-key"),
        (HEAD + b"\3" + number(128) + number(3), "public-key"),
        (HEAD + b"\x10" + number(128) + number(1, 3) + number(128, 1021), "Elgamal"),
        (HEAD + b"\x14" + number(128) + number(1, 3) + number(128, 1017), "public-key"),
        (HEAD + b"\x11" + number(128) + number(20) + number(128) + number(127), "DSA"),
        (HEAD + b"\x13" + b"\3abc" + number(65, 515), "ECDSA"),
        (HEAD + b"\x12" + b"\3abc" + number(65) + b"\3\1\2\3", "ECDH"),
        (HEAD + b"\x16" + b"\x09" + bytes(9) + number(33, 263), "EdDSA"),
        (HEAD + b"\x19" + bytes(32), "public-key"),
        (HEAD + b"\x1a" + bytes(56), "public-key"),
        (EDWARDS, "public-key"),
        (HEAD + b"\x1c" + bytes(57), "public-key"),
        (b"\6" + bytes(4) + b"\x1b" + struct.pack(">I", 32) + bytes(32), "public-key"),
        (b"\6" + bytes(4) + b"\x01" + struct.pack(">I", 300) + bytes(300), "RSA"),
    ],
)
def test_the_public_part_ends_where_its_kind_says(public: bytes, name: str) -> None:
    """Keys of a fixed size, on curves, of numbers, and of version 6, which says its length."""
    secret = packet(public + SECRET)

    assert is_read_as(public, secret)
    expected = Verdict(Confidence.CONFIRMED, f"OpenPGP {name} secret key, not encrypted")
    assert openpgp.secret_key_block(secret) == expected
    for end in range(len(public) + 1):
        assert openpgp.secret_key_block(packet(public[:end])) == NOTHING


@pytest.mark.parametrize(
    "body",
    [
        b"\5" + RSA[1:] + SECRET,
        HEAD + b"\x63" + SECRET,
        b"\6" + bytes(4) + b"\x1b\1\0\0\0" + bytes(40),
    ],
    ids=["version 5", "unknown algorithm", "longer than the packet"],
)
def test_other_versions_and_kinds_say_nothing(body: bytes) -> None:
    """What is not understood is left for review."""
    assert openpgp.secret_key_block(packet(body)) == NOTHING


@pytest.mark.parametrize("tag", range(64))
def test_secret_keys_and_subkeys_alone_are_judged(tag: int) -> None:
    """Public keys, signatures and names are no secrets."""
    verdict = openpgp.secret_key_block(packet(RSA + SECRET, tag))

    assert (verdict != NOTHING) == (tag in {5, 7})


@pytest.mark.parametrize(
    ("secrets", "confidence", "severity", "detail"),
    [
        ([LOCKED, SECRET], Confidence.CONFIRMED, None, "OpenPGP RSA secret key, not encrypted"),
        ([LOCKED], Confidence.LIKELY, Severity.MEDIUM, "OpenPGP RSA secret key, encrypted"),
        ([STUB, LOCKED], Confidence.LIKELY, Severity.MEDIUM, "OpenPGP RSA secret key, encrypted"),
        # As before RFC 2440: a cipher, and whatever its vector has.
        (
            [b"\x09\0" + STUB[2:]],
            Confidence.LIKELY,
            Severity.MEDIUM,
            "OpenPGP RSA secret key, encrypted",
        ),
        ([STUB], Confidence.REVIEW, Severity.LOW, "OpenPGP RSA key without its secret part"),
        (
            [b"\xff" + STUB[1:]],
            Confidence.REVIEW,
            Severity.LOW,
            "OpenPGP RSA key without its secret part",
        ),
    ],
)
def test_the_least_protected_key_decides(
    secrets: list[bytes], confidence: Confidence, severity: Severity | None, detail: str
) -> None:
    """A subkey may lie open while the first key is encrypted, or kept elsewhere."""
    bodies = [public + secret for public, secret in zip((RSA, EDWARDS), secrets, strict=False)]

    verdict = openpgp.secret_key_block(b"".join(packet(body, 7) for body in bodies))

    assert verdict == Verdict(confidence, detail, severity)
