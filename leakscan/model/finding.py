"""From a match to something worth telling: Candidate, Detection, Finding, Skipped."""

from dataclasses import dataclass
from typing import NoReturn

from leakscan.model.location import Location, Region, Span
from leakscan.model.rule import Confidence, Rule, Severity


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A rule's match, before filtering and attribution.

    The only type that holds the secret.  It lives inside one worker and is never pickled, cached,
    logged or reported.
    """

    rule: Rule
    span: Span
    secret: bytes
    confidence: Confidence
    detail: str = ""
    severity: Severity | None = None
    key: str = ""
    """The name it was assigned to, when there is one: `DB_PASSWORD`."""
    suppressed: str = ""
    """Why it is not to be reported by default: an inline pragma; else empty."""
    why: object = ""
    """What says, when it is made text, how the confidence came about: for `explain`."""

    def __repr__(self) -> str:
        return f"Candidate({self.rule.id}, {self.span}, {len(self.secret)} bytes)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Candidate never leaves its process")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """
    A secret in one content, without the secret: what workers send, caches keep, reports show.

    It depends on the bytes, the rules and the limits only; never on where the bytes came from.
    """

    rule_id: str
    severity: Severity
    confidence: Confidence
    span: Span
    region: Region | None
    inner: tuple[str, ...] = ()
    redacted: str
    """The rule's public prefix and a mark: never another character of the secret."""
    length: int
    identity: str
    """Keyed hash of the value; joins equal secrets within one run, means nothing after it."""
    detail: str = ""
    key: str = ""
    suppressed: str = ""
    value: str | None = None
    """The secret itself, only on explicit request (`--show-secrets`)."""
    marks: tuple[str, ...] = ()
    """What baselines follow the value by, only when one asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One secret, wherever it was found."""

    id: str
    """
    Stable between runs and rebuilds, and the same however the target is read.

    Derived from rule, place and order, never from the value; unique within one target.
    """
    rule_id: str
    title: str
    severity: Severity
    confidence: Confidence
    message: str
    """What it is, what was learnt about it and where it stands, in one sentence."""
    detail: str = ""
    """What was learnt alone: `checksum is right`; empty when there is nothing to say."""
    remediation: str
    """What to do now, most urgent first, for this place of discovery."""
    redacted: str
    length: int
    value: str | None = None
    locations: tuple[Location, ...]
    """At least one; the worst first."""
    suppressed: str = ""
    """`` `` for a reported finding; else the reason: `vendor-shipped`, `pragma`, `baseline`."""
    marks: tuple[str, ...] = ()
    """What baselines follow the value by; no reporter shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that was not read, or not read as what it claims to be."""

    path: str
    """Object or file concerned, as a person would name it; may be empty for the whole target."""
    layer: str = ""
    span: Span | None = None
    reason: str
    """Dotted code and fact: `tar.header: checksum wrong at offset 5120`."""
    hint: str = ""
