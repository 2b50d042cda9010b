"""What stands around a value: its line, and whether the place is text at all."""

from leakscan.detection.assignments import grammar
from leakscan.detection.assignments.dialects import Dialect
from leakscan.detection.content import Content
from leakscan.expressions import expression

_BINARY = expression(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NEAR = 64
_BINARY_REACH = 2000
"""In a file of unknown kind, a zero byte this near means that it is no text."""
_LONG_LINE = 1000
"""A line of a program with no newline within this many bytes is the work of a minifier."""

_ENV_LINE = expression(
    rb"^[ \t]*(?:[#;][ \t]*)?(?:export[ \t]+)?[A-Z][A-Z0-9_]{2,}[ \t]?=[ \t]?\S+[ \t\r]*(?:#.*)?$"
)
_SHELL_LINE = expression(
    rb"^[ \t]*(?:[$#>%][ \t]+|sh-[\d.]+[$#][ \t]+)?(?:sudo[ \t]+)?"
    rb"(?:curl|wget|docker|podman|mysql\w*|psql|openssl|kubectl|helm|aws|az|gcloud|git|npm|ssh\w*"
    rb"|export|echo|redis-cli|mongo\w*)[ \t]"
)
_KEY_VALUE_LINE = expression(
    rb"^[ \t]*(?:[#;-][ \t]*)?(?:export[ \t]+)?[\w.\-]{2,64}[ \t]*(?::{1,2}=|[?+!]=|[:=])[ \t]*"
    rb"(?:\"[^\"]*\"|'[^']*'|\S+)[ \t\r,]*(?:[#;].*)?$"
)
_JSON_LINE = expression(
    rb"^[ \t]*[{,]?[ \t]*\"[\w.\- ]{1,64}\"[ \t]*:[ \t]*\".*\"[ \t]*[,}]*[ \t\r]*$"
)
_FLOW_LINE = expression(
    rb"^[ \t]*(?:- )?[\w.\-]{2,64}[ \t]*[:=][ \t]*\{[^{}]*[:=][^{}]*\}[ \t\r,]*$"
)
"""A mapping on one line: `credentials: { user: "x", password: "y" }`."""
_LABELLED_LINE = expression(
    rb"^[ \t]*(?:[*-][ \t]+)?(?:[A-Za-z][\w.\- ]{1,32}:[ \t]*\S{1,120}[ \t,;]+){0,4}"
    rb"[A-Za-z][\w.\-]{1,20}(?: [\w.\-]{2,20}){0,2}:[ \t]*\S+[ \t\r]*$"
)
"""Notes: `API key: x`, `user: a, password: b`, `login: a password: b`."""
_WORDS_LINE = expression(
    rb"^(?:[^\"'(){};=<>]{0,200}[ \t])?[A-Za-z][\w.\-]{1,40}=[^\s\"'(){};,<>=]{1,120}(?:[ \t\r]|$)"
)
"""An assignment among words, without a space in it: an inventory, a line of PAM, a log."""
_XML_LINE = expression(rb"^[ \t]*<.*>[ \t\r]*$")


_LINES = (
    (Dialect.ENV, _ENV_LINE),
    (Dialect.SHELL, _SHELL_LINE),
    (Dialect.INI, _KEY_VALUE_LINE),
    (Dialect.INI, _FLOW_LINE),
    (Dialect.INI, _WORDS_LINE),
    (Dialect.INI, _LABELLED_LINE),
    (Dialect.JSON, _JSON_LINE),
    (Dialect.XML, _XML_LINE),
)


def line_start(data: bytes, offset: int) -> int:
    """Return where the line of `offset` begins, or as far back as anybody looks."""
    low = max(0, offset - grammar.MAX_LINE_BEFORE)
    found = data.rfind(b"\n", low, offset)
    return low if found < 0 else found + 1


def by_line(content: Content, line_start: int, start: int) -> Dialect:
    """Tell the dialect of a file whose name says nothing from the line itself."""
    data = content.data
    if b"\0" in data[max(0, start - _BINARY_REACH) : start + _BINARY_REACH]:
        return Dialect.INDEX
    if content.origin == 0 and data[:2] == b"#!":
        first = data[: max(data.find(b"\n", 0, 128), 0)]
        return Dialect.SHELL if b"sh" in first.split(b"/")[-1] else Dialect.CODE
    if minified(data, start):
        quoted = data[start - 1 : start] in {b'"', b"'"} if start else False
        return Dialect.CODE if quoted else Dialect.MINIFIED
    end = data.find(b"\n", start, start + grammar.MAX_VALUE)
    line = data[line_start : end if end >= 0 else start + grammar.MAX_VALUE]
    for dialect, pattern in _LINES:
        if pattern.match(line):
            return dialect
    return Dialect.CODE


def binary_near(data: bytes, start: int, length: int) -> bool:
    """Return whether bytes that no text has stand in the value or near it."""
    return bool(_BINARY.search(data, max(0, start - _NEAR), start + length + _NEAR))


def minified(data: bytes, start: int) -> bool:
    """Return whether the line of `start` is so long that only a minifier can have made it."""
    end = data.find(b"\n", start, start + _LONG_LINE)
    begin = data.rfind(b"\n", max(0, start - _LONG_LINE), start)
    after = end if end >= 0 else min(len(data), start + _LONG_LINE)
    return after - (begin if begin >= 0 else max(0, start - _LONG_LINE)) >= _LONG_LINE
