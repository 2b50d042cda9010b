"""Find assignments to names that promise a secret; names decide nothing without their values."""

import re
from collections.abc import Callable, Iterator

from leakscan.detection.assignments import grammar, judge, keys, values
from leakscan.detection.assignments.catalogue import RULES
from leakscan.detection.assignments.dialects import BARE, CONFIGURATION, Dialect, dialect_of
from leakscan.detection.assignments.grammar import Left
from leakscan.detection.assignments.keys import KeyName, Kind
from leakscan.detection.assignments.values import Shape
from leakscan.detection.content import Content, Recogniser
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NEAR = 64
_LONG_LINE = 1000
"""A line of a program with no newline within this many bytes is the work of a minifier."""

_CALL = re.compile(
    rb"(?i)(?:define|env\w*|set\w*|put\w*|add\w*|pop|get|config|property|param\w*|header\w*|option"
    rb"|fetch|export|append|buildconfigfield|field|default|insert)\w{0,24}\s{0,2}\(?\s{0,2}"
    rb"(?:[\w\"' ]{1,24},\s{0,2})?[\"']$"
)
_HEAD = re.compile(
    rb"""(?x)
    (?: ^ | [{(,;<\[&?|] | /> | [\"'] | \\n | [ ]-e | [ ]--env | [ ]--build-arg )
    [ \t]* (?: -[ \t]* | (?:export|set|setx|env|declare|local|readonly|typeset|ENV|ARG|LABEL|const
      |let|var|val|final|private|public|protected|static|string|String|char|Environment=|property
      |\$env:|@|:|\$|--?|-D|final|my|our|def|this\.|self\.|spring\.|xmlns:|[A-Za-z]+\s*=\s*)[ \t]*
    ){0,4} [\"'\[\\$@:%(]{0,3} $"""
)
_COMMENT = re.compile(rb"^[ \t]*(?:#|//|;|--[ \t]|/?\*|<!--|%|REM\b|rem\b)")
_FLOW = re.compile(rb"[{\[][^}\]]*$")
_PARTS = re.compile(
    rb"(?i)(?:server|data source|host(?:name)?|provider|driver|database|initial catalog|endpoint"
    rb"|uid|user ?id|user(?:name)?|addr(?:ess)?|port|sslmode|account(?:name)?)[ ]?=[^;]{1,128};"
)
_ENV_LINE = re.compile(rb"^[ \t]*(?:export[ \t]+)?[A-Z][A-Z0-9_]{2,}[ \t]?=[ \t]?\S+[ \t\r]*$")
_KEY_VALUE_LINE = re.compile(rb"^[ \t]*(?:-[ \t]+)?[\w.\-]{2,64}[ \t]*[:=][ \t]*\S+[ \t\r]*$")
_JSON_LINE = re.compile(
    rb"^[ \t]*[{,]?[ \t]*\"[\w.\- ]{1,64}\"[ \t]*:[ \t]*\".*\"[ \t]*[,}]*[ \t\r]*$"
)
_XML_LINE = re.compile(rb"^[ \t]*<.*>[ \t\r]*$")


def classify_assigned(key: str, value: bytes) -> Candidate | None:
    """
    Judge a decoded value that comes with a name: an image's variable, label or build argument.

    The span covers the whole value.
    """
    name = keys.classify(key)
    if name is None:
        return None
    form = values.shape(value, key)
    sure = judge.confidence(name, key, value, form, Dialect.ENV, head=True, live=True)
    if sure is None:
        return None
    return Candidate(RULES[name.kind], Span(0, len(value)), value, sure, key=key)


def _confirm_with(
    reader: Callable[[bytes, int], Left | None],
) -> Callable[[Content, int], Iterator[Candidate]]:
    def confirm(content: Content, end: int) -> Iterator[Candidate]:
        start = end - grammar.STUB
        left = reader(content.data, start)
        if left is None:
            return
        name = keys.classify(left.name)
        if name is None:
            return
        found = _judge(content, start, left, name)
        if found is not None:
            yield found

    return confirm


