"""Checksums and number systems against the vectors that their authors publish."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.detection.validators import checksums


@pytest.mark.parametrize(
    ("seed", "data", "expected"),
    [
        (0xD53CD9CECD0893B7, b"abc", 0x22C74339_492769BF),
        (0x0DDDDEEEEFFFF000, b"abcdefghijklmnopqrstuvwxyz", 0xA128EB7E_7260ACA2),
    ],
)
def test_marvin_gives_what_symcrypt_gives(seed: int, data: bytes, expected: int) -> None:
    """The two halves of SymCrypt's 64-bit results, folded into 32 bits."""
    assert (expected >> 32) ^ (expected & 0xFFFFFFFF) == checksums.marvin32(data, seed)


def test_crc16_is_xmodem() -> None:
    """The check value of the catalogue of parametrised CRC algorithms."""
    assert checksums.crc16(b"123456789") == 0x31C3


def test_crc24_is_openpgp() -> None:
    """The check value of the catalogue of parametrised CRC algorithms."""
    assert checksums.crc24(b"123456789") == 0x21CF02


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("A12UEL5L", True),
        ("a12uel5l", True),
        (
            "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
            True,
        ),
        ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", True),
        ("A12UEl5l", False),
        ("pzry9x0s0muk", False),
        ("x1b4n0q5v", False),
        ("A1G7SGD8", False),
        ("", False),
    ],
)
def test_bech32_accepts_what_bip_173_lists(text: str, holds: bool) -> None:  # noqa: FBT001 - a table's column
    """Valid strings of BIP 173 hold, invalid ones and mixed case do not."""
    assert holds == checksums.bech32_holds(text)


@given(payload=st.binary(min_size=1, max_size=80))
def test_base58check_gives_back_any_payload(payload: bytes) -> None:
    """Encoding and decoding are inverse, leading zero bytes included."""
    data = payload + checksums.double_sha256(payload)[:4]
    zeros = len(data) - len(data.lstrip(b"\0"))
    digits = checksums.in_base(int.from_bytes(data, "big"), checksums.BASE58, 0)

    assert payload == checksums.base58check(("1" * zeros + digits).encode())


def test_base58check_refuses_a_changed_character() -> None:
    """The genesis block's address holds; with its last character changed it does not."""
    genesis = b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"

    assert len(checksums.base58check(genesis) or b"") == 21
    assert checksums.base58check(genesis[:-1] + b"b") is None
    assert checksums.base58check(b"0OIl") is None


@given(number=st.integers(0, 1 << 64), width=st.integers(0, 12))
def test_in_base_agrees_with_pythons_own_reader(number: int, width: int) -> None:
    """What is written in base 36 is read back by `int`, padded to its width."""
    text = checksums.in_base(number, checksums.BASE36, width)

    assert len(text) >= width
    assert number == int("0" + text, 36)


@given(data=st.binary(max_size=64))
def test_base64_is_read_with_and_without_padding(data: bytes) -> None:
    """Padding may be missing; the alphabet may not be the other one."""
    text = base64.urlsafe_b64encode(data)

    assert data == checksums.base64_bytes(text.rstrip(b"="), urlsafe=True)
    assert data == checksums.base64_bytes(text, urlsafe=True)
    assert checksums.base64_bytes(b"ab!d") is None
    assert checksums.base64_bytes(b"abcde") is None


def test_github_suffix_is_the_one_of_its_announcement() -> None:
    """CRC-32 in base 62 keeps its leading zeros: 6 digits always."""
    assert len(checksums.in_base(zlib.crc32(b"a"), checksums.BASE62, 6)) == 6
    assert checksums.in_base(0, checksums.BASE62, 6) == "000000"


def test_a_number_of_one_digit_keeps_its_width() -> None:
    """Digits of the value stand behind as many of the first digit as are missing."""
    assert checksums.in_base(61, checksums.BASE62, 3) == "00z"
    assert checksums.in_base(62, checksums.BASE62, 0) == "10"
    assert checksums.in_base(0, checksums.BASE58, 0) == ""


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (b"", b""),
        (b"MY", b"f"),
        (b"MZXQ", b"fo"),
        (b"MZXW6", b"foo"),
        (b"MZXW6YQ", b"foob"),
        (b"MZXW6YTB", b"fooba"),
        (b"MZXW6YTBOI", b"foobar"),
        (b"M", None),
        (b"my", None),
        (b"M1", None),
    ],
)
def test_base32_is_read_as_rfc_4648_lists_it(text: bytes, data: bytes | None) -> None:
    """Without padding, in upper case alone."""
    assert checksums.base32_bytes(text) == data


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (b"3P14159f73E4gFr7JterCCQh9QjiTjiZrG", 5),
        (b"1QLbz7JHiBTspS962RLKV8GndWFwi5j6Qr", 0),
        (b"1111111111111111111114oLvT2", 0),
    ],
)
def test_base58check_reads_addresses_that_everybody_knows(text: bytes, version: int) -> None:
    """Version and digest of twenty bytes; one is nothing but zeros."""
    found = checksums.base58check(text)

    assert found is not None
    assert (found[0], len(found)) == (version, 21)
    assert any(found) == (text[:2] != b"11")


def test_base58check_needs_a_checksum() -> None:
    """Four zeros are not the one of nothing, and less is none."""
    assert checksums.base58check(b"") is None
    assert checksums.base58check(b"1111") is None
    assert checksums.base58check(b"3QJmnh") == b""


def test_base64_has_the_characters_of_one_alphabet() -> None:
    """The other one's are none, unless it is asked for, and nothing is passed over."""
    assert checksums.base64_bytes(b"-_-_") is None
    assert checksums.base64_bytes(b"-_-_", urlsafe=True) == b"\xfb\xff\xbf"
    assert checksums.base64_bytes(b"QUJDREVG!!!!") is None
    assert checksums.base64_bytes(b"QUJD\nREVG") is None
