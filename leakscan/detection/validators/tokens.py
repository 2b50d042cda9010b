"""Proofs for tokens whose issuer built a checksum or a readable structure into them."""

import json
import re
import zlib
from typing import Any

from leakscan.detection.entropy import shannon
from leakscan.detection.filters import drop_reason
from leakscan.detection.validators.checksums import (
    BASE36,
    BASE62,
    base32_bytes,
    base58check,
    base64_bytes,
    bech32_holds,
    crc16,
    in_base,
)
from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import (
    DROPPED,
    by_checksum,
    confirmed,
    likely,
    review,
)
from leakscan.model.rule import Severity, Verdict


def github(secret: bytes) -> Verdict:
    """
    Judge `ghp_...` and `npm_...`: the last six characters are the CRC-32 of the thirty before.

    Source:
        GitHub, "Behind GitHub's new authentication token formats", 2021.
    """
    body, checksum = secret.rpartition(b"_")[2][:-6], secret[-6:]
    expected = in_base(zlib.crc32(body), BASE62, 6)
    return by_checksum(right=expected.encode() == checksum)


def gitlab_routable(secret: bytes) -> Verdict:
    """
    Judge `glpat-PAYLOAD.01.LLCCCCCCC`: a CRC-32 of everything before it, in base 36.

    Source:
        GitLab handbook, "Cells: Routable Tokens".
    """
    payload = secret.partition(b".")[0].partition(b"-")[2]
    checked, checksum = secret[:-7], secret[-7:]
    right = in_base(zlib.crc32(checked), BASE36, 7).encode() == checksum
    length = in_base(len(payload), BASE36, 2).encode()
    # A kind may stand between the prefix and the payload, `glrt-t1_`, and is not counted.
    kind_length = in_base(max(0, len(payload) - 3), BASE36, 2).encode()
    return by_checksum(right=right and checked[-2:] in {length, kind_length})


def grafana_service_account(secret: bytes) -> Verdict:
    """Judge `glsa_..._XXXXXXXX`: the CRC-32 of what precedes, its bytes in little-endian order."""
    checked, _, checksum = secret.rpartition(b"_")
    expected = zlib.crc32(checked).to_bytes(4, "little").hex()
    return by_checksum(right=expected.encode() == checksum.lower())


def grafana_cloud(secret: bytes) -> Verdict:
    """Judge `glc_...`: base64 of a JSON object with the organisation, a name and the key."""
    return _json_with(secret.removeprefix(b"glc_"), {"o", "n", "k"})


def grafana_legacy(secret: bytes) -> Verdict:
    """Judge `eyJrIjoi...`: base64 of a JSON object with the key, its name and the organisation."""
    return _json_with(secret, {"k", "n", "id"})


def atlassian(secret: bytes) -> Verdict:
    """Judge `ATATT3...` and `ATBB...`: the last eight characters are the CRC-32 in hexadecimal."""
    checked, checksum = secret[:-8], secret[-8:]
    return by_checksum(right=b"%08X" % zlib.crc32(checked) == checksum)


def atlassian_data_center(secret: bytes) -> Verdict:
    """Judge a token of a self-hosted Jira, Confluence or Bitbucket: twelve digits, `:`, chance."""
    data = base64_bytes(secret) or b""
    if re.fullmatch(rb"[0-9]{12}:.{20}", data, re.DOTALL) and len(set(data[13:])) > 8:
        return confirmed("decodes to a token number and 20 random bytes")
    return DROPPED


def confluent(secret: bytes) -> Verdict:
    """Judge `cflt...`: the last six characters are the CRC-32, little-endian, in base64."""
    body, checksum = secret[4:-6], base64_bytes(secret[-6:])
    return by_checksum(right=zlib.crc32(body).to_bytes(4, "little") == checksum)


def zuplo(secret: bytes) -> Verdict:
    """Judge `zpka_..._XXXXXXXX`: the CRC-32 of the 32 characters in the middle."""
    body, _, checksum = secret.removeprefix(b"zpka_").partition(b"_")
    return by_checksum(right=b"%08x" % zlib.crc32(body) == checksum)


def pypi(secret: bytes) -> Verdict:
    """
    Judge `pypi-AgE...`: a binary macaroon that is complete to its last byte.

    Source:
        libmacaroons, format v2: a version byte, then fields of type, length and bytes.
    """
    data = base64_bytes(secret.partition(b"-")[2], urlsafe=True) or b""
    fields = _macaroon_fields(data)
    if fields and fields[-1][0] == 6 and len(fields[-1][1]) == 32:
        return confirmed("complete macaroon for a package index")
    return review("not a complete macaroon")


