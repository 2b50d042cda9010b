"""
Go's regular expressions, as far as an ignore file's pattern can become one: text to tree.

Source:
    Go, regexp/syntax/parse.go with the flags `Perl`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import category

LAST = 0x10FFFF
REPLACEMENT = 0xFFFD
"""What Go reads in place of a byte that is not UTF-8."""
ESCAPED_BYTES = (0xDC80, 0xDCFF)
"""What Python puts in its place."""
MAX_REPEAT = 1000
MAX_DEPTH = 50


class BadRegex(ValueError):
    """Go refuses the expression, so the build fails."""


class UnsupportedRegex(ValueError):
    """Go may accept the expression; it is not understood here."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of sorted, disjoint ranges of code points."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Begin:
    """Start of the text."""


@dataclass(frozen=True, slots=True)
class End:
    """End of the text: not before a last newline."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Edge of an ASCII word, or not."""

    negated: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """`node` from `low` to `high` times; `high` None is without bound."""

    node: "Node"
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple["Node", ...]


Node = Chars | Begin | End | Boundary | Repeat | Sequence | Choice

Ranges = tuple[tuple[int, int], ...]

_DIGIT: Ranges = ((0x30, 0x39),)
_WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_SPACE: Ranges = ((9, 10), (12, 13), (32, 32))
_PERL = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_POSIX: dict[str, Ranges] = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0, 0x7F),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGIT,
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((9, 13), (32, 32)),
    "upper": ((0x41, 0x5A),),
    "word": _WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}
_CATEGORIES = frozenset(
    (
        *(
            "C",
            "Cc",
            "Cf",
            "Co",
            "Cs",
            "L",
            "Ll",
            "Lm",
            "Lo",
            "Lt",
            "Lu",
            "M",
            "Mc",
            "Me",
            "Mn",
            "N",
        ),
        *(
            "Nd",
            "Nl",
            "No",
            "P",
            "Pc",
            "Pd",
            "Pe",
            "Pf",
            "Pi",
            "Po",
            "Ps",
            "S",
            "Sc",
            "Sk",
            "Sm",
            "So",
        ),
        *("Z", "Zl", "Zp", "Zs"),
    )
)
_CONTROL = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}


def parse(text: str) -> Node:
    """
    Return the tree of `text`.

    Raises:
        BadRegex: Go does not compile it.
        UnsupportedRegex: Go may, but not this function.
    """
    parser = _Parser(text)
    tree = parser.choice(0)
    if parser.index < len(text):
        raise BadRegex("unexpected )")
    return tree


def negate(ranges: Ranges) -> Ranges:
    """Return every code point that is in none of the sorted ranges."""
    found = []
    following = 0
    for low, high in ranges:
        if low > following:
            found.append((following, low - 1))
        following = high + 1
    if following <= LAST:
        found.append((following, LAST))
    return tuple(found)


