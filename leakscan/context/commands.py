"""
The shell commands of a RUN, each with its words, its line and where its output goes.

This is no shell: it knows quotes, escapes, substitutions, redirections and what parts commands, and
takes control words (`if`, `then`) for nothing.  Words are read by `shell_words`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from leakscan.context.dockerfile import Instruction
from leakscan.context.shell_words import ShellSyntaxError, Style, expand
from leakscan.expressions import expression

MAX_COMMANDS = 2000
"""Commands of one instruction; a script with more is not followed to its end."""

_OUT, _APPEND = "\ue000", "\ue001"
"""Stand for a redirection of standard output while words are read."""
_SHIELD = "\ue002"
"""Begins what stands for a substitution, whose own blanks part no words."""

_CONTROL = frozenset(
    ("if", "then", "else", "elif", "fi", "do", "done", "while", "until", "for", "case", "!", "time")
)
_ASSIGNED = expression(r"[A-Za-z_]\w*=")
_HEADER = expression(r"(?is)\A\s*(?:ONBUILD\s+)?RUN\b")
_FLAG = expression(r"\s*--[a-z]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"'])*+)?(?=\s)")
_DOCUMENT = expression(r"\d*<<-?\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>|&;]+)")
_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One simple command."""

    words: tuple[str, ...]
    """Without quotes, assignments before it and redirections; variables as written."""
    assigned: tuple[str, ...] = ()
    """`NAME=value` before the command, or alone."""
    text: str
    """As written, here-documents that it reads included."""
    line: int
    """Of the file, counted from 1."""
    outputs: tuple[str, ...] = ()
    """Files that its standard output goes to."""
    ends: str = ""
    """What parts it from the next command: `&&`, a newline, ..."""
    subshells: tuple[int, ...] = ()
    """The parentheses that it is in, the outermost first, each with a number of its own."""

    @property
    def piped(self) -> bool:
        """Whether its standard output goes into the next command."""
        return self.ends in ("|", "|&")

    @property
    def name(self) -> str:
        """The program, without its directory; empty for assignments alone."""
        return self.words[0].rpartition("/")[2] if self.words else ""


def commands(instruction: Instruction, escape: str) -> tuple[Command, ...]:
    """Return the commands of a RUN (or of one under ONBUILD), in order; none of anything else."""
    statement = instruction.statement.trigger or instruction.statement
    if statement.keyword != "RUN":
        return ()
    if statement.is_json:
        return _of_list(statement.words, instruction.start_line)
    text = _joined(instruction, escape)
    header = _HEADER.match(text)
    start = header.end() if header else 0
    while flag := _FLAG.match(text, start):
        start = flag.end()
    found: list[Command] = []
    script = text[start:]
    line = instruction.start_line + text.count("\n", 0, start)
    documents = "\n".join(heredoc.content for heredoc in instruction.heredocs)
    if instruction.heredocs and not _DOCUMENT.sub("", script).strip():
        for heredoc in instruction.heredocs:
            found.extend(_parsed(heredoc.content, heredoc.start_line))
    else:
        found.extend(_parsed(script, line, documents))
    return tuple(found[:MAX_COMMANDS])


def script(text: str) -> tuple[Command, ...]:
    """Return the commands of a shell script, with lines counted from 1."""
    joined = text.replace("\\\n", "\v\n").replace("\v\v", "\v")
    return tuple(_parsed(joined, 1))[:MAX_COMMANDS]


def _of_list(words: tuple[str, ...], line: int) -> tuple[Command, ...]:
    name = words[0].rpartition("/")[2] if words else ""
    if name in _SHELLS and len(words) > 2 and words[1].startswith("-") and "c" in words[1]:
        return tuple(_parsed(words[2], line))[:MAX_COMMANDS]
    return (Command(words=words, text=" ".join(words), line=line),) if words else ()


def _joined(instruction: Instruction, escape: str) -> str:
    """Return the instruction without here-documents; line ends that are continued are blanks."""
    lines = instruction.raw.split("\n")
    if instruction.heredocs:
        lines = lines[: instruction.heredocs[0].start_line - instruction.start_line]
    kept = []
    for number, line in enumerate(lines, instruction.start_line):
        if number in instruction.comment_lines:
            kept.append("")
        else:
            bare = line.rstrip()
            kept.append(bare[:-1] if bare.endswith(escape) else line)
    # A vertical tab is blank to a shell's reader here and no end of a command.
    return "\v\n".join(kept)


