"""
Go modules in a module cache: `.ziphash` has the digest of a module's whole tree, packed or not.

No record lists single files, so all files of a module are hashed together, and one more or one
changed file makes the whole module unknown.

Source: Go modules reference, "Module cache"; golang.org/x/mod/sumdb/dirhash (`Hash1`).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping

from leakscan.expressions import expression
from leakscan.images.packages.claims import Ecosystem, Package, base64_digest, label, raw
from leakscan.images.paths import normalise

TREE = "h1"
"""The algorithm, as digests of whole modules are called."""

_MODULE = expression(r"((?:.*/)?pkg/mod/)((?!cache/)[^@]+@[^/]+)/")
_STORED = r"((?:.*/)?pkg/mod/)cache/download/(.+)/@v/([^/]+)"
_HASH = expression(_STORED + r"\.ziphash")
_ZIP = expression(_STORED + r"\.zip")


def module_of(path: str) -> str:
    """Return the folder of the module that a file of a module cache belongs to; else empty."""
    match = _MODULE.match(normalise(path).decode("utf-8", "surrogateescape"))
    return match[1] + match[2] if match else ""


def is_module_zip(path: str) -> bool:
    """Return whether a file of a module cache is a whole module, as it was downloaded."""
    return path.endswith(".zip") and _ZIP.fullmatch(path) is not None


def tree_digest(folder: str, files: Mapping[str, bytes]) -> str:
    """
    Return the digest of a module as Go computes it, hexadecimal.

    `files`: SHA-256 of each file, by its path inside `folder`.
    """
    match = _MODULE.match(f"{folder}/")
    name = re.sub("!([a-z])", lambda found: found[1].upper(), match[2] if match else "")
    return zip_digest({f"{name}/{path}": digest for path, digest in files.items()})


def zip_digest(files: Mapping[str, bytes]) -> str:
    """Return the same of the zip of a module: `files` by the names that they have in it."""
    whole = hashlib.sha256()
    for path in sorted(files, key=raw):
        whole.update(f"{files[path].hex()}  ".encode() + raw(f"{path}\n"))
    return whole.hexdigest()


def _is_record(path: str) -> bool:
    return path.endswith(".ziphash") and _HASH.fullmatch(path) is not None


def _read(path: str, data: bytes) -> Iterator[Package]:
    match = _HASH.fullmatch(path)
    found = base64_digest(data.strip().removeprefix(b"h1:"), 32)
    if match and found:
        module = f"{match[2]}@{match[3]}"
        packed = path.removesuffix("hash")
        yield (
            label("go", module),
            [(raw(match[1] + module), TREE, found), (raw(packed), TREE, found)],
        )


GO = Ecosystem(is_record=_is_record, read=_read)
