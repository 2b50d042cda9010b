"""Keys of Azure: what the checksum covers, where it stands, and what has none."""

import base64
import random
import string
import zlib

import pytest

from leakscan.detection.entropy import shannon
from leakscan.detection.validators import azure
from leakscan.detection.validators.checksums import marvin32
from leakscan.model.rule import Confidence, Verdict

RIGHT = Verdict(Confidence.CONFIRMED, "checksum is right")
WRONG = Verdict(Confidence.REVIEW, "checksum is wrong")
CHANCE = random.Random(8).sample(string.ascii_letters + string.digits, 62)


def _spread(*counts: int) -> bytes:
    """Return text with so many of each of its characters, in no order."""
    text = [CHANCE[number] for number, count in enumerate(counts) for _ in range(count)]
    random.Random(2).shuffle(text)
    return "".join(text).encode()


def _key(size: int, signature: bytes, seed: bytes, salt: int) -> bytes:
    """Return a key of so many bytes whose signature is followed by six characters."""
    bare = -(-size * 4 // 3)
    chance = random.Random(salt)
    text = "".join(chance.choices(string.ascii_letters, k=bare - 10)).encode() + signature
    text += b"A" * (6 + -bare % 4)
    data = base64.b64decode(text)[: size - 4]
    return base64.b64encode(data + marvin32(data, int.from_bytes(seed)).to_bytes(4, "little"))


@pytest.mark.parametrize("seed", [b"MastRW00", b"SystRO00", b"Encryp00"])
@pytest.mark.parametrize("size", [24, 30, 39, 48])
def test_a_key_is_checked_under_each_seed_of_its_service(size: int, seed: bytes) -> None:
    """Whatever its size, from 24 bytes on."""
    key = _key(size, b"ACDb", seed, size)

    assert key.rstrip(b"=")[-10:-6] == b"ACDb"
    assert azure.identifiable_key(key) == RIGHT
    assert azure.account_key(key) == RIGHT
    assert azure.identifiable_key(_key(size, b"ACDb", b"NoSeed00", size)) == WRONG


def test_a_shorter_key_is_none() -> None:
    """Of 23 bytes there is no key; nor of what is not base64."""
    verdict = azure.identifiable_key(_key(23, b"ACDb", b"MastRW00", 1))

    assert verdict == Verdict(Confidence.REVIEW, "not base64 of a key")
    assert azure.identifiable_key(b"!" * 22 + b"ACDbAAAAAA") == verdict


def test_a_caches_key_has_letters_for_what_an_address_cannot_have() -> None:
    """P for +, F for /, in its checksum as before; no other service's key has."""
    salts = range(300)
    keys = [_key(30, b"AzCa", b"Access00", salt) for salt in salts]
    awkward = [key for key in keys if {b"+", b"/"} & {key[at : at + 1] for at in range(35, 40)}]
    others = [_key(30, b"ACDb", b"MastRW00", salt) for salt in salts]

    assert len(awkward) > 10
    for key in awkward:
        translated = key.replace(b"+", b"P").replace(b"/", b"F")
        assert azure.identifiable_key(key) == RIGHT
        assert azure.identifiable_key(translated) == RIGHT
        assert azure.identifiable_key(translated[:35] + b"Z" + translated[36:]) == WRONG
    for key in others:
        translated = key.replace(b"+", b"P").replace(b"/", b"F")
        if translated[34:] != key[34:]:
            assert azure.identifiable_key(translated) == WRONG


def test_an_older_account_key_is_chance_of_four_bits() -> None:
    """Sixteen characters in equal number are just enough; a sample is none."""
    assert shannon(_spread(*[5] * 16)) == 4.0
    assert azure.account_key(_spread(*[5] * 16)).confidence is Confidence.LIKELY
    assert azure.account_key(_spread(6, *[5] * 15)).confidence is None
    assert azure.account_key(_spread(*[2] * 40) + b"EXAMPLE=").confidence is None


def _annotated(service: bytes, tail: bytes | None = None, *, last: bytes = b"") -> bytes:
    text = _spread(*[1] * 52) + b"JQQJ99BH" + _spread(*[1] * 12) + b"AAAA" + service
    checksum = marvin32(base64.b64decode(text), int.from_bytes(b"Default0")).to_bytes(4, "little")
    whole = azure.cask_digits(checksum) if tail is None else base64.b64encode(checksum)
    return text + whole[:4] + last


def test_an_annotated_key_is_checked_in_base_62_or_in_base_64() -> None:
    """Four characters of its checksum, whose 60 bytes end with the service's name."""
    right = Verdict(Confidence.CONFIRMED, "Azure DevOps, checksum is right")
    wrong = Verdict(Confidence.REVIEW, "Azure DevOps, checksum is wrong")

    assert azure.common_annotated_key(_annotated(b"AZDO")) == right
    assert azure.common_annotated_key(_annotated(b"azdo")) == right
    assert azure.common_annotated_key(_annotated(b"AZDO", b"64")) == right
    assert azure.common_annotated_key(_annotated(b"AZDO", b"64", last=b"=")) == right
    assert azure.common_annotated_key(_annotated(b"AZDO", last=b"\n")) == wrong
    assert azure.common_annotated_key(_annotated(b"AZDO")[:80]) == wrong
    assert azure.common_annotated_key(_annotated(b"NONE")) == RIGHT


@pytest.mark.parametrize(
    ("checksum", "digits"),
    [
        (b"\xff\xff\xff\xff", b"4gfFC3"),
        (b"\0\0\0\1", b"000100"),
        (b"\0\0\0\0", b"000000"),
        (b"\0\0\1\0", b"004800"),
    ],
)
def test_digits_of_a_checksum_keep_their_zeros_in_front(checksum: bytes, digits: bytes) -> None:
    """One for each byte of zero; and others fill it up from behind."""
    assert azure.cask_digits(checksum) == digits


def test_an_older_client_secret_is_chance_of_more_than_three_and_a_half_bits() -> None:
    """Without `8Q~` there is no checksum."""
    even = _spread(*[2] * 4, *[1] * 8)

    assert shannon(even) == 3.5
    assert azure.entra_client_secret(even).confidence is None
    assert azure.entra_client_secret(even + CHANCE[20].encode()).confidence is Confidence.LIKELY


@pytest.mark.parametrize("seed", [0xE0B9692D, 0x1019F92E])
def test_a_token_of_devops_has_its_checksum_strewn_over_it(seed: int) -> None:
    """Of users and of applications alike; any byte that is changed breaks it."""
    data = bytearray(random.Random(seed).randbytes(32))
    rest = bytes(byte for at, byte in enumerate(data) if at not in {2, 7, 8, 22})
    data[22], data[8], data[7], data[2] = (zlib.crc32(rest) ^ seed).to_bytes(4, "little")

    assert azure.devops_token(base64.b32encode(data).rstrip(b"=").lower()) == RIGHT
    for at in range(32):
        changed = bytes(byte ^ (number == at) for number, byte in enumerate(data))
        assert azure.devops_token(base64.b32encode(changed).rstrip(b"=")).confidence is None
    assert azure.devops_token(base64.b32encode(data + b"\0").rstrip(b"=")).confidence is None


def test_a_signature_is_thirty_two_bytes_of_chance() -> None:
    """Twelve different bytes are the least that chance has."""

    def judged(data: bytes) -> Confidence | None:
        return azure.shared_access_signature(base64.b64encode(data)).confidence

    assert judged(bytes(range(12)) + bytes(20)) is Confidence.LIKELY
    assert judged(bytes(range(11)) + bytes(21)) is None
    assert judged(bytes(range(31))) is None
    assert judged(bytes(range(33))) is None
    other = base64.urlsafe_b64encode(b"\xfb\xff" + bytes(range(30)))
    assert azure.shared_access_signature(other).confidence is Confidence.LIKELY
