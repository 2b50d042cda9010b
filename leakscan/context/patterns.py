"""
One line of an ignore file as something that matches paths: Docker's language, not git's.

Source:
    moby/patternmatcher, patternmatcher.go; containers/storage, pkg/fileutils/fileutils.go.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum

from leakscan.context.automaton import compile_search, later
from leakscan.context.builders import Builder
from leakscan.context.goglob import BadPattern, match
from leakscan.context.goregex import BadRegex, UnsupportedRegex, parse
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine
from leakscan.expressions import expression

_SPECIAL = expression(r"[][*?\\\ufeff]")
_SPECIAL_TO_BUILDAH = expression(r"[][*?\\\ufeff()|+{}^]")
"""What makes a pattern more than a path; most lines have none, and need not be looked at again."""
_ANY_DIRECTORY = "(.*/)?"
_USUAL = expression(
    r"""(?:
        [^][*?\\|{}^()+$\n\ufeff\ufffd\udc80-\udcff]
        | [*?]
        | \[(?:[A-Za-z0-9_](?:-[A-Za-z0-9_])?)+\]
    )+""",
    re.VERBOSE,
)
_USUAL_WILDCARD = expression(r"\*\*/?|\*|\?|\[[^]]*\]")
_RANGE = expression(r"[A-Za-z0-9_]-[A-Za-z0-9_]")
_MAX_USUAL = 400
"""Characters; whatever is longer may amount to more than is compiled."""


class Kind(Enum):
    """How the matcher compares: most patterns need no regular expression."""

    EXACT = "exact"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    TREE = "tree"
    """Exact, or anything below: buildah's patterns say so themselves."""
    REGEXP = "regexp"
    UNSUPPORTED = "unsupported"
    """Not understood here: taken to match nothing, or everything if it is an exception."""


def is_path(text: str, builder: Builder) -> bool:
    """Return whether a pattern is no more than a path: it matches that, and nothing else itself."""
    special = _SPECIAL_TO_BUILDAH if builder is Builder.BUILDAH else _SPECIAL
    return not special.search(text)


class IgnorePattern:
    """
    A pattern, with what pathspec's classes want of one.

    `PathSpec(patterns, backend="simple")` gives the reference decision, in which a line matches a
    path when it matches it or any directory above.
    """

    __slots__ = ("include", "kind", "line", "matches", "problem", "text", "usual")

    def __init__(self, line: IgnoreLine, builder: Builder, file: str) -> None:
        self.include = not line.negated
        self.line = line
        self.text = line.pattern
        self.problem = ""
        """Why Go would refuse the pattern on its first use; else empty."""
        self.usual = _is_usual(self.text)
        """Whether it has wildcards of the plain kinds alone, and certainly compiles."""
        if is_path(self.text, builder):
            self.kind = Kind.TREE if builder is Builder.BUILDAH else Kind.EXACT
            self.matches = _literal(self.kind, self.text)
            return
        if self.usual:
            self.kind = _usual_kind(self.text, builder)
            self.matches = _literal(self.kind, self.text)
            if self.kind is Kind.REGEXP:
                self.matches = _compiled_later(self.text, builder)
            return
        try:
            match(self.text, ".")
        except BadPattern:
            raise IgnoreFileError(file, line.number, f"malformed pattern {line.text!r}") from None
        self.kind = Kind.REGEXP
        self.matches = self._compile(builder)

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

    def _compile(self, builder: Builder) -> Callable[[str], object]:
        negated = self.negated
        try:
            self.kind, expression = _translate(self.text, builder)
            if self.kind is Kind.REGEXP:
                return compile_search(parse(expression))
        except BadRegex as error:
            self.problem = f"pattern {self.line.text!r} does not compile: {error}"
            return lambda _: negated
        except UnsupportedRegex:
            self.kind = Kind.UNSUPPORTED
            return lambda _: negated
        return _literal(self.kind, self.text)


def _is_usual(text: str) -> bool:
    return (
        len(text) <= _MAX_USUAL
        and _USUAL.fullmatch(text) is not None
        and not any(found[0] > found[2] for found in _RANGE.findall(text))
    )


