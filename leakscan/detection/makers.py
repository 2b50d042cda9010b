"""Makers of fake secrets that pass their issuer's own check: the other side of the proofs."""

import base64
import hashlib
import hmac
import json
import random
import string
import struct
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from leakscan.detection.validators import azure, checksums
from leakscan.detection.validators.checksums import BASE36, BASE62, in_base

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Maker = Callable[[str, random.Random], str]
"""Takes what follows the colon of a field, and a source of chance."""

_ALNUM = BASE62

ALPHABETS = {
    "digit": string.digits,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "hexany": "0123456789abcdefABCDEF",
    "lower": string.ascii_lowercase,
    "upper": string.ascii_uppercase,
    "lowernum": string.digits + string.ascii_lowercase,
    "uppernum": string.digits + string.ascii_uppercase,
    "alpha": string.ascii_letters,
    "alnum": _ALNUM,
    "word": _ALNUM + "_",
    "base32": string.ascii_uppercase + "234567",
    "base58": checksums.BASE58,
    "base64": _ALNUM + "+/",
    "base64url": _ALNUM + "-_",
    "bech32": "023456789ACDEFGHJKLMNPQRSTUVWXYZ",
    "crypt": "./" + _ALNUM,
}


_WORD = 3
"""From so many characters on, a field has some of both, letters and digits: it is no word."""


def characters(alphabet: str, count: int, rng: random.Random) -> str:
    """Return random characters that nothing takes for a placeholder, or for a long word."""
    kinds = {character.isdigit() for character in alphabet} if count >= _WORD else set()
    while True:
        text = "".join(rng.choices(alphabet, k=count))
        varied = len(set(text)) * 2 >= min(count, len(alphabet))
        if varied and kinds <= {character.isdigit() for character in text}:
            return text


def _of(name: str, count: int, rng: random.Random) -> str:
    return characters(ALPHABETS[name], count, rng)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _github(prefix: str, rng: random.Random) -> str:
    body = _of("alnum", 30, rng)
    return prefix + body + in_base(zlib.crc32(body.encode()), BASE62, 6)


def _gitlab(prefix: str, rng: random.Random) -> str:
    payload = rng.randbytes(16) + f"o:1\nu:{in_base(rng.randrange(9999), BASE36, 1)}".encode()
    encoded = base64.urlsafe_b64encode(payload + b"\x07").decode().rstrip("=")
    checked = f"{prefix or 'glpat-'}{encoded}.01.{in_base(len(encoded), BASE36, 2)}"
    return checked + in_base(zlib.crc32(checked.encode()), BASE36, 7)


def _grafana(_: str, rng: random.Random) -> str:
    checked = "glsa_" + _of("alnum", 32, rng)
    return f"{checked}_{zlib.crc32(checked.encode()).to_bytes(4, 'little').hex()}"


def _grafana_cloud(_: str, rng: random.Random) -> str:
    value = {"o": "123456", "n": "ci-writer", "k": _of("alnum", 24, rng), "m": {"r": "eu"}}
    return "glc_" + _base64(json.dumps(value, separators=(",", ":")).encode())


def _grafana_legacy(_: str, rng: random.Random) -> str:
    value = {"k": _of("alnum", 32, rng), "n": "deploy", "id": 1}
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _atlassian(prefix: str, rng: random.Random) -> str:
    checked = (prefix or "ATATT3") + _of("base64url", 177, rng) + "="
    return f"{checked}{zlib.crc32(checked.encode()):08X}"


def _bitbucket(_: str, rng: random.Random) -> str:
    checked = "ATBB" + _of("alnum", 24, rng)
    return f"{checked}{zlib.crc32(checked.encode()):08X}"


def _atlassian_data_center(_: str, rng: random.Random) -> str:
    return _base64(f"{rng.randrange(10**12):012}:".encode() + rng.randbytes(20))


def _confluent(_: str, rng: random.Random) -> str:
    body = _of("base64", 54, rng)
    return "cflt" + body + _base64(zlib.crc32(body.encode()).to_bytes(4, "little"))[:6]


def _zuplo(_: str, rng: random.Random) -> str:
    body = _of("lowernum", 32, rng)
    return f"zpka_{body}_{zlib.crc32(body.encode()):08x}"


def _aws_key_id(prefix: str, rng: random.Random) -> str:
    account = rng.randrange(100_000_000_000, 1_000_000_000_000)
    number = 1 << 79 | account << 39 | rng.getrandbits(39)
    return (prefix or "AKIA") + base64.b32encode(number.to_bytes(10, "big")).decode()


def _aws_secret(_: str, rng: random.Random) -> str:
    return "Ab1" + _of("base64", 37, rng).replace("/", "x")


def _bedrock(_: str, rng: random.Random) -> str:
    name = f"BedrockAPIKey-{_of('lowernum', 4, rng)}-at-{_of('digit', 12, rng)}"
    return "ABSK" + _base64(f"{name}:{_of('alnum', 44, rng)}".encode())


_AZURE_BYTES = {"+ACR": 39, "AzSe": 39, "AzFu": 40}
_AZURE_LONG = ("+ASt", "ACDb", "+ABa", "+AMC", "APIM")