@dataclass(slots=True)
class _Splitter:
    """Reads a script once, and parts it into commands."""

    text: str
    index: int = 0
    quote: str = ""
    current: list[str] = field(default_factory=list)
    shielded: list[str] = field(default_factory=list)

    def run(self) -> Iterator[tuple[str, int, str]]:
        """Yield each command's shielded text, where it begins, and what ends it."""
        begin = 0
        text = self.text
        while self.index < len(text):
            char = text[self.index]
            if self.quote:
                self._quoted(char)
            elif char in "'\"":
                self.quote = char
                self._keep(1)
            elif char == "\\":
                self._keep(2)
            elif char in "$`":
                self._substitution(char)
            elif char == "\v":
                self.current.append(" ")
                self.index += 2
            elif char == "#" and (not self.current or self.current[-1].isspace()):
                self.index = _line_end(text, self.index)
            elif char == ">":
                self._redirection()
            elif char in ";&|\n(){}" and not self._inside_word(char):
                end = 2 if text[self.index : self.index + 2] in ("&&", "||", ";;", "|&") else 1
                separator = text[self.index : self.index + end]
                yield "".join(self.current), begin, separator
                self.current.clear()
                self.index += end
                begin = self.index
            else:
                self._keep(1)
        yield "".join(self.current), begin, ""

    def _keep(self, length: int) -> None:
        self.current.append(self.text[self.index : self.index + length])
        self.index += length

    def _quoted(self, char: str) -> None:
        if char == self.quote:
            self.quote = ""
            self._keep(1)
        elif char == "\v":
            self.index += 2
        elif self.quote == '"' and char == "\\":
            self._keep(2)
        elif self.quote == '"' and char in "$`":
            self._substitution(char)
        else:
            self._keep(1)

    def _inside_word(self, char: str) -> bool:
        """Braces part commands only where they stand alone; `&` and `|` always do."""
        if char not in "{}":
            return False
        before = self.current[-1][-1:] if self.current else ""
        after = self.text[self.index + 1 : self.index + 2]
        return not ((not before or before.isspace()) and (not after or after in " \t\n;\v"))

    def _substitution(self, char: str) -> None:
        """Shield `$(...)` and backquotes; a plain variable is kept."""
        start = self.index
        if char == "$" and not self.text.startswith("$(", start):
            self._keep(1)
            if self.text.startswith("{", self.index):
                end = self.text.find("}", self.index)
                self._keep((end + 1 - self.index) if end >= 0 else 1)
            return
        end = _closed(self.text, start + 2) if char == "$" else self.text.find("`", start + 1) + 1
        end = end or len(self.text)
        self.shielded.append(self.text[start:end].replace("\v\n", " "))
        self.current.append(f"{_SHIELD}{len(self.shielded) - 1}{_SHIELD}")
        self.index = end

    def _redirection(self) -> None:
        text = self.text
        before = self.current[-1] if self.current else ""
        end = self.index + (2 if text.startswith(">>", self.index) else 1)
        end += text.startswith("|", end)
        if text.startswith("&", end):  # `2>&1`: into another stream
            if before.isdigit():
                self.current.pop()
            self.current.append(" ")
            self.index = end + 1
            while text[self.index : self.index + 1].isdigit():
                self.index += 1
            return
        if before[-1:].isdigit():
            self.current.pop()
        other = before[-1:] not in ("", "1") and before[-1:].isdigit()
        mark = "" if other else _APPEND if end - self.index > 1 else _OUT
        self.current.append(f" {mark} " if mark else " 2> ")
        self.index = end


def _line_end(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _closed(text: str, index: int) -> int:
    """Return the index after the parenthesis that closes one before `index`."""
    depth = 1
    quote = ""
    while index < len(text):
        char = text[index]
        if char == "\\":
            index += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return index + 1
        index += 1
    return len(text)


def _parsed(text: str, line: int, documents: str = "") -> Iterator[Command]:
    splitter = _Splitter(text)
    subshells: list[int] = []
    for number, (written, begin, separator) in enumerate(splitter.run()):
        if number == MAX_COMMANDS:
            return
        inside = tuple(subshells)
        if separator == "(":
            subshells.append(number)
        elif separator == ")" and subshells:
            subshells.pop()
        command = _command(_words(written, splitter.shielded))
        if command is None:
            continue
        after = begin + len(text[begin:]) - len(text[begin:].lstrip())
        plain = _restored(written, splitter.shielded).replace(_OUT, ">").replace(_APPEND, ">>")
        if "<<" in plain:
            plain = f"{plain}\n{documents}"
        yield Command(
            words=command.words,
            assigned=command.assigned,
            text=re.sub(r" {2,}", " ", plain).strip(),
            line=line + text.count("\n", 0, after),
            outputs=command.outputs,
            ends=separator,
            subshells=inside,
        )


def _words(written: str, shielded: list[str]) -> list[str]:
    try:
        words: tuple[str, ...] | list[str] = expand(written, {}, Style(keep_unset=True)).words
    except ShellSyntaxError:
        words = written.split()
    return [_restored(word, shielded) for word in words]


def _restored(text: str, shielded: list[str]) -> str:
    parts = text.split(_SHIELD)
    for index in range(1, len(parts), 2):
        parts[index] = shielded[int(parts[index])] if parts[index].isdigit() else parts[index]
    return "".join(parts)


def _command(words: list[str]) -> Command | None:
    plain: list[str] = []
    outputs: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        if word in (_OUT, _APPEND, "2>"):
            if word != "2>":
                outputs.extend(words[index + 1 : index + 2])
            index += 1
        else:
            plain.append(word)
        index += 1
    while plain and plain[0] in _CONTROL:
        plain.pop(0)
    assigned: list[str] = []
    while plain and _ASSIGNED.match(plain[0]):
        assigned.append(plain.pop(0))
    if not (plain or assigned or outputs):
        return None
    return Command(
        words=tuple(plain),
        assigned=tuple(assigned),
        text="",
        line=0,
        outputs=tuple(outputs),
    )