def _usual_kind(text: str, builder: Builder) -> Kind:
    """As `_translate` finds it."""
    if builder is not Builder.BUILDAH:
        if text.startswith("**") and not set(text[2:]) & set("*?["):
            return Kind.SUFFIX
        if text.endswith("**") and not set(text[:-2]) & set("*?["):
            return Kind.PREFIX
    return Kind.REGEXP


def _compiled_later(text: str, builder: Builder) -> Callable[[str], object]:
    """Return what tries a pattern of the plain kinds: no path without its text is looked at."""
    needle = max(_USUAL_WILDCARD.split(text), key=len)
    search = later(lambda: compile_search(parse(_translate(text, builder)[1])))
    return lambda path: needle in path and search(path)


def _literal(kind: Kind, text: str) -> Callable[[str], object]:
    match kind:
        case Kind.TREE:
            return _tree(text)
        case Kind.PREFIX:
            head = text[:-2]
            return lambda path: path.startswith(head)
        case Kind.SUFFIX if text.startswith("**"):
            return _suffix(text[2:])
        case Kind.SUFFIX:
            # A byte order mark came first: the original cuts it in two, and nothing matches.
            return lambda _: False
        case _:
            return text.__eq__


def _tree(text: str) -> Callable[[str], object]:
    above = text + "/"
    # The original's `(/.*)?` stops at a newline.
    return lambda path: path == text or (path.startswith(above) and "\n" not in path[len(text) :])


def _suffix(tail: str) -> Callable[[str], object]:
    if tail.startswith("/"):
        return lambda path: path.endswith(tail) or path == tail[1:]
    return lambda path: path.endswith(tail)


def _translate(pattern: str, builder: Builder) -> tuple[Kind, str]:
    """
    Return the kind and the Go expression, with the slips of the original left in.

    Raises:
        BadRegex: buildah finds an escape with nothing after it.
    """
    buildah = builder is Builder.BUILDAH
    # As in the original: `|`, `{` and `}` were meant to be escaped too, but an overflow loses them.
    kind, written = _written(pattern, ".$" if buildah else ".+()$")
    if not buildah:
        return kind, "".join((*written, "$"))
    if len(written) > 1 and written[-1] == "\\":
        raise BadRegex("escape at the end")
    if kind is Kind.EXACT and not set(pattern) & set("()|+{}^\ufeff"):
        return Kind.TREE, ""
    return Kind.REGEXP, "".join((*written, "(/.*)?$"))


def _written(pattern: str, escaped: str) -> tuple[Kind, list[str]]:
    """Return the kind and the expression, piece by piece, up to its end."""
    kind = Kind.EXACT
    written = ["^"]
    pieces = list(_pieces(pattern.removeprefix("\ufeff")))
    for number, piece in enumerate(pieces, 1):
        if piece == "**":
            last = number == len(pieces)
            # Twice in a row is no more than once, and only slows down whoever compiles it.
            if last or written[-1] != _ANY_DIRECTORY:
                written.append(".*" if last else _ANY_DIRECTORY)
            kind = Kind.PREFIX if last and kind is Kind.EXACT else Kind.REGEXP
            kind = Kind.SUFFIX if number == 1 else kind
        elif piece in ("*", "?"):
            written.append("[^/]*" if piece == "*" else "[^/]")
            kind = Kind.REGEXP
        elif piece in escaped:
            written.append("\\" + piece)
        else:
            written.append(piece)
            kind = Kind.REGEXP if piece in "[]" or len(piece) == 2 else kind
    return kind, written


def _pieces(pattern: str) -> Iterator[str]:
    """Yield characters, escapes of two, and `**` for that and for `**/`."""
    index = 0
    while index < len(pattern):
        length = 2 if pattern[index] == "\\" or pattern.startswith("**", index) else 1
        piece = pattern[index : index + length]
        yield piece
        index += length
        index += piece == "**" and pattern.startswith("/", index)
