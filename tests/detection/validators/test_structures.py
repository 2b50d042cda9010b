"""What issuers build into their tokens, part by part: where each begins, and how long it is."""

import base64
import json
import random
import string
import zlib
from collections.abc import Callable

import pytest

from leakscan.detection.entropy import shannon
from leakscan.detection.validators import tokens
from leakscan.detection.validators.checksums import BASE36, BASE58, crc16, double_sha256, in_base
from leakscan.model.rule import Confidence, Verdict

RIGHT = Verdict(Confidence.CONFIRMED, "checksum is right")
WRONG = Verdict(Confidence.REVIEW, "checksum is wrong")
LIKELY = Verdict(Confidence.LIKELY)
CHANCE = random.Random(8).sample(string.ascii_letters + string.digits, 62)


def _spread(*counts: int) -> bytes:
    """Return text with so many of each of its characters, in no order."""
    text = [CHANCE[number] for number, count in enumerate(counts) for _ in range(count)]
    random.Random(2).shuffle(text)
    return "".join(text).encode()


def _routable(prefix: str, counted: int, payload: int = 40) -> bytes:
    checked = f"{prefix}{_spread(*[1] * payload).decode()}.01.{in_base(counted, BASE36, 2)}"
    return (checked + in_base(zlib.crc32(checked.encode()), BASE36, 7)).encode()


def test_a_routable_token_tells_how_long_its_payload_is() -> None:
    """With or without the kind in front of it, of three characters."""
    assert tokens.gitlab_routable(_routable("glpat-", 40)) == RIGHT
    assert tokens.gitlab_routable(_routable("glrt-t1_", 40)) == RIGHT
    assert tokens.gitlab_routable(_routable("glrt-t1_", 43)) == RIGHT
    assert tokens.gitlab_routable(_routable("glrt-t1_", 41)) == WRONG
    assert tokens.gitlab_routable(_routable("glpat-", 39)) == WRONG
    assert tokens.gitlab_routable(_routable("glpat-", 40)[:-1] + b"!") == WRONG
    assert tokens.gitlab_routable(_routable("glpat-", 0, 2)) == RIGHT


def test_a_token_of_a_server_of_ones_own_is_a_number_and_twenty_bytes() -> None:
    """Nine different bytes are the least that chance has; the number does not count."""

    def judged(data: bytes) -> Confidence | None:
        return tokens.atlassian_data_center(base64.b64encode(data)).confidence

    assert judged(b"123456789012:" + bytes(range(9)) + bytes(11)) is Confidence.CONFIRMED
    assert judged(b"123456789012:" + bytes(range(8)) + bytes(12)) is None
    assert judged(b"123456789012:" + bytes(range(21))) is None
    assert judged(b"12345678901:" + bytes(range(20))) is None


def test_checksums_stand_where_their_issuers_put_them() -> None:
    """Of what is before them alone, without the prefix where that is not part of it."""
    body = _spread(*[1] * 54)
    crc = base64.b64encode(zlib.crc32(body).to_bytes(4, "little"))[:6]
    middle = _spread(*[1] * 32)

    assert tokens.confluent(b"cflt" + body + crc) == RIGHT
    assert tokens.confluent(b"xcflt" + body + crc) == WRONG
    assert tokens.zuplo(b"zpka_" + middle + b"_%08x" % zlib.crc32(middle)) == RIGHT
    assert tokens.zuplo(b"zpka_" + middle + b"_%08X" % zlib.crc32(b"A")) == WRONG
    assert tokens.github(b"ghp_" + b"A" * 30 + b"000000") == WRONG


def _field(kind: int, value: bytes) -> bytes:
    size = len(value)
    low = bytes((size,)) if size < 128 else bytes((0x80 | size & 0x7F, size >> 7))
    return bytes((kind,)) + low + value


def _pypi(macaroon: bytes) -> Confidence | None:
    return tokens.pypi(b"pypi-" + base64.urlsafe_b64encode(macaroon).rstrip(b"=")).confidence


@pytest.mark.parametrize("size", [1, 127, 128, 255, 300, 16_383])
def test_a_macaroon_is_read_to_its_last_byte(size: int) -> None:
    """Lengths of one byte and of two; a signature of 32 bytes ends it."""
    before = b"\2" + _field(1, b"pypi.org") + _field(2, b"i" * size) + b"\0\0"
    whole = before + _field(6, bytes(32))

    assert _pypi(whole) is Confidence.CONFIRMED
    assert _pypi(whole + b"\0") is Confidence.CONFIRMED
    assert _pypi(b"\1" + whole[1:]) is Confidence.REVIEW
    assert _pypi(before + _field(6, bytes(31))) is Confidence.REVIEW
    assert _pypi(before + _field(6, bytes(33))) is Confidence.REVIEW
    assert _pypi(before + _field(5, bytes(32))) is Confidence.REVIEW
    for cut in (1, 2, 32, 33, 34):
        assert _pypi(whole[:-cut]) is Confidence.REVIEW
    assert _pypi(whole + b"\6") is Confidence.REVIEW
    assert _pypi(whole + b"\2\1") is Confidence.REVIEW


