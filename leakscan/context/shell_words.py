"""
Words and variables as a Dockerfile has them: like a shell's, not a shell's.

Source:
    moby/buildkit, frontend/dockerfile/shell/lex.go.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_DEPTH = 50
"""Substitutions inside substitutions."""
MAX_WILDCARDS = 2
"""More `*` in one `${name#pattern}` could make Python's `re` take for ever."""
MAX_VALUE = 64 * 1024
"""All that one word's variables may amount to; what grows beyond is not followed."""
MAX_TRIMMED = 256
"""Longest value that patterns are tried on."""

_SPECIAL = "@*#?-$!0"
_END = ""


class ShellSyntaxError(ValueError):
    """The word is malformed: the build fails on it."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word with its variables replaced."""

    text: str
    words: tuple[str, ...]
    unknown: frozenset[str]
    """Variables without a known value, each taken to be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How much of the writing is kept."""

    escape: str = "\\"
    raw_quotes: bool = False
    raw_escapes: bool = False
    keep_unset: bool = False
    """Leave `$name` as it is when it has no value."""


def expand(text: str, values: Mapping[str, str], style: Style) -> Expansion:
    """
    Return `text` with quotes and variables resolved.

    Raises:
        ShellSyntaxError: A quote or a brace is not closed, or a modifier is not known.
    """
    lexer = _Lexer(text, values, style)
    result, words = lexer.until(_END, raw_escapes=style.raw_escapes, pattern=False)
    return Expansion(result, tuple(words), frozenset(lexer.unknown))


@dataclass(slots=True)
class _Words:
    """Words as they grow; spaces outside quotes part them."""

    found: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)

    def add(self, text: str, *, quoted: bool) -> None:
        if quoted:
            self.current.append(text)
            return
        for char in text:
            if not char.isspace():
                self.current.append(char)
            else:
                self.close()

    def close(self) -> None:
        word = "".join(self.current)
        if word:
            self.found.append(word)
        self.current.clear()


