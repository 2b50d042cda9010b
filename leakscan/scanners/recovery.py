"""
The command with which anyone who has an image gets a file's bytes out of it, deleted or not.

It needs what most machines have: docker, tar, the decompressor, python3 for a zip, git for its
objects; crane for an image that is in a registry only.
"""

import posixpath
import re
from pathlib import Path

from leakscan.errors import LeakscanError
from leakscan.expressions import expression
from leakscan.images.image import Blob, Layer, Source
from leakscan.images.reference import Transport, parse_reference
from leakscan.images.sources.open import split_path
from leakscan.scanners.shell import quoted
from leakscan.streams.compression import sniff

_MAX_COMMAND = 8000
"""Characters; a name that needs more is no use in a command."""

_NO_ENTRY = expression(r"tar header|unclaimed bytes after offset [0-9]+")
_GIT_OBJECT = expression(r"(?:commit|tree|blob|tag) ([0-9a-f]{40}|[0-9a-f]{64})")
_PROGRAMS = {
    "gzip": "gzip -dc",
    "zstd": "zstd -dc --long=31",
    "xz": "xz -dc",
    "bzip2": "bzip2 -dc",
}
_SUFFIXES = {
    ".gz": "gzip -dc",
    ".tgz": "gzip -dc",
    ".zst": "zstd -dc --long=31",
    ".xz": "xz -dc",
    ".txz": "xz -dc",
    ".bz2": "bzip2 -dc",
    ".tbz2": "bzip2 -dc",
}
_ZIPS = (".zip", ".jar", ".war", ".ear", ".whl", ".egg", ".nupkg", ".aar", ".vsix", ".xpi")
_OTHERS = (".deb", ".rpm", ".cpio", ".a", ".ar", ".udeb")
_UNZIP = (
    "python3 -c 'import io,sys,zipfile;"
    "sys.stdout.buffer.write(zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).read(sys.argv[1]))'"
)


class Recovery:
    """Makes the commands for one target."""

    def __init__(self, reference: str, source: Source) -> None:
        """`reference`: as the user gave it."""
        self._transport = source.transport
        self._reference = parse_reference(reference)
        self._path = split_path(self._reference)[0]
        self._codecs: dict[Blob, str] = {}

    def of_layer(self, layer: Layer, path: str, inner: tuple[str, ...], *, hidden: bool) -> str:
        """
        Return a command that writes a file of a layer to standard output; empty: none is known.

        What lies inside the file is unpacked as far as standard programs can; else the file that
        holds it comes out.  When `hidden`, the path must not be shown: the whole layer comes out,
        as it does for what is in no file.
        """
        blob = self._blob(layer.stored_as, layer.digest)
        if not blob or layer.blob is None:
            return ""
        parts = [blob]
        if program := _PROGRAMS.get(self._codec(layer.blob)):
            parts.append(program)
        if hidden or not path or (inner and _NO_ENTRY.fullmatch(inner[0])):
            return _joined(parts)
        if inner and (git := _git(parts, path, inner)):
            return _bounded(git)
        return _joined([*parts, _tar(path), *_unpacked(path, inner)])

    def of_blob(self, name: str, inner: tuple[str, ...]) -> str:
        """Return a command that writes a blob, which no manifest names, to standard output."""
        blob = self._blob(name, "")
        return _joined([blob, *_unpacked(name, inner)]) if blob else ""

    def _blob(self, name: str, digest: str) -> str:
        """Return a command that writes a blob of the target to standard output, as stored."""
        match self._transport:
            case Transport.DOCKER_DAEMON:
                return f"docker save {quoted(self._reference.rest)} | {_tar(name)}"
            case Transport.OCI:
                return f"cat -- {quoted(posixpath.join(str(self._path), name))}"
            case "registry":
                return f"crane blob {quoted(self._repository())}@{digest}" if digest else ""
            case _ if self._reference.transport is Transport.STANDARD_INPUT:
                return _tar(name, "-")
            case _:
                return _tar(name, str(self._path))

    def _repository(self) -> str:
        name = self._reference.rest.partition("@")[0]
        return re.sub(r":[^/:]*$", "", name)

    def _codec(self, blob: Blob) -> str:
        if blob not in self._codecs:
            try:
                with Path(blob.file).open("rb") as file:
                    file.seek(blob.offset)
                    self._codecs[blob] = sniff(file.read(min(16, blob.length)))
            except (OSError, LeakscanError):
                self._codecs[blob] = ""
        return self._codecs[blob]


def _tar(member: str, archive: str = "") -> str:
    """Return a command that writes a member of an archive; of standard input without `archive`."""
    options = ["tar", "-xO"]
    if archive:
        options[1] = "-xOf"
        options.append(quoted(archive))
    if ":" in archive:
        options.insert(1, "--force-local")
    if member.startswith("/") or ".." in member.split("/"):
        options.append("-P")  # writes to no file, so it may have any name
    if "\\" in member:
        options.append("--no-unquote")
    return " ".join([*options, "--", quoted(member)])


def _git(parts: list[str], path: str, inner: tuple[str, ...]) -> str:
    """Return commands for an object of a git repository; its own configuration is left alone."""
    folder, found, _ = path.rpartition("/objects/")
    objects = [match[1] for title in inner if (match := _GIT_OBJECT.fullmatch(title))]
    if not found or not objects:
        return ""
    strip = len([part for part in folder.split("/") if part]) or 1
    store = quoted(f"{folder}/objects")
    extract = f'tar -xC "$D" --strip-components={strip} --no-same-owner -- {store}'
    pipeline = " | ".join([*parts, extract])
    return (
        f'D=$(mktemp -d) && git init -q --bare "$D" && {pipeline}'
        f' && git --git-dir="$D" cat-file -p {objects[-1]}'
    )


def _unpacked(name: str, inner: tuple[str, ...]) -> list[str]:
    """Return the commands for the members inside a file, as far as its name tells what it is."""
    commands: list[str] = []
    for title in inner:
        stem, suffix = posixpath.splitext(name.rpartition("/")[2].lower())
        if suffix in _SUFFIXES:
            commands.append(_SUFFIXES[suffix])
            name = title if not suffix.startswith(".t") else f"{stem}.tar"
        elif suffix in _ZIPS:
            commands.append(f"{_UNZIP} {quoted(title)}")
            name = title
        elif suffix == ".tar":
            commands.append(_tar(title))
            name = title
        elif suffix in _OTHERS and not set(title) & set("*?[\\"):
            commands.append(f"bsdtar -xOf - -- {quoted(title)}")
            name = title
        else:
            break
    return commands


def _joined(parts: list[str]) -> str:
    return _bounded(" | ".join(parts))


def _bounded(command: str) -> str:
    return command if len(command) <= _MAX_COMMAND else ""
