"""
Which files a package owns, unmodified: those whose exact bytes its own record lists.

What a package manager wrote down lies in the layers themselves.  A record is a claim made inside
the image, so it says where a file came from; it never says that the file is harmless.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from leakscan.images.packages.apk import APK
from leakscan.images.packages.claims import Claim, raw
from leakscan.images.packages.conda import CONDA
from leakscan.images.packages.dpkg import DPKG
from leakscan.images.packages.golang import GO
from leakscan.images.packages.python import DIRECT_URL, PYTHON
from leakscan.images.packages.rpm import RPM

ECOSYSTEMS = (DPKG, APK, RPM, PYTHON, CONDA, GO)
_CHOSEN = tuple(ecosystem.is_record for ecosystem in ECOSYSTEMS)

_MAX_FILES = 1_000_000
"""Files that records may list in all; the rest has no owner.  A large distribution has 200,000."""

_MERGED = (b"bin/", b"sbin/", b"lib/", b"lib32/", b"lib64/", b"libx32/")
"""What became links into `usr/`: records and layers may each use either path."""


@dataclass(frozen=True, slots=True)
class Record:
    """A file that `is_record` chose."""

    layer: int
    """Position of the layer that holds it, oldest first from 0."""
    path: str
    data: bytes


def is_record(path: str) -> bool:
    """Return whether the file at `path` of a layer is one that `PackageRecords` reads."""
    for chosen in _CHOSEN:  # noqa: SIM110 - asked for every entry, and `any` is slow
        if chosen(path):
            return True
    return False


class PackageRecords:
    """
    The records of an image's layers, asked file by file.

    They are read when `owner` is first called.  Whatever makes no sense in them is passed over.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self._owners: dict[bytes, tuple[int, str]] | None = None

    def owner(self, path: str, digests: Mapping[str, str], layer: int) -> str:
        """
        Return `dpkg:libgnutls30`, `apk:musl`, `python:requests 2.32.0`.

        Empty when no record in the same layer or a lower one lists the file, or when its bytes are
        not those that were recorded.  A record that came later proves nothing: a file's owner
        writes its record with it.

        Args:
            path: Path in the layer.
            digests: Of the file's bytes, hexadecimal, by `md5`, `sha1` and `sha256`; of a folder's
                files together by `h1`.
            layer: Position of the layer that holds the file.
        """
        if self._owners is None:
            self._owners = _index(self._records)
            self._records = ()
        name = raw(path)
        for algorithm, digest in digests.items():
            found = self._owners.get(_key(name, algorithm, bytes.fromhex(digest)))
            if found and found[0] <= layer:
                return found[1]
        return ""


def _index(records: Iterable[Record]) -> dict[bytes, tuple[int, str]]:
    """Return for each file that is listed the lowest layer that lists it, and the package."""
    listed = sorted(records, key=lambda record: record.layer)
    own = {_folder(record.path) for record in listed if record.path.endswith(DIRECT_URL)}
    owners: dict[bytes, tuple[int, str]] = {}
    for key, layer, package in islice(_claims(listed, own), _MAX_FILES):
        owners.setdefault(key, (layer, package))
    return owners


def _claims(listed: Iterable[Record], own: set[str]) -> Iterator[tuple[bytes, int, str]]:
    for record in listed:
        if _folder(record.path) in own:
            continue
        for ecosystem in ECOSYSTEMS:
            if ecosystem.is_record(record.path):
                for package, claims in ecosystem.read(record.path, record.data):
                    for claim in claims if package else ():
                        yield _claim_key(claim), record.layer, package


def _claim_key(claim: Claim) -> bytes:
    path, algorithm, digest = claim
    return _key(path, algorithm, digest)


def _key(path: bytes, algorithm: str, digest: bytes) -> bytes:
    path = path.removeprefix(b"./").lstrip(b"/")
    inside = path.removeprefix(b"usr/")
    if inside.startswith(_MERGED):
        path = inside
    return algorithm.encode() + b":" + digest + path


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
