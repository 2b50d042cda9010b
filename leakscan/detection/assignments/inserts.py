"""Rows of a database's dump: the names of the columns stand once, the values in every row."""

import re
from collections.abc import Iterator

from leakscan.detection.assignments import judge, keys, values
from leakscan.detection.assignments.catalogue import RULES
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.content import Content, Recogniser
from leakscan.expressions import expression
from leakscan.model.finding import Candidate

_ANCHOR = (
    rb"\binsert[ \t]{1,4}into[ \t]{1,4}[^\s();]{1,120}[ \t]{0,4}\([^();]{0,600}"
    rb"(?:passw|passwd|pwd|secret|token|key|salt)[^();]{0,600}\)\s{1,8}values\s{0,8}\("
)
_STATEMENT = expression(
    rb"insert[ \t]{1,4}into[ \t]{1,4}[^\s();]{1,120}[ \t]{0,4}\((?P<columns>[^();]{1,1300})\)"
    rb"\s{1,8}values\s{0,8}",
    re.IGNORECASE,
)
_LITERAL = expression(
    rb"\s{0,8}(?:N?'(?P<text>(?:[^'\\]|\\.|''){0,1024})'|(?P<other>[^,()']{1,256}))"
)
_ROW_END = expression(rb"\s{0,8}\)(?:\s{0,8},\s{0,8})?")
_NEXT = expression(rb"(?i)\binsert[ \t]")
_BEFORE = 1500
_REACH = 4096
_MAX_ROWS = 64


def _confirm(content: Content, end: int) -> Iterator[Candidate]:
    data = content.data
    low = max(0, end - _BEFORE)
    start = data[low:end].lower().rfind(b"insert")
    statement = _STATEMENT.match(data, low + start) if start >= 0 else None
    if statement is None or dialect_of(content.name) is Dialect.INDEX:
        return
    columns = [part.strip(b" \t\r\n`\"[]'") for part in statement["columns"].split(b",")]
    position, high = statement.end(), min(len(data), statement.end() + _REACH)
    following = _NEXT.search(data, position, high)
    # Up to the next statement: each byte is read once, however many statements there are.
    high = following.start() if following else high
    for _ in range(_MAX_ROWS):
        row = _row(data, position, high)
        if row is None:
            return
        fields, position = row
        if len(fields) == len(columns):
            yield from _secrets(content, columns, fields)


def _row(data: bytes, position: int, high: int) -> tuple[list[re.Match[bytes]], int] | None:
    """Return the literals of the row at `position`, and where the next one begins."""
    if data[position : position + 1] != b"(":
        return None
    fields: list[re.Match[bytes]] = []
    while data[position : position + 1] in {b"(", b","}:
        field = _LITERAL.match(data, position + 1, high)
        if field is None:
            return None
        fields.append(field)
        position = field.end()
    closed = _ROW_END.match(data, position, high)
    return (fields, closed.end()) if closed else None


def _secrets(
    content: Content, columns: list[bytes], fields: list[re.Match[bytes]]
) -> Iterator[Candidate]:
    for column, field in zip(columns, fields, strict=True):
        key = column.decode("ascii", "replace")
        name = keys.classify(key)
        if name is None or field["text"] is None:
            continue
        value = field["text"]
        made_up = dialect_of(content.name) in {Dialect.EXAMPLE, Dialect.PROSE}
        evidence = judge.Evidence(
            name=name,
            key=key,
            value=value,
            shape=values.shape(value, key),
            dialect=Dialect.EXAMPLE if made_up else Dialect.SETTINGS,
            statement=True,
        )
        found = judge.candidate(evidence, field.start("text"))
        if found is not None:
            yield found


RECOGNISERS = (
    Recogniser(
        rules=tuple(RULES.values()),
        anchors=(_ANCHOR,),
        literals=(b"insert",),
        caseless=True,
        reach=_REACH + 2048,
        confirm=_confirm,
    ),
)
