"""
Compiled Python: the constants, each with its true borders, and the names they are assigned to.

In the file itself a string is followed at once by the type of the next object, which may look
like one more character of a token.  Nothing is unmarshalled: the bytes are walked, on a stack of
our own.

Source: CPython, Python/marshal.c (types), Lib/importlib/_bootstrap_external.py (magic numbers).
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.expressions import expression
from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.limits import MIB, Budget
from leakscan.streams.source import Source

_MAX_BYTES = 64 * MIB
_LEAST_LENGTH = 6
_CACHED = expression(r"(.+?)(?:\.[\w-]+)?\.py[co]")
_LINE = expression(rb"[^\"\\\r\n]{1,4096}")

_TEXT = frozenset(b"zZstuaA")
_SHORT = frozenset(b"zZ)")
"""Their length is one byte; that of the others, four."""
_NOTHING = frozenset(b"0NFTS.")
_REFERENCES = frozenset(b"rR")
_SEQUENCES = frozenset(b")([<>")
_TUPLES = frozenset(b"()")
_FIXED = {ord("i"): 4, ord("I"): 8, ord("g"): 8, ord("y"): 16}
_CODE, _DICT, _SLICE, _NULL, _INTERNED, _INTERNED_BEFORE = b"c{:0tR"
_HOLDERS = _SEQUENCES | {_CODE, _DICT, _SLICE}

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
    stores_local: int = 125
    assignment: re.Pattern[bytes] | None = re.compile(rb"(?s)\x64(?=(.)([\x5a\x5f\x61\x7d])(.))")
    """
    LOAD_CONST, then STORE_NAME, STORE_ATTR, STORE_GLOBAL (which name `co_names` by index) or
    STORE_FAST. None: not known, so no constant is given the name it is assigned to.
    """


_ASSIGNMENT_3_13 = expression(rb"(?s)\x53(?=(.)([\x72\x6c\x71\x6e])(.))")


def _layout(magic: int) -> _Layout:
    if 62000 <= magic < 63000:  # Python 2, whose instructions have no fixed length
        return _Layout(header=8, numbers=4, objects=8, after=1, assignment=None)
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
        stores_local=110,
        assignment=_ASSIGNMENT_3_13 if magic < 3600 else None,
    )


def _members(source: Source, name: str, budget: Budget) -> Iterator[Member | Flaw]:
    base = name.rpartition("/")[2]
    match = _CACHED.fullmatch(base)
    yield Member(f"{match[1] if match else base}.py", _lines(source, budget), label="constants")


def _lines(source: Source, budget: Budget) -> Iterator[bytes]:
    data = source.read_at(0, _MAX_BYTES)
    layout = _layout(int.from_bytes(data[:2], "little"))
    lines: list[bytes] = []
    for _ in _walk(data, layout, lines):
        budget.work(0)
        if lines:
            yield b"\n".join(lines) + b"\n"
            lines.clear()


def _walk(  # noqa: C901, PLR0912, PLR0915 - one loop, for a Python environment has 10^6 objects
    data: bytes, layout: _Layout, lines: list[bytes]
) -> Iterator[None]:
    """
    Add each constant to `lines`, as it is or as `NAME = "value"`; pause now and then.

    Ends where the objects end, or where they make no sense any more.
    """
    end = len(data)
    at = layout.header
    references: list[_Value] = []
    interned: list[_Value] = []
    # The object that is being filled: its kind, how many parts it still needs (-1: until a NULL),
    # its number among the references or -1, and its parts.  Those around it are on the stack.
    kind, need, slot, parts = 0, 1, -1, list[_Value]()
    stack: list[tuple[int, int, int, list[_Value]]] = []
    for step in itertools.count(1):
        if at >= end:
            break
        if not step % 4096:
            yield
        flagged = data[at] > 0x7F
        new = data[at] & 0x7F
        at += 1
        value: _Value = None
        if new in _REFERENCES:
            known = interned if new == _INTERNED_BEFORE else references
            index = int.from_bytes(data[at : at + 4], "little")
            value = known[index] if index < len(known) else None
            at += 4
        elif new in _TEXT:
            width = 1 if new in _SHORT else 4
            start = at + width
            at = start + int.from_bytes(data[at:start], "little")
            value = text = data[start:at]
            if flagged:
                references.append(value)
            if new == _INTERNED:
                interned.append(value)
            # What a code object holds directly is code, and names; its constants are in a tuple.
            if kind != _CODE and len(text) >= _LEAST_LENGTH:
                lines.append(text)
        elif new == _NULL and need < 0:
            kind, need, slot, parts = stack.pop()
        elif new in _NOTHING:
            pass
        elif new in _HOLDERS:
            if new in _SEQUENCES:
                width = 1 if new in _SHORT else 4
                size = int.from_bytes(data[at : at + width], "little")
                at += width
            elif new == _CODE:
                at += 4 * layout.numbers
                size = layout.objects + layout.after
            else:
                size = -1 if new == _DICT else 3
            if size > end:
                break
            if flagged:
                references.append(None)
            if size:
                stack.append((kind, need, slot, parts))
                kind, need, slot, parts = new, size, len(references) - 1 if flagged else -1, []
                continue
        else:
            at = _after_number(data, at, new)
            if flagged:
                references.append(None)
        parts.append(value)
        need -= need > 0
        while not need:
            value = parts if kind in _TUPLES else None
            if kind == _CODE:
                lines += _assigned(parts, layout)
            if slot >= 0:
                references[slot] = value
            if not stack:
                at = end
                break
            kind, need, slot, parts = stack.pop()
            parts.append(value)
            need -= need > 0
        if kind == _CODE and len(parts) == layout.objects:
            at += 4  # the number of the first line
    yield


def _after_number(data: bytes, at: int, kind: int) -> int:
    """Return where the object ends whose kind stands before `at`; unknown kinds end the data."""
    if kind in _FIXED:
        return at + _FIXED[kind]
    if kind == ord("l"):
        count = int.from_bytes(data[at : at + 4], "little", signed=True)
        return at + 4 + 2 * abs(count)
    if kind in b"fx":
        for _ in range(2 if kind == ord("x") else 1):
            at += 1 + (data[at] if at < len(data) else 0)
        return at
    return len(data)


def _assigned(parts: list[_Value], layout: _Layout) -> Iterator[bytes]:
    """Yield `NAME = "value"` for each constant that is stored under a name right away."""
    code, constants, names, local_names = parts[:4]
    if not isinstance(code, bytes) or layout.assignment is None:
        return
    for match in layout.assignment.finditer(code):
        if match.start() % 2:
            continue
        constant, store, index = (each[0] for each in match.groups())
        value = _item(constants, constant)
        name = _item(local_names if store == layout.stores_local else names, index)
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