def normal(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return the same code points as sorted, disjoint ranges."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def _chars(ranges: Ranges) -> Chars:
    """Make escaped bytes go with U+FFFD, as what Go sees is that."""
    without = negate(normal((*negate(ranges), (0xD800, 0xDFFF))))
    if any(low <= REPLACEMENT <= high for low, high in ranges):
        return Chars(normal((*without, ESCAPED_BYTES)))
    return Chars(without)


@lru_cache
def _literal(code: int) -> Chars:
    if ESCAPED_BYTES[0] <= code <= ESCAPED_BYTES[1]:
        code = REPLACEMENT
    return _chars(((code, code),))


_NOT_NEWLINE = _chars(negate(((10, 10),)))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.index = 0

    def choice(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise UnsupportedRegex("nested too deeply")
        options = [self.sequence(depth)]
        while self.text.startswith("|", self.index):
            self.index += 1
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self, depth: int) -> Node:
        nodes: list[Node] = []
        repeated = False
        while self.index < len(self.text) and self.text[self.index] not in "|)":
            bounds = self.quantifier()
            if bounds is None:
                nodes.extend(self.atom(depth))
                repeated = False
                continue
            if repeated or not nodes:
                raise BadRegex("nothing to repeat" if not nodes else "nested repetition")
            if self.text.startswith("?", self.index):
                self.index += 1
            nodes[-1] = Repeat(nodes[-1], *bounds)
            repeated = True
        return nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes))

    def quantifier(self) -> tuple[int, int | None] | None:
        char = self.text[self.index]
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if char in simple:
            self.index += 1
            return simple[char]
        return self.counted() if char == "{" else None

    def counted(self) -> tuple[int, int | None] | None:
        """Read `{2}`, `{2,}` or `{2,3}`; any other brace is a character."""
        end = self.text.find("}", self.index)
        low_text, comma, high_text = self.text[self.index + 1 : max(end, 0)].partition(",")
        if end < 0 or not _is_count(low_text) or not (high_text == "" or _is_count(high_text)):
            return None
        self.index = end + 1
        if max(len(low_text), len(high_text)) > 4:
            raise BadRegex("repeat count")
        low = int(low_text)
        high = (int(high_text) if high_text else None) if comma else low
        if low > MAX_REPEAT or (high is not None and (high > MAX_REPEAT or high < low)):
            raise BadRegex("repeat count")
        return low, high

    def atom(self, depth: int) -> list[Node]:
        char = self.text[self.index]
        self.index += 1
        simple: dict[str, Node] = {"^": Begin(), "$": End(), ".": _NOT_NEWLINE}
        if char in simple:
            return [simple[char]]
        match char:
            case "[":
                return [_chars(self.char_class())]
            case "(":
                return [self.group(depth)]
            case "\\":
                return self.escape()
            case _:
                return [_literal(ord(char))]

    def group(self, depth: int) -> Node:
        if self.text.startswith("?", self.index):
            raise UnsupportedRegex("group with flags")
        inner = self.choice(depth + 1)
        if not self.text.startswith(")", self.index):
            raise BadRegex("missing )")
        self.index += 1
        return inner

    def escape(self) -> list[Node]:
        char = self.text[self.index : self.index + 1]
        if char in ("b", "B", "A", "z", "Q") and char:
            self.index += 1
            if char == "Q":
                return self.quoted()
            anchors: dict[str, Node] = {"A": Begin(), "z": End()}
            return [anchors.get(char, Boundary(char == "B"))]
        perl = self.perl_class()
        if perl is not None:
            return [_chars(perl)]
        return [_literal(self.escaped_char())]

    def quoted(self) -> list[Node]:
        end = self.text.find("\\E", self.index)
        end = len(self.text) if end < 0 else end
        literal = self.text[self.index : end]
        self.index = min(end + 2, len(self.text))
        return [_literal(ord(char)) for char in literal]

    def perl_class(self) -> Ranges | None:
        char = self.text[self.index : self.index + 1]
        if char and char in "pP":
            return self.unicode_class()
        ranges = _PERL.get(char.lower())
        if ranges is None:
            return None
        self.index += 1
        return negate(ranges) if char.isupper() else ranges

    def unicode_class(self) -> Ranges:
        """Read `pL`, `PL`, `p{Lu}` or `p{^Lu}`; names of scripts are not understood."""
        negated = self.text[self.index] == "P"
        self.index += 1
        name = self.text[self.index : self.index + 1]
        if name == "{":
            name, brace, _ = self.text[self.index + 1 :].partition("}")
            if not brace:
                raise BadRegex("named class")
            self.index += len(name) + 1
        self.index += 1
        negated ^= name.startswith("^")
        name = name.removeprefix("^")
        if name not in _CATEGORIES:
            if len(name) > 1 and name.replace("_", "").isalpha():
                raise UnsupportedRegex("script")
            raise BadRegex("named class")
        ranges = _category(name)
        return negate(ranges) if negated else ranges

    def escaped_char(self) -> int:
        char = self.text[self.index : self.index + 1]
        self.index += 1
        following = self.text[self.index : self.index + 1]
        if char in _CONTROL:
            return _CONTROL[char]
        if char == "x":
            return self.hexadecimal()
        if char == "0" or (char and char in "1234567" and following and following in "01234567"):
            return self.octal()
        if not char or not char.isascii() or char.isalnum():
            raise BadRegex(f"escape \\{char}")
        return ord(char)

    def octal(self) -> int:
        self.index -= 1
        end = self.index + 1
        while end < self.index + 3 and self.text[end : end + 1] in tuple("01234567"):
            end += 1
        digits, self.index = self.text[self.index : end], end
        return int(digits, 8)

    def hexadecimal(self) -> int:
        if self.text.startswith("{", self.index):
            end = self.text.find("}", self.index)
            digits = self.text[self.index + 1 : max(end, 0)]
            self.index = end + 1
        else:
            digits = self.text[self.index : self.index + 2]
            self.index += 2
            if len(digits) < 2:
                raise BadRegex("escape \\x")
        if not digits or not set(digits) <= set("0123456789abcdefABCDEF"):
            raise BadRegex("escape \\x")
        if len(digits.lstrip("0")) > 6 or int(digits, 16) > LAST:
            raise BadRegex("escape \\x")
        return int(digits, 16)

    def char_class(self) -> Ranges:
        negated = self.text.startswith("^", self.index)
        self.index += negated
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not self.text.startswith("]", self.index):
            first = False
            if self.index >= len(self.text):
                raise BadRegex("missing ]")
            ranges.extend(self.class_item())
        self.index += 1
        wanted = normal(ranges)
        return negate(wanted) if negated else wanted

    def class_item(self) -> Ranges:
        if self.text.startswith("[:", self.index):
            named = self.posix()
            if named is not None:
                return named
        if self.text.startswith("\\", self.index):
            self.index += 1
            perl = self.perl_class()
            if perl is not None:
                return perl
            self.index -= 1
        low = self.class_char()
        high = low
        following = self.text[self.index : self.index + 2]
        if len(following) == 2 and following[0] == "-" and following[1] != "]":
            self.index += 1
            high = self.class_char()
        if high < low:
            raise BadRegex("range the wrong way round")
        return ((low, high),)

    def class_char(self) -> int:
        if self.index >= len(self.text):
            raise BadRegex("missing ]")
        char = self.text[self.index]
        self.index += 1
        if char == "\\":
            return self.escaped_char()
        code = ord(char)
        return REPLACEMENT if ESCAPED_BYTES[0] <= code <= ESCAPED_BYTES[1] else code

    def posix(self) -> Ranges | None:
        end = self.text.find(":]", self.index + 2)
        if end < 0:
            return None
        name = self.text[self.index + 2 : end]
        ranges = _POSIX.get(name.removeprefix("^"))
        if ranges is None:
            raise BadRegex("named class")
        self.index = end + 2
        return negate(ranges) if name.startswith("^") else ranges


@cache
def _category(name: str) -> Ranges:
    """Return the code points of a category, by this Python's edition of Unicode."""
    return normal(
        (code, code)
        for code in range(LAST + 1)
        if (found := category(chr(code))) != "Cn" and found.startswith(name)
    )


def _is_count(text: str) -> bool:
    # A leading zero makes the brace a character in Go.
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")