def _azure(signature: str, rng: random.Random) -> str:
    size = _AZURE_BYTES.get(signature, 64 if signature in _AZURE_LONG else 32)
    urlsafe = signature == "AzFu"
    seed = azure.seed_number(azure.SEEDS[signature.encode()][0])
    bare = -(-size * 4 // 3)
    while True:
        # The signature's characters are put in front of the six that hold the checksum.
        text = _of("alnum", bare, rng)
        text = text[: bare - 10] + signature + "AAAAAA"
        padded = (text + "=" * (-bare % 4)).encode()
        data = base64.urlsafe_b64decode(padded) if urlsafe else base64.b64decode(padded)
        data = data[: size - 4]
        whole = data + checksums.marvin32(data, seed).to_bytes(4, "little")
        key = base64.urlsafe_b64encode(whole) if urlsafe else base64.b64encode(whole)
        if key.rstrip(b"=")[-10:-6] == signature.encode():
            return key.decode()


def _cask(service: str, rng: random.Random) -> str:
    text = f"{_of('alnum', 52, rng)}JQQJ99BH{_of('alnum', 12, rng)}AAAA{service or 'AZDO'}"
    checksum = checksums.marvin32(base64.b64decode(text), azure.seed_number(b"Default0"))
    return text + azure.cask_digits(checksum.to_bytes(4, "little")).decode()[:4]


def _entra(_: str, rng: random.Random) -> str:
    checked = f"{_of('alnum', 3, rng)}8Q~{_of('alnum', 31, rng)}"
    return checked + azure.entra_checksum(checked.encode()).decode()


def _devops_token(_: str, rng: random.Random) -> str:
    body = rng.randbytes(28)
    checksum = (zlib.crc32(body) ^ azure.ADO_SEEDS[0]).to_bytes(4, "little")
    data = bytearray(body[0:2] + checksum[3:4] + body[2:6] + checksum[2:3] + checksum[1:2])
    data += body[6:19] + checksum[0:1] + body[19:28]
    return base64.b32encode(bytes(data)).decode().rstrip("=").lower()


def _pypi(_: str, rng: random.Random) -> str:
    identifier = f'["{_of("hex", 8, rng)}", "upload"]'.encode()

    def field(kind: int, value: bytes) -> bytes:
        return bytes((kind, len(value))) + value

    macaroon = b"\2" + field(1, b"pypi.example") + field(2, identifier) + b"\0\0"
    macaroon += field(6, rng.randbytes(32))
    return "pypi-" + base64.urlsafe_b64encode(macaroon).decode().rstrip("=")


def _age(_: str, rng: random.Random) -> str:
    digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    human = "age-secret-key-"
    bits = in_base(rng.getrandbits(256) << 4, "01", 260)
    values = [int(bits[at : at + 5], 2) for at in range(0, 260, 5)]
    expanded = [*checksums.bech32_expanded(human), *values]
    checksum = checksums.bech32_polymod([*expanded, *[0] * 6]) ^ 1
    values += [checksum >> 5 * (5 - at) & 31 for at in range(6)]
    return (human + "1" + "".join(digits[value] for value in values)).upper()


def _nats(_: str, rng: random.Random) -> str:
    # Seed (18 << 3) of a user (20 << 3), spread over two bytes.
    data = bytes((0x90 | 0xA0 >> 5, (0xA0 & 31) << 3)) + rng.randbytes(32)
    return base64.b32encode(data + checksums.crc16(data).to_bytes(2, "little")).decode().rstrip("=")


def _base58check(payload: bytes) -> str:
    data = payload + checksums.double_sha256(payload)[:4]
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + in_base(int.from_bytes(data, "big"), checksums.BASE58, 0)


def _wif(_: str, rng: random.Random) -> str:
    return _base58check(b"\x80" + rng.randbytes(32) + b"\1")


def _xprv(_: str, rng: random.Random) -> str:
    version = bytes.fromhex("0488ade4")
    return _base58check(version + bytes(9) + rng.randbytes(32) + b"\0" + rng.randbytes(32))


def _jwt(subject: str, rng: random.Random) -> str:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    header = part({"alg": "HS256", "typ": "JWT"})
    payload = part(
        {"sub": subject or "service", "iat": rng.randrange(1_600_000_000, 1_700_000_000)}
    )
    return f"{header}.{payload}.{_of('base64url', 43, rng)}"


def _docker_auth(user: str, rng: random.Random) -> str:
    return _base64(f"{user or 'builder'}:{_of('alnum', 20, rng)}".encode())


def _password(_: str, rng: random.Random) -> str:
    return _of("alnum", 14, rng) + rng.choice("!#%+-_") + _of("digit", 2, rng)


def _cisco_seven(_: str, rng: random.Random) -> str:
    from leakscan.detection.validators.places import cisco_obscure  # noqa: PLC0415 - in a circle

    return cisco_obscure(_of("alnum", 12, rng).encode(), rng.randrange(16)).decode()


def _ec_key(rng: random.Random) -> "EllipticCurvePrivateKey":
    # Imported here: only private keys need it, and it takes a tenth of a second to load.
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see above

    return ec.derive_private_key(rng.getrandbits(255) + 1, ec.SECP256R1())


def _ed25519_key(rng: random.Random) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - heavy import

    return ed25519.Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))


