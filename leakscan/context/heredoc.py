"""
Here-documents: which ones a line announces.

Source:
    moby/buildkit, frontend/dockerfile/parser/parser.go.
"""

import re
from dataclasses import dataclass

from leakscan.context.shell_words import ShellSyntaxError, Style, expand
from leakscan.expressions import expression

_WORD = expression(r"(\d*)<<(-?)\s*([^<]*)\Z")
_LEADING_TABS = expression(r"^\t+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Announced:
    """A here-document's word: `<<-"EOF"`."""

    name: str
    expands: bool
    """Whether variables in the body are replaced: not when the word was quoted."""
    chomps: bool
    """Whether leading tabs are dropped (`<<-`)."""


@dataclass(frozen=True, slots=True)
class Heredoc:
    """A here-document with its body."""

    word: Announced
    content: str
    """As written, tabs and all."""
    start_line: int
    """First line of the body; one more than `end_line` when the body is empty."""
    end_line: int
    start: int
    """Byte offset of the body."""
    end: int
    """Byte offset after the body, where the terminator's line begins."""

    @property
    def body(self) -> str:
        """The content as the build uses it."""
        return _LEADING_TABS.sub("", self.content) if self.word.chomps else self.content


def announced(line: str) -> tuple[Announced, ...]:
    """
    Return the here-documents that an instruction's line announces, in order.

    Raises:
        ShellSyntaxError: A quote in a word is not closed.
    """
    try:
        words = expand(line, {}, Style(raw_quotes=True, raw_escapes=True, keep_unset=True)).words
    except ShellSyntaxError:
        return ()
    return tuple(found for word in words if (found := from_word(word)))


def from_word(word: str) -> Announced | None:
    """Return the here-document that `word` announces, or None."""
    match = _WORD.match(word)
    if match is None or not match[3]:
        return None
    plain = expand(match[3], {}, Style(keep_unset=True)).words
    if len(plain) != 1:
        return None
    raw = expand(match[3], {}, Style(raw_quotes=True, keep_unset=True)).words
    if len(raw) != 1:
        raise ShellSyntaxError("here-document word")
    return Announced(plain[0], _quotes(plain[0]) == _quotes(raw[0]), match[2] == "-")


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')
