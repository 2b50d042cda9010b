"""
Alpine packages: the one database of all files.

Source: Alpine Linux, APK spec, "Installed Database V2".
"""

from collections.abc import Iterator

from leakscan.images.packages.claims import Ecosystem, Package, base64_digest, label, lines, text


def _is_record(path: str) -> bool:
    return path.endswith("lib/apk/db/installed")


def _read(_: str, data: bytes) -> Iterator[Package]:
    """Yield files of the database: `F:` names a directory, `R:` a file in it, `Z:` its digest."""
    package, folder, file = "", b"", b""
    for line in lines(data):
        field, value = line[:2], line[2:]
        if field == b"P:":
            package, folder, file = label("apk", text(value)), b"", b""
        elif field == b"F:":
            folder, file = value + b"/" if value else b"", b""
        elif field == b"R:":
            file = folder + value
        elif field == b"Z:" and file and (found := _sha1(value)):
            yield package, [(file, "sha1", found)]


def _sha1(spelled: bytes) -> bytes:
    """Return the digest that `Q1...` spells; other letters stand for other algorithms."""
    return base64_digest(spelled[2:], 20) if spelled.startswith(b"Q1") else b""


APK = Ecosystem(is_record=_is_record, read=_read)
