"""
A tar that holds images: a docker-archive, an OCI archive, or both at once.

Engine 25 and later write both.  Whichever documents are there are read, and joined.
"""

from pathlib import Path

from leakscan.errors import TargetUnreadable, UnrecognisedTarget
from leakscan.images.sources.catalogue import Catalogue
from leakscan.images.sources.docker_archive import MANIFEST, read_docker_manifest
from leakscan.images.sources.members import (
    Members,
    archive_members,
    directory_members,
    is_present,
)
from leakscan.images.sources.oci_layout import INDEX, LAYOUT, read_index, read_layout_marker
from leakscan.streams.limits import Limits
from leakscan.streams.tar import BLOCK

STANDARD_INPUT = "standard input"
"""The name of an archive that has none."""

_PROBE_BYTES = 64 * 1024
_SHAPES_HINT = (
    "Images come as the output of `docker save` or `podman save`, as an OCI layout directory, or"
    " as a tar of one."
)


def looks_like_tar(start: bytes) -> bool:
    """Whether a tar header is among the first blocks: the very first may be damaged."""
    return any(
        start[at + 257 : at + 262] == b"ustar" for at in range(0, len(start), BLOCK)
    ) or _is_old_header(start[:BLOCK])


def open_archive(path: Path, name: str, limits: Limits) -> tuple[Catalogue, str]:
    """
    Return what the uncompressed archive at `path` holds, and its transport.

    `name` is what the user calls it: for what is spooled, `path` means nothing to them.

    Raises:
        UnrecognisedTarget: It is no tar, or none that holds images.
        TargetUnreadable: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_PROBE_BYTES)
        if not start:
            raise UnrecognisedTarget(f"{quoted(name)} is empty", "Check the command that wrote it.")
        if not looks_like_tar(start):
            raise UnrecognisedTarget(f"{quoted(name)} is no image archive", _SHAPES_HINT)
        members = archive_members(path, limits, name)
    except OSError as error:
        raise unreadable(quoted(name), error) from error
    if not has_image(members):
        if members.skipped and any(True for _ in members.all()):
            # The documents come last in an archive: what was cut off had layers before them.
            return Catalogue(members, limits), "docker-archive"
        raise UnrecognisedTarget(
            f"{quoted(name)} is a tar with neither {MANIFEST} nor {INDEX}", _SHAPES_HINT
        )
    transport = "docker-archive" if members.find(MANIFEST) else "oci-archive"
    return read_documents(members, limits), transport


def open_directory(path: Path, name: str, limits: Limits) -> tuple[Catalogue, str]:
    """
    Return what the OCI layout in the directory `path` holds, and its transport.

    Raises:
        UnrecognisedTarget: The directory is no OCI layout.
        TargetUnreadable: The directory cannot be read.
    """
    try:
        next(path.iterdir(), None)
    except OSError as error:
        raise unreadable(name, error) from error
    if not is_layout(path) and is_present(path / MANIFEST):
        raise UnrecognisedTarget(
            f"{name} is an archive that was extracted, or a directory of skopeo's dir: transport",
            f"Pack it again: tar -C {name} -c . | leakscan image -",
        )
    if not is_layout(path):
        raise UnrecognisedTarget(
            f"{name} is a directory with neither {INDEX} nor {LAYOUT}",
            "An OCI layout has both; for the sources of an image use `leakscan context`.",
        )
    return read_documents(directory_members(path), limits), "oci"


def is_layout(path: Path) -> bool:
    """Whether a directory holds what only an OCI layout holds."""
    return is_present(path / INDEX) or is_present(path / LAYOUT)


def has_image(members: Members) -> bool:
    """Whether one of the documents is there that name images."""
    return any(members.find(name) is not None for name in (MANIFEST, INDEX, LAYOUT))


def quoted(name: str) -> str:
    """Return what the user calls an archive as messages show it."""
    return name if name == STANDARD_INPUT else repr(name)


def unreadable(name: str, error: OSError | ValueError) -> TargetUnreadable:
    """Return the error for a target that the operating system does not let be read."""
    hint = "Check its permissions." if isinstance(error, PermissionError) else ""
    reason = error.strerror if isinstance(error, OSError) else "no possible path"
    return TargetUnreadable(f"{name}: {reason or error}", hint)


def read_documents(members: Members, limits: Limits) -> Catalogue:
    """Return the images that the documents of an archive or a layout name."""
    catalogue = Catalogue(members, limits)
    read_layout_marker(catalogue)
    read_index(catalogue)
    read_docker_manifest(catalogue)
    if members.find(INDEX) is None and members.find(MANIFEST) is None:
        reason = f"document.missing: there is no {INDEX}, so that nothing tells what is an image"
        catalogue.skip(INDEX, reason, "The layout was cut or damaged; save the image again.")
    return catalogue


def _is_old_header(block: bytes) -> bool:
    """Whether a block is the header of a tar from before `ustar`: its checksum holds."""
    digits = block[148:156].strip(b" \0")
    if len(block) < BLOCK or not digits or digits.strip(b"01234567"):
        return False
    return sum(block) - sum(block[148:156]) + 8 * 32 == int(digits, 8)
