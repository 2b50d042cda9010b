"""
Conda packages: a JSON file each in `conda-meta/`.

Source: conda, conda/models/records.py (`PrefixRecord`, `PathDataV1`).
"""

import json
from collections.abc import Iterator

from leakscan.images.packages.claims import Claim, Ecosystem, Package, hex_digest, label

_FOLDER = "conda-meta/"
_INSIDE = f"/{_FOLDER}"

_MAX_JSON = 8 << 20
"""Bytes of a record that is parsed: small values take thirty times their length."""


def _is_record(path: str) -> bool:
    return path.endswith(".json") and (path.startswith(_FOLDER) or _INSIDE in path)


def _read(path: str, data: bytes) -> Iterator[Package]:
    if len(data) > _MAX_JSON:
        return
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return
    match document:
        case {"name": str(name), "version": str(version), "paths_data": {"paths": list(files)}}:
            prefix = path.rpartition(_FOLDER)[0]
            yield label("conda", f"{name} {version}"), _files(prefix, files)


def _files(prefix: str, files: list[object]) -> Iterator[Claim]:
    for file in files:
        match file:
            # Conda writes its own prefix into some files: the digest afterwards is the one there.
            case {"_path": str(path), "sha256_in_prefix": str(digest)}:
                pass
            case {"_path": str(path), "sha256": str(digest)}:
                pass
            case _:
                continue
        if found := hex_digest(digest.encode("ascii", "replace"), 32):
            yield f"{prefix}{path}".encode("utf-8", "replace"), "sha256", found


CONDA = Ecosystem(is_record=_is_record, read=_read)
