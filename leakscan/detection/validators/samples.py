"""
Values that documentation prints and everybody copies: exactly known, so no secrets.

`samples.txt` holds a title on a line that starts with `# `, then fingerprints of values: SHA-256,
the first 16 bytes in hexadecimal.  No value is in it.
"""

import functools
import hashlib
import importlib.resources

from leakscan.detection import filters

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


def fingerprint(secret: bytes) -> str:
    """Return how the table spells a value."""
    return hashlib.sha256(secret).hexdigest()[:32]


@functools.cache
def _table() -> dict[str, str]:
    text = importlib.resources.files(__package__).joinpath("samples.txt").read_text("ascii")
    table = {}
    title = ""
    for line in text.splitlines():
        if line.startswith("# "):
            title = line.removeprefix("# ")
        elif line:
            table[line] = title
    return table
