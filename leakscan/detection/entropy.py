"""How much a value looks like chance."""

import math


def shannon(value: bytes) -> float:
    """
    Return the Shannon entropy of `value` in bits per byte: 0.0 for none or one repeated byte.

    A run of `n` bytes never has more than `log2(n)` bits, so thresholds for short values are low.
    """
    size = len(value)
    kinds = set(value)
    if len(kinds) <= 1:
        return 0.0
    # That of each byte alone is `log2(n)`; a byte that comes `c` times takes `c * log2(c)` off.
    counts = map(value.count, kinds)
    if size < len(_SHARED):
        return math.log2(size) - sum(map(_SHARED.__getitem__, counts)) / size
    return math.log2(size) - sum(count * math.log2(count) for count in counts) / size


_SHARED = (0.0, *(count * math.log2(count) for count in range(1, 512)))
