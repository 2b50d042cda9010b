"""Elements of ASN.1: their lengths in each form, and to the last byte."""

import pytest

from leakscan.detection.validators import der


def _sized(size: int, octets: int, tag: int = 0x04) -> bytes:
    """Return an element of zeros whose length takes so many bytes after its first; 0 for none."""
    length = bytes((size,)) if not octets else bytes((0x80 | octets,)) + size.to_bytes(octets)
    return bytes((tag,)) + length + bytes(size)


@pytest.mark.parametrize(
    ("size", "octets"),
    [(0, 0), (1, 0), (127, 0), (0, 1), (128, 1), (255, 1), (256, 2), (300, 3), (300, 4)],
)
def test_an_element_is_read_however_its_length_is_written(size: int, octets: int) -> None:
    """Of one byte up to 127; else the number of bytes that the length takes, four at most."""
    data = _sized(size, octets)

    assert der.elements(data) == [der.Element(0x04, bytes(size))]
    assert der.elements(data + data) == [der.Element(0x04, bytes(size))] * 2
    assert der.first_size(data + b"more") == len(data)
    for end in range(1, len(data)):
        assert der.elements(data[:end]) is None
        assert der.elements(data + data[:end]) is None
        told = der.first_size(data[:end])
        assert told == (len(data) if end >= len(data) - size else None)


@pytest.mark.parametrize("data", [b"\x30\x80" + bytes(9), b"\x30\x85\0\0\0\0\1" + bytes(9)])
def test_a_length_that_no_key_has_is_none(data: bytes) -> None:
    """One that is told at the end, and one that takes five bytes."""
    assert der.elements(data) is None
    assert der.first_size(data) is None


def test_more_elements_than_any_key_has_are_none() -> None:
    """Sixty-four are read, and a sequence of thousands is not read to its end."""
    one = b"\2\1\0"

    assert len(der.elements(one * 64) or []) == 64
    assert der.elements(one * 65) is None
    assert der.elements(b"") == []


def test_a_sequence_is_all_there_is() -> None:
    """Nothing stands behind it, and another element is none."""
    assert der.sequence(b"\x30\3\2\1\7") == [der.Element(der.INTEGER, b"\7")]
    assert der.sequence(b"\x30\0") == []
    assert der.sequence(b"\x30\3\2\1\7\x30\0") is None
    assert der.sequence(b"\x31\3\2\1\7") is None
    assert der.sequence(b"\x30\3\2\2\7") is None
    assert der.sequence(b"") is None
