"""
Compiled Python: the constants, each with its true borders, and the names they are assigned to.

In the file itself a string is followed at once by the type of the next object, which may look
like one more character of a token.  Nothing is unmarshalled: the bytes are walked, on a stack of
our own.

Source: CPython, Python/marshal.c (types), Lib/importlib/_bootstrap_external.py (magic numbers).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import MIB, Budget
from leakscan.streams.source import Source

_MAX_BYTES = 64 * MIB
_LEAST_LENGTH = 6
_CACHED = re.compile(r"(.+?)(?:\.[\w-]+)?\.py[co]")
_LINE = re.compile(rb"[^\"\\\r\n]{1,4096}")
_PLAIN = re.compile(rb"[^\W\d]\w{0,127}")

_FIXED = {b"i": 4, b"I": 8, b"g": 8, b"y": 16, b"r": 4, b"R": 4}
_NOTHING = frozenset(b"0NFTS.")
_LONG_TEXT = frozenset(b"stuaA")
_SHORT_TEXT = frozenset(b"zZ")
_SEQUENCES = frozenset(b"([<>")

_Value = bytes | list["_Value"] | None


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a code object consists of in one range of Python versions."""

    header: int
    """Bytes before the first object of the file."""
    numbers: int
    """Integers before the objects."""
    objects: int
    """Objects before the number of the first line; some follow."""
    after: int
    load_const: int = 100
    """-1: not known, so no constant is given the name it is assigned to."""
    stores: frozenset[int] = frozenset({90, 95, 97})
    """STORE_NAME, STORE_ATTR, STORE_GLOBAL: what names `co_names` by index."""
    stores_local: int = 125


def _layout(magic: int) -> _Layout:
    if 62000 <= magic < 63000:  # Python 2, whose instructions have no fixed length
        return _Layout(header=8, numbers=4, objects=8, after=1, load_const=-1)
    if magic < 3390:
        return _Layout(header=12, numbers=5, objects=8, after=1)
    if magic < 3400:  # 3.7
        return _Layout(header=16, numbers=5, objects=8, after=1)
    if magic < 3450:
        return _Layout(header=16, numbers=6, objects=8, after=1)
    if magic < 3550:  # 3.11, 3.12
        return _Layout(header=16, numbers=5, objects=8, after=2)
    return _Layout(
        header=16,
        numbers=5,
        objects=8,
        after=2,
        load_const=83 if magic < 3600 else -1,  # 3.13
        stores=frozenset({114, 108, 113}),
        stores_local=110,
    )


def _members(source: Source, name: str, budget: Budget) -> Iterator[Member | Flaw]:
    base = name.rpartition("/")[2]
    match = _CACHED.fullmatch(base)
    yield Member(f"{match[1] if match else base}.py", _lines(source, budget), label="constants")


def _lines(source: Source, budget: Budget) -> Iterator[bytes]:
    data = source.read_at(0, _MAX_BYTES)
    walk = _Walk(data, _layout(int.from_bytes(data[:2], "little")), budget)
    lines: list[bytes] = []
    size = 0
    for line in walk.run():
        lines.append(line)
        size += len(line)
        if size > MIB:
            yield b"\n".join(lines) + b"\n"
            lines, size = [], 0
    if lines:
        yield b"\n".join(lines) + b"\n"


@dataclass(slots=True)
class _Frame:
    """An object whose parts are still to come."""

    kind: int
    need: int
    """Parts to come; -1: until a NULL."""
    reference: int = -1
    parts: list[_Value] = field(default_factory=list)


