"""
A Go expression as something that runs: Python's `re` where it is quick on any path, else a DFA.

Python backtracks, and a pattern with many wildcards can make it do so for hours.
"""

import re
from collections.abc import Callable
from math import inf

from leakscan.context.goregex import (
    Begin,
    Boundary,
    Chars,
    Choice,
    End,
    Node,
    Ranges,
    Repeat,
    Sequence,
    UnsupportedRegex,
    negate,
    normal,
)

MAX_LOOPS = 2
"""With up to two unbounded repetitions, backtracking costs the square of a path's length."""
MAX_BACKTRACKED = 1000
"""Longer paths than this go to the automaton in any case."""
MAX_NODES = 4000
"""A larger machine is not built."""
MAX_STATES = 5000
"""Deterministic states to remember; beyond, they are made anew."""
SURROGATES = (0xD800, 0xDFFF)
"""No path holds any but the escaped bytes, and those go with U+FFFD."""


def compile_search(tree: Node) -> Callable[[str], object]:
    """
    Return a function that is true for a text in which `tree` matches somewhere.

    Raises:
        UnsupportedRegex: The expression is too large.
    """
    tree = _collapsed(tree)
    buildable = 1 + _size(tree) <= MAX_NODES
    slow = later(lambda: _Automaton(tree).search)
    if _loops(_without_tail(tree)) > MAX_LOOPS:
        if not buildable:
            raise UnsupportedRegex("too large, or a word boundary among many wildcards")
        return slow
    quick = later(lambda: re.compile(_python(tree)).search)

    def search(path: str) -> object:
        return (slow if buildable and len(path) > MAX_BACKTRACKED else quick)(path)

    return search


def later(make: Callable[[], Callable[[str], object]]) -> Callable[[str], object]:
    """Return what `make` makes, made on its first use: most patterns of a long file have none."""
    made: list[Callable[[str], object]] = []

    def search(path: str) -> object:
        if not made:
            made.append(make())
        return made[0](path)

    return search


def _without_tail(node: Node) -> Node:
    """Leave out a repetition that only the end follows: there is nothing to go back for."""
    match node:
        case Sequence((*head, Repeat(), End())):
            return Sequence(tuple(head))
        case _:
            return node


def _collapsed(node: Node) -> Node:
    """Join equal neighbours that repeat for ever: `**/**/` means what `**/` means."""
    match node:
        case Sequence(nodes):
            kept: list[Node] = []
            for inner in map(_collapsed, nodes):
                if not (kept and kept[-1] == inner and _absorbs(inner)):
                    kept.append(inner)
            return Sequence(tuple(kept))
        case Choice(options):
            return Choice(tuple(map(_collapsed, options)))
        case Repeat(inner, low, high):
            return Repeat(_collapsed(inner), low, high)
        case _:
            return node


def _absorbs(node: Node) -> bool:
    """Whether twice in a row means the same as once."""
    match node:
        case Repeat(Chars(), 0, None):
            return True
        case Repeat(Sequence((Repeat(Chars(), 0, None), Chars())), 0, 1):
            return True
        case _:
            return False


def _loops(node: Node) -> int:
    match node:
        case Sequence(nodes):
            return sum(map(_loops, nodes))
        case Choice(options):
            return sum(map(_loops, options))
        case Repeat(inner, _, high):
            # A repetition of repetitions multiplies; the automaton takes it.
            nested = MAX_LOOPS + 1 if _loops(inner) and (high is None or high > 1) else 0
            return max(_loops(inner), nested) + (high is None or high > 10)
        case _:
            return 0


def _size(node: Node) -> float:
    """Return how many nodes the machine adds for `node`: without end for a word boundary."""
    match node:
        case Boundary():
            return inf
        case Sequence(nodes):
            return 1 + sum(map(_size, nodes))
        case Choice(options):
            return 1 + sum(1 + _size(option) for option in options)
        case Repeat(inner, low, high):
            copies = low + 1 if high is None else high
            return (copies * (1 + _size(inner)) if copies else 0) + (2 if high is None else 1)
        case _:
            return 1


