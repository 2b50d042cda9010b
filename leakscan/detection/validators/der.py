"""Just enough ASN.1: whether bytes are a complete element, and what is directly inside it."""

from dataclasses import dataclass

INTEGER = 0x02
OCTET_STRING = 0x04
SEQUENCE = 0x30


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag and what it holds."""

    tag: int
    body: bytes


def elements(data: bytes, limit: int = 64) -> list[Element] | None:
    """
    Return the elements that `data` is made of, exactly to its last byte; else None.

    More than `limit` of them count as none: no key has so many.
    """
    found: list[Element] = []
    position = 0
    while position < len(data):
        header = _header(data, position)
        if header is None or len(found) == limit:
            return None
        start, end = header
        found.append(Element(data[position], data[start:end]))
        position = end
    return found


def sequence(data: bytes) -> list[Element] | None:
    """Return what is inside the one SEQUENCE that `data` is, exactly to its last byte."""
    outer = elements(data, 1)
    if not outer or outer[0].tag != SEQUENCE:
        return None
    return elements(outer[0].body)


def first_size(data: bytes) -> int | None:
    """Return how many bytes the first element of `data` claims, whether they are there or not."""
    header = _header(data, 0, whole=False)
    return header[1] if header else None


def _header(data: bytes, position: int, *, whole: bool = True) -> tuple[int, int] | None:
    """Return where an element's body starts and ends."""
    if position + 2 > len(data):
        return None
    size, start = data[position + 1], position + 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4 or start + count > len(data):
            return None
        size = int.from_bytes(data[start : start + count], "big")
        start += count
    end = start + size
    return None if whole and end > len(data) else (start, end)
