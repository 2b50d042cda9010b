"""Passwords in tables: what a browser or a password manager exports, and lists that people keep."""

import functools
import re
from collections.abc import Iterator

from leakscan.detection.assignments import keys, values
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.keys import Kind
from leakscan.detection.assignments.values import Shape
from leakscan.detection.content import Content, Files, Recogniser
from leakscan.detection.validators.places import password
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

LISTED = Rule(
    id="password-list",
    title="Password in a list of logins",
    issuer="generic",
    severity=Severity.HIGH,
    pattern=rb"(?P<secret>[^\r\n]{4,256})",
    max_length=256,
    reference="https://www.rfc-editor.org/rfc/rfc4180",
    remediation="Change every password of the list, and keep the list out of what is built.",
)

_HEADER = expression(rb"(?:\xef\xbb\xbf)?([^\n]{1,2048})\n")
_WHOSE = expression(r"user|login|e-?mail|account|url|host|server|site|name")


_SEPARATORS = (b",", b";", b"\t")


@functools.cache
def _rows(separator: bytes, column: int) -> re.Pattern[bytes]:
    """Return the expression of a row whose value in a column is `quoted` or `plain`."""
    plain = b"[^" + re.escape(separator) + rb"\r\n]"
    # Atomic: a field has one end, however the row goes on.
    field = rb"(?>\"(?:[^\"]|\"\")*+\"|" + plain + rb"*+)"
    before = b"(?:" + field + separator + b"){%d}" % column
    value = rb"(?>\"(?P<quoted>(?:[^\"]|\"\")*+)\"|(?P<plain>" + plain + rb"*+))"
    return re.compile(before + value + b"(?:" + separator + field + rb")*+[^\n]*+\n?")


def _confirm(content: Content, _: int) -> Iterator[Candidate]:
    header = _HEADER.match(content.data) if content.origin == 0 else None
    if header is None:
        return
    separator = max(_SEPARATORS, key=header[1].count)
    names = [
        name.strip(b" \"'\r").decode("utf-8", "replace") for name in header[1].split(separator)
    ]
    column = _column(names)
    if column is None:
        return
    made_up = dialect_of(content.name) is Dialect.EXAMPLE
    for span in _column_spans(content.data, header.end(), separator, column):
        value = content.data[span.offset : span.end]
        shape = values.shape(value, names[column])
        if shape is Shape.NOTHING or password(value).confidence is None:
            continue
        sure = shape >= Shape.WEAK and not made_up
        yield Candidate(LISTED, span, value, Confidence.LIKELY if sure else Confidence.REVIEW)


def _column(names: list[str]) -> int | None:
    """Return which column has the passwords, if another says whose they are."""
    kinds = [keys.classify(name) for name in names]
    found = (at for at, kind in enumerate(kinds) if kind and kind.kind is Kind.PASSWORD)
    column = next(found, None)
    others = [name for at, name in enumerate(names) if at != column]
    return column if any(_WHOSE.search(name.lower()) for name in others) else None


def _column_spans(data: bytes, start: int, separator: bytes, column: int) -> Iterator[Span]:
    """Yield where each row has its value of a column; a value in quotes may go over lines."""
    row = _rows(separator, column)
    while start < len(data):
        match = row.match(data, start)
        if match is None:
            # Fewer fields than the header names.
            start = (data.find(b"\n", start) + 1) or len(data)
            continue
        first, end = match.span(match.lastgroup or 0)
        if first < end:
            yield Span(first, end - first)
        start = match.end()


RECOGNISERS = (
    Recogniser(
        rules=(LISTED,),
        files=Files(expression(r"(?i)\.(?:csv|tsv)$"), (".csv", ".tsv")),
        reach=4096,
        confirm=_confirm,
    ),
)
