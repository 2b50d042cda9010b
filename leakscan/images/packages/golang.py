"""
Go modules in a module cache: `.ziphash` has the digest of a module's whole tree.

No record lists single files, so all files of a module are hashed together, and one more or one
changed file makes the whole module unknown.

Source: Go modules reference, "Module cache"; golang.org/x/mod/sumdb/dirhash (`Hash1`).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping

from leakscan.images.packages.claims import Ecosystem, Package, base64_digest, label, raw

TREE = "h1"
"""The algorithm, as digests of whole modules are called."""

_MODULE = re.compile(r"((?:.*/)?pkg/mod/)((?!cache/)[^@]+@[^/]+)/")
_HASH = re.compile(r"((?:.*/)?pkg/mod/)cache/download/(.+)/@v/([^/]+)\.ziphash")


def module_of(path: str) -> str:
    """Return the folder of the module that a file of a module cache belongs to; else empty."""
    match = _MODULE.match(path)
    return match[1] + match[2] if match else ""


def tree_digest(folder: str, files: Mapping[str, bytes]) -> str:
    """
    Return the digest of a module as Go computes it, hexadecimal.

    `files`: SHA-256 of each file, by its path inside `folder`.
    """
    match = _MODULE.match(f"{folder}/")
    name = re.sub("!([a-z])", lambda found: found[1].upper(), match[2] if match else "")
    whole = hashlib.sha256()
    for path in sorted(files, key=raw):
        whole.update(f"{files[path].hex()}  ".encode() + raw(f"{name}/{path}\n"))
    return whole.hexdigest()


def _is_record(path: str) -> bool:
    return path.endswith(".ziphash") and _HASH.fullmatch(path) is not None


def _read(path: str, data: bytes) -> Iterator[Package]:
    match = _HASH.fullmatch(path)
    found = base64_digest(data.strip().removeprefix(b"h1:"), 32)
    if match and found:
        module = f"{match[2]}@{match[3]}"
        yield label("go", module), [(raw(match[1] + module), TREE, found)]


GO = Ecosystem(is_record=_is_record, read=_read)
