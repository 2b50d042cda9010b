"""Texts that are bad for an expression: nearly what it looks for, over and over."""

import random
import re
from collections.abc import Iterator

from leakscan.detection import literals
from leakscan.detection.content import Recogniser
from leakscan.detection.templates import render

_SPACES = b" " * 64
_KINDS = 8


def texts_against(recogniser: Recogniser, size: int) -> Iterator[bytes]:
    """
    Yield texts of `size` bytes made from a recogniser's own texts and examples.

    Each repeats what begins a match and never ends it: the certain texts, with spaces, quotes and
    runs of one character behind, and the examples cut short.
    """
    rng = random.Random(7)  # noqa: S311 - made-up values
    pieces = list(literals.of(recogniser)[:_KINDS])
    for rule in recogniser.rules[:_KINDS]:
        for example in rule.examples[:2]:
            made = render(example, rng).encode()
            pieces += [made[: len(made) - 1], made[: len(made) * 2 // 3]]
    pieces += [word for anchor in recogniser.anchors[:_KINDS] for word in _words(anchor)]
    for piece in dict.fromkeys(pieces):
        for filler in (b"", _SPACES, b"a" * 32, b"\"'", b"=", b":a.", b"\n"):
            unit = piece + filler
            if unit:
                yield (unit * (size // len(unit) + 1))[:size]
    for unit in (b"a", b" ", b"0", b"a=", b"\"'", b"aA1-", b"\n"):
        yield (unit * (size // len(unit) + 1))[:size]


def _words(anchor: bytes) -> list[bytes]:
    """Return the plain words of an expression: what most of its matches contain."""
    return re.findall(rb"[A-Za-z][A-Za-z0-9_]{2,}", re.sub(rb"\[[^\]]*\]|\\.", b" ", anchor))[:4]
