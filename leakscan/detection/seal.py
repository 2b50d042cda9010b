"""
The one place that turns a Candidate into a Detection: after it, there is no secret.

Redaction shows the rule's public prefix and nothing else: showing first and last characters gives
away up to a third of a short secret.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from leakscan.model.finding import Candidate, Detection
from leakscan.model.location import Region

MARK = "[REDACTED]"


_COST = 2**14
"""Of scrypt, with blocks of 1 KiB: 16 MiB of memory and some hundredths of a second a value."""

_MARK_BYTES = 2
"""
Enough to tell that a value at the same place is another one, too little to confirm a guess: of a
dictionary's words, one in 65,536 fits as well as the right one.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What baselines follow values by: asked for by them alone."""

    salt: bytes = b""
    """Of the baseline; empty: no mark of this kind is made."""
    rules: frozenset[str] | None = None
    """The rules whose values are followed; None: all."""
    sha1: bool = False
    """Whether to make the plain SHA-1 of detect-secrets' baselines, too: never for reports."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """
    Redacts and identifies candidates.

    Its key lives as long as one run: identities join equal secrets in it, and mean nothing to
    anybody who sees them afterwards.
    """

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    show_secrets: bool = False
    following: Following | None = None
    _marks: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    """By identity: a secret in many places is marked once."""

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
            marks=self._marks_of(rule.id, candidate.secret),
        )

    def identity(self, secret: bytes) -> str:
        """Return the keyed hash of a value."""
        return hashlib.blake2b(secret, key=self.key, digest_size=16).hexdigest()

    def _marks_of(self, rule_id: str, secret: bytes) -> tuple[str, ...]:
        following = self.following
        if following is None or (following.rules is not None and rule_id not in following.rules):
            return ()
        identity = self.identity(secret)
        if identity not in self._marks:
            marks = [f"scrypt:{_slow(secret, following.salt)}"] if following.salt else []
            if following.sha1:
                digest = hashlib.sha1(secret, usedforsecurity=False)
                marks.append(f"sha1:{digest.hexdigest()}")
            self._marks[identity] = tuple(marks)
        return self._marks[identity]


def _slow(secret: bytes, salt: bytes) -> str:
    return hashlib.scrypt(secret, salt=salt, n=_COST, r=8, p=1, dklen=_MARK_BYTES).hex()


def redact(candidate: Candidate) -> str:
    """Return the rule's prefix, if the value really starts with it, and the mark."""
    prefix = candidate.rule.prefix
    if prefix and candidate.secret.startswith(prefix.encode()):
        return prefix + MARK
    return MARK
