"""
An ignore file's bytes as pattern lines, read as each builder reads them.

Source:
    moby/patternmatcher, ignorefile/ignorefile.go; openshift/imagebuilder, builder.go.
"""

from typing import NamedTuple

from leakscan.context.builders import Builder
from leakscan.context.goglob import BadPattern, match
from leakscan.errors import ContentError
from leakscan.expressions import expression

MAX_LINE_BYTES = 64 * 1024
"""From this length on, Go's line scanner gives up and the build fails."""
MAX_LINES = 100_000
"""More lines than this are no ignore file; matching them would take minutes."""

GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # noqa: E501 - one set, one line
"""What Go trims.  Python's own set has U+001C to U+001F too."""

ESCAPED_BYTE = expression("[\udc80-\udcff]")
"""What Python puts in place of a byte that is not UTF-8."""

_AS_IT_IS = expression(r"!?(?![#!])(?!\.{1,2}(?:/|\Z))[!-.0-~]+(?:/(?!\.{1,2}(?:/|\Z))[!-.0-~]+)*")
"""A line that is its own pattern, or its exception, with every builder; most lines are."""


class IgnoreFileError(ContentError):
    """A line of an ignore file on which the real build fails."""

    hint = "Fix the line; until then nothing counts as ignored."

    def __init__(self, file: str, line: int, problem: str) -> None:
        Exception.__init__(self, file, line, problem)
        self.file = file
        self.line = line
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}"


class IgnoreLine(NamedTuple):
    """One line that holds a pattern.  There may be very many, so each is a tuple."""

    number: int
    """Counted from 1."""
    text: str
    """As written, without the line's end; bytes that are not UTF-8 are surrogate-escaped."""
    pattern: str
    """Cleaned, without the exclamation mark."""
    negated: bool


def read_lines(data: bytes, name: str, builder: Builder) -> tuple[IgnoreLine, ...]:
    """
    Return the pattern lines of the ignore file `name`, in order.

    Raises:
        IgnoreFileError: The builder refuses the file.
    """
    lines = data.split(b"\n")
    if len(lines) > MAX_LINES:
        raise IgnoreFileError(name, MAX_LINES, f"more than {MAX_LINES} lines")
    found = []
    # No sequence of bytes that is not UTF-8 reaches over a line's end, so that all is decoded once.
    texts = data.decode("utf-8", "surrogateescape").split("\n")
    for number, (raw, text) in enumerate(zip(lines, texts, strict=True), 1):
        if len(raw) >= MAX_LINE_BYTES and builder is not Builder.BUILDAH:
            raise IgnoreFileError(name, number, f"line of {len(raw)} bytes; the limit is 65535")
        if _AS_IT_IS.fullmatch(text):
            negated = text[0] == "!"
            found.append(IgnoreLine(number, text, text[negated:], negated))
        elif line := _read(text, number, name, builder):
            found.append(line)
    if builder is Builder.BUILDKIT:
        _refuse_control_characters(found, name)
    return tuple(found)


def _read(text: str, number: int, name: str, builder: Builder) -> IgnoreLine | None:
    """Return what a line says, or None if it says nothing."""
    pattern = _buildah(text) if builder is Builder.BUILDAH else _moby(text, number)
    if pattern is None:
        return None
    if builder is Builder.BUILDKIT and ESCAPED_BYTE.search(pattern):
        pattern = _through_json(pattern, name, number)
    negated = pattern.startswith("!")
    if pattern == "!":
        raise IgnoreFileError(name, number, "exception without a pattern")
    if negated:
        pattern = pattern[1:]
        if builder is Builder.BUILDAH:
            pattern = clean(pattern).removeprefix("/")
    return IgnoreLine(number, text.removesuffix("\r"), pattern, negated)


def _through_json(pattern: str, name: str, number: int) -> str:
    """The patterns are checked, and then travel as JSON, which has no bytes but UTF-8's."""
    try:
        match(pattern.removeprefix("!"), ".")
    except BadPattern:
        raise IgnoreFileError(name, number, f"malformed pattern {pattern!r}") from None
    return ESCAPED_BYTE.sub("\ufffd", pattern)


def _refuse_control_characters(lines: list[IgnoreLine], name: str) -> None:
    """
    BuildKit sends the patterns in a header, escaped only if one of them is not ASCII.

    Source:
        moby/buildkit, session/filesync/filesync.go, `encodeStringForHeader`.
    """
    if not all(line.pattern.isascii() for line in lines):
        return
    for line in lines:
        if not line.pattern.isprintable():
            raise IgnoreFileError(name, line.number, f"control character in {line.text!r}")


def clean(path: str) -> str:
    """Return the shortest equivalent path, as Go's `filepath.Clean` does."""
    rooted = path.startswith("/")
    parts: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            parts.append(part)
        elif parts and parts[-1] != "..":
            parts.pop()
        elif not rooted:
            parts.append(part)
    joined = "/".join(parts)
    return f"/{joined}" if rooted else joined or "."


def _moby(text: str, number: int) -> str | None:
    """Two readings in a row: that of the file, then that of the matcher."""
    text = text.removesuffix("\r")
    if number == 1:
        text = text.removeprefix("\ufeff")
    if text.startswith("#"):
        return None
    pattern = text.strip(GO_SPACE)
    if not pattern:
        return None
    negated = pattern.startswith("!")
    if negated:
        pattern = pattern[1:].strip(GO_SPACE)
    if pattern:
        pattern = clean(pattern)
        if len(pattern) > 1:
            pattern = pattern.removeprefix("/")
    pattern = f"!{pattern}" if negated else pattern
    return _trimmed_and_clean(pattern)


def _buildah(text: str) -> str | None:
    if not text or text.startswith("#"):
        return None
    pattern = text.strip("/")
    return _trimmed_and_clean(pattern) if pattern else None


def _trimmed_and_clean(pattern: str) -> str | None:
    pattern = pattern.strip(GO_SPACE)
    return clean(pattern) if pattern else None
