"""Key stores in a context: told by their structure, for the password is all that protects them."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from leakscan.context.reach import predict
from leakscan.scanners.context_files import parts_of
from leakscan.scanners.keystores import key_stores

KEY = generate_private_key(SECP256R1())
LOCK = BestAvailableEncryption(b"a password")
LOCKED = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, LOCK)
STORE = serialize_key_and_certificates(b"name", KEY, None, None, LOCK)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.p12", STORE, "PKCS #12"),
        ("release.jks", STORE, "Java"),
        ("release.keystore", b"\xfe\xed\xfe\xed\0\0\0\x02", "Java"),
        ("team.kdbx", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\0\0", "KeePass"),
        ("server.key", LOCKED, "private key"),
        ("host.ppk", b"PuTTY-User-Key-File-3: ssh-ed25519\n", "PuTTY"),
        ("a.p12", b"not a store", ""),
        ("notes.txt", STORE, ""),
        ("server.key", b"-----BEGIN PUBLIC KEY-----\n", ""),
    ],
)
def test_a_store_is_known_by_name_and_structure(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    """Both have to fit, and an ignored store is not even opened."""
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / name).write_bytes(data)

    found = list(key_stores(parts_of(tmp_path, predict(tmp_path))[0], ()))
    (tmp_path / ".dockerignore").write_text(f"{name}\n")

    assert [item.file for item in found] == ([name] if said else [])
    assert all(said in item.message and "copied into the image" in item.message for item in found)
    assert list(key_stores(parts_of(tmp_path, predict(tmp_path))[0], ())) == []
