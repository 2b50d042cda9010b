"""
Text in disguise: base64, hexadecimal and escaped text, read as what it stands for.

An anchor announces a stretch that decodes to plain text; what it decodes to is searched like any
other content, and what is found there is placed at the encoded bytes.  The anchors are narrow: a
random string does not look like the base64 of text, so that hashes and keys cost nothing.
"""

import base64
import binascii
import bisect
import re
from collections.abc import Callable, Iterator

from leakscan.detection.content import Content, Recogniser, View
from leakscan.model.finding import Candidate
from leakscan.model.location import Span

_REACH = 64 * 1024
_MAX_ENCODED = 4 * 1024 * 1024
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


Decode = Callable[[Content, int], Iterator[View]]
"""Takes a content and the end of an anchor's match; gives what is written there, if anything."""


def _class(members: bytes) -> bytes:
    return b"[" + re.escape(members) + b"]"


def _base64_of_text() -> bytes:
    """
    Return the expression of four characters of base64 that stand for three of ASCII text.

    The first byte is a printable one, a tab or a line's end; of the next two only the highest bit
    is known: it is zero.
    """
    printable = {byte >> 2 for byte in (9, 10, 13, *range(32, 127))}
    first = bytes(_ALPHABET[value] for value in sorted(printable))
    second = bytes(char for value, char in enumerate(_ALPHABET) if not value & 8)
    third = bytes(char for value, char in enumerate(_ALPHABET) if not value & 2)
    return _class(first) + _class(second) + _class(third) + b"[A-Za-z0-9+/]"


_RUN = re.compile(rb"[A-Za-z0-9+/]+(?:[ \t]*\\?\r?\n[ \t]*[A-Za-z0-9+/]{16,})*={0,2}")
_TEXT_GROUPS = re.compile(b"(?:" + _base64_of_text() + b"){6}")
_WHITE = re.compile(rb"[^A-Za-z0-9+/=]+")


def _base64(content: Content, end: int) -> Iterator[View]:
    data, start = content.data, end - 24
    if not _TEXT_GROUPS.match(data, start) or _continues(data, start, _ALPHABET):
        return
    match = _RUN.match(data, start, min(len(data), start + _MAX_ENCODED))
    if match is None:
        return
    encoded, offsets = _joined(match[0])
    usable = len(encoded) // 4 * 4
    padded = encoded if len(encoded) % 4 != 1 else encoded[:usable]
    try:
        decoded = base64.b64decode(padded + b"=" * (-len(padded) % 4))
    except (binascii.Error, ValueError):
        return

    def outer(span: Span) -> Span:
        first = _origin(offsets, span.offset // 3 * 4)
        last = _origin(offsets, min(len(encoded), -(-span.end // 3) * 4) - 1)
        return Span(start + first, last - first + 1)

    yield View(decoded, Span(start, len(match[0])), "written in base64", outer)


def _joined(run: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return a run without its line ends, and where each line starts: here, and in the run."""
    offsets = [(0, 0)]
    parts = []
    at = length = 0
    for gap in _WHITE.finditer(run):
        parts.append(run[at : gap.start()])
        length += gap.start() - at
        at = gap.end()
        offsets.append((length, at))
    parts.append(run[at:])
    return b"".join(parts), offsets


def _origin(offsets: list[tuple[int, int]], at: int) -> int:
    index = bisect.bisect_right(offsets, (at, 1 << 62)) - 1
    joined, original = offsets[max(0, index)]
    return original + at - joined


_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2})+")
_HEX_CHARS = b"0123456789ABCDEFabcdef"


def _hex(content: Content, end: int) -> Iterator[View]:
    data, start = content.data, end - 40
    if start < 0 or _continues(data, start, _HEX_CHARS):
        return
    match = _HEX.match(data, start, min(len(data), start + _MAX_ENCODED))
    if match is None:
        return

    def outer(span: Span) -> Span:
        return Span(start + 2 * span.offset, 2 * span.length)

    yield View(
        bytes.fromhex(match[0].decode()),
        Span(start, len(match[0])),
        "written in hexadecimal",
        outer,
    )


def _continues(data: bytes, start: int, alphabet: bytes) -> bool:
    """Tell whether a run began before `start`: then it decodes to something else."""
    return start < 0 or (start > 0 and data[start - 1] in alphabet)


_BEFORE, _AFTER = 1024, 4096
_ESCAPE = re.compile(
    rb"""
      \\+u00(?P<u>[0-7][0-9A-Fa-f]) | \\+x(?P<x>[0-7][0-9A-Fa-f]) | %(?P<p>[2-7][0-9A-Fa-f])
    | \\+(?P<c>[nrt"'\\/])
    """,
    re.VERBOSE,
)
_CONTROL = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def _escapes(content: Content, end: int) -> Iterator[View]:
    data = content.data
    low = max(data.rfind(b"\n", 0, end) + 1, end - _BEFORE)
    high = data.find(b"\n", end, end + _AFTER)
    high = min(len(data), end + _AFTER) if high < 0 else high
    parts: list[bytes] = []
    places: list[tuple[int, int]] = [(0, low)]
    at, length = low, 0
    for match in _ESCAPE.finditer(data, low, high):
        plain = _unescaped(match)
        parts += (data[at : match.start()], plain)
        length += match.start() - at
        places.append((length, match.start()))
        length += len(plain)
        at = match.end()
        places.append((length, at))
    parts.append(data[at:high])

    def outer(span: Span) -> Span:
        first = _origin(places, span.offset)
        return Span(first, max(1, _origin(places, span.end - 1) + 1 - first))

    yield View(b"".join(parts), Span(low, high - low), "written with escapes", outer)


def _unescaped(match: re.Match[bytes]) -> bytes:
    digits = match["u"] or match["x"] or match["p"]
    if digits is not None:
        return bytes.fromhex(digits.decode())
    return _CONTROL.get(match["c"], match["c"])


def _nothing(_content: Content, _end: int) -> Iterator[Candidate]:
    return iter(())


def _recogniser(anchor: bytes, decode: Decode, *, caseless: bool = False) -> Recogniser:
    return Recogniser(
        rules=(),
        anchors=(anchor,),
        caseless=caseless,
        reach=_REACH,
        confirm=_nothing,
        decode=decode,
    )


RECOGNISERS = (
    _recogniser(b"(?:^|[^A-Za-z0-9+/])(?:" + _base64_of_text() + b"){6}", _base64),
    _recogniser(rb"(?:^|[^0-9A-Fa-f])(?:[2-7][0-9A-Fa-f]){20}", _hex),
    # A separator that is escaped, before something that may be a value: a program that reads it
    # unescapes it, and so does whoever wants what is in it.
    _recogniser(
        rb"(?:\\u00|\\x|%)(?:2[0267]|3[acde])[A-Za-z0-9+/_.%\-]{12}", _escapes, caseless=True
    ),
)
