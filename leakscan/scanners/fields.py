"""Search the values of an image's config, history and annotations: few and small, so done here."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from leakscan.detection.assignments.recogniser import classify_assigned
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector, Ranked
from leakscan.detection.seal import MARK
from leakscan.images.field import Field
from leakscan.model.finding import Detection
from leakscan.model.rule import Confidence

_OLD_CONFIG = "config.container_config."
"""
What the classic builder keeps of its last container: the config once more.  Tools that copy an
image drop it, so a place there, beside one in the config, would tell copies apart for nothing.
"""

_ASSIGNED = 1
"""How specific the value of a named field is: an issuer's own format says more."""


def search_fields(detector: Detector, fields: Iterable[Field]) -> Iterator[tuple[Field, Detection]]:
    """
    Yield the detections in decoded values, each with its field.

    A document's line that holds `NAME=VALUE` pairs is a field, and so is each pair: a secret that
    the pair has is not told again for the line.
    """
    told: set[tuple[str, str]] = set()
    # Sorting is stable: the fields that say most of a secret's place come first.
    for field in sorted(fields, key=_rank):
        content = _content(field)
        for detection in detector.seal(content, _candidates(detector, field, content)):
            elsewhere = field.kind if _rank(field) == _REPEATED else field.path
            if _rank(field) == _NAMED or (elsewhere, detection.identity) not in told:
                told |= {(field.path, detection.identity), (field.kind, detection.identity)}
                yield field, detection


_NAMED, _PLAIN, _REPEATED = range(3)


def _rank(field: Field) -> int:
    if field.path.startswith(_OLD_CONFIG):
        return _REPEATED
    return _NAMED if field.key else _PLAIN


def suspect(detector: Detector, field: Field) -> bool:
    """Return whether any recogniser has something to say of a field."""
    return bool(_candidates(detector, field, _content(field)))


def mask(detector: Detector, text: str) -> str:
    """Return a line of a Dockerfile or a history with everything suspect in it masked."""
    data = text.encode("utf-8", "surrogateescape")
    return _masked(data, detector.candidates(Content(data=data, name="Dockerfile")))


def mask_name(detector: Detector, name: str) -> str:
    """
    Return a name, or a text that quotes names, with every secret in it masked.

    Nearly always that is the text itself.  What is under `review` only is left: most long names of
    files look like it.
    """
    data = name.encode("utf-8", "surrogateescape")
    candidates = [
        pair
        for pair in detector.candidates(Content(data=data, name="file name"))
        if pair[1].confidence >= Confidence.LIKELY
    ]
    return _masked(data, candidates) if candidates else name


def mask_names(detector: Detector, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return a chain of names with every secret in it masked."""
    return tuple(mask_name(detector, name) for name in names)


def _masked(data: bytes, candidates: Iterable[Ranked]) -> str:
    end = len(data)
    for _, candidate in sorted(candidates, key=lambda pair: -pair[1].span.offset):
        span = candidate.span
        if span.offset < end:
            data = data[: span.offset] + MARK.encode() + data[min(span.end, end) :]
            end = span.offset
    return data.decode("utf-8", "surrogateescape")


def _content(field: Field) -> Content:
    data = field.value.encode("utf-8", "surrogateescape")
    # A step of the history reads like the line of a Dockerfile that it comes from.
    named = field.file or field.path
    name = "Dockerfile" if field.kind == "history" and not field.key else named
    return Content(data=data, name=name, key=field.key)


def _candidates(detector: Detector, field: Field, content: Content) -> list[Ranked]:
    found = detector.candidates(content)
    if field.key:
        found = [(rank, replace(c, key=c.key or field.key)) for rank, c in found]
        assigned = classify_assigned(field.key, content.data)
        if assigned is not None:
            found.append((_ASSIGNED, assigned))
    return found