def test_a_length_of_a_macaroon_is_of_four_bytes_at_most() -> None:
    """What goes on behind them is something else."""
    end = _field(6, bytes(32))

    assert _pypi(b"\2\1\x81\x80\x80\0x" + end) is Confidence.CONFIRMED
    assert _pypi(b"\2\1\x81\x80\x80\x80x" + end) is Confidence.CONFIRMED
    assert _pypi(b"\2\1\x81\x80\x80\1x" + end) is Confidence.REVIEW
    assert _pypi(b"\2\1\x81\x80\1x" + end) is Confidence.REVIEW
    assert tokens._varint(b"\xff\xff\xff\x7f", 0) == (0x0FFFFFFF, 4)
    assert tokens._varint(b"\xff\xff\xff\xff\xff", 0) == (0x0FFFFFFF, 4)
    assert tokens._varint(b"x", 1) == (0, 2)


@pytest.mark.parametrize(
    ("role", "name"), [(0, "account"), (14, "operator"), (20, "user"), (13, "server"), (2, "NATS")]
)
def test_a_seed_of_nats_names_whose_it_is(role: int, name: str) -> None:
    """A seed's mark and a role share the first two bytes, of thirty-six."""
    prefix = bytes((0x90 | role << 3 >> 5, (role << 3 & 31) << 3))

    def made(count: int) -> bytes:
        data = prefix + random.Random(role).randbytes(count)
        return base64.b32encode(data + crc16(data).to_bytes(2, "little")).rstrip(b"=")

    verdict = tokens.nats(made(32))

    assert verdict == Verdict(Confidence.CONFIRMED, f"{name} seed, checksum is right")
    assert tokens.nats(made(31)).confidence is None
    assert tokens.nats(made(33)).confidence is None


def _base58(payload: bytes) -> bytes:
    data = payload + double_sha256(payload)[:4]
    zeros = len(data) - len(data.lstrip(b"\0"))
    return b"1" * zeros + in_base(int.from_bytes(data), BASE58, 0).encode()


@pytest.mark.parametrize(
    ("payload", "holds"),
    [
        (b"\x80" + bytes(range(32)), True),
        (b"\x80" + bytes(range(32)) + b"\1", True),
        (b"\x80" + bytes(range(32)) + b"\2", False),
        (b"\x80" + bytes(range(31)), False),
        (b"\x80" + bytes(range(33)) + b"\1", False),
        (b"\0" + bytes(range(32)), False),
        (b"\x81" + bytes(range(32)) + b"\1", False),
    ],
)
def test_a_bitcoin_key_is_of_thirty_two_bytes(payload: bytes, holds: bool) -> None:  # noqa: FBT001 - a table's column
    """Behind 0x80, and before 1 where its public key is compressed."""
    expected = RIGHT if holds else Verdict(None)

    assert tokens.bitcoin_wif(_base58(payload)) == expected


def test_the_key_of_bitcoins_wiki_is_read() -> None:
    """The one that its page on the wallet import format works out step by step."""
    number = "0C28FCA386C7A227600B2FE50B7CAE11EC86D3BF1FBE471BE89827E19D72AA1D"
    written = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4d" + "Z1jvhTVqvbTLvyTJ"

    assert _base58(b"\x80" + bytes.fromhex(number)).decode() == written
    assert tokens.bitcoin_wif(written.encode()) == RIGHT


def test_an_extended_key_has_a_zero_before_its_key() -> None:
    """Of 78 bytes, the forty-sixth; a public one has 2 or 3 there."""

    def judged(after: bytes, size: int = 32) -> Verdict:
        return tokens.extended_private_key(
            _base58(b"\4\x88\xad\xe4" + bytes([7] * 41) + after + bytes([9] * size))
        )

    assert judged(b"\0") == RIGHT
    assert judged(b"\2") == WRONG
    assert judged(b"\0", 31) == WRONG
    assert judged(b"\0", 33) == WRONG
    assert tokens.extended_private_key(b"") == WRONG


def test_a_key_of_bedrock_tells_its_account() -> None:
    """In base64 behind its four letters; another content is likely one."""
    text = b"BedrockAPIKey-k3x9-at-123456789012:" + _spread(*[1] * 40)

    verdict = tokens.bedrock_long_term(b"ABSK" + base64.b64encode(text))

    assert verdict == Verdict(Confidence.CONFIRMED, "AWS account 123456789012")
    assert tokens.bedrock_long_term(b"ABSK" + base64.b64encode(text[1:])) == LIKELY


@pytest.mark.parametrize(
    ("proof", "prefix", "least"),
    [
        (tokens.swarm_join_token, b"", [2] * 4 + [1] * 8),
        (tokens.slack_webhook, b"hooks.slack.com/services/T0A/B0A/", [3] * 8),
    ],
)
def test_chance_has_some_bits_in_each_character(
    proof: Callable[[bytes], Verdict], prefix: bytes, least: list[int]
) -> None:
    """Three and a half in the one, three in the other are just enough."""
    assert shannon(_spread(*least)) in {3.0, 3.5}
    assert proof(prefix + _spread(*least)) == LIKELY
    assert proof(prefix + _spread(least[0] + 1, *least[1:])).confidence is None


def test_the_webhook_of_the_manual_is_dropped() -> None:
    """Its team's number is all zeros."""
    assert tokens.slack_webhook(b"/services/T00000000/B0A/" + _spread(*[1] * 24)).confidence is None


def test_a_json_object_is_one_that_is_not_nested_without_end() -> None:
    """A hundred brackets are read, more are not; nor is what is no object."""
    hundred = b'{"a":' + b"[" * 99 + b"]" * 99 + b"}"

    assert tokens.json_object(hundred) == json.loads(hundred)
    assert tokens.json_object(hundred.replace(b"[]", b"[[]]")) is None
    assert tokens.json_object(b'{"a":' * 101 + b"1" + b"}" * 101) is None
    assert tokens.json_object(b"[1]") is None
    assert tokens.json_object(b"{") is None
