"""
Names with wildcards, many at once: which of them a name matches.

A file of thousands of them costs little until there is a name that looks like one: what begins or
ends with plain text is looked up by it, and the rest is compiled a handful at a time.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

MAX_STARS = 2
"""With more of them in one expression, `re` could go back and forth for long."""
_HANDFUL = 64
_WILD = re.compile(r"(\*|\?|\[[^]]*\])")

_What = TypeVar("_What")


def understood(written: str) -> bool:
    """Return whether a part of a usual pattern, between slashes, can be tried on names here."""
    return "**" not in written and (written.count("*") <= MAX_STARS or not set(written) & set("?["))


def is_literal(written: str) -> bool:
    """Return whether a part of a pattern that is understood matches one name only."""
    return not set(written) & set("*?[")


class Wildcards(Generic[_What]):
    """Names with wildcards, each with what it stands for."""

    def __init__(self, written: Iterable[tuple[str, _What]]) -> None:
        """Take names that are understood."""
        self._starts: dict[str, list[_What]] = {}
        self._ends: dict[str, list[_What]] = {}
        self._pieces: list[tuple[list[str], _What]] = []
        expressions = []
        for name, what in written:
            head, star, tail = name.partition("*")
            if not star or set(head + tail) & set("?["):
                expressions.append((name, what))
            elif "*" in tail:
                self._pieces.append((name.split("*"), what))
            elif not tail:
                self._starts.setdefault(head, []).append(what)
            elif not head:
                self._ends.setdefault(tail, []).append(what)
            else:
                self._pieces.append(([head, tail], what))
        self._start_lengths = sorted(set(map(len, self._starts)))
        self._end_lengths = sorted(set(map(len, self._ends)))
        self._handfuls = [
            _Handful(expressions[at : at + _HANDFUL]) for at in range(0, len(expressions), _HANDFUL)
        ]

    def matching(self, name: str) -> Iterator[_What]:
        """Yield what the wildcards stand for that a name matches, in no order to rely on."""
        for length in self._start_lengths:
            yield from self._starts.get(name[:length], ())
        for length in self._end_lengths:
            if length <= len(name):
                yield from self._ends.get(name[len(name) - length :], ())
        for pieces, what in self._pieces:
            if _in_order(pieces, name):
                yield what
        for handful in self._handfuls:
            yield from handful.matching(name)


@dataclass(slots=True, eq=False)
class _Handful(Generic[_What]):
    """Wildcards that only an expression can try: all at first, and each if one of them matches."""

    written: list[tuple[str, _What]]
    any_of_them: Callable[[str], object] | None = None
    each: list[tuple[Callable[[str], object], _What]] | None = None

    def matching(self, name: str) -> Iterator[_What]:
        if self.any_of_them is None:
            self.any_of_them = _compiled("|".join(_expression(each) for each, _ in self.written))
        if not self.any_of_them(name):
            return
        if self.each is None:
            self.each = [(_compiled(_expression(each)), what) for each, what in self.written]
        for matches, what in self.each:
            if matches(name):
                yield what


def _compiled(expression: str) -> Callable[[str], object]:
    return re.compile(expression, re.DOTALL).fullmatch


def _in_order(pieces: list[str], name: str) -> bool:
    """Return whether a name begins with the first piece, ends with the last and has the others."""
    head, *middle, tail = pieces
    end = len(name) - len(tail)
    if not name.startswith(head) or not name.endswith(tail):
        return False
    at = len(head)
    for piece in middle:
        found = name.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end


def _expression(written: str) -> str:
    special = {"*": ".*", "?": "."}
    return "".join(
        special.get(piece, piece if piece.startswith("[") else re.escape(piece))
        for piece in _WILD.split(written)
    )
