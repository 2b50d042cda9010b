"""Alters a case's expectations, each in one way, so that a judge that cannot fail is caught."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tests.corpus.case import Case, Place

_OTHER_VISIBILITY = {"visible": "deleted", "deleted": "overwritten", "overwritten": "visible"}
_TEXT = ("rule", "kind", "path", "inner", "key", "platform", "introduced", "removed")
_NUMBER = ("layer", "line", "removed_line", "decided_line", "via_line")
_YES_OR_NO = ("base", "recoverable")


def mutants(case: Case, builder: str, values: Mapping[str, str]) -> Iterator[tuple[Case, str]]:
    """Yield the case with one expectation made wrong, and what was done; a judge must object."""
    for index, place in enumerate(case.expect):
        if place.builders and builder not in place.builders:
            continue
        for altered, what in _altered(place):
            places = [*case.expect[:index], altered, *case.expect[index + 1 :]]
            yield replace(case, expect=tuple(places)), f"expect[{index}] with another {what}"
        rest = case.expect[:index] + case.expect[index + 1 :]
        yield replace(case, expect=rest, allow=()), f"expect[{index}] left out"
        yield replace(case, absent=(place,)), f"expect[{index}] as absent"
    for index, habit in enumerate(case.advise):
        rest_of_it = (*case.advise[:index], *case.advise[index + 1 :])
        for altered in (replace(habit, line=habit.line + 1), replace(habit, instead="other")):
            yield replace(case, advise=(*rest_of_it, altered)), f"advise[{index}] altered"
        yield replace(case, advise=rest_of_it, silent=True), f"advise[{index}] left out"
    more = Place(path="no/such/file", secret=next(iter(values), ""))
    yield replace(case, expect=(*case.expect, more)), "one more expectation"


def _altered(place: Place) -> Iterator[tuple[Place, str]]:
    for name in _TEXT:
        if value := getattr(place, name):
            yield _with(place, name, f"{value}-other"), name
    for name in _NUMBER:
        value = getattr(place, name)
        if value is not None:
            yield _with(place, name, value + 1), name
    for name in _YES_OR_NO:
        value = getattr(place, name)
        if value is not None:
            yield _with(place, name, not value), name
    if place.visibility:
        yield _with(place, "visibility", _OTHER_VISIBILITY[place.visibility]), "visibility"
    if place.reach:
        yield _with(place, "reach", "sent" if place.reach == "baked" else "baked"), "reach"


def _with(place: Place, name: str, value: object) -> Place:
    changes: dict[str, Any] = {name: value}
    return replace(place, **changes)
