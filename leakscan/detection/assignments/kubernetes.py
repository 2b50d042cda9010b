"""Values of Kubernetes Secret objects: secrets because the object says so, whatever their names."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

from leakscan.detection import filters
from leakscan.detection.assignments import keys, values
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.values import Shape
from leakscan.detection.content import Content, Recogniser
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

RULE = Rule(
    id="kubernetes-secret",
    title="Value of a Kubernetes Secret",
    issuer="Kubernetes",
    severity=Severity.HIGH,
    confidence=Confidence.REVIEW,
    anchor=rb"kind[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?secret",
    pattern=rb"kind[\"']?[ \t]{0,4}:[ \t]{0,4}[\"']?(?P<secret>secret)(?![A-Za-z])",
    caseless=True,
    max_length=64,
    examples=("kind: Secret\ndata:\n  password: {base64:24}\n",),
    counter_examples=("kind: ExternalSecret\n",),
    reference="https://kubernetes.io/docs/concepts/configuration/secret/",
    remediation=(
        "Change it where it is valid; keep Secret objects out of images, encrypted or made at"
        " deployment."
    ),
)

_ELSEWHERE = frozenset({Dialect.CODE, Dialect.PROSE, Dialect.MINIFIED, Dialect.INDEX})
_REACH = 4096
_BLOCK = 4096
"""So many bytes are searched at once, with `_REACH` on either side."""
_SEPARATOR = b"\n---"
_KIND = expression(RULE.anchor, re.IGNORECASE)
_MAX_MEMBERS = 64
_DATA = expression(
    rb"(?:^|[\n{,])([ \t]{0,32})[\"']?(?P<kind>data|stringData)[\"']?[ \t]{0,4}:"
    rb"[ \t]{0,4}(?P<open>\{?)[ \t]{0,8}\r?\n?"
)
_MEMBER = expression(
    rb"[ \t]{0,32}[\"']?(?P<key>[\w.\-]{1,128})[\"']?[ \t]{0,4}:[ \t]{0,4}"
    rb"(?:[|>][-+]?[ \t]{0,4}\r?\n[ \t]{1,32})?"
    rb"[\"']?(?P<value>[^\s\"',{}][^\r\n\"',}]{0,2000})?[\"']?[ \t,]{0,8}(?:#[^\n]{0,200})?\r?\n?"
)
_SKIP = expression(rb"(?:[ \t]{0,32}(?:#[^\n]{0,500})?\r?\n)+")
_PUBLIC_KEYS = expression(
    r"(?i)user|^ca\.|\.crt$|\.cer$|name$|host|port|url$|namespace|region|^type$"
)


def _confirm(content: Content, end: int) -> Iterator[Candidate]:
    # All hits of one block get the same answer, and each document in it is read once: a file that
    # is nothing but `kind: Secret` costs as much as any other.
    if dialect_of(content.name) in _ELSEWHERE:
        return
    data = content.data
    made_up = dialect_of(content.name) is Dialect.EXAMPLE
    block = (content.origin + end) // _BLOCK * _BLOCK - content.origin
    for low, high in _documents(data, block):
        for section in _DATA.finditer(data, low, high):
            encoded = section["kind"] == b"data"
            for key, span in _members(data, section, high):
                found = _judge(data, key, span, encoded=encoded)
                if found is not None:
                    yield replace(found, confidence=Confidence.REVIEW) if made_up else found


def _documents(data: bytes, block: int) -> Iterator[tuple[int, int]]:
    """Yield where to look for the values of the Secrets whose kind stands in a block."""
    first = last = -1
    for match in _KIND.finditer(data, max(0, block - RULE.max_length), block + _BLOCK - 1):
        end = match.end()
        if end < block or data[end : end + 1].isalnum():
            continue
        if first >= 0 and data.find(_SEPARATOR, last - 1, end) >= 0:
            yield _around(data, first, last)
            first = end
        first = end if first < 0 else first
        last = end
    if first >= 0:
        yield _around(data, first, last)


def _around(data: bytes, first: int, last: int) -> tuple[int, int]:
    """Return the document in which hits end from `first` to `last`, as far as anybody looks."""
    low = max(0, first - _REACH)
    high = data.find(_SEPARATOR, last - 1, last + _REACH)
    return (
        data.rfind(_SEPARATOR, low, first) + 1 or low,
        high if high >= 0 else min(len(data), last + _REACH),
    )


def _members(data: bytes, section: re.Match[bytes], high: int) -> Iterator[tuple[str, Span]]:
    """Yield the name and place of each value that stands deeper than its section's name."""
    depth = len(section[1])
    position = section.end()
    for _ in range(_MAX_MEMBERS):
        skipped = None if section["open"] else _SKIP.match(data, position, high)
        position = skipped.end() if skipped else position
        member = _MEMBER.match(data, position, high)
        if member is None or (not section["open"] and _indent(data, position) <= depth):
            return
        if member["value"]:
            start, stop = member.span("value")
            yield member["key"].decode("ascii", "replace"), Span(start, stop - start)
        position = member.end()


def _indent(data: bytes, position: int) -> int:
    end = position
    while data[end : end + 1] in {b" ", b"\t"}:
        end += 1
    return end - position


def _judge(data: bytes, key: str, span: Span, *, encoded: bool) -> Candidate | None:
    written = data[span.offset : span.end].split(b" #", 1)[0].rstrip()
    if filters.reference(written) or len(written) < 8:
        return None
    plain = _decoded(written) if encoded else written
    if not plain or b"-----BEGIN" in plain:
        return None  # a key in it is found by its own rule
    if filters.common_default(plain) or _placeholder(plain) or len(plain) < 6:
        # Somebody encoded it and put it there: a manual's password, or one that was kept.
        weak = encoded and not _PUBLIC_KEYS.search(key)
        found = Candidate(RULE, Span(span.offset, len(written)), written, Confidence.REVIEW)
        return replace(found, key=key) if weak else None
    named = keys.classify(key) is not None
    public = _PUBLIC_KEYS.search(key) and not named
    told = named or encoded or values.shape(plain, key) >= Shape.PASSWORD
    sure = Confidence.LIKELY if told and not public else Confidence.REVIEW
    return Candidate(RULE, Span(span.offset, len(written)), written, sure, key=key)


def _placeholder(plain: bytes) -> bool:
    """Whether all of it stands for another value: a file in it may well say `example` somewhere."""
    return bool(filters.placeholder(plain)) and not _SEVERAL.search(plain)


_SEVERAL = expression(rb"[\n{}\[\]<>;]")
"""What a file has and no word."""


def _decoded(written: bytes) -> bytes:
    try:
        return base64.b64decode(written, validate=True).strip()
    except (binascii.Error, ValueError):
        return b""


RECOGNISERS = (
    Recogniser(
        rules=(RULE,),
        anchors=(RULE.anchor,),
        caseless=True,
        reach=_REACH + _BLOCK + 256,
        block=_BLOCK,
        confirm=_confirm,
        specific=1,
    ),
)