class _Walk:
    """One pass over the objects; ends where they make no sense any more."""

    def __init__(self, data: bytes, layout: _Layout, budget: Budget) -> None:
        self._data = data
        self._layout = layout
        self._budget = budget
        self._at = layout.header
        self._references: list[_Value] = []
        self._interned: list[_Value] = []
        self._stack = [_Frame(0, 1)]

    def run(self) -> Iterator[bytes]:
        """Yield each constant as a line, or as `NAME = "value"`."""
        steps = 0
        while self._stack and self._at < len(self._data):
            steps += 1
            if not steps % 4096:
                self._budget.work(0)
            yield from self._object()
            while self._stack and self._stack[-1].need == 0:
                yield from self._close(self._stack.pop())

    def _object(self) -> Iterator[bytes]:
        byte = self._data[self._at]
        self._at += 1
        kind = byte & 0x7F
        flagged = bool(byte & 0x80)
        if kind == ord("0") and self._stack[-1].need < 0:
            self._stack[-1].need = 0
        elif kind in _NOTHING:
            self._deliver(None)
        elif kind in _LONG_TEXT or kind in _SHORT_TEXT:
            yield from self._text(kind, flagged=flagged)
        elif kind in _SEQUENCES or kind == ord(")"):
            count = self._number(1 if kind == ord(")") else 4)
            self._open(kind, count, flagged=flagged)
        elif kind == ord("{"):
            self._open(kind, -1, flagged=flagged)
        elif kind == ord(":"):
            self._open(kind, 3, flagged=flagged)
        elif kind == ord("c"):
            self._at += 4 * self._layout.numbers
            self._open(kind, self._layout.objects + self._layout.after, flagged=flagged)
        elif kind == ord("r"):
            self._deliver(_item(self._references, self._number(4)))
        elif kind == ord("R"):
            self._deliver(_item(self._interned, self._number(4)))
        else:
            self._number_object(kind, flagged=flagged)

    def _number_object(self, kind: int, *, flagged: bool) -> None:
        size = _FIXED.get(bytes([kind]))
        if size is not None:
            self._at += size
        elif kind == ord("l"):
            count = int.from_bytes(self._data[self._at : self._at + 4], "little", signed=True)
            self._at += 4 + 2 * abs(count)
        elif kind in b"fx":
            for _ in range(2 if kind == ord("x") else 1):
                self._at += 1 + (self._data[self._at] if self._at < len(self._data) else 0)
        else:
            self._at = len(self._data)
            return
        if flagged:
            self._references.append(None)
        self._deliver(None)

    def _text(self, kind: int, *, flagged: bool) -> Iterator[bytes]:
        size = self._number(1 if kind in _SHORT_TEXT else 4)
        value = self._data[self._at : self._at + size]
        self._at += size
        if flagged:
            self._references.append(value)
        if kind == ord("t"):
            self._interned.append(value)
        # What a code object holds directly is code, and names; its constants are in a tuple.
        if self._stack[-1].kind != ord("c") and len(value) >= _LEAST_LENGTH:
            yield value
        self._deliver(value)

    def _number(self, size: int) -> int:
        value = int.from_bytes(self._data[self._at : self._at + size], "little")
        self._at += size
        return value

    def _open(self, kind: int, count: int, *, flagged: bool) -> None:
        reference = -1
        if flagged:
            reference = len(self._references)
            self._references.append(None)
        if count > len(self._data):
            self._at = len(self._data)
            return
        self._stack.append(_Frame(kind, count, reference))

    def _close(self, frame: _Frame) -> Iterator[bytes]:
        if frame.kind == ord("c"):
            yield from self._assigned(frame.parts)
        value: _Value = frame.parts if frame.kind in b"()" else None
        if frame.reference >= 0:
            self._references[frame.reference] = value
        if self._stack:
            self._deliver(value)

    def _deliver(self, value: _Value) -> None:
        frame = self._stack[-1]
        frame.parts.append(value)
        if frame.need > 0:
            frame.need -= 1
        if frame.kind == ord("c") and len(frame.parts) == self._layout.objects:
            self._at += 4  # the number of the first line

    def _assigned(self, parts: list[_Value]) -> Iterator[bytes]:
        """Yield `NAME = "value"` for each constant that is stored under a name right away."""
        code, constants, names, local_names = parts[:4]
        if not isinstance(code, bytes) or not isinstance(constants, list):
            return
        layout = self._layout
        for at in range(0, len(code) - 3, 2):
            if code[at] != layout.load_const:
                continue
            store, index = code[at + 2], code[at + 3]
            if store in layout.stores:
                name = _item(names, index)
            elif store == layout.stores_local:
                name = _item(local_names, index)
            else:
                continue
            value = _item(constants, code[at + 1])
            if isinstance(name, bytes) and isinstance(value, bytes) and _LINE.fullmatch(value):
                yield b'%b = "%b"' % (name, value)


def _item(values: _Value, index: int) -> _Value:
    return values[index] if isinstance(values, list) and index < len(values) else None


FORMAT = Format(
    name="pyc",
    magic=rb".[\x0b-\x0f\xf2\xf3]\r\n.{8}",
    members=_members,
    verbatim=True,
)
