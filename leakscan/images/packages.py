"""
Which files a package owns, unmodified: those whose exact bytes its own record lists.

What a package manager wrote down lies in the layers themselves.  A record is a claim made inside
the image, so it says where a file came from; it never says that the file is harmless.
"""

import io
import json
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

_Claim = tuple[bytes, str, bytes]
"""Path from the root, algorithm, digest."""

_MAX_FILES = 1_000_000
"""Files that records may list in all; the rest has no owner.  A large distribution has 200,000."""

_MAX_JSON = 8 << 20
"""Bytes of a conda record that is parsed: small values take thirty times their length."""

_MAX_LABEL = 120

_ENDINGS = (
    ".md5sums",
    "lib/dpkg/status",
    "lib/apk/db/installed",
    ".dist-info/RECORD",
    ".dist-info/direct_url.json",
)

_STATUS_D = "lib/dpkg/status.d/"
_CONDA = "conda-meta/"

_MERGED = (b"bin/", b"sbin/", b"lib/", b"lib32/", b"lib64/", b"libx32/")
"""What became links into `usr/`: records and layers may each use either path."""


def is_record(path: str) -> bool:
    """Return whether the file at `path` of a layer is one that `PackageRecords` reads."""
    if path.endswith(_ENDINGS):
        return not path.endswith(".md5sums") or "lib/dpkg/" in path
    return _STATUS_D in path or (path.endswith(".json") and _is_conda(path))


class PackageRecords:
    """
    The records of an image's layers, asked file by file.

    `records` are paths and contents of files that `is_record` chose.  They are read when `owner`
    is first called.  Whatever makes no sense in them is passed over.
    """

    def __init__(self, records: Iterable[tuple[str, bytes]]) -> None:
        self._records = records
        self._owners: dict[bytes, str] | None = None

    def owner(self, path: str, digests: Mapping[str, str]) -> str:
        """
        Return `dpkg:libgnutls30`, `apk:musl`, `python:requests 2.32.0`.

        Empty when no record lists the file, or when its bytes are not those that were recorded.

        Args:
            path: Path in the layer.
            digests: Of the file's bytes, hexadecimal, by `md5`, `sha1` and `sha256`.
        """
        if self._owners is None:
            self._owners = _index(self._records)
            self._records = ()
        raw = _raw(path)
        for algorithm, digest in digests.items():
            if found := self._owners.get(_key(raw, algorithm, bytes.fromhex(digest))):
                return found
        return ""


def _index(records: Iterable[tuple[str, bytes]]) -> dict[bytes, str]:
    listed = list(records)
    # PEP 610: a package with this file came from a directory, an archive or a repository that
    # somebody named: it may well be the user's own code, and its secrets the user's own.
    own = {path.rpartition("/")[0] for path, _ in listed if path.endswith("/direct_url.json")}
    owned = (
        (_key(*claim), package)
        for path, data in listed
        if path.rpartition("/")[0] not in own
        for package, claims in _read(path, data)
        for claim in claims
    )
    return dict(islice(owned, _MAX_FILES))


def _key(path: bytes, algorithm: str, digest: bytes) -> bytes:
    path = path.removeprefix(b"./").lstrip(b"/")
    inside = path.removeprefix(b"usr/")
    if inside.startswith(_MERGED):
        path = inside
    return algorithm.encode() + b":" + digest + path


def _read(path: str, data: bytes) -> Iterator[tuple[str, Iterable[_Claim]]]:
    """Yield each package of a record with the files that it lists."""
    name = path.rpartition("/")[2]
    if name.endswith(".md5sums"):
        package = name.removesuffix(".md5sums").partition(":")[0]
        yield _label("dpkg", package), _md5sums(data)
    elif name == "status" or _STATUS_D in path:
        yield from _conffiles(data)
    elif name == "installed":
        yield from _apk(data)
    elif name == "RECORD":
        site, _, info = path.removesuffix("/RECORD").rpartition("/")
        package = info.removesuffix(".dist-info").replace("-", " ", 1)
        yield _label("python", package), _wheel(site, data)
    elif _is_conda(path):
        yield from _conda(path.rpartition(_CONDA)[0], data)


def _md5sums(data: bytes) -> Iterator[_Claim]:
    for line in _lines(data):
        digest, _, path = line.partition(b"  ")
        if path and (raw := _hex(digest, 16)):
            yield path, "md5", raw