def _ec_private_key(password: str, rng: random.Random) -> str:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - heavy import

    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        protection = serialization.BestAvailableEncryption(password.encode())
    pem = _ec_key(rng).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection
    )
    return pem.decode()


def _base64_ec_key(_: str, rng: random.Random) -> str:
    return _base64(_ec_private_key("", rng).encode())


def _ssh_string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _ssh_private_key(comment: str, rng: random.Random) -> str:
    seed, public, blob = _ssh_parts(rng)
    check = rng.randbytes(4) * 2
    inner = check + blob + _ssh_string(seed + public) + _ssh_string(comment.encode())
    inner += bytes(range(1, 1 + -len(inner) % 8))
    data = b"openssh-key-v1\0" + _ssh_string(b"none") * 2 + _ssh_string(b"")
    data += b"\0\0\0\1" + _ssh_string(blob) + _ssh_string(inner)
    return _armoured("OPENSSH PRIVATE KEY", data, 70)


def _ssh_parts(rng: random.Random) -> tuple[bytes, bytes, bytes]:
    """Return the seed, the public key and the public key as SSH writes it."""
    key = _ed25519_key(rng)
    public = key.public_key().public_bytes_raw()
    return key.private_bytes_raw(), public, _ssh_string(b"ssh-ed25519") + _ssh_string(public)


def _armoured(label: str, data: bytes, width: int) -> str:
    text = _base64(data)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


def _putty_key(version: str, rng: random.Random) -> str:
    version = version or "3"
    seed, _, blob = _ssh_parts(rng)
    private = _ssh_string(seed)
    parts = (b"ssh-ed25519", b"none", b"deploy", blob, private)
    signed = b"".join(map(_ssh_string, parts))
    if version == "3":
        mac = hmac.digest(b"", signed, "sha256")
    else:
        key = hashlib.sha1(b"putty-private-key-file-mac-key", usedforsecurity=False).digest()
        mac = hmac.digest(key, signed, "sha1")
    public, secret = _base64(blob), _base64(private)
    return (
        f"PuTTY-User-Key-File-{version}: ssh-ed25519\nEncryption: none\nComment: deploy\n"
        f"Public-Lines: 2\n{public[:64]}\n{public[64:]}\n"
        f"Private-Lines: 1\n{secret}\nPrivate-MAC: {mac.hex()}\n"
    )


def _pgp_key(_: str, rng: random.Random) -> str:
    key = _ed25519_key(rng)
    point = b"\x40" + key.public_key().public_bytes_raw()
    oid = bytes.fromhex("092b06010401da470f01")
    public = b"\4" + rng.randbytes(4) + b"\x16" + oid + struct.pack(">H", 263) + point
    seed = key.private_bytes_raw()
    number = struct.pack(">H", int.from_bytes(seed, "big").bit_length()) + seed.lstrip(b"\0")
    body = public + b"\0" + number + struct.pack(">H", sum(number) & 0xFFFF)
    packet = bytes((0xC0 | 5, len(body))) + body
    lines = _armoured("PGP PRIVATE KEY BLOCK", packet, 64).splitlines()
    checksum = "=" + _base64(checksums.crc24(packet).to_bytes(3, "big"))
    return "\n".join((lines[0], "", *lines[1:-1], checksum, lines[-1], ""))


def _gcp_key(_: str, rng: random.Random) -> str:
    key = {
        "type": "service_account",
        "project_id": "acme-prod",
        "private_key_id": _of("hex", 40, rng),
        "private_key": _ec_private_key("", rng),
        "client_email": "deploy@acme-prod.iam.gserviceaccount.com",
    }
    return json.dumps(key, indent=2)


MAKERS: dict[str, Maker] = {
    "adopat": _devops_token,
    "age": _age,
    "atlassian": _atlassian,
    "atlassiandc": _atlassian_data_center,
    "awskeyid": _aws_key_id,
    "awssecret": _aws_secret,
    "azure": _azure,
    "base64eckey": _base64_ec_key,
    "bedrock": _bedrock,
    "bitbucket": _bitbucket,
    "cask": _cask,
    "ciscoseven": _cisco_seven,
    "confluent": _confluent,
    "dockerauth": _docker_auth,
    "eckey": _ec_private_key,
    "entra": _entra,
    "gcpkey": _gcp_key,
    "github": _github,
    "gitlab": _gitlab,
    "grafana": _grafana,
    "grafanacloud": _grafana_cloud,
    "grafanalegacy": _grafana_legacy,
    "jwt": _jwt,
    "nats": _nats,
    "npm": _github,
    "password": _password,
    "pgpkey": _pgp_key,
    "puttykey": _putty_key,
    "pypi": _pypi,
    "sshkey": _ssh_private_key,
    "wif": _wif,
    "xprv": _xprv,
    "zuplo": _zuplo,
}
