"""
What speaks for a secret, and how much: every number of the classifier, in one table.

`judge` adds up `POINTS` for a value that is assigned to a name: what the value looks like, what the
name promises, where it is written, whether it is in force.  `CHANCE` is the smaller sum that tells
whether a value was drawn at random.  Nothing else decides, and `leakscan explain` shows the sum.
"""

from enum import Enum
from types import MappingProxyType

LIKELY_FROM = 16
"""So many points are reported by default."""
REVIEW_FROM = 11
"""So many are worth a look; below that nothing is told."""


class Sign(Enum):
    """Something that speaks for a secret or against it, in words."""

    __hash__ = object.__hash__
    """Members are compared by identity; the enumeration's own hash takes ten times the time."""

    RANDOM = "a value drawn at random"
    CHOSEN = "a value as people choose it"
    SHORT = "a value that is short for it"
    WORD = "a word"
    ALONE = "a word where only a password would stand"
    DEFAULT = "a default that manuals show"
    SAMPLE = "a random value that calls itself a sample"
    STRONG = "a name that says it is secret"
    NOUN = "a name that is nothing but the noun"
    PLAIN = "a name that may say so"
    ANYBODYS = "a key of something that need not issue any"
    CONFIGURATION = "a file that a program is set up with"
    PROGRAM = "a program"
    ELSEWHERE = "a document, a sample or a list"
    IN_FORCE = "begins its line or member"
    GUESSED = "the kind of the file is guessed from the line"
    VAGUE = "programs use that name for other things"
    NO_PASSWORD = "in a program people choose passwords, not keys"  # noqa: S105 - words


POINTS = MappingProxyType(
    {
        # The value, as long as it has to be.
        Sign.RANDOM: 12,
        Sign.CHOSEN: 6,
        Sign.SAMPLE: 6,
        Sign.ALONE: 5,
        Sign.SHORT: 2,
        Sign.WORD: 0,
        Sign.DEFAULT: 0,
        # The name.
        Sign.STRONG: 5,
        Sign.NOUN: 2,
        Sign.PLAIN: 0,
        Sign.ANYBODYS: -5,
        # The place.
        Sign.CONFIGURATION: 4,
        Sign.PROGRAM: 4,
        Sign.ELSEWHERE: 0,
        Sign.IN_FORCE: 4,
        Sign.GUESSED: -2,
        # What programs do with names.
        Sign.VAGUE: -5,
        Sign.NO_PASSWORD: -3,
    }
)

REVIEW_AT_MOST = frozenset({Sign.ELSEWHERE, Sign.SAMPLE, Sign.DEFAULT})
"""What nothing makes surer than worth a look."""

LONG_ENOUGH = MappingProxyType(
    {
        (Sign.CONFIGURATION, Sign.RANDOM): (8, 10),
        (Sign.CONFIGURATION, Sign.CHOSEN): (5, 8),
        (Sign.PROGRAM, Sign.RANDOM): (10, 16),
        (Sign.PROGRAM, Sign.CHOSEN): (8, 8),
    }
)
"""
The fewest bytes of a password, and of any other secret.

A shorter random value counts as one that was chosen, a shorter chosen one as short.
"""
ALONE_FROM = 6
"""The fewest bytes of a word that is taken for a password."""


CHANCE = MappingProxyType(
    {
        "a pair of letters, for each bit over what words have": 0.45,
        "letters and digits change places": 1.0,
        "small letters go over into capitals": 0.4,
        "one or two letters stand alone": 0.35,
    }
)
"""What speaks for chance in a value's own characters."""
BITS_OF_WORDS = 4.3
"""Bits per pair of letters that words rarely exceed and random letters nearly always do."""
CHANCE_FROM = 5.0
"""So much is hardly ever reached by anything that people or programs write."""
