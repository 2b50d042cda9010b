"""
Whether a value looks drawn at random, or like something a person or a program would write.

No single number decides: rare pairs of letters, digits among letters and mixed case add up.
"""

from functools import lru_cache
from itertools import pairwise

from leakscan.detection.assignments.weights import BITS_OF_WORDS, CHANCE, CHANCE_FROM
from leakscan.expressions import expression

_PAIRS, _DIGITS, _CASES, _SHORT = CHANCE.values()

_COSTS = (
    b"65458758596343959343667768 35673899369378379457499959 39673993494479299464599969"
    b" 47752768289577479547577969 47535668798453768234867579 48773379299487389455499969"
    b" 38882854399465489347498969 28872899399666399565597959 56454659998452469534859895"
    b" 29882999496899279868299999 47862776298475579637696959 38752789397378379955579949"
    b" 24872899399757339957599969 48443628496786579833669979 65557658696442549344455789"
    b" 38883894498488349354598969 28989899399999399999299989 36552768396656369544578959"
    b" 48483884396566548832496969 38672794299678479445597958 55555659598343749334989898"
    b" 28891899299889499888789989 27763784397584379447898889 46353595399668539762678558"
    b" 45454667498444539534676756 38971898399578499887799963"
).split()
"""
How surprising a letter is after another, in bits up to 9: rows and columns `a` to `z`.

Counted over an English word list and the identifiers of programs.
"""

_LOOK = 96
"""So many bytes are enough to tell."""
_RUN = expression(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SWITCH = expression(rb"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_CASE_SWITCH = expression(rb"(?<=[a-z])(?=[A-Z])")
_HEX = expression(rb"(?:[0-9a-f]+|[0-9A-F]+)$")
_ID = expression(rb"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$")


@lru_cache(maxsize=1024)
def looks_random(value: bytes) -> bool:
    """Return whether `value`, of at least 8 bytes, looks drawn at random; a UUID does not count."""
    if len(value) < 8 or len(set(value)) < 6 or _ID.match(value):
        return False
    if _HEX.match(value) and len(value) >= 16:
        return _random_hex(value)
    return randomness(value[:_LOOK]) >= CHANCE_FROM


def is_uuid(value: bytes) -> bool:
    """Return whether `value` is a UUID that is not all of one or two digits."""
    return bool(_ID.match(value)) and len(set(value)) > 6


def _random_hex(value: bytes) -> bool:
    letters = sum(byte >= 65 for byte in value)
    return len(set(value)) >= 8 and letters >= 2 and len(value) - letters >= 4


def randomness(value: bytes) -> float:
    """Return how much speaks for chance: below 0 for words, from `CHANCE_FROM` on nearly sure."""
    bits, pairs = 0, 0
    runs = _RUN.findall(value)
    for run in runs:
        lowered = run.lower()
        for first, second in pairwise(lowered):
            bits += _COSTS[first - 97][second - 97] - 48
            pairs += 1
    surprise = bits - BITS_OF_WORDS * pairs
    short = sum(len(run) <= 2 for run in runs)
    digits = len(_SWITCH.findall(value))
    cases = len(_CASE_SWITCH.findall(value))
    return _PAIRS * surprise + _DIGITS * digits + _CASES * cases + _SHORT * short
