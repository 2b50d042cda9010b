"""Private keys in bytes: what is looked at before they are parsed, and what is told of the rest."""

import base64
import functools
import hashlib
import hmac
import struct

import pytest
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from leakscan.detection.validators import private_keys, ssh_keys
from leakscan.model.rule import Confidence, Severity, Verdict

OPEN = ser.NoEncryption()
UNUSUAL = Verdict(Confidence.LIKELY, "private key of an unusual kind, not encrypted")
UNPARSED = Verdict(Confidence.REVIEW, "does not parse as a key")


@functools.cache
def _rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)  # noqa: S505 - quick to make


@functools.cache
def _ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _element(tag: int, *bodies: bytes) -> bytes:
    """Return an element whose length takes two bytes."""
    body = b"".join(bodies)
    return bytes((tag, 0x82)) + len(body).to_bytes(2) + body


def _filled(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, size: int) -> bytes:
    """Return a key as PKCS#8 with an attribute that makes it so many bytes long."""
    plain = key.private_bytes(ser.Encoding.DER, ser.PrivateFormat.PKCS8, OPEN)
    inside = plain[4:] if plain[1] == 0x82 else plain[3:]
    name = bytes.fromhex("06032a0304")

    def with_attribute(filler: int) -> bytes:
        value = _element(0x31, _element(0x04, bytes(filler)))
        return _element(0x30, inside, _element(0xA0, _element(0x30, name, value)))

    return with_attribute(size - len(with_attribute(0)))


@pytest.mark.parametrize(
    ("size", "verdict"),
    [
        (12_288, Verdict(Confidence.CONFIRMED, "RSA private key, 1024 bits, not encrypted")),
        (12_289, UNUSUAL),
    ],
)
def test_an_rsa_key_is_parsed_up_to_twelve_kib(size: int, verdict: Verdict) -> None:
    """A larger one costs too much, and is likely one."""
    data = _filled(_rsa_key(), size)

    assert len(data) == size
    assert private_keys.der_key(data) == verdict


@pytest.mark.parametrize(
    ("size", "verdict"),
    [
        (1024, Verdict(Confidence.CONFIRMED, "EC private key, secp256r1, not encrypted")),
        (1025, UNUSUAL),
    ],
)
def test_another_key_is_parsed_up_to_one_kib(size: int, verdict: Verdict) -> None:
    """Since its parameters may take minutes to look at."""
    data = _filled(_ec_key(), size)

    assert len(data) == size
    assert private_keys.der_key(data) == verdict


NUMBER = b"\2\1\7"


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", UNPARSED),
        (b"\x30", UNPARSED),
        (b"\x30\0", UNPARSED),
        (b"\x31\4" + NUMBER, UNPARSED),
        (b"\x30\4" + NUMBER, Verdict(Confidence.REVIEW, "cut off: 5 of 6 bytes")),
        (b"\x30\2" + NUMBER, UNPARSED),
        (b"\x30\3\4\1\7", Verdict(Confidence.REVIEW, "not a private key by its structure")),
        (b"\x30\4\2\2\1\7", Verdict(Confidence.REVIEW, "not a private key by its structure")),
        (b"\x30\3" + NUMBER, UNUSUAL),
        (b"\x30\x18" + NUMBER * 8, UNUSUAL),
        (b"\x30\x1b" + NUMBER * 8 + b"\4\1\7", UNUSUAL),
        (
            b"\x30\x1b" + NUMBER * 9,
            Verdict(Confidence.REVIEW, "RSA private key whose numbers do not belong together"),
        ),
        (b"\x30\x1e" + NUMBER * 10, UNUSUAL),
        (
            b"\x30\5\x30\0\4\1x",
            Verdict(Confidence.LIKELY, "PKCS#8 private key, encrypted", Severity.MEDIUM),
        ),
        (b"\x30\5\x30\0\5\1x", Verdict(Confidence.REVIEW, "not a private key by its structure")),
        (
            b"\x30\x08\x30\0\4\1x" + NUMBER,
            Verdict(Confidence.REVIEW, "not a private key by its structure"),
        ),
    ],
)
def test_what_is_not_parsed_is_told_by_its_structure(data: bytes, verdict: Verdict) -> None:
    """Cut off, of nine numbers as RSA's, encrypted, or of another kind."""
    assert private_keys.der_key(data) == verdict