def _conffiles(data: bytes) -> Iterator[tuple[str, Iterable[_Claim]]]:
    """Yield configuration files, which `md5sums` leaves out: ` /etc/x 0123... [obsolete]`."""
    package = b""
    listing = False
    for line in _lines(data):
        if line.startswith(b"Package:"):
            package = line[8:].strip()
        if not line.startswith(b" "):
            listing = line.startswith(b"Conffiles:")
        elif listing:
            path, _, rest = line.strip().partition(b" ")
            if raw := _hex(rest.partition(b" ")[0], 16):
                yield _label("dpkg", _text(package)), [(path, "md5", raw)]


def _apk(data: bytes) -> Iterator[tuple[str, Iterable[_Claim]]]:
    """Yield files of apk's database: `F:` names a directory, `R:` a file in it, `Z:` its digest."""
    label, folder, file = "", b"", b""
    for line in _lines(data):
        field, value = line[:2], line[2:]
        if field == b"P:":
            label, folder, file = _label("apk", _text(value)), b"", b""
        elif field == b"F:":
            folder, file = value + b"/" if value else b"", b""
        elif field == b"R:":
            file = folder + value
        elif field == b"Z:" and file and (raw := _sha1(value)):
            yield label, [(file, "sha1", raw)]


def _sha1(text: bytes) -> bytes:
    """Return the digest that `Q1...` spells; other letters stand for other algorithms."""
    return _base64(b64decode, text[2:], 20) if text.startswith(b"Q1") else b""


def _wheel(site: str, data: bytes) -> Iterator[_Claim]:
    """Yield files of a `RECORD`, CSV of path, `sha256=...` and size; paths count from `site`."""
    root = _raw(site)
    for line in _lines(data):
        path, _, rest = line.rpartition(b",")[0].rpartition(b",")
        if not rest.startswith(b"sha256="):
            continue
        if path.startswith(b'"'):
            path = path[1:-1].replace(b'""', b'"')
        raw = _base64(urlsafe_b64decode, rest[7:], 32)
        if raw and (resolved := _resolved(root, path)):
            yield resolved, "sha256", raw


def _conda(prefix: str, data: bytes) -> Iterator[tuple[str, Iterable[_Claim]]]:
    if len(data) > _MAX_JSON:
        return
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    match document:
        case {"name": str(name), "version": str(version), "paths_data": {"paths": list(files)}}:
            yield _label("conda", f"{name} {version}"), _conda_files(prefix, files)


def _conda_files(prefix: str, files: list[object]) -> Iterator[_Claim]:
    for file in files:
        match file:
            # Conda writes its own prefix into some files: the digest afterwards is the one there.
            case {"_path": str(path), "sha256_in_prefix": str(digest)}:
                pass
            case {"_path": str(path), "sha256": str(digest)}:
                pass
            case _:
                continue
        if raw := _hex(digest.encode("ascii", "replace"), 32):
            yield f"{prefix}{path}".encode("utf-8", "replace"), "sha256", raw


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield lines one by one: a list of all those in a hostile record would not fit in memory."""
    for line in io.BytesIO(data):
        yield line.rstrip(b"\r\n")


def _is_conda(path: str) -> bool:
    return path.startswith(_CONDA) or f"/{_CONDA}" in path


def _resolved(root: bytes, path: bytes) -> bytes:
    """Return `path` as seen from the file system's root; empty when it leads out of it."""
    parts: list[bytes] = []
    for part in (path if path.startswith(b"/") else root + b"/" + path).split(b"/"):
        if part == b"..":
            if not parts:
                return b""
            parts.pop()
        elif part not in {b"", b"."}:
            parts.append(part)
    return b"/".join(parts)


def _hex(text: bytes, size: int) -> bytes:
    """Return the digest of `size` bytes that `text` spells; empty when it spells none."""
    try:
        raw = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return b""
    return raw if len(raw) == size else b""


def _base64(decode: Callable[[bytes], bytes], text: bytes, size: int) -> bytes:
    try:
        raw = decode(text.strip() + b"=" * (-len(text.strip()) % 4))
    except ValueError:
        return b""
    return raw if len(raw) == size else b""


def _label(manager: str, package: str) -> str:
    return f"{manager}:{package[:_MAX_LABEL]}" if package else ""


def _text(name: bytes) -> str:
    return name[:_MAX_LABEL].decode("utf-8", "backslashreplace").strip()


def _raw(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: it never was a file's name
        return path.encode("utf-8", "surrogatepass")
