"""Shapes as people write them, `acme_{alnum:40}`, turned into the bodies that rules are made of."""

import re

from leakscan.detection import facts
from leakscan.detection.facts import Alphabet, Body, literal
from leakscan.expressions import expression

ALPHABETS: dict[str, Alphabet] = {
    each.name: each for each in vars(facts).values() if isinstance(each, Alphabet)
}
"""By the name that templates use."""

_PIECE = expression(r"\{\{|\}\}|\{([a-zA-Z0-9]+):(\d+)(?:-(\d+))?\}|([{}])|([^{}]+)")
_LONGEST = 4096


class ShapeError(ValueError):
    """A shape is not written as shapes are; the message says what is wrong with it."""


def parse_shape(text: str) -> tuple[str, Body]:
    """
    Return the literal text that a shape begins with, and the body that follows.

    `acme_{alnum:40}` is 40 characters of an alphabet after `acme_`; `{hex:32-64}` is 32 to 64;
    `{{` and `}}` are braces.

    Raises:
        ShapeError: It has no field, an unknown alphabet, or characters beyond ASCII.
    """
    if not text.isascii():
        raise ShapeError("only ASCII characters can stand in it")
    prefix, body = "", None
    for match in _PIECE.finditer(text):
        piece = _piece(match)
        if body is not None:
            body = body + piece
        elif isinstance(piece, str):
            prefix += piece
        else:
            body = piece
    if body is None:
        raise ShapeError("it has no field such as {alnum:40}")
    if body.max_length + len(prefix) > _LONGEST:
        raise ShapeError(f"it is longer than {_LONGEST} bytes")
    return prefix, body


def _piece(match: re.Match[str]) -> "str | Body":
    name, low, high, stray, plain = match.groups()
    if stray:
        raise ShapeError(f"a single {stray!r}; write it twice, or as {{alnum:40}}")
    if name is None:
        return plain or match[0][0]
    if name not in ALPHABETS:
        raise ShapeError(f"no alphabet is called {name!r}; there are {', '.join(ALPHABETS)}")
    least, most = int(low), int(high or low)
    if not 1 <= least <= most <= _LONGEST:
        raise ShapeError(f"{match[0]} is no range of lengths")
    return ALPHABETS[name] * (least, most)


def whole(text: str) -> Body:
    """Return a shape as one body, with what it begins with."""
    prefix, body = parse_shape(text)
    return literal(prefix) + body if prefix else body
