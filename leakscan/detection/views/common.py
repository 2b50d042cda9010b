"""What every kind of disguise has in common."""

import bisect
from collections.abc import Callable, Iterator

from leakscan.detection.content import Content, Recogniser, View
from leakscan.model.finding import Candidate

REACH = 64 * 1024
MAX_ENCODED = 4 * 1024 * 1024
"""Of one stretch, no more is decoded."""

Decode = Callable[[Content, int], Iterator[View]]
"""Takes a content and the end of an anchor's match; gives what is written there, if anything."""


def continues(data: bytes, start: int, alphabet: bytes) -> bool:
    """Tell whether a run began before `start`: then it decodes to something else."""
    return start < 0 or (start > 0 and data[start - 1] in alphabet)


def origin_of(offsets: list[tuple[int, int]], at: int, *, unit: int = 1) -> int:
    """
    Return where a byte of decoded text lies, by pairs of decoded and encoded offsets.

    From one pair to the next, each byte stands for `unit` encoded ones.
    """
    index = bisect.bisect_right(offsets, (at, 1 << 62)) - 1
    joined, original = offsets[max(0, index)]
    return original + unit * (at - joined)


def _nothing(_content: Content, _end: int) -> Iterator[Candidate]:
    return iter(())


def recogniser(
    anchor: bytes, decode: Decode, *, caseless: bool = False, block: int = 0
) -> Recogniser:
    """Return what finds a stretch by its anchor and has it decoded; see `Recogniser.block`."""
    return Recogniser(
        rules=(),
        anchors=(anchor,),
        caseless=caseless,
        reach=REACH,
        confirm=_nothing,
        block=block,
        decode=decode,
    )
