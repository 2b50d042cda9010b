"""OpenPGP packets: each way to write a length, and where each kind's public part ends."""

import struct
from collections.abc import Callable

import pytest

from leakscan.detection.validators import openpgp

HEAD = b"\4" + bytes(4)
SECRET = b"\0" + bytes(range(40))
"""Not encrypted, and some of a secret part."""


def number(size: int) -> bytes:
    """Return a number of so many bytes, as OpenPGP writes it."""
    return struct.pack(">H", 8 * size) + b"\xff" * size


RSA = HEAD + b"\1" + number(128) + number(3)
"""A public part of 144 bytes."""


def _new_format(body: bytes) -> bytes:
    size = len(body)
    if size < 192:
        return b"\xc5" + bytes((size,)) + body
    return b"\xc5" + bytes((192 + (size - 192 >> 8), size - 192 & 0xFF)) + body


@pytest.mark.parametrize(
    "packet",
    [
        lambda body: b"\x94" + struct.pack(">B", len(body)) + body,
        lambda body: b"\x95" + struct.pack(">H", len(body)) + body,
        lambda body: b"\x96" + struct.pack(">I", len(body)) + body,
        lambda body: b"\xc5\xff" + struct.pack(">I", len(body)) + body,
        _new_format,
    ],
    ids=["old 1", "old 2", "old 4", "new 5", "new 1 or 2"],
)
def test_a_length_is_read_however_it_is_written(packet: Callable[[bytes], bytes]) -> None:
    """To the last byte: with one byte fewer there is no packet, and what follows is another."""
    data = packet(RSA + SECRET)

    assert openpgp.first_public_part(data) == RSA
    assert openpgp.first_public_part(data + data) == RSA
    assert openpgp.first_public_part(data[:-1]) is None
    assert openpgp.first_public_part(packet(b"x")[:2]) is None


@pytest.mark.parametrize("size", [150, 191, 192, 193, 447, 448, 704, 8383])
def test_lengths_of_one_byte_and_of_two_meet(size: int) -> None:
    """191 is the last of one byte, 8,383 the last of two."""
    body = (RSA + SECRET).ljust(size, b"\0")[:size]
    second = HEAD + b"\x19" + bytes(32)

    packets = _new_format(b"\4" + body[1:]) + _new_format(second + SECRET)

    assert openpgp.first_public_part(packets) == RSA
    other = _new_format(b"\3" + body[1:]) + _new_format(second + SECRET)
    assert openpgp.first_public_part(other) == second


@pytest.mark.parametrize(
    "public",
    [
        *(HEAD + bytes((kind, *bytes(size))) for kind, size in ((25, 32), (26, 56), (27, 32))),
        HEAD + b"\x1c" + bytes(57),
        HEAD + b"\x13" + b"\3abc" + number(65),
        HEAD + b"\x12" + b"\3abc" + number(65) + b"\3\1\2\3",
        HEAD + b"\x11" + number(128) + number(20) + number(128) + number(127),
        b"\6" + bytes(4) + b"\x1b" + struct.pack(">I", 32) + bytes(32),
    ],
    ids=["X25519", "X448", "Ed25519", "Ed448", "ECDSA", "ECDH", "DSA", "version 6"],
)
def test_the_public_part_ends_where_its_kind_says(public: bytes) -> None:
    """Keys of a fixed size, on curves, of numbers, and of version 6, which says its length."""
    assert openpgp.first_public_part(_new_format(public + SECRET)) == public
    assert openpgp.first_public_part(_new_format(public)) is None


@pytest.mark.parametrize(
    "body", [b"", b"\4" * 7, b"\5" + RSA[1:] + SECRET, HEAD + b"\x63" + SECRET]
)
def test_other_versions_kinds_and_shorter_bodies_say_nothing(body: bytes) -> None:
    """Version 5, an unknown algorithm, seven bytes."""
    assert openpgp.first_public_part(_new_format(body)) is None
