"""
Keys that everybody has: of test suites, manuals and default installations.

`known_keys.txt` holds a title on a line that starts with `# `, then fingerprints: SHA-256 of the
public key's SubjectPublicKeyInfo, or of the whole key where that cannot be had (encrypted keys,
and those that have no public half), the first 16 bytes in hexadecimal.  No key material is in it.
`tests/detection/validators/make_known_keys.py` makes it.
"""

import functools
import hashlib
import importlib.resources

from leakscan.detection.validators.verdicts import review
from leakscan.model.rule import Severity, Verdict


def fingerprint(public: bytes) -> str:
    """Return how the table spells a public key."""
    return hashlib.sha256(public).hexdigest()[:32]


def published(public: bytes) -> Verdict | None:
    """Return the verdict on a key that was published long ago; None for any other."""
    title = owner(public)
    return review(f"publicly known key: {title}", Severity.LOW) if title else None


def owner(public: bytes) -> str:
    """Return who published the private key to `public`; empty when nobody is known to have."""
    return _table().get(fingerprint(public), "")


@functools.cache
def _table() -> dict[str, str]:
    text = importlib.resources.files(__package__).joinpath("known_keys.txt").read_text("ascii")
    table = {}
    title = ""
    for line in text.splitlines():
        if line.startswith("# "):
            title = line.removeprefix("# ")
        elif line:
            table[line] = title
    return table
