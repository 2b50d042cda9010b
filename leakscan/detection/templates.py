"""
Fake secrets made at run time, so that no real-looking value is ever committed.

A template is text with fields: `{hex:32}` is 32 random characters of an alphabet, `{github:ghp_}`
a token with the checksum its issuer would give it.  `{{` and `}}` are literal braces.
"""

import base64
import json
import random
import re
import string
import zlib
from collections.abc import Callable

_FIELD = re.compile(r"\{\{|\}\}|\{([A-Za-z0-9]+)(?::([^{}]*))?\}")

_ALNUM = string.digits + string.ascii_uppercase + string.ascii_lowercase

_ALPHABETS = {
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
    "base58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "base64": _ALNUM + "+/",
    "base64url": _ALNUM + "-_",
}


def render(template: str, rng: random.Random) -> str:
    """
    Return `template` with every field replaced by a fresh value.

    The same seed gives the same text.

    Raises:
        KeyError: A field names no alphabet and no maker.
    """

    def field(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        if match[1] in _ALPHABETS:
            return _characters(_ALPHABETS[match[1]], int(match[2]), rng)
        return _MAKERS[match[1]](match[2] or "", rng)

    return _FIELD.sub(field, template)


def _characters(alphabet: str, count: int, rng: random.Random) -> str:
    """Return random characters that no entropy gate takes for a placeholder."""
    while True:
        text = "".join(rng.choices(alphabet, k=count))
        if len(set(text)) * 2 >= min(count, len(alphabet)):
            return text


def base62(number: int, width: int) -> str:
    """Return `number` in the digits `0-9A-Za-z`, padded with zeros on the left."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _ALNUM[digit] + digits
    return digits.rjust(width, "0")


def _github(prefix: str, rng: random.Random) -> str:
    body = _characters(_ALNUM, 30, rng)
    return prefix + body + base62(zlib.crc32(body.encode()), 6)


def _aws_key_id(prefix: str, rng: random.Random) -> str:
    return (prefix or "AKIA") + _characters(_ALPHABETS["base32"], 16, rng)


def _jwt(subject: str, rng: random.Random) -> str:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    header = part({"alg": "HS256", "typ": "JWT"})
    payload = part({"sub": subject or "service", "iat": rng.randrange(1_600_000_000, 1_700_000_000)})
    return f"{header}.{payload}.{_characters(_ALPHABETS['base64url'], 43, rng)}"


def _docker_auth(user: str, rng: random.Random) -> str:
    password = _characters(_ALNUM, 20, rng)
    return base64.b64encode(f"{user or 'builder'}:{password}".encode()).decode()


def _password(_: str, rng: random.Random) -> str:
    return _characters(_ALNUM, 14, rng) + rng.choice("!#%+-_") + _characters(string.digits, 2, rng)


def _ec_private_key(_: str, __: random.Random) -> str:
    # Imported here: only private keys need it, and it takes a tenth of a second to load.
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see above

    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


_MAKERS: dict[str, Callable[[str, random.Random], str]] = {
    "github": _github,
    "npm": _github,
    "awskeyid": _aws_key_id,
    "jwt": _jwt,
    "dockerauth": _docker_auth,
    "password": _password,
    "eckey": _ec_private_key,
}