@pytest.mark.parametrize("changed", ["n", "e", "d", "p", "q"])
def test_the_numbers_of_an_rsa_key_multiply_up(changed: str) -> None:
    """Two more in any of them, and it is no key."""
    numbers = _rsa_key().private_numbers()
    values = {
        "n": numbers.public_numbers.n,
        "e": numbers.public_numbers.e,
        "d": numbers.d,
        "p": numbers.p,
        "q": numbers.q,
    }
    values[changed] += 2
    every = (0, *values.values(), numbers.dmp1, numbers.dmq1, numbers.iqmp)
    data = _element(0x30, *(_element(2, value.to_bytes(200)) for value in every))

    assert private_keys.der_key(data).confidence is Confidence.REVIEW


@pytest.mark.parametrize(
    ("size", "whole"), [(40, False), (47, False), (48, True), (50, False), (56, True)]
)
def test_an_encrypted_body_is_of_whole_blocks(size: int, whole: bool) -> None:  # noqa: FBT001 - a table's column
    """Six blocks of eight bytes are the least that holds a key."""
    likely = Verdict(Confidence.LIKELY, "DSA private key, encrypted", Severity.MEDIUM)
    cut = Verdict(Confidence.REVIEW, "encrypted private key, cut off")

    assert private_keys.traditional_encrypted(bytes(size), "DSA ") == (likely if whole else cut)
    if whole:
        unnamed = private_keys.traditional_encrypted(bytes(size), "")
        assert unnamed.detail == "private key, encrypted"


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


ED25519 = _string(b"ssh-ed25519") + _string(bytes(range(32)))


def _openssh(
    public: bytes, private: bytes, *, cipher: bytes = b"none", count: bytes = b"\0\0\0\1"
) -> bytes:
    head = ssh_keys.MAGIC + _string(cipher) + _string(b"none") + _string(b"")
    return head + count + _string(public) + _string(private)


DAMAGED = Verdict(Confidence.REVIEW, "OpenSSH private key, cut off or damaged")
NO_SSH_KEY = Verdict(Confidence.REVIEW, "does not parse as an OpenSSH key")


@pytest.mark.parametrize(
    ("private", "detail"),
    [
        (b"abcdabcd", "ssh-ed25519 private key, not encrypted"),
        (b"abcdabcd" * 3, "ssh-ed25519 private key, not encrypted"),
        (b"abcdabc", "ssh-ed25519 private key, damaged"),
        (b"abcdabce", "ssh-ed25519 private key, damaged"),
        (b"bbcdabcd", "ssh-ed25519 private key, damaged"),
        (b"aaaaaaa", "ssh-ed25519 private key, damaged"),
        (b"", "ssh-ed25519 private key, damaged"),
    ],
)
def test_the_private_part_begins_with_a_number_twice(private: bytes, detail: str) -> None:
    """Four bytes and the same four; an encrypted one cannot be looked into."""
    data = _openssh(ED25519, private)
    locked = _openssh(ED25519, private, cipher=b"aes256-ctr")
    encrypted = Verdict(Confidence.LIKELY, "ssh-ed25519 private key, encrypted", Severity.MEDIUM)

    assert ssh_keys.openssh(data).detail == detail
    assert ssh_keys.openssh(locked) == encrypted


def test_an_openssh_key_is_read_to_its_last_byte() -> None:
    """One byte fewer or more, and two keys in one, are a damaged key."""
    data = _openssh(ED25519, b"abcdabcd")
    head = len(ssh_keys.MAGIC) + 8 + 8 + 4

    for end in range(len(data)):
        assert ssh_keys.openssh(data[:end]) == (NO_SSH_KEY if end < head else DAMAGED)
    assert ssh_keys.openssh(data + b"\0") == DAMAGED
    assert ssh_keys.openssh(_openssh(ED25519, b"abcdabcd", count=b"\0\0\0\2")) == DAMAGED
    assert ssh_keys.openssh(data[1:]) == NO_SSH_KEY


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (b"ssh-unknown", "ssh-unknown private key"),
        (b"k" * 40, "k" * 40 + " private key"),
        (b"k" * 41, "k" * 40 + " private key"),
        (b"two words", "SSH private key"),
        (b"", "SSH private key"),
        (b"\xff", "SSH private key"),
    ],
)
def test_a_kind_is_told_as_it_is_written_if_it_is_a_name(kind: bytes, name: str) -> None:
    """Up to forty characters of it."""
    data = _openssh(_string(kind) + _string(b"x"), b"abcdabcd")

    assert ssh_keys.openssh(data).detail == f"{name}, not encrypted"


