"""How much a value looks like chance."""

import math


def shannon(value: bytes) -> float:
    """
    Return the Shannon entropy of `value` in bits per byte: 0.0 for none or one repeated byte.

    A run of `n` bytes never has more than `log2(n)` bits, so thresholds for short values are low.
    """
    size = len(value)
    counts = map(value.count, set(value))
    return -sum(count / size * math.log2(count / size) for count in counts if count != size)
