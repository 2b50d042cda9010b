"""
Keys that everybody has: of test suites, manuals and default installations.

`known_keys.txt` holds fingerprints of the public key's SubjectPublicKeyInfo, or of the whole key
where that cannot be had (encrypted keys, and those that have no public half).  No key material is
in it.
`tests/detection/validators/make_known_keys.py` makes it.
"""

from leakscan.detection.validators.fingerprints import fingerprint, titles
from leakscan.detection.validators.verdicts import review
from leakscan.model.rule import Severity, Verdict


def published(public: bytes) -> Verdict | None:
    """Return the verdict on a key that was published long ago; None for any other."""
    title = owner(public)
    return review(f"publicly known key: {title}", Severity.LOW) if title else None


def owner(public: bytes) -> str:
    """Return who published the private key to `public`; empty when nobody is known to have."""
    return _table().get(fingerprint(public), "")


def _table() -> dict[str, str]:
    return titles("known_keys.txt")