def _judge(content: Content, start: int, left: Left, name: KeyName) -> Candidate | None:
    data = content.data
    line_start = _line_start(data, left.start)
    ahead = data[line_start : left.start]
    dialect = dialect_of(content.name)
    if dialect is Dialect.INDEX or not _separator_fits(left, ahead, dialect):
        return None
    if dialect is Dialect.UNKNOWN:
        dialect = _by_line(content, line_start, start)
    parts = name.kind is Kind.PASSWORD and _is_part(data, line_start, start, left)
    if parts:
        value = grammar.part_at(data, start)
        name = KeyName(Kind.CONNECTION, strong=True)
    else:
        if not left.quote and left.separator != b">" and dialect not in BARE:
            if not _bare_anyway(data, start, dialect):
                return None
        flow = bool(_FLOW.search(ahead)) and dialect is Dialect.YAML
        value = grammar.value_at(data, start, left, dialect, flow=flow)
    if len(value) < grammar.STUB:
        return None
    form = values.shape(value, left.name)
    if form is Shape.NOTHING or _binary_near(data, start, len(value)):
        return None
    if dialect is Dialect.CODE and len(data) - start > _LONG_LINE and _minified(data, start):
        dialect = Dialect.MINIFIED
    sure = judge.confidence(
        name,
        left.name,
        value,
        form,
        dialect,
        head=parts or bool(_HEAD.search(ahead)),
        live=not _COMMENT.match(ahead),
    )
    if sure is None:
        return None
    return Candidate(RULES[name.kind], Span(start, len(value)), value, sure, key=left.name)


def _line_start(data: bytes, offset: int) -> int:
    low = max(0, offset - grammar.MAX_LINE_BEFORE)
    found = data.rfind(b"\n", low, offset)
    return low if found < 0 else found + 1


def _separator_fits(left: Left, ahead: bytes, dialect: Dialect) -> bool:
    """Whether the separator assigns here: a comma does in a call, `>` does in markup."""
    if left.separator == b",":
        return dialect not in {Dialect.JSON, Dialect.YAML} and bool(_CALL.search(ahead[-64:]))
    if left.separator == b">":
        opened = ahead.rfind(b"<")
        return opened >= 0 and b">" not in ahead[opened:]
    return True


def _bare_anyway(data: bytes, start: int, dialect: Dialect) -> bool:
    """A variable's default and a query's parameter are bare in any dialect."""
    del data, start
    return dialect in {Dialect.PROSE, Dialect.XML}


def _is_part(data: bytes, line_start: int, start: int, left: Left) -> bool:
    """Whether the assignment is one of several joined by semicolons."""
    if left.separator != b"=" or left.quote:
        return False
    return bool(_PARTS.search(data[line_start:start])) or bool(
        re.match(rb"[^;\"'\n]{1,128};[ ]?", data[start : start + 160])
        and _PARTS.search(data[start : start + 256])
    )


def _by_line(content: Content, line_start: int, start: int) -> Dialect:
    """Tell the dialect of a file whose name says nothing from the line itself."""
    data = content.data
    if content.origin == 0 and data[:2] == b"#!":
        first = data[: max(data.find(b"\n", 0, 128), 0)]
        return Dialect.SHELL if b"sh" in first.split(b"/")[-1] else Dialect.CODE
    end = data.find(b"\n", start, start + grammar.MAX_VALUE)
    line = data[line_start : end if end >= 0 else start + grammar.MAX_VALUE]
    if _ENV_LINE.match(line):
        return Dialect.ENV
    if _KEY_VALUE_LINE.match(line):
        return Dialect.INI
    if _JSON_LINE.match(line):
        return Dialect.JSON
    return Dialect.XML if _XML_LINE.match(line) else Dialect.CODE


def _binary_near(data: bytes, start: int, length: int) -> bool:
    return bool(_BINARY.search(data, max(0, start - _NEAR), start + length + _NEAR))


def _minified(data: bytes, start: int) -> bool:
    return (
        data.find(b"\n", start, start + _LONG_LINE) < 0
        or data.rfind(b"\n", max(0, start - _LONG_LINE), start) < 0 < start - _LONG_LINE
    )


_ALL = tuple(RULES.values())

RECOGNISERS = (
    Recogniser(
        rules=_ALL,
        anchors=grammar.ASSIGNED,
        caseless=True,
        reach=2048,
        confirm=_confirm_with(grammar.before),
    ),
    Recogniser(
        rules=_ALL,
        anchors=grammar.PAIRED,
        caseless=True,
        reach=2048,
        confirm=_confirm_with(grammar.paired_before),
    ),
    Recogniser(
        rules=_ALL,
        anchors=grammar.BLOCK,
        caseless=True,
        reach=2048,
        confirm=_confirm_with(grammar.block_before),
    ),
)

__all__ = ["CONFIGURATION", "RECOGNISERS", "Confidence", "classify_assigned"]
