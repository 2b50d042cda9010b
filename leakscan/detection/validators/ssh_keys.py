"""
Proof for private keys in the formats of OpenSSH and of PuTTY.

`cryptography` is imported when there is a key to describe, and not before.
"""

import base64
import hashlib
import hmac
import re
import struct
import warnings

from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.known_keys import published
from leakscan.detection.validators.verdicts import confirmed, likely, review
from leakscan.expressions import expression
from leakscan.model.rule import Severity, Verdict

_LARGEST = 12_288
"""Bytes of a public key that are worth parsing."""

MAGIC = b"openssh-key-v1\0"
_PUTTY_MAC_KEY = hashlib.sha1(b"putty-private-key-file-mac-key", usedforsecurity=False).digest()


def openssh(data: bytes) -> Verdict:
    """
    Judge the body of `OPENSSH PRIVATE KEY`.

    Source:
        OpenSSH, `PROTOCOL.key`.
    """
    fields = _ssh_strings(data[len(MAGIC) :], 3)
    if not data.startswith(MAGIC) or fields is None:
        return review("does not parse as an OpenSSH key")
    (cipher, _, _), rest = fields
    both = _ssh_strings(rest[4:], 2)
    if rest[:4] != b"\0\0\0\1" or both is None or both[1]:
        return review("OpenSSH private key, cut off or damaged")
    public, private = both[0]
    # Two equal numbers begin the private part, so that decryption can be checked.
    whole = len(private) >= 8 and private[:4] == private[4:8]
    return _by_cipher(public, cipher, whole=whole)


def _by_cipher(public: bytes, cipher: bytes, *, whole: bool) -> Verdict:
    """Return the verdict on a key by its public part, its cipher and whether it is undamaged."""
    name, spki = _ssh_public(public)
    known = published(spki or public)
    if known:
        return known
    if cipher != b"none":
        return likely(f"{name}, encrypted", Severity.MEDIUM)
    if not whole:
        return review(f"{name}, damaged")
    if name.startswith("sk-"):
        return likely(f"{name}, of no use without its hardware token", Severity.LOW)
    return confirmed(f"{name}, not encrypted")


def _ssh_strings(data: bytes, count: int) -> tuple[list[bytes], bytes] | None:
    """Return the first `count` strings of SSH's wire format, and what follows them."""
    found = []
    for _ in range(count):
        if len(data) < 4:
            return None
        end = 4 + int.from_bytes(data[:4], "big")
        if end > len(data):
            return None
        found.append(data[4:end])
        data = data[end:]
    return found, data


def _ssh_public(blob: bytes) -> tuple[str, bytes]:
    """Return a name for an SSH public key, and its SubjectPublicKeyInfo or nothing."""
    from cryptography.exceptions import (  # noqa: PLC0415 - heavy import
        InternalError,
        UnsupportedAlgorithm,
    )
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - the same

    fields = _ssh_strings(blob, 1)
    kind = fields[0][0].decode("ascii", "replace")[:40] if fields else "SSH"
    kind = kind if re.fullmatch(r"[\w@.-]+", kind) else "SSH"
    name = f"{kind} private key"
    if len(blob) > _LARGEST:
        return name, b""
    line = kind.encode() + b" " + base64.b64encode(blob)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            key = serialization.load_ssh_public_key(line)
            public = key.public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
    except (
        ValueError,
        TypeError,
        OverflowError,
        NotImplementedError,
        InternalError,
        UnsupportedAlgorithm,
    ):
        return name, b""
    size = getattr(key, "key_size", 0) if kind in {"ssh-rsa", "ssh-dss"} else 0
    return f"{name}, {size} bits" if size else name, public


_PUTTY = expression(
    rb"""
    PuTTY-User-Key-File-(?P<version>[123]):[ ](?P<kind>[\w@.-]{1,64})\r?\n
    Encryption:[ ](?P<cipher>[\w-]{1,40})\r?\n
    Comment:[ ](?P<comment>[^\r\n]{0,1024})\r?\n
    Public-Lines:[ ]\d{1,4}\r?\n(?P<public>[A-Za-z0-9+/=\r\n]{1,32768}?)\r?\n
    (?:(?:Key-Derivation|Argon2-[\w-]{1,20}):[ ][^\r\n]{1,256}\r?\n){0,8}
    Private-Lines:[ ]\d{1,4}\r?\n(?P<private>[A-Za-z0-9+/=\r\n]{1,49152}?)\r?\n
    Private-MAC:[ ](?P<mac>[0-9a-f]{40}(?:[0-9a-f]{24})?)
    """,
    re.VERBOSE,
)


def putty(text: bytes) -> Verdict:
    """
    Judge a whole `.ppk` file, versions 2 and 3, by its own authentication code.

    Source:
        PuTTY manual, appendix C, "PPK file format".
    """
    found = _PUTTY.match(text)
    if not found:
        return review("PuTTY private key, cut off or of an old version")
    public = base64_bytes(b"".join(found["public"].split())) or b""
    private = base64_bytes(b"".join(found["private"].split())) or b""
    parts = (found["kind"], found["cipher"], found["comment"], public, private)
    signed = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    if found["version"] == b"3":
        mac = hmac.digest(b"", signed, "sha256")
    else:
        mac = hmac.digest(_PUTTY_MAC_KEY, signed, "sha1")
    return _by_cipher(public, found["cipher"], whole=mac.hex().encode() == found["mac"])


def putty_end(data: bytes, start: int, end: int) -> int:
    """Return where the file that starts at `start` ends: after its code, or as far as it goes."""
    found = re.compile(rb"Private-MAC: [0-9a-f]{1,64}").search(data, start, end)
    return found.end() if found else min(end, start + 256)
