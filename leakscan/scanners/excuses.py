"""
Inline excuses, judged where they stand: in a context they hold until their date, in an image never.

Whoever made an image may have written anything into it, so there such a line is a claim that the
finding repeats.
"""

from dataclasses import replace
from datetime import date

from leakscan.detection.pragmas import PRAGMA
from leakscan.expressions import expression
from leakscan.model.location import ImageField, LayerFile
from leakscan.scanners.attribution import Located

_UNTIL = expression(r"\buntil=(\d{4}-\d{2}-\d{2})\b")


def settled(item: Located, today: date | None) -> Located:
    """Return a detection with an inline excuse that does not hold turned into a claim."""
    reason = item.detection.suppressed
    if item.suppressed or not reason.startswith(PRAGMA):
        return item
    if isinstance(item.location, LayerFile | ImageField):
        return _claimed(item, "a comment beside it says to ignore it")
    if ended(reason, today):
        return _claimed(item, f"its excuse has ended: {reason}")
    return item


def ended(reason: str, today: date | None) -> bool:
    """Return whether the date in a reason has passed; one that is no date has."""
    until = _UNTIL.search(reason)
    if until is None or today is None:
        return False
    try:
        return date.fromisoformat(until[1]) < today
    except ValueError:
        return True


def _claimed(item: Located, claim: str) -> Located:
    detection = item.detection
    detail = ", ".join(filter(None, (detection.detail, claim)))
    return replace(item, detection=replace(detection, suppressed="", detail=detail))
