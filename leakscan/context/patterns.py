"""
One line of an ignore file as something that matches paths: Docker's language, not git's.

Source:
    moby/patternmatcher, patternmatcher.go; containers/storage, pkg/fileutils/fileutils.go.
"""

from collections.abc import Callable
from enum import Enum

from pathspec.pattern import Pattern

from leakscan.context.automaton import compile_search
from leakscan.context.builders import Builder
from leakscan.context.goglob import BadPattern, match
from leakscan.context.goregex import BadRegex, UnsupportedRegex, parse
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine


class Kind(Enum):
    """How the matcher compares: most patterns need no regular expression."""

    EXACT = "exact"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    REGEXP = "regexp"
    UNSUPPORTED = "unsupported"
    """Not understood here: taken to match nothing, or everything if it is an exception."""


class IgnorePattern(Pattern):
    """
    A pattern as pathspec's classes want it: `PathSpec(patterns, backend="simple")` gives the
    reference decision, in which a line matches a path when it matches it or any directory above.
    """

    __slots__ = ("kind", "line", "matches", "problem", "text")

    def __init__(self, line: IgnoreLine, builder: Builder, file: str) -> None:
        super().__init__(include=not line.negated)
        self.line = line
        self.text = line.pattern
        self.problem = ""
        """Why Go would refuse the pattern on its first use; else empty."""
        try:
            match(self.text, ".")
        except BadPattern:
            raise IgnoreFileError(file, line.number, f"malformed pattern {line.text!r}") from None
        self.kind, expression = _translate(self.text, builder)
        self.matches = self._compile(expression)

    @property
    def negated(self) -> bool:
        """Whether the line is an exception."""
        return self.line.negated

    def match_file(self, file: str) -> bool | None:
        """Return True if the pattern matches `file` or a directory above it, else None."""
        matches = self.matches
        if matches(file):
            return True
        end = file.find("/")
        while end >= 0:
            if matches(file[:end]):
                return True
            end = file.find("/", end + 1)
        return None

    def _compile(self, expression: str) -> Callable[[str], object]:
        match self.kind:
            case Kind.EXACT:
                return self.text.__eq__
            case Kind.PREFIX:
                head = self.text[:-2]
                return lambda path: path.startswith(head)
            case Kind.SUFFIX:
                return _suffix(self.text[2:])
            case _:
                return self._regexp(expression)

    def _regexp(self, expression: str) -> Callable[[str], object]:
        try:
            return compile_search(parse(expression))
        except BadRegex as error:
            self.problem = f"pattern {self.line.text!r} does not compile: {error}"
        except UnsupportedRegex:
            self.kind = Kind.UNSUPPORTED
        negated = self.negated
        return lambda _: negated


def _suffix(tail: str) -> Callable[[str], object]:
    if tail.startswith("/"):
        return lambda path: path.endswith(tail) or path == tail[1:]
    return lambda path: path.endswith(tail)


def _translate(pattern: str, builder: Builder) -> tuple[Kind, str]:
    """Return the kind and the Go expression, with the slips of the original left in."""
    buildah = builder is Builder.BUILDAH
    # As in the original: `|`, `{` and `}` were meant to be escaped too, but an overflow loses them.
    escaped = ".$" if buildah else ".+()$"
    kind = Kind.EXACT
    written = ["^"]
    text = pattern.removeprefix("\ufeff")
    index = 0
    while index < len(text):
        char = text[index]
        start = index
        index += 1
        if text.startswith("**", start):
            index = start + 2 + text.startswith("/", start + 2)
            if index < len(text):
                written.append("(.*/)?")
                kind = Kind.REGEXP
            elif kind is Kind.EXACT:
                kind = Kind.PREFIX
                written.append(".*")
            else:
                written.append(".*")
                kind = Kind.REGEXP
            if start == 0:
                kind = Kind.SUFFIX
        elif char in "*?":
            written.append("[^/]*" if char == "*" else "[^/]")
            kind = Kind.REGEXP
        elif char in escaped:
            written.append("\\" + char)
        elif char == "\\":
            written.append(text[start : start + 2])
            index += 1
            kind = Kind.REGEXP
        else:
            written.append(char)
            kind = Kind.REGEXP if char in "[]" else kind
    if buildah:
        return Kind.REGEXP, "".join((*written, "(/.*)?$"))
    return kind, "".join((*written, "$"))
