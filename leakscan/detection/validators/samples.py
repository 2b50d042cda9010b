"""
Values that documentation prints and everybody copies: exactly known, so no secrets.

`samples.txt` holds their fingerprints and where each is from.  No value is in it.
"""

from leakscan.detection import filters
from leakscan.detection.validators.fingerprints import fingerprint, titles

_SHORTEST = 12
"""A shorter value may be somebody's own, whatever manual has it too."""


def sample_of(secret: bytes) -> str:
    """Return where `secret` was published as a sample; empty when it is none that is known."""
    if len(secret) < _SHORTEST:
        return ""
    title = _table().get(fingerprint(secret), "")
    return title or ("a standard" if filters.published(secret) else "")


def reason(secret: bytes) -> str:
    """Return why `secret` is not to be reported, if it is a sample; else nothing."""
    title = sample_of(secret)
    return f"sample of {title}" if title else ""


def _table() -> dict[str, str]:
    return titles("samples.txt")
