"""Key tables and key stores are known by their structure, at the start of a file only."""

import struct

import pytest

from leakscan.detection.content import Content
from leakscan.detection.rules.files import RECOGNISERS
from tests.detection.finding import candidates

KEY = bytes(range(32, 64))


def counted(text: bytes) -> bytes:
    """Return `text` behind its length."""
    return struct.pack(">H", len(text)) + text


def keytab(key: bytes = KEY) -> bytes:
    """Return a key table with one entry."""
    entry = struct.pack(">H", 2) + counted(b"ACME.IO") + counted(b"http") + counted(b"web.acme.io")
    entry += struct.pack(">IIBH", 1, 1_700_000_000, 1, 18) + counted(key)
    return b"\x05\x02" + struct.pack(">i", len(entry)) + entry


def key_store(tag: int = 1) -> bytes:
    """Return a key store whose first entry is of the kind `tag`: 1 is a private key."""
    blob = b"\x30\x82\x01\x00" + bytes(range(256))
    head = b"\xfe\xed\xfe\xed" + struct.pack(">III", 2, 1, tag)
    return head + counted(b"server") + bytes(8) + struct.pack(">I", len(blob)) + blob


def test_the_first_key_of_a_key_table_is_found() -> None:
    """The key itself is the secret."""
    (found,) = candidates(RECOGNISERS, "etc/krb5.keytab", keytab())

    assert (found.rule.id, found.secret) == ("kerberos-keytab", KEY)


def test_a_private_key_in_a_key_store_is_found() -> None:
    """A store that holds certificates only is no secret."""
    (found,) = candidates(RECOGNISERS, "a.jks", key_store())

    assert found.rule.id == "java-keystore-private-key"
    assert found.secret.startswith(b"\x30\x82")
    assert candidates(RECOGNISERS, "cacerts", key_store(tag=2)) == []


@pytest.mark.parametrize("data", [keytab(), key_store()])
def test_a_file_is_known_by_its_beginning(data: bytes) -> None:
    """The same bytes further in, or in a later window, mean nothing."""
    assert candidates(RECOGNISERS, "a.bin", b"\0" + data) == []
    for recogniser in RECOGNISERS:
        for end in range(len(data)):
            later = Content(data=data, name="a.bin", origin=4096)
            assert list(recogniser.confirm(later, end)) == []


@pytest.mark.parametrize("data", [keytab(), keytab(b"short"), key_store()])
def test_cut_files_are_no_error(data: bytes) -> None:
    """Any beginning of a file is looked at without failing."""
    for size in range(len(data)):
        for item in candidates(RECOGNISERS, "a.bin", data[:size]):
            assert item.span.end <= size
