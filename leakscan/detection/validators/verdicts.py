"""The three answers that most proofs give."""

from leakscan.model.rule import Confidence, Severity, Verdict

DROPPED = Verdict(None)
"""Certainly no secret."""


def confirmed(detail: str = "", severity: Severity | None = None) -> Verdict:
    """Return the verdict on a value that was proved without the network."""
    return Verdict(Confidence.CONFIRMED, detail, severity)


def likely(detail: str = "", severity: Severity | None = None) -> Verdict:
    """Return the verdict on a value of the right shape that nothing proves or disproves."""
    return Verdict(Confidence.LIKELY, detail, severity)


def review(detail: str = "", severity: Severity | None = None) -> Verdict:
    """Return the verdict on a value that announces itself and then fails its own check."""
    return Verdict(Confidence.REVIEW, detail, severity)


def by_checksum(*, right: bool) -> Verdict:
    """Return the verdict that a checksum alone decides."""
    return confirmed("checksum is right") if right else review("checksum is wrong")
