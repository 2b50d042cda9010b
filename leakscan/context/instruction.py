"""
One instruction's line: keyword, flags and arguments.

Source:
    moby/buildkit, frontend/dockerfile/parser, line_parsers.go and split_command.go.
"""

import json
from dataclasses import dataclass

from leakscan.context.ignorefile import ESCAPED_BYTE, GO_SPACE
from leakscan.errors import ContentError
from leakscan.expressions import expression

HEREDOC_KEYWORDS = frozenset(("ADD", "COPY", "RUN"))
KEYWORDS = HEREDOC_KEYWORDS | {
    *("ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
    *("ONBUILD", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
}
_LISTS = frozenset(("ADD", "COPY", "VOLUME"))
_COMMANDS = frozenset(("RUN", "CMD", "ENTRYPOINT", "SHELL"))
_SPLIT = frozenset(("EXPOSE", "FROM"))
_SPACES = expression(r"[\t\v\f\r ]+")


class DockerfileError(ContentError):
    """A Dockerfile that cannot be parsed: the real build fails too."""

    hint = "Fix the line; until then nothing is known about what the build would copy."

    def __init__(self, file: str, line: int, problem: str) -> None:
        Exception.__init__(self, file, line, problem)
        self.file = file
        self.line = line
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An instruction without its place."""

    keyword: str
    """Upper-case; of an unknown instruction as well."""
    flags: tuple[str, ...] = ()
    """`--from=builder`, quotes and escapes removed, variables not."""
    arguments: str = ""
    """What follows the flags."""
    words: tuple[str, ...] = ()
    """The arguments apart, quotes kept; one word for a shell's command line."""
    is_json: bool = False
    """Whether the arguments were a JSON list (the exec form)."""
    trigger: "Statement | None" = None
    """The instruction that an ONBUILD holds."""

    def flag(self, name: str) -> str | None:
        """Return the value of a flag, the last one if repeated; `true` for a bare one."""
        values = self.flag_values(name)
        return values[-1] if values else None

    def flag_values(self, name: str) -> tuple[str, ...]:
        """Return every value of a flag, in order."""
        found = []
        for flag in self.flags:
            key, equals, value = flag.removeprefix("--").partition("=")
            if key == name:
                found.append(value if equals else "true")
        return tuple(found)


def parse_statement(line: str, escape: str, file: str, number: int) -> Statement:
    """
    Return what an instruction's joined line says.

    Raises:
        DockerfileError: Builders refuse it.
    """
    keyword, flags, arguments = _split(line, escape)
    if keyword == "ONBUILD" and arguments:
        inner, inner_flags, inner_arguments = _split(arguments, escape)
        if inner == "ONBUILD":
            raise DockerfileError(file, number, "ONBUILD inside ONBUILD")
        trigger = _statement(inner, inner_flags, inner_arguments, escape, (file, number))
        return Statement(keyword=keyword, flags=flags, arguments=arguments, trigger=trigger)
    return _statement(keyword, flags, arguments, escape, (file, number))


def quoted_words(text: str, escape: str) -> tuple[str, ...]:
    """
    Return the words of an ENV, LABEL or ARG, parted by unquoted spaces, quotes kept.

    What is not UTF-8 in them reads as U+FFFD, as it does in Go.
    """
    text = ESCAPED_BYTE.sub("\ufffd", text)
    words: list[str] = []
    current: list[str] = []
    quote = ""
    index = 0
    while index < len(text):
        char = text[index]
        index += 1
        if not quote and char in GO_SPACE:
            if current:
                words.append("".join(current))
            current.clear()
            continue
        if char == escape and quote != "'":
            if index == len(text):
                break
            char += text[index]
            index += 1
        elif char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
        current.append(char)
    return (*words, "".join(current)) if current else tuple(words)


def _statement(
    keyword: str, flags: tuple[str, ...], arguments: str, escape: str, place: tuple[str, int]
) -> Statement:
    words: tuple[str, ...] | None = None
    is_json = False
    source = _SPACES.split(arguments, 1)[-1] if keyword == "HEALTHCHECK" else arguments
    if keyword in _LISTS | _COMMANDS | {"HEALTHCHECK"}:
        words = _json_words(source, place)
        is_json = words is not None
    if words is None:
        words = _plain_words(keyword, arguments, escape)
    if keyword in ("ENV", "LABEL") and (bare := [word for word in words if "=" not in word]):
        raise DockerfileError(*place, f"{keyword} {bare[0]!r} has no value")
    return Statement(
        keyword=keyword, flags=flags, arguments=arguments, words=words, is_json=is_json
    )


def _plain_words(keyword: str, arguments: str, escape: str) -> tuple[str, ...]:
    if not arguments:
        return ()
    if keyword in _LISTS or keyword in _SPLIT:
        return tuple(_SPACES.split(arguments))
    if keyword == "ARG":
        return quoted_words(arguments, escape)
    if keyword in ("ENV", "LABEL"):
        words = quoted_words(arguments, escape)
        # The old form has one name, a space and a value that goes on to the end.
        if words and "=" not in words[0]:
            return ("=".join(_SPACES.split(arguments, 1)),)
        return words
    return (arguments,)


def _json_words(text: str, place: tuple[str, int]) -> tuple[str, ...] | None:
    text = text.lstrip(GO_SPACE)
    if not text.startswith("["):
        return None
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not all(isinstance(item, str) for item in items):
        raise DockerfileError(*place, "a JSON list may hold strings only")
    return tuple(items)


def _split(line: str, escape: str) -> tuple[str, tuple[str, ...], str]:
    keyword, *rest = _SPACES.split(line.strip(GO_SPACE), 1)
    if not rest:
        return keyword.upper(), (), ""
    # The original reads flags byte by byte: what is not ASCII in them comes out garbled.
    flags, arguments = _flags(_bytewise(rest[0]), escape)
    return keyword.upper(), flags, _whole(arguments).strip(GO_SPACE)


def _bytewise(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def _flags(text: str, escape: str) -> tuple[tuple[str, ...], str]:
    """Return the leading words that begin with two dashes, and what follows them."""
    flags: list[str] = []
    index = 0
    while True:
        while text[index : index + 1] and text[index] in GO_SPACE:
            index += 1
        if not text.startswith("--", index):
            return tuple(flags), text[index:]
        word, index = _flag(text, index, escape)
        if word == "--":
            return tuple(flags), text[index:]
        flags.append(word)


def _flag(text: str, index: int, escape: str) -> tuple[str, int]:
    word: list[str] = []
    quote = ""
    while index < len(text):
        char = text[index]
        if not quote and char in GO_SPACE:
            break
        index += 1
        if char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
        elif char == escape:
            word.append(text[index : index + 1])
            index += 1
        else:
            word.append(char)
    return "".join(word), index