def _python(node: Node) -> str:
    written = ""
    match node:
        case Chars(ranges):
            written = _python_class(ranges)
        case Begin():
            written = r"(?:\A)"
        case End():
            written = r"(?:\Z)"
        case Boundary(negated):
            written = r"(?a:\B)" if negated else r"(?a:\b)"
        case Sequence(nodes):
            written = "".join(map(_python, nodes))
        case Choice(options):
            written = f"(?:{'|'.join(map(_python, options))})"
        case Repeat(inner, low, high):
            written = f"(?:{_python(inner)}){{{low},{'' if high is None else high}}}"
    return written


def _python_class(ranges: Ranges) -> str:
    """Write the shorter of a class and its negation: `[^/]` is quicker than all its ranges."""
    if not ranges:
        return r"(?!)"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return re.escape(chr(ranges[0][0]))
    others = negate(normal((*ranges, SURROGATES)))
    sign, shown = ("^", others) if len(others) < len(ranges) else ("", ranges)
    return "[" + sign + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in shown) + "]"


class _Automaton:
    """
    Thompson's machine, made deterministic as paths are read.

    A node moves on a character, or without one (`jumps`, of which some hold only at the start or
    the end).  A state is a set of nodes, known by its number.  Word boundaries it does not know.
    """

    def __init__(self, tree: Node) -> None:
        self.moves: list[tuple[Chars, int] | None] = []
        self.jumps: list[list[tuple[int, str]]] = []
        self.start = self._node()
        self.accept = self._build(tree, self.start)
        self.again = self._closure({self.start}, "")
        self._forget()

    def search(self, text: str) -> bool:
        if len(self.states) > MAX_STATES:
            self._forget()
        current = 0
        for char in text:
            if self.accepts[current]:
                return True
            following = self.tables[current].get(char)
            current = self._advance(current, char) if following is None else following
        holds = "$" if text else "^$"
        return self.accept in self._closure(set(self.states[current]), holds)

    def _forget(self) -> None:
        self.states: list[frozenset[int]] = []
        self.numbers: dict[frozenset[int], int] = {}
        self.tables: list[dict[str, int]] = []
        self.accepts: list[bool] = []
        self._number(self._closure({self.start}, "^"))

    def _number(self, state: frozenset[int]) -> int:
        number = self.numbers.setdefault(state, len(self.states))
        if number == len(self.states):
            self.states.append(state)
            self.tables.append({})
            self.accepts.append(self.accept in state)
        return number

    def _advance(self, current: int, char: str) -> int:
        code = ord(char)
        reached = {
            move[1]
            for node in self.states[current]
            if (move := self.moves[node])
            and any(low <= code <= high for low, high in move[0].ranges)
        }
        following = self._number(self._closure(reached, "") | self.again)
        self.tables[current][char] = following
        return following

    def _closure(self, nodes: set[int], holds: str) -> frozenset[int]:
        pending = list(nodes)
        seen = set(nodes)
        while pending:
            for target, condition in self.jumps[pending.pop()]:
                if target not in seen and condition in holds:
                    seen.add(target)
                    pending.append(target)
        return frozenset(seen)

    def _node(self) -> int:
        self.moves.append(None)
        self.jumps.append([])
        return len(self.moves) - 1

    def _jump(self, source: int, target: int, condition: str = "") -> int:
        self.jumps[source].append((target, condition))
        return target

    def _build(self, node: Node, start: int) -> int:
        """Add the machine for `node` after `start`; return the node after it."""
        match node:
            case Chars():
                target = self._node()
                self.moves[start] = (node, target)
                return target
            case Sequence(nodes):
                for inner in nodes:
                    start = self._build(inner, start)
                return self._jump(start, self._node())
            case Choice(options):
                end = self._node()
                for option in options:
                    self._jump(self._build(option, self._jump(start, self._node())), end)
                return end
            case Repeat(inner, low, high):
                return self._repeat(inner, low, high, start)
            case _:
                return self._jump(start, self._node(), "^" if isinstance(node, Begin) else "$")

    def _repeat(self, inner: Node, low: int, high: int | None, start: int) -> int:
        for _ in range(low):
            start = self._build(inner, self._jump(start, self._node()))
        end = self._node()
        if high is None:
            loop = self._jump(start, self._node())
            self._jump(self._build(inner, self._jump(loop, self._node())), loop)
            return self._jump(loop, end)
        self._jump(start, end)
        for _ in range(high - low):
            start = self._build(inner, self._jump(start, self._node()))
            self._jump(start, end)
        return end
