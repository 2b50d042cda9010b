"""
A Dockerfile's text as instructions, each with its place in the file.

Source:
    moby/buildkit, frontend/dockerfile/parser.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.context.heredoc import Announced, Heredoc, announced
from leakscan.context.ignorefile import GO_SPACE
from leakscan.context.instruction import (
    HEREDOC_KEYWORDS,
    DockerfileError,
    Statement,
    parse_statement,
)
from leakscan.context.shell_words import ShellSyntaxError
from leakscan.expressions import expression

MAX_LINE_BYTES = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_DIRECTIVE = expression(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\n]+?)[\t\n\f\r ]*\Z")
_DIRECTIVES = ("syntax", "escape", "check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """One instruction, with its here-documents."""

    statement: Statement
    raw: str
    """As written, continuation lines, comments between them and here-documents included."""
    heredocs: tuple[Heredoc, ...] = ()
    start_line: int
    """Counted from 1."""
    end_line: int
    """The last line that belongs to it."""
    start: int
    """Byte offset of the first line's start."""
    end: int
    """Byte offset after the last line, its newline included."""
    comment_lines: frozenset[int] = frozenset()
    """Comments between the continuation lines: part of the file, not of the instruction."""

    @property
    def keyword(self) -> str:
        """Upper-case name: `COPY`."""
        return self.statement.keyword


@dataclass(frozen=True, slots=True, kw_only=True)
class Dockerfile:
    """A parsed Dockerfile."""

    instructions: tuple[Instruction, ...]
    syntax: str = ""
    """The frontend that `# syntax=` names; empty for the builder's own."""
    escape: str = "\\"

    def at_line(self, line: int) -> Instruction | None:
        """Return the instruction that holds the line, or None for a comment or a blank line."""
        for instruction in self.instructions:
            if instruction.start_line <= line <= instruction.end_line:
                return None if line in instruction.comment_lines else instruction
        return None


def parse(data: bytes, name: str = "Dockerfile") -> Dockerfile:
    """
    Return the instructions of a Dockerfile; unknown ones are kept, with all they say.

    Raises:
        DockerfileError: The file is not one: the build fails.
    """
    parser = _Parser(data, name)
    instructions = tuple(parser.instructions())
    if not instructions:
        raise DockerfileError(name, len(parser.lines), "no instructions")
    return Dockerfile(instructions=instructions, syntax=_frontend(data), escape=parser.escape)


def _frontend(data: bytes) -> str:
    """Return what names the frontend, in any of the three forms that BuildKit reads."""
    data = data.removeprefix(_BOM)
    if data.startswith(b"#!"):
        data = data.partition(b"\n")[2]
    text = data.decode("utf-8", "surrogateescape")
    syntax = _leading_directive(text, "#") or _leading_directive(text, "//") or _in_json(text)
    return syntax.partition(" ")[0]


def _leading_directive(text: str, comment: str) -> str:
    """Find `syntax` among the directives; unlike where they take effect, none may be indented."""
    seen: set[str] = set()
    for line in text.split("\n"):
        found = _directive(line.removesuffix("\r"), comment)
        if found is None or found[0] in seen:
            return ""
        seen.add(found[0])
        if found[0] == "syntax":
            return found[1]
    return ""


def _in_json(text: str) -> str:
    if not text.lstrip("\t\n\r ").startswith("{"):
        return ""
    try:
        syntax = json.loads(text).get("syntax")
    except (ValueError, RecursionError):
        return ""
    return syntax if isinstance(syntax, str) else ""


def _directive(line: str, comment: str) -> tuple[str, str] | None:
    """Return the name and the value that a comment sets, or None for any other line."""
    if not line.startswith(comment):
        return None
    match = _DIRECTIVE.match(line[len(comment) :].lstrip(GO_SPACE))
    if match is None or match[1].lower() not in _DIRECTIVES:
        return None
    return match[1].lower(), match[2]