class _Lexer:
    def __init__(self, text: str, values: Mapping[str, str], style: Style) -> None:
        self.text = text
        self.values = values
        self.style = style
        self.raw_escapes = style.raw_escapes
        self.index = 0
        self.depth = 0
        self.produced = 0
        self.unknown: set[str] = set()

    def peek(self) -> str:
        return self.text[self.index : self.index + 1]

    def take(self) -> str:
        char = self.text[self.index : self.index + 1]
        self.index += 1
        return char

    def until(self, stop: str, *, raw_escapes: bool, pattern: bool) -> tuple[str, list[str]]:
        """Read up to the character `stop`; `pattern` doubles escapes for a second reading."""
        if self.depth > MAX_DEPTH:
            raise ShellSyntaxError("substitutions nested too deeply")
        before, self.raw_escapes = self.raw_escapes, raw_escapes
        self.depth += 1
        result: list[str] = []
        words = _Words()
        try:
            while (char := self.peek()) != _END:
                if char == stop:
                    self.index += 1
                    words.close()
                    return "".join(result), words.found
                self._piece(char, result, words, pattern=pattern)
        finally:
            self.raw_escapes = before
            self.depth -= 1
        if stop:
            raise ShellSyntaxError(f"missing {stop}")
        words.close()
        return "".join(result), words.found

    def _piece(self, char: str, result: list[str], words: _Words, *, pattern: bool) -> None:
        quoted = True
        match char:
            case "$":
                piece = self._dollar()
                quoted = False
            case "<":
                piece = self._angle()
            case "'":
                piece = self._single(pattern=pattern)
            case '"':
                piece = self._double(pattern=pattern)
            case self.style.escape:
                self.index += 1
                piece = (char if self.raw_escapes else "") + self.take()
            case _:
                self.index += 1
                piece = char
                quoted = False
        result.append(piece)
        words.add(piece, quoted=quoted)

    def _angle(self) -> str:
        """A here-document may have blanks between `<<` and its word."""
        start = self.index
        self.index += 1
        if self.peek() == "<":
            self.index += 1
            while self.peek() in ("\t", "\r", " "):
                self.index += 1
        return self.text[start : self.index]

    def _single(self, *, pattern: bool) -> str:
        end = self.text.find("'", self.index + 1)
        if end < 0:
            raise ShellSyntaxError("missing single quote")
        inner = self.text[self.index + 1 : end]
        self.index = end + 1
        if pattern:
            inner = inner.replace(self.style.escape, self.style.escape * 2)
        return f"'{inner}'" if self.style.raw_quotes else inner

    def _double(self, *, pattern: bool) -> str:
        quote = self.take() if self.style.raw_quotes else self.take()[:0]
        result = [quote]
        while (char := self.peek()) != '"':
            if char == _END:
                raise ShellSyntaxError("missing double quote")
            if char == "$":
                result.append(self._dollar())
                continue
            self.index += 1
            if char == self.style.escape:
                following = self.peek()
                if following == _END:
                    continue
                if following in ('"', "$", self.style.escape):
                    result.append(char if self.raw_escapes else "")
                    char = self.take()
                elif self.raw_escapes and (not self.style.raw_quotes or pattern):
                    result.append(char)
            result.append(char)
        self.index += 1
        return "".join((*result, quote))

    def _dollar(self) -> str:
        self.index += 1
        if self.peek() != "{":
            name = self._name()
            return self._value(name, f"${name}") if name else "$"
        self.index += 1
        if self.peek() in (_END, "{", "}", ":"):
            raise ShellSyntaxError("bad substitution")
        name = self._name()
        modifier = self.take()
        if modifier == "}":
            return self._value(name, f"${{{name}}}")
        if modifier == "/":
            return self._replace(name)
        colon = modifier == ":"
        if colon:
            modifier = self.take()
        if modifier == _END or modifier not in "+-?#%" or (colon and modifier in "#%"):
            raise ShellSyntaxError(f"unsupported modifier {modifier!r}")
        return self._modified(name, modifier, colon=colon)

    def _modified(self, name: str, modifier: str, *, colon: bool) -> str:
        trims = modifier in "#%"
        before = set(self.unknown)
        word, _ = self.until("}", raw_escapes=trims, pattern=trims)
        value = self.values.get(name)
        if value is None and self.style.keep_unset:
            return f"${{{name}{':' if colon else ''}{modifier}{word}}}"
        missing = value is None or (colon and value == "")
        if modifier in "-+":
            used = missing if modifier == "-" else not missing
            if not used:
                # What the unused word mentions has no part in the result.
                self.unknown = before
                return self._bounded(value or "") if modifier == "-" else ""
            return word
        if modifier == "?":
            if missing:
                raise ShellSyntaxError(f"{name} has no value")
            return value or ""
        if value is None:
            self.unknown.add(name)
            return ""
        return self._trimmed(value, word, modifier)

    def _trimmed(self, value: str, word: str, modifier: str) -> str:
        """`#` and `%` drop the shortest match, doubled the longest, from the start or the end."""
        greedy = word.startswith(modifier)
        expression = self._expression(word[greedy:], value)
        if expression is None:
            return value
        ends = range(len(value) + 1)
        whole = expression.fullmatch
        if modifier == "#":
            for end in reversed(ends) if greedy else ends:
                if whole(value, 0, end):
                    return value[end:]
            return value
        for start in ends if greedy else reversed(ends):
            if whole(value, start):
                return value[:start]
        return value

    def _replace(self, name: str) -> str:
        everywhere = self.peek() == "/"
        self.index += everywhere
        pattern, _ = self.until("/", raw_escapes=True, pattern=True)
        replacement, _ = self.until("}", raw_escapes=True, pattern=False)
        value = self.values.get(name)
        if value is None:
            if self.style.keep_unset:
                return f"${{{name}/{pattern}/{replacement}}}"
            self.unknown.add(name)
            return ""
        expression = self._expression(pattern, value)
        if expression is None:
            return value
        return self._bounded(
            expression.sub(lambda _: replacement, value, count=0 if everywhere else 1)
        )

    def _expression(self, pattern: str, value: str) -> re.Pattern[str] | None:
        """Compile a shell pattern; None, and the word unknown, if it would be too slow."""
        if pattern.count("*") > MAX_WILDCARDS or len(pattern) + len(value) > MAX_TRIMMED:
            self.unknown.add(pattern)
            return None
        written = []
        index = 0
        while index < len(pattern):
            char = pattern[index]
            index += 1
            if char == "\\":
                char = pattern[index : index + 1]
                index += 1
                if char not in ("*", "?", "\\", "}", "/"):
                    raise ShellSyntaxError(f"invalid escape \\{char}")
                written.append(re.escape(char))
            elif char == "*":
                written.append(".*")
            else:
                written.append("." if char == "?" else re.escape(char))
        return re.compile("".join(written))

    def _name(self) -> str:
        start = self.index
        char = self.peek()
        if char.isdigit():
            while self.peek().isdigit():
                self.index += 1
        elif char and char in _SPECIAL:
            self.index += 1
        else:
            while (char := self.peek()).isalnum() or char == "_":
                self.index += 1
        return self.text[start : self.index]

    def _value(self, name: str, written: str) -> str:
        value = self.values.get(name)
        if value is not None:
            return self._bounded(value)
        if self.style.keep_unset:
            return written
        self.unknown.add(name)
        return ""

    def _bounded(self, value: str) -> str:
        self.produced += len(value)
        if self.produced > MAX_VALUE:
            raise ShellSyntaxError(f"variables amount to more than {MAX_VALUE} characters")
        return value
