"""
Key stores that a build is sent: locked by a password, so no secret to be seen, and worth guessing.

A name alone decides nothing: the file's first bytes have to be those of its format.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from leakscan.context.tree import open_file
from leakscan.errors import ContentError
from leakscan.expressions import expression
from leakscan.model.advice import Advice, AdviceKind
from leakscan.model.location import Reach
from leakscan.scanners.context_files import Part

MAX_FILES = 200
_HEAD = 4096

_STORES = (
    (r"\.kdbx?", rb"\x03\xd9\xa2\x9a[\x65-\x67]\xfb\x4b\xb5", "a KeePass database"),
    (r"\.(?:p12|pfx)", rb"\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", "a PKCS #12 key store"),
    (r"\.(?:jks|keystore|ks)", rb"\xfe\xed\xfe\xed|\xce\xce\xce\xce", "a Java key store"),
    (r"\.(?:jks|keystore)", rb"\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", "a Java key store"),
    (r"\.ppk", rb"PuTTY-User-Key-File-\d", "a PuTTY key"),
    (r"\.(?:pem|key)", rb".{0,2000}-----BEGIN ENCRYPTED PRIVATE KEY-----", "a locked private key"),
)
_KINDS = tuple(
    (expression(rf"(?i).*{name}"), re.compile(head, re.DOTALL), what)
    for name, head, what in _STORES
)
_NAMED = expression(rf"(?i).*(?:{'|'.join(name for name, _, _ in _STORES)})")

_MEANS = {
    Reach.BAKED: "is copied into the image",
    Reach.INTERMEDIATE: "stays in the build cache",
    Reach.SENT: "is sent to the builder",
    Reach.REACHABLE: "is not ignored",
}


def key_stores(part: Part, found: Collection[str]) -> Iterator[Advice]:
    """Yield advice on each key store that is not ignored and in which nothing was found."""
    named = (
        file
        for file in part.files.values()
        if file.path not in found and _NAMED.fullmatch(file.path.rpartition("/")[2])
    )
    for number, file in enumerate(named):
        if number == MAX_FILES:
            return
        what = _kind(part.root, file.path)
        if what:
            yield Advice(
                kind=AdviceKind.KEY_STORE,
                file=part.shown(file.path),
                line=0,
                message=(
                    f"it is {what} and {_MEANS[file.reach]}: only its password protects it there"
                ),
            )


def _kind(root: Path, path: str) -> str:
    try:
        with open_file(root, path) as stream:
            head = stream.read(_HEAD)
    except (OSError, ContentError):
        return ""
    name = path.rpartition("/")[2]
    for names, heads, what in _KINDS:
        if names.fullmatch(name) and heads.match(head):
            return what
    return ""
