"""What text an expression cannot match without: what a search without Hyperscan looks for first."""

import itertools
import re
from dataclasses import dataclass

from leakscan.detection.content import Recogniser
from leakscan.expressions import expression

Texts = tuple[bytes, ...]
"""Lower-case texts, one of which is in every match; none when nothing is certain."""

_GROUP = expression(rb"\((?:\?[a-z]*:|\?P<\w+>)?")
_CLASS = expression(rb"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEAT = expression(rb"(?:\{(\d+)(?:,\d*)?\}|[*+?])\??")
_MOST = 64
"""More texts than so many are not worth telling apart."""
_SHORTEST = 2
"""A single character is in every file."""


def required(expression: bytes) -> Texts:
    """
    Return texts one of which is, in any case, in every match of `expression`.

    Knows what anchors are made of: characters, classes, groups of alternatives, repeats.
    """
    texts = _alternatives(expression, 0)[0].needed
    return texts if _certainty(texts) >= _SHORTEST else ()


def of(recogniser: Recogniser) -> Texts:
    """Return the literals of a recogniser: as it says, or as its anchors show if they are plain."""
    if recogniser.literals or not recogniser.plain_anchors:
        return recogniser.literals
    return _joined([required(anchor) for anchor in recogniser.anchors])


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a part of an expression."""

    needed: Texts = ()
    """One of these is in every match of it."""
    whole: Texts = ()
    """These are all of its matches; none when it has others."""


def _alternatives(expression: bytes, position: int) -> tuple[_Part, int]:
    """Return what is known of the alternatives from `position`, and where the last one ends."""
    options: list[_Part] = []
    while True:
        option, position = _sequence(expression, position)
        options.append(option)
        if expression[position : position + 1] != b"|":
            break
        position += 1
    needed = _joined([option.needed for option in options])
    return _Part(needed, _joined([option.whole for option in options])), position


def _joined(choices: list[Texts]) -> Texts:
    """Return all texts of `choices`; none when one of them has none."""
    return tuple(dict.fromkeys(itertools.chain(*choices))) if all(choices) else ()


def _sequence(expression: bytes, position: int) -> tuple[_Part, int]:
    """Return what is known of one alternative, and where it ends."""
    best: Texts = ()
    run: Texts = (b"",)
    """All that can stand since the last part that is not known whole."""
    only_texts = True
    while position < len(expression) and expression[position : position + 1] not in (b"|", b")"):
        part, position = _item(expression, position)
        if repeat := _REPEAT.match(expression, position):
            position = repeat.end()
            # At least once is once; what may be missing is not needed.
            part = _Part(part.needed if repeat[0][:1] == b"+" or int(repeat[1] or 0) else ())
        extended = tuple(start + end for start in run for end in part.whole)
        only_texts = only_texts and 0 < len(extended) <= _MOST
        run = extended if 0 < len(extended) <= _MOST else (part.whole or (b"",))
        best = max(best, part.needed, run, key=_certainty)
    return _Part(best, run if only_texts else ()), position


def _item(expression: bytes, position: int) -> tuple[_Part, int]:
    """Return what is known of a group, a class or a character, and where it ends."""
    if group := _GROUP.match(expression, position):
        part, position = _alternatives(expression, group.end())
        return part, position + 1
    if members := _CLASS.match(expression, position):
        return _Part(), members.end()
    size = 2 if expression[position : position + 1] == b"\\" else 1
    character = expression[position + size - 1 : position + size]
    # A letter after a backslash is a class or a control character; a bare dot is anything.
    plain = not character.isalnum() if size > 1 else character not in b".^$"
    texts = (character.lower(),) if plain else ()
    return _Part(texts, texts), position + size


def _certainty(texts: Texts) -> int:
    return min(map(len, texts), default=0)
