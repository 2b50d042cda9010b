"""
Tables of what was published, by fingerprint: SHA-256, the first 16 bytes in hexadecimal.

A table is a text file beside this one: a title on a line that starts with `# `, then fingerprints.
"""

import functools
import hashlib


def fingerprint(data: bytes) -> str:
    """Return how the tables spell some bytes."""
    return hashlib.sha256(data).hexdigest()[:32]


@functools.cache
def titles(file: str) -> dict[str, str]:
    """Return the title that each fingerprint in `file` stands under."""
    import importlib.resources  # noqa: PLC0415 - for a candidate only

    text = importlib.resources.files(__package__).joinpath(file).read_text("ascii")
    table = {}
    title = ""
    for line in text.splitlines():
        if line.startswith("# "):
            title = line.removeprefix("# ")
        elif line:
            table[line] = title
    return table
