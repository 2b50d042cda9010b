"""The checksums and number systems that issuers build into their tokens."""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable

BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_WORD = 0xFFFFFFFF


def in_base(number: int, digits: str, width: int) -> str:
    """Return `number` written with `digits`, padded on the left to `width`."""
    text = ""
    while number:
        number, digit = divmod(number, len(digits))
        text = digits[digit] + text
    return text.rjust(width, digits[0])


def base64_bytes(text: bytes, *, urlsafe: bool = False) -> bytes | None:
    """Return what `text` encodes, with or without its padding; None when it is not base64."""
    text = text.rstrip(b"=")
    padded = text + b"=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_" if urlsafe else None, validate=True)
    except binascii.Error:
        return None


def base32_bytes(text: bytes) -> bytes | None:
    """Return what `text` encodes in upper-case base32; None when it does not."""
    try:
        return base64.b32decode(text + b"=" * (-len(text) % 8))
    except binascii.Error:
        return None


def marvin32(data: bytes, seed: int) -> int:
    """
    Return the 32-bit Marvin hash of `data` under a 64-bit seed.

    Source:
        US patent 20130262421, as implemented in the .NET runtime, `Marvin.cs`.
    """
    low, high = seed & _WORD, seed >> 32
    whole = len(data) & ~3
    for (word,) in struct.iter_unpack("<I", data[:whole]):
        low, high = _marvin_block((low + word) & _WORD, high)
    tail = int.from_bytes(data[whole:] + b"\x80", "little")
    low, high = _marvin_block((low + tail) & _WORD, high)
    low, high = _marvin_block(low, high)
    return low ^ high


def _marvin_block(low: int, high: int) -> tuple[int, int]:
    high ^= low
    low = (_rotated(low, 20) + high) & _WORD
    high = _rotated(high, 9) ^ low
    low = (_rotated(low, 27) + high) & _WORD
    return low, _rotated(high, 19)


def _rotated(word: int, count: int) -> int:
    return (word << count | word >> 32 - count) & _WORD


def crc16(data: bytes) -> int:
    """Return the CRC-16/XMODEM of `data`, which NATS keys end with."""
    return binascii.crc_hqx(data, 0)


def crc24(data: bytes) -> int:
    """
    Return the checksum that ends OpenPGP armour.

    Source:
        RFC 9580, section 6.1.1.
    """
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return crc & 0xFFFFFF


def base58check(text: bytes) -> bytes | None:
    """Return the payload of a base58check value; None when the checksum does not hold."""
    number = 0
    for character in text.decode("latin-1"):
        digit = BASE58.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip(b"1"))
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    payload, checksum = data[:-4], data[-4:]
    return payload if checksum and double_sha256(payload)[:4] == checksum else None


def double_sha256(data: bytes) -> bytes:
    """Return SHA-256 of SHA-256 of `data`."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def bech32_holds(text: str) -> bool:
    """
    Say whether the checksum of a bech32 string holds; one case only, of any length.

    Source:
        BIP 173.
    """
    lowered = text.lower()
    human, separator, data = lowered.rpartition("1")
    if not separator or text not in {lowered, text.upper()}:
        return False
    if not set(data) <= set(_BECH32):
        return False
    return bech32_polymod([*bech32_expanded(human), *map(_BECH32.index, data)]) == 1


def bech32_expanded(human: str) -> list[int]:
    """Return the human-readable part as the checksum reads it."""
    codes = human.encode("latin-1", "replace")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def bech32_polymod(values: Iterable[int]) -> int:
    """Return the BCH remainder of five-bit `values`."""
    remainder = 1
    for value in values:
        top = remainder >> 25
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_BECH32_GENERATOR):
            if top >> bit & 1:
                remainder ^= generator
    return remainder