@dataclass(slots=True)
class _Logical:
    """An instruction's line, joined from its continuation lines."""

    text: str
    comments: set[int]
    continued: bool
    """Whether its first line asked for another, if only at the end of the file."""


class _Parser:
    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.lines = _lines(data)
        if any(len(line) > MAX_LINE_BYTES for line in self.lines):
            number = next(n for n, line in enumerate(self.lines, 1) if len(line) > MAX_LINE_BYTES)
            raise DockerfileError(name, number, f"line longer than {MAX_LINE_BYTES - 1} bytes")
        self.index = 0
        self.offset = 0
        self.directives: set[str] = set()
        self.directives_done = False
        self.escape = "\\"

    def instructions(self) -> Iterator[Instruction]:
        while self.index < len(self.lines):
            first, start = self.index, self.offset
            logical = self.logical_line()
            if not logical.text and not logical.continued:
                continue
            statement = parse_statement(logical.text, self.escape, self.name, first + 1)
            heredocs = tuple(self.heredocs(statement, logical.text, first + 1))
            raw = b"".join(self.lines[first : self.index]).decode("utf-8", "surrogateescape")
            yield Instruction(
                statement=statement,
                raw=raw,
                heredocs=heredocs,
                start_line=first + 1,
                end_line=self.index,
                start=start,
                end=self.offset,
                comment_lines=frozenset(logical.comments),
            )

    def next_line(self) -> str:
        line = self.lines[self.index]
        if self.index == 0:
            line = line.removeprefix(_BOM)
        self.offset += len(self.lines[self.index])
        self.index += 1
        return line.decode("utf-8", "surrogateescape")

    def logical_line(self) -> _Logical:
        text = self.next_line().rstrip("\r\n").lstrip(GO_SPACE)
        self.directive(text)
        text, more = self.continued("" if text.startswith("#") else text)
        pieces, continued = [text], more
        comments: set[int] = set()
        while more and self.index < len(self.lines):
            line = self.next_line().rstrip("\r\n")
            stripped = line.lstrip(GO_SPACE)
            if stripped.startswith("#"):
                comments.add(self.index)
            elif stripped:
                line, more = self.continued(line)
                pieces.append(line)
        return _Logical("".join(pieces), comments, continued)

    def continued(self, line: str) -> tuple[str, bool]:
        """Return the line without its continuation character, and whether it had one."""
        bare = line.rstrip(" \t")
        if not bare.endswith(self.escape) or bare.endswith(self.escape * 2):
            return line, False
        return bare[:-1], True

    def directive(self, line: str) -> None:
        if self.directives_done:
            return
        found = _directive(line, "#")
        if found is None:
            self.directives_done = True
            return
        key, value = found
        if key in self.directives:
            raise DockerfileError(self.name, self.index, f"directive {key!r} given twice")
        self.directives.add(key)
        if key == "escape":
            if value not in ("\\", "`"):
                raise DockerfileError(self.name, self.index, f"escape {value!r}")
            self.escape = value

    def heredocs(self, statement: Statement, line: str, first: int) -> Iterator[Heredoc]:
        inner = statement.trigger or statement
        if inner.keyword not in HEREDOC_KEYWORDS or inner.is_json or "<<" not in line:
            return
        try:
            words = announced(line)
        except ShellSyntaxError as error:
            raise DockerfileError(self.name, first, str(error)) from error
        for word in words:
            yield self.heredoc(word, first)

    def heredoc(self, word: Announced, first: int) -> Heredoc:
        start_index, start = self.index, self.offset
        while self.index < len(self.lines):
            end = self.offset
            line = self.next_line().rstrip("\r\n")
            if (line.lstrip("\t") if word.chomps else line) == word.name:
                body = b"".join(self.lines[start_index : self.index - 1])
                content = body.decode("utf-8", "surrogateescape")
                return Heredoc(word, content, start_index + 1, self.index - 1, start, end)
        raise DockerfileError(self.name, first, f"here-document {word.name!r} has no end")


def _lines(data: bytes) -> list[bytes]:
    """Split after newlines only: a lone carriage return is no line's end."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
