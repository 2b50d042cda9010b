"""
Git's deltas: an object as copies from a base and insertions.

Source: git, Documentation/gitformat-pack, "Deltified representation".
"""

from collections.abc import Iterator
from typing import NamedTuple

from leakscan.errors import ContentError

_MAX_STEPS = 4_000_000
"""Copies and insertions in one delta: a second or two, and thirty megabytes at the least."""


class BadDelta(ContentError):
    """A delta does not fit its base, is none, or makes too much."""


class DeltaSizes(NamedTuple):
    """What a delta says before its instructions."""

    base: int
    result: int
    start: int
    """Offset of the first instruction."""


def delta_sizes(delta: bytes) -> DeltaSizes:
    """
    Return the sizes at the start of a delta.

    Raises:
        BadDelta: It ends before they do, or they are absurd.
    """
    base, at = _size(delta, 0)
    result, at = _size(delta, at)
    return DeltaSizes(base, result, at)


def apply_delta(base: bytes, delta: bytes, max_bytes: int) -> bytes:
    """
    Return the object that `delta` makes of `base`.

    Raises:
        BadDelta: They do not fit, or the result would be larger than `max_bytes`.
    """
    sizes = delta_sizes(delta)
    if sizes.base != len(base):
        raise BadDelta(f"a delta for {sizes.base} bytes has a base of {len(base)}")
    if sizes.result > max_bytes:
        raise BadDelta(f"a delta's result of {sizes.result} bytes is over {max_bytes}")
    # Written in place: a list of parts would cost many times what the parts hold.
    result = bytearray(sizes.result)
    written = 0
    for part in _parts(memoryview(base), delta, sizes.start):
        if written + len(part) > len(result):
            raise BadDelta(f"a delta makes more than the {len(result)} bytes it says")
        result[written : written + len(part)] = part
        written += len(part)
    if written < len(result):
        raise BadDelta(f"a delta makes {written} of the {len(result)} bytes it says")
    return bytes(result)


def _parts(base: memoryview, delta: bytes, at: int) -> Iterator[memoryview]:
    """Yield what each step gives: a stretch of the base, or bytes of the delta's own."""
    own = memoryview(delta)
    for _ in range(_MAX_STEPS):
        if at >= len(delta):
            return
        code = delta[at]
        if code & 0x80:
            offset, size, at = _copy(delta, at + 1, code)
            part = base[offset : offset + size]
        elif code:
            size = code
            part = own[at + 1 : at + 1 + size]
            at += 1 + size
        else:
            raise BadDelta("a delta has a step that means nothing")
        if len(part) < size:
            raise BadDelta("a delta takes bytes that are not there")
        yield part
    raise BadDelta(f"a delta has more than {_MAX_STEPS} steps")


def _copy(delta: bytes, at: int, code: int) -> tuple[int, int, int]:
    """Return offset and size of a copy, and where the next instruction starts."""
    offset = size = 0
    for bit in range(7):
        if not code & (1 << bit):
            continue
        if at >= len(delta):
            raise BadDelta("a delta ends inside a copy")
        if bit < 4:
            offset |= delta[at] << (8 * bit)
        else:
            size |= delta[at] << (8 * (bit - 4))
        at += 1
    return offset, size or 0x10000, at


def _size(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 63:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
    raise BadDelta("a delta's sizes have no end")
