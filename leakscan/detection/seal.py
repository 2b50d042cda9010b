"""
The one place that turns a Candidate into a Detection: after it, there is no secret.

Redaction shows the rule's public prefix and nothing else: showing first and last characters gives
away up to a third of a short secret.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from leakscan.model.finding import Candidate, Detection
from leakscan.model.location import Region

MARK = "[REDACTED]"


@dataclass(frozen=True, slots=True)
class Sealer:
    """
    Redacts and identifies candidates.

    Its key lives as long as one run: identities join equal secrets in it, and mean nothing to
    anybody who sees them afterwards.
    """

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    show_secrets: bool = False

    def seal(self, candidate: Candidate, *, region: Region | None, origin: int = 0) -> Detection:
        """Return what may be said of `candidate`, its span moved by `origin`."""
        rule = candidate.rule
        span = candidate.span
        shown = candidate.secret.decode("utf-8", "backslashreplace") if self.show_secrets else None
        return Detection(
            rule_id=rule.id,
            severity=candidate.severity or rule.severity,
            confidence=candidate.confidence,
            span=type(span)(span.offset + origin, span.length),
            region=region,
            redacted=redact(candidate),
            length=len(candidate.secret),
            identity=self.identity(candidate.secret),
            detail=candidate.detail,
            key=candidate.key,
            suppressed=candidate.suppressed,
            value=shown,
        )

    def identity(self, secret: bytes) -> str:
        """Return the keyed hash of a value."""
        return hmac.digest(self.key, secret, hashlib.sha256).hex()[:32]


def redact(candidate: Candidate) -> str:
    """Return the rule's prefix, if the value really starts with it, and the mark."""
    prefix = candidate.rule.prefix
    if prefix and candidate.secret.startswith(prefix.encode()):
        return prefix + MARK
    return MARK
