"""What a rule is, and how sure and how bad a finding is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """How bad it is that this kind of secret is out; ordered, the worst last."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """Lower-case name, as options and reports spell it."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure it is that this is a live-looking secret; ordered, the surest last."""

    REVIEW = 1
    """Shape or keyword alone, or a checksum that fails."""
    LIKELY = 2
    """The issuer's own prefix and shape, or a key that names a secret with a plausible value."""
    CONFIRMED = 3
    """Proved without the network: a checksum, a parsed key, a decoded structure."""

    @property
    def label(self) -> str:
        """Lower-case name, as options and reports spell it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What offline proof says of one candidate.

    `confidence` None drops it: it is certainly not a secret (a public key, a documentation sample).
    """

    confidence: Confidence | None
    detail: str = ""
    """What was learnt, without the secret: `RSA private key, 2048 bits, not encrypted`."""
    severity: Severity | None = None
    """Replaces the rule's own, when what was learnt makes it better or worse."""


Proof = Callable[[bytes], Verdict]
"""Takes the secret alone; pure, bounded, never raises on any bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A value that says nothing by itself, and the words that it is known by."""

    words: tuple[str, ...]
    """Names of the issuer, one of which stands before the value; in any case."""
    value: bytes
    """Exact `re` expression of the value alone."""
    shortest: int
    longest: int
    """Fewest and most bytes of a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One kind of secret: how it looks, how to prove it, what to do about it.

    A value, usually made by `leakscan.detection.facts.token` or `keyed` from the issuer's facts.
    """

    id: str
    """Lower-case words joined by `-`; never reused for another meaning."""
    title: str
    """What it is, for people: `GitLab personal access token`."""
    issuer: str
    severity: Severity
    confidence: Confidence = Confidence.LIKELY
    """Of a match that no proof decided."""
    anchor: bytes = b""
    """
    Hyperscan expression of what must be there: matches wherever `pattern` does, no look-around.

    It ends where its last byte is certain (no trailing repeat), so that a match has one end.  Empty
    for what is looked for by the name of its file.
    """
    pattern: bytes
    """
    Exact `re` expression over the content's bytes with the group `secret`.

    Bounded on both sides, so that the result does not depend on where a window falls.
    """
    caseless: bool = False
    max_length: int
    """Longest match of `pattern`, in bytes."""
    prefix: str = ""
    """What redaction may show: the part of the value that is the same for everybody."""
    nearby: Nearby | None = None
    """How the value is known when it is not in the issuer's own name but near it."""
    proof: Proof | None = None
    chosen: bool = False
    """Whether a person chooses the value: in a manual or a test it is for review at most."""
    min_entropy: float = 0.0
    """Shannon bits per byte of the secret below which a match without proof is dropped."""
    examples: tuple[str, ...] = ()
    """Templates (`glpat-{base64url:20}`) whose renderings must match."""
    counter_examples: tuple[str, ...] = ()
    reference: str
    """The issuer's page that describes the format."""
    remediation: str
    """How to revoke it, and where."""
