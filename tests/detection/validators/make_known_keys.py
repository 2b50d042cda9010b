"""
Fingerprints every private key in some files and folders, in the form of `known_keys.txt`.

    python -m tests.detection.validators.make_known_keys TITLE PATH... >> known_keys.txt

Archives (`.tgz`, `.tar.gz`, `.whl`, `.zip`, `.jar`) are looked into.  Only fingerprints come out,
and none that the table already has.
"""

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from leakscan.detection.content import Content
from leakscan.detection.rules import key_files, private_key
from leakscan.detection.validators import known_keys

_LARGEST = 64 << 20
_ANCHORS = [
    (re.compile(anchor), recogniser.confirm)
    for recogniser in (*private_key.RECOGNISERS, *key_files.RECOGNISERS)
    for anchor in recogniser.anchors
]


def contents(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, or of the members of an archive."""
    if path.name.endswith((".tgz", ".tar.gz", ".tar.xz")):
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile() and member.size < _LARGEST:
                    stream = archive.extractfile(member)
                    yield stream.read() if stream else b""
    elif path.name.endswith((".whl", ".zip", ".jar")):
        with zipfile.ZipFile(path) as zipped:
            for entry in zipped.infolist():
                if entry.file_size < _LARGEST:
                    yield zipped.read(entry)
    elif path.stat().st_size < _LARGEST:
        yield path.read_bytes()


def fingerprints(folders: list[Path]) -> list[str]:
    """Return the fingerprint of each key below `folders`, as the proofs look it up."""
    found: dict[str, None] = {}
    owner = known_keys.owner

    def record(public: bytes) -> str:
        if not owner(public):
            found[known_keys.fingerprint(public)] = None
        return ""

    known_keys.owner = record
    try:
        for folder in folders:
            for file in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
                if file.is_file() and not file.is_symlink():
                    _look_into(file)
    finally:
        known_keys.owner = owner
    return list(found)


def _look_into(file: Path) -> None:
    try:
        for data in contents(file):
            _look(data)
    except (OSError, EOFError, RuntimeError, tarfile.TarError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"{file}: {error}\n")


def _look(data: bytes) -> None:
    content = Content(data=data, name="")
    for anchor, confirm in _ANCHORS:
        for match in anchor.finditer(data):
            list(confirm(content, match.end()))


if __name__ == "__main__":
    title, *names = sys.argv[1:]
    sys.stdout.write("\n".join((f"# {title}", *fingerprints([Path(name) for name in names]), "")))