def _macaroon_fields(data: bytes) -> list[tuple[int, bytes]]:
    """Return the fields of a version 2 macaroon; none unless its last byte ends a field."""
    fields: list[tuple[int, bytes]] = []
    position = 1
    while data[:1] == b"\2" and position < len(data):
        kind = data[position]
        position += 1
        if kind == 0:
            continue
        size, position = _varint(data, position)
        if position + size > len(data):
            return []
        fields.append((kind, data[position : position + size]))
        position += size
    return fields


def _varint(data: bytes, position: int) -> tuple[int, int]:
    """Return the number at `position`, at most 28 bits, and where it ends."""
    number = 0
    for shift in range(0, 28, 7):
        byte = data[position] if position < len(data) else 0
        position += 1
        number |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return number, position


def age(secret: bytes) -> Verdict:
    """
    Judge `AGE-SECRET-KEY-1...` by its bech32 checksum.

    Source:
        age-encryption.org/v1, "The X25519 recipient type".
    """
    return by_checksum(right=bech32_holds(secret.decode("latin-1")))


def nats(secret: bytes) -> Verdict:
    """
    Judge a NATS seed, `SU...`: base32 of a two-byte prefix, 32 bytes and a CRC-16.

    Two letters announce little, so a wrong checksum drops the match.

    Source:
        nats-io/nkeys, `strkey.go`.
    """
    data = base32_bytes(secret) or b""
    if len(data) == 36 and crc16(data[:-2]) == int.from_bytes(data[-2:], "little"):
        kinds = {b"SA": "account", b"SO": "operator", b"SU": "user", b"SN": "server"}
        return confirmed(f"{kinds.get(secret[:2], 'NATS')} seed, checksum is right")
    return DROPPED


def bitcoin_wif(secret: bytes) -> Verdict:
    """
    Judge a Bitcoin private key in wallet import format by its base58 checksum.

    One letter announces nothing, so a wrong checksum drops the match.
    """
    payload = base58check(secret) or b""
    compressed = len(payload) == 34 and payload[-1] == 1
    if payload[:1] == b"\x80" and (len(payload) == 33 or compressed):
        return confirmed("checksum is right")
    return DROPPED


def extended_private_key(secret: bytes) -> Verdict:
    """
    Judge `xprv...` and its kin by the base58 checksum over 78 bytes.

    Source:
        BIP 32, "Serialization format".
    """
    payload = base58check(secret) or b""
    return by_checksum(right=len(payload) == 78 and payload[45] == 0)


def bedrock_long_term(secret: bytes) -> Verdict:
    """Judge `ABSK...`: base64 of the key's name, the account's number and a secret."""
    if drop_reason(secret):
        return review("looks like a sample")
    data = base64_bytes(secret[4:]) or b""
    match = re.fullmatch(rb"BedrockAPIKey-[0-9a-z]{4}-at-(\d{12}):.{16,}", data, re.DOTALL)
    if match:
        return confirmed(f"AWS account {match[1].decode()}")
    return likely()


def bedrock_short_term(secret: bytes) -> Verdict:
    """Judge `bedrock-api-key-...`: base64 of a pre-signed request, valid for at most 12 hours."""
    data = base64_bytes(secret.removeprefix(b"bedrock-api-key-")) or b""
    if b"X-Amz-Signature=" in data:
        return confirmed("pre-signed request, valid for at most 12 hours", Severity.LOW)
    return review("not a complete pre-signed request", Severity.LOW)


def swarm_join_token(secret: bytes) -> Verdict:
    """Judge `SWMTKN-1-...`: a digest of the cluster's root certificate and a secret."""
    if drop_reason(secret) or shannon(secret) < 3.5:
        return DROPPED
    return published(secret) or likely()


def slack_webhook(secret: bytes) -> Verdict:
    """Judge an incoming webhook's address; the ones of the documentation are dropped."""
    last = secret.rpartition(b"/")[2]
    if drop_reason(last) or b"/T00000000/" in secret or shannon(last) < 3.0:
        return DROPPED
    return likely()


def _json_with(text: bytes, names: set[str]) -> Verdict:
    """Return the verdict on base64 of a JSON object that must have all `names`."""
    found = json_object(base64_bytes(text) or b"")
    if found is None:
        return review("does not decode to the expected object")
    if names <= found.keys():
        return confirmed("decodes to the issuer's own structure")
    return likely("decodes to a part of the issuer's structure")


def json_object(data: bytes) -> dict[str, Any] | None:
    """Return the JSON object that `data` is, or None.  Deep nesting counts as none."""
    if data.count(b"[") + data.count(b"{") > 100:
        return None
    try:
        value = json.loads(data)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
