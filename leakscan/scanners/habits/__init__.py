"""Habits that lead to leaks: the right tools used wrongly, seen without any secret at hand."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from leakscan.context.prediction import Prediction
from leakscan.model.advice import Advice, Fix
from leakscan.scanners.habits.arguments import arguments
from leakscan.scanners.habits.copies import addresses, copies
from leakscan.scanners.habits.mounts import mounts
from leakscan.scanners.habits.rewriting import Rewriter

MAX_ADVICE = 100
"""Of each kind: what a person could act on."""

Mask = Callable[[str], str]
"""Returns a line with every secret in it masked."""


def rewriter_for(prediction: Prediction) -> Rewriter:
    """Return what rewrites lines of the Dockerfile that was predicted."""
    escape = prediction.dockerfile.escape if prediction.dockerfile else "\\"
    return Rewriter(prediction.dockerfile_name, escape)


def habits(prediction: Prediction) -> list[Advice]:
    """Return advice on the Dockerfile, in the order of its lines, secrets not yet masked."""
    rewriter = rewriter_for(prediction)
    kinds = (arguments, mounts, copies, addresses)
    found = [each for kind in kinds for each in islice(kind(prediction, rewriter), MAX_ADVICE)]
    return sorted(dict.fromkeys(found), key=lambda item: item.line)


def masked(advice: Advice, mask: Mask) -> Advice:
    """Return advice that quotes no secret."""
    return replace(
        advice,
        text=mask(advice.text),
        message=mask(advice.message),
        fix=advice.fix and masked_fix(advice.fix, mask),
    )


def masked_fix(fix: Fix, mask: Mask) -> Fix:
    """Return a fix that quotes no secret."""
    edits = tuple(replace(edit, text=mask(edit.text)) for edit in fix.edits)
    return Fix(summary=mask(fix.summary), edits=edits)
