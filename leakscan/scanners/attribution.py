"""Detections and the places they were found in become findings: one secret, one finding."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from leakscan.model.finding import Detection, Finding
from leakscan.model.location import (
    ContextFile,
    ImageField,
    Instruction,
    LayerFile,
    Location,
    Reach,
    Visibility,
)
from leakscan.model.rule import Rule
from leakscan.scanners.advice import message, remediation

_VISIBILITY_ORDER = {Visibility.VISIBLE: 0, Visibility.OVERWRITTEN: 1, Visibility.DELETED: 2}
_REPEATING = ("history", "attestation")
_REACH_ORDER = {reach: order for order, reach in enumerate(Reach)}


@dataclass(frozen=True, slots=True)
class Located:
    """A detection with its place."""

    detection: Detection
    location: Location
    suppressed: str = ""
    """A reason that comes from the place: `vendor-shipped`; else the detection's own holds."""


def findings_of(
    located: Iterable[Located], rules: Mapping[str, Rule]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """
    Return the findings to report and the suppressed ones, each sorted, the worst first.

    Equal secrets are one finding, under the rule that is surest of it.
    """
    groups: dict[str, list[Located]] = {}
    for item in located:
        groups.setdefault(item.detection.identity, []).append(item)
    findings = [_finding(group, rules) for group in groups.values()]
    findings.sort(key=_order)
    findings = _with_ids(findings)
    reported = tuple(finding for finding in findings if not finding.suppressed)
    return reported, tuple(finding for finding in findings if finding.suppressed)


def _finding(group: Sequence[Located], rules: Mapping[str, Rule]) -> Finding:
    lead = max(group, key=lambda item: _rank(item, rules)).detection
    rule = rules[lead.rule_id]
    reasons = [item.suppressed or item.detection.suppressed for item in group]
    live = [item for item, reason in zip(group, reasons, strict=True) if not reason] or group
    places = _merged(item.location for item in live)
    return Finding(
        id="",
        rule_id=rule.id,
        title=rule.title,
        severity=lead.severity,
        confidence=lead.confidence,
        message=message(rule.title, lead.detail, lead.key, places[0]),
        detail=", ".join(filter(None, (lead.detail, lead.key and f"assigned to {lead.key}"))),
        remediation=remediation(rule, places[0]),
        redacted=lead.redacted,
        length=lead.length,
        value=lead.value,
        locations=places,
        suppressed=reasons[0] if all(reasons) else "",
        marks=lead.marks,
    )


def _rank(item: Located, rules: Mapping[str, Rule]) -> tuple[bool, int, bool, int, str]:
    detection = item.detection
    rule = rules[detection.rule_id]
    reported = not (item.suppressed or detection.suppressed)
    specific = rule.issuer != "generic"
    return reported, detection.confidence, specific, detection.severity, detection.rule_id


def _merged(locations: Iterable[Location]) -> tuple[Location, ...]:
    """Return distinct places, the worst first; the same place on two platforms is one."""
    merged: dict[Location, tuple[Location, set[str]]] = {}
    for location in locations:
        first, platforms = merged.setdefault(_same(location), (location, set()))
        if isinstance(first, LayerFile | ImageField):
            platforms.update(getattr(location, "platforms", ()))
    places = [
        replace(place, platforms=tuple(sorted(platforms)))
        if isinstance(place, LayerFile | ImageField)
        else place
        for place, platforms in merged.values()
    ]
    return tuple(sorted(places, key=_place_order))


def _same(location: Location) -> Location:
    """Return a place without what may differ between two ways to it."""
    match location:
        case LayerFile():
            return replace(location, platforms=(), recovery="")
        case ImageField():
            return replace(location, platforms=())
        case _:
            return location


def _place_order(place: Location) -> tuple[int, int, str, int, tuple[str, ...]]:
    match place:
        case LayerFile():
            if place.layer.index < 0:
                # A blob that no manifest names is not in every shape of the image, so it must not
                # decide a finding's id.
                return 1 << 10, 0, place.path, place.span.offset, place.platforms
            worst = _VISIBILITY_ORDER[place.visibility]
            return worst, place.layer.index, place.path, place.span.offset, place.platforms
        case ImageField():
            # History and attestations repeat what a layer or the config holds: they come after.
            order = _REPEATING.index(place.kind) + 1 if place.kind in _REPEATING else 0
            return order, 1 << 20, place.path, place.span.offset, place.platforms
        case ContextFile():
            return _REACH_ORDER[place.reach], 0, place.path, place.span.offset, ()
        case Instruction():
            return _REACH_ORDER[place.reach], 1, place.path, place.span.offset, ()


def _order(finding: Finding) -> tuple[int, int, tuple[int, int, str, int, tuple[str, ...]], str]:
    place = _place_order(finding.locations[0])
    return -finding.severity, -finding.confidence, place, finding.rule_id


def _with_ids(findings: Sequence[Finding]) -> list[Finding]:
    """
    Return the findings with ids that survive a rebuild and say nothing about the value.

    The order of the bytes tells apart two secrets of one rule in one file.
    """
    seen: Counter[tuple[str, str]] = Counter()
    named: dict[int, str] = {}
    by_place = sorted(range(len(findings)), key=lambda n: _stable_place(findings[n]))
    for number in by_place:
        finding = findings[number]
        path = getattr(finding.locations[0], "path", "")
        ordinal = seen[finding.rule_id, path]
        seen[finding.rule_id, path] += 1
        text = "\0".join((finding.rule_id, path, str(ordinal)))
        named[number] = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return [replace(finding, id=named[number]) for number, finding in enumerate(findings)]


def _stable_place(finding: Finding) -> tuple[str, int, str]:
    place = finding.locations[0]
    return place.path, place.span.offset, finding.rule_id
