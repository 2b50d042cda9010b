"""
The records of a SQLite database: the values of one row, or of one entry of an index.

Source: SQLite, "Database File Format", section 2.1.
"""

from collections.abc import Iterator

_MAX_COLUMNS = 32_767
_NUMBER_BYTES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
"""How long the value is that each of the first serial types stands for."""


def values(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the serial types, odd for a text and even for a blob, and the bytes of a record."""
    for serial, start, end in _columns(payload):
        if serial >= 12:
            yield serial, payload[start:end]


def is_whole(payload: bytes) -> bool:
    """Tell whether what the record's header announces is what there is."""
    end = header_size = varint(payload, 0)[0]
    for _, _, end in _columns(payload):  # noqa: B007 - the last one is wanted
        pass
    return 0 < header_size <= len(payload) == end


def _columns(payload: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the serial type of each column, and where its bytes start and end."""
    header_size, at = varint(payload, 0)
    data = header_size
    header_end = min(header_size, len(payload))
    for _ in range(_MAX_COLUMNS):
        if at >= header_end:
            return
        serial = payload[at]
        if serial < 0x80:
            at += 1
        else:
            serial, at = varint(payload, at)
        end = data + (_NUMBER_BYTES[serial] if serial < 12 else (serial - 12) // 2)
        yield serial, data, end
        data = end


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of up to nine bytes, and the offset after it."""
    if at < len(data) and data[at] < 0x80:
        return data[at], at + 1
    value = 0
    for index in range(9):
        byte = data[at] if at < len(data) else 0
        at += 1
        if index == 8:
            return value << 8 | byte, at
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    return value, at