def test_a_key_that_lies_on_a_token_weighs_little() -> None:
    """Its file is of no use alone."""
    public = _string(b"sk-ssh-ed25519@openssh.com") + _string(bytes(32)) + _string(b"ssh:")

    assert ssh_keys.openssh(_openssh(public, b"abcdabcd")) == Verdict(
        Confidence.LIKELY,
        "sk-ssh-ed25519@openssh.com private key, of no use without its hardware token",
        Severity.LOW,
    )


def _dsa_public() -> bytes:
    """Return a key by hand: the library no longer likes to write it."""
    public = dsa.generate_private_key(1024).public_key().public_numbers()  # noqa: S505 - quick to make
    group = public.parameter_numbers
    numbers = (group.p, group.q, group.g, public.y)
    written = (number.to_bytes(number.bit_length() // 8 + 1) for number in numbers)
    return _string(b"ssh-dss") + b"".join(map(_string, written))


def _public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    line = key.public_key().public_bytes(ser.Encoding.OpenSSH, ser.PublicFormat.OpenSSH)
    return base64.b64decode(line.split()[1])


def test_the_size_of_a_key_is_told_where_it_differs() -> None:
    """Of RSA and DSA; a curve's name says it. What is longer than any key is not parsed."""
    known = _openssh(_public(_rsa_key()), b"abcdabcd")
    curve = _openssh(_public(_ec_key()), b"abcdabcd")
    long = _openssh(_public(_rsa_key()) + bytes(12_288), b"abcdabcd")

    assert ssh_keys.openssh(known).detail == "ssh-rsa private key, 1024 bits, not encrypted"
    assert ssh_keys.openssh(curve).detail == "ecdsa-sha2-nistp256 private key, not encrypted"
    told = ssh_keys.openssh(_openssh(_dsa_public(), b"abcdabcd")).detail
    assert told == "ssh-dss private key, 1024 bits, not encrypted"
    assert ssh_keys.openssh(long).detail == "ssh-rsa private key, not encrypted"


def _putty(version: str, cipher: str = "none", mac: bytes | None = None) -> bytes:
    public, private = base64.b64encode(ED25519), base64.b64encode(_string(bytes(32)))
    parts = (b"ssh-ed25519", cipher.encode(), b"a b", ED25519, _string(bytes(32)))
    signed = b"".join(map(_string, parts))
    sha1 = hashlib.sha1(b"putty-private-key-file-mac-key", usedforsecurity=False).digest()
    made = (
        hmac.digest(b"", signed, "sha256") if version == "3" else hmac.digest(sha1, signed, "sha1")
    )
    lines = (
        f"PuTTY-User-Key-File-{version}: ssh-ed25519",
        f"Encryption: {cipher}",
        "Comment: a b",
        "Public-Lines: 2",
        public[:64].decode(),
        public[64:].decode(),
        "Private-Lines: 1",
        private.decode(),
        f"Private-MAC: {(mac or made).hex()}",
    )
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize("version", ["2", "3"])
def test_a_putty_key_is_checked_by_the_code_of_its_version(version: str) -> None:
    """SHA-1 in the second, SHA-256 in the third."""
    name = "ssh-ed25519 private key"

    assert ssh_keys.putty(_putty(version)).detail == f"{name}, not encrypted"
    assert ssh_keys.putty(_putty(version, mac=bytes(20))).detail == f"{name}, damaged"
    assert ssh_keys.putty(_putty(version, mac=bytes(32))).detail == f"{name}, damaged"
    assert ssh_keys.putty(_putty(version, "aes256-cbc")).detail == f"{name}, encrypted"
    cut = ssh_keys.putty(_putty(version)[:-60])
    assert cut.detail == "PuTTY private key, cut off or of an old version"


def test_a_putty_key_ends_with_its_code() -> None:
    """Where there is none, so many bytes are shown as tell what it is."""
    data = b"--" + _putty("3") + b"\r\nmore" + bytes(600)

    assert ssh_keys.putty_end(data, 2, len(data)) == 2 + len(_putty("3"))
    assert ssh_keys.putty_end(bytes(999), 2, 999) == 258
    assert ssh_keys.putty_end(bytes(999), 2, 100) == 100
