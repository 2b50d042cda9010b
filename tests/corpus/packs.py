"""Packs a case's files: archives, packages, databases, compiled Python, other encodings."""

import marshal
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

from tests.builders import compress, layer
from tests.streams.packing import ar, cpio, rpm, zipped

RenderedFile = tuple[str, bytes, int]


def packed(
    recipes: Iterable[Mapping[str, Any]], files: Iterable[RenderedFile]
) -> Iterator[RenderedFile]:
    """
    Yield `files` without those that a pack holds, and the packs.

    A pack is made of the files before it, other packs included.
    """
    left = {name: (name, data, mode) for name, data, mode in files}
    for recipe in recipes:
        inside = {name: left[file][1] for name, file in recipe["files"].items()}
        data = pack(recipe["format"], inside)
        for file in set(recipe["files"].values()):
            del left[file]
        left[recipe["name"]] = (recipe["name"], data, 0o644)
    yield from left.values()


def pack(kind: str, files: Mapping[str, bytes]) -> bytes:
    """Return `files`, by the names they have inside, as one file of a kind."""
    return _KINDS[kind](files)


def _only(files: Mapping[str, bytes]) -> bytes:
    (data,) = files.values()
    return data


def _tar_gz(files: Mapping[str, bytes]) -> bytes:
    return compress(layer(files), "gzip")


def _rpm(files: Mapping[str, bytes]) -> bytes:
    return rpm(compress(cpio(dict(files)), "zstd"))


def _pyc(files: Mapping[str, bytes]) -> bytes:
    ((name, source),) = files.items()
    header = MAGIC_NUMBER + struct.pack("<3I", 0, 0, len(source))
    return header + marshal.dumps(compile(source, name, "exec"))


def _utf_16(files: Mapping[str, bytes]) -> bytes:
    return b"\xff\xfe" + _only(files).decode().encode("utf-16-le")


def _utf_16_be(files: Mapping[str, bytes]) -> bytes:
    return _only(files).decode().encode("utf-16-be")


def _deb(files: Mapping[str, bytes]) -> bytes:
    return ar(
        {
            "debian-binary": b"2.0\n",
            "control.tar.xz": compress(layer({"./control": b"Package: sample\n"}), "xz"),
            "data.tar.xz": compress(layer(files), "xz"),
        }
    )


def _apk(files: Mapping[str, bytes]) -> bytes:
    """Return three gzip streams in a row; of the tars in them only the last has an end."""
    head = layer({".SIGN.RSA.sample.pub": b"signature"}).rstrip(b"\0")
    head += bytes(-len(head) % 512)
    control = layer({".PKGINFO": b"pkgname = sample\n"}).rstrip(b"\0")
    control += bytes(-len(control) % 512)
    return b"".join(compress(part, "gzip") for part in (head, control, layer(files)))


def _database(files: Mapping[str, bytes]) -> bytes:
    script = _only(files).decode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        connection = sqlite3.connect(path)
        connection.executescript(script)
        connection.close()
        return path.read_bytes()


_KINDS: dict[str, Callable[[Mapping[str, bytes]], bytes]] = {
    "apk": _apk,
    "deb": _deb,
    "pyc": _pyc,
    "rpm": _rpm,
    "sqlite": _database,
    "tar": layer,
    "tar.gz": _tar_gz,
    "utf-16": _utf_16,
    "utf-16-be": _utf_16_be,
    "zip": zipped,
    **{
        method: lambda files, method=method: compress(_only(files), method)  # type: ignore[misc] # bound now
        for method in ("bz2", "gzip", "xz", "zstd")
    },
}
