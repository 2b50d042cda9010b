"""Where the Dockerfile is, and its bytes."""

from dataclasses import dataclass
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.dockerignore import Place, read
from leakscan.context.links import resolve
from leakscan.context.tree import Directory, RegularFile
from leakscan.errors import ContentError, TargetNotFound, TargetUnreadable

_NAMES = {
    Builder.BUILDKIT: ("Dockerfile", "dockerfile"),
    Builder.CLASSIC: ("Dockerfile", "dockerfile"),
    Builder.BUILDAH: ("Containerfile", "Dockerfile"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The Dockerfile in use, or the place where one would be."""

    place: Place
    data: bytes | None
    """None: there is none."""
    notes: tuple[str, ...] = ()


def locate(context: Path, tree: Directory, dockerfile: Path | None, builder: Builder) -> Found:
    """
    Return the Dockerfile that the builder would read.

    Raises:
        TargetNotFound: One was named and is not there.
        TargetUnreadable: One was named and cannot be read.
    """
    if dockerfile is not None:
        return _named(context, tree, dockerfile)
    for name in _NAMES[builder]:
        if resolve(tree, name) is not None:
            return _in_context(context, tree, name, name)
    return Found(
        place=Place(inside=True, path=_NAMES[builder][0]),
        data=None,
        notes=("no Dockerfile was found: what is not ignored is listed as reachable",),
    )


def _named(context: Path, tree: Directory, dockerfile: Path) -> Found:
    relative = _relative(context, dockerfile)
    if relative is not None:
        return _in_context(context, tree, relative, str(dockerfile))
    try:
        data = read(dockerfile.resolve().parent, dockerfile.resolve().name)
    except FileNotFoundError as error:
        raise _not_found(str(dockerfile)) from error
    except (OSError, ContentError) as error:
        raise _unreadable(str(dockerfile), error) from error
    return Found(place=Place(inside=False, path=str(dockerfile)), data=data)


def _relative(context: Path, dockerfile: Path) -> str | None:
    """Return the Dockerfile's path inside the context, if its directory really is there."""
    directory = dockerfile.parent.resolve()
    root = context.resolve()
    if not directory.is_relative_to(root):
        return None
    return (directory.relative_to(root) / dockerfile.name).as_posix()


def _in_context(context: Path, tree: Directory, path: str, written: str) -> Found:
    real = resolve(tree, path)
    if real is None:
        raise _not_found(written)
    if not isinstance(real[1], RegularFile):
        raise TargetUnreadable(f"{written!r} is not a regular file", "Give a Dockerfile with -f.")
    try:
        data = read(context, real[0])
    except (OSError, ContentError) as error:
        raise _unreadable(written, error) from error
    return Found(place=Place(inside=True, path=path), data=data)


def _not_found(written: str) -> TargetNotFound:
    return TargetNotFound(
        f"no Dockerfile at {written!r}", "-f is relative to the working directory, as in docker."
    )


def _unreadable(written: str, error: Exception) -> TargetUnreadable:
    reason = error.strerror if isinstance(error, OSError) else ""
    return TargetUnreadable(
        f"{written!r} cannot be read: {reason or error}", "Check its permissions."
    )
