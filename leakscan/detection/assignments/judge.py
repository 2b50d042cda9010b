"""One decision for all dialects: from name, value and surroundings to a confidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from leakscan.detection.assignments.catalogue import RULES
from leakscan.detection.assignments.dialects import CONFIGURATION, Dialect
from leakscan.detection.assignments.keys import KeyName, Kind
from leakscan.detection.assignments.values import Shape
from leakscan.detection.assignments.weights import (
    ALONE_FROM,
    LIKELY_FROM,
    LONG_ENOUGH,
    POINTS,
    REVIEW_AT_MOST,
    REVIEW_FROM,
    Sign,
)
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence

_WORDS_WILL_DO = frozenset(
    {Dialect.ENV, Dialect.DOCKERFILE, Dialect.HCL, Dialect.INI, Dialect.SHELL}
)
_VECTORS = frozenset(
    {
        "shared_secret",
        "sharedsecret",
        "exporter_secret",
        "early_secret",
        "privatekey",
        "private_key",
    }
)
"""Members of test vectors of cryptography, whose values are as random as any."""
_PASSWORDS = frozenset({Kind.PASSWORD, Kind.CONNECTION})


@dataclass(frozen=True, slots=True)
class Score:
    """What speaks for a value, added up."""

    signs: tuple[Sign, ...]
    points: int
    """All signs together."""

    @property
    def confidence(self) -> Confidence | None:
        """How sure that makes it, or None if it is not worth a look."""
        if self.points < REVIEW_FROM:
            return None
        if self.points < LIKELY_FROM or REVIEW_AT_MOST.intersection(self.signs):
            return Confidence.REVIEW
        return Confidence.LIKELY

    def __str__(self) -> str:
        signs = ", ".join(f"{sign.value} {POINTS[sign]:+}" for sign in self.signs)
        return f"{self.points} points ({LIKELY_FROM} are likely, {REVIEW_FROM} for review): {signs}"


class Evidence(NamedTuple):
    """All that is known of one assignment; made for every hit, so it is a tuple."""

    name: KeyName
    key: str
    """As written."""
    value: bytes
    shape: Shape
    dialect: Dialect
    statement: bool
    """Whether it is in force: it begins its line or member, and is no comment."""
    guessed: bool = False
    """Whether `dialect` was told from the line alone."""


@lru_cache(maxsize=1024)
def score(evidence: Evidence) -> Score | None:
    """Return what speaks for a value being a secret; None where nobody chose a value."""
    if evidence.shape is Shape.NOTHING or evidence.dialect is Dialect.INDEX:
        return None
    place = _place(evidence)
    signs = (_value(evidence, place), _name(evidence.name), *_around(evidence, place))
    return Score(signs, sum([POINTS[sign] for sign in signs]))


def candidate(evidence: Evidence, start: int) -> Candidate | None:
    """Return the value, which starts at `start`, as what it is worth; None for nothing."""
    found = score(evidence)
    sure = found.confidence if found is not None else None
    if sure is None:
        return None
    span = Span(start, len(evidence.value))
    rule = RULES[evidence.name.kind]
    return Candidate(rule, span, evidence.value, sure, key=evidence.key, why=found)


def _place(evidence: Evidence) -> Sign:
    if evidence.dialect is Dialect.JSON and evidence.key.lower() in _VECTORS:
        return Sign.ELSEWHERE
    if evidence.dialect in CONFIGURATION:
        return Sign.CONFIGURATION
    return Sign.PROGRAM if evidence.dialect is Dialect.CODE else Sign.ELSEWHERE


def _value(evidence: Evidence, place: Sign) -> Sign:
    sign = _SIGNS[evidence.shape]
    if sign is Sign.WORD:
        return Sign.ALONE if _stands_alone(evidence, place) else sign
    password = evidence.name.kind in _PASSWORDS
    for shorter in (Sign.CHOSEN, Sign.SHORT):
        needed = LONG_ENOUGH.get((place, sign))
        if needed is None or len(evidence.value) >= needed[0 if password else 1]:
            break
        sign = shorter
    return sign


_SIGNS = {
    Shape.DEFAULT: Sign.DEFAULT,
    Shape.WORD: Sign.WORD,
    Shape.SAMPLE: Sign.SAMPLE,
    Shape.WEAK: Sign.CHOSEN,
    Shape.PASSWORD: Sign.CHOSEN,
    Shape.RANDOM: Sign.RANDOM,
}


def _stands_alone(evidence: Evidence, place: Sign) -> bool:
    """Whether a word is where nothing but a password would be: behind `DB_PASSWORD=`."""
    shouted = evidence.key.isupper() and evidence.dialect is not Dialect.JSON
    usual = evidence.dialect in _WORDS_WILL_DO or shouted
    sure = place is Sign.CONFIGURATION and not evidence.guessed
    return sure and evidence.name.strong and usual and len(evidence.value) >= ALONE_FROM


def _name(name: KeyName) -> Sign:
    if name.strong:
        return Sign.STRONG
    if name.anybodys:
        return Sign.ANYBODYS
    return Sign.NOUN if name.noun else Sign.PLAIN


def _around(evidence: Evidence, place: Sign) -> Iterator[Sign]:
    name = evidence.name
    yield place
    if evidence.statement:
        yield Sign.IN_FORCE
    if evidence.guessed and evidence.shape is not Shape.RANDOM:
        yield Sign.GUESSED
    if place is Sign.PROGRAM and name.vague:
        yield Sign.VAGUE
    if place is Sign.PROGRAM and not _usual_in_programs(evidence):
        yield Sign.NO_PASSWORD


def _usual_in_programs(evidence: Evidence) -> bool:
    """Whether programs hold such values: random ones, passwords, and few words."""
    if evidence.shape is Shape.RANDOM:
        return True
    word = evidence.shape in {Shape.WORD, Shape.DEFAULT} and not evidence.guessed
    return evidence.name.kind in _PASSWORDS and not word
