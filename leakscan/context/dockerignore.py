"""
Which ignore file applies, and why: it depends on the builder and on the Dockerfile's name.

Source:
    moby/buildkit, frontend/dockerui/config.go; docker/cli, cli/command/image/build; buildah,
    pkg/parse/parse.go.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.links import MAX_LINKS, leads_out, resolve
from leakscan.context.tree import FILE, Directory, Node, RegularFile, Symlink, find, open_file
from leakscan.errors import ContentError
from leakscan.model.finding import Skipped

MAX_BYTES = 4 * 1024 * 1024
_LEADS_OUT = "leads out of the context"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the Dockerfile is, or would be."""

    inside: bool
    """Whether it is in the context; if not, `path` is as the user wrote it."""
    path: str


@dataclass(slots=True)
class Choice:
    """The ignore file in use."""

    name: str = ""
    """Relative to the context where possible; empty: none applies."""
    data: bytes = b""
    notes: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    prefix: str = ""
    """The directory of a named context, as it is shown; empty for the build's own."""

    def shown(self, place: Place) -> str:
        """Return what a file of the context is called."""
        return posixpath.join(self.prefix, place.path)


def choose(context: Path, tree: Directory, place: Place, builder: Builder) -> Choice:
    """Return the ignore file that the builder reads, with notes on those that it does not."""
    choice = Choice()
    for name in _candidates(place, builder):
        if _take(choice, context, tree, name, builder):
            break
    choice.notes.extend(_unread(tree, place, choice.name, builder))
    return choice


def choose_named(root: Path, tree: Directory, shown: str, builder: Builder) -> Choice:
    """
    Return the ignore file of a named context: only the one at its own top, and with BuildKit alone.

    `shown` is the directory as it is to be named.
    """
    choice = Choice(prefix=shown)
    own = Place(inside=True, path=".dockerignore")
    if builder is Builder.BUILDAH:
        for name in (".containerignore", ".dockerignore"):
            if find(tree, name) is not None:
                choice.notes.append(
                    f"{posixpath.join(shown, name)} counts as unread: buildah 1.28 reads none of a"
                    " named context, later ones do"
                )
        return choice
    if not _take(choice, root, tree, own, builder) and not choice.notes:
        choice.notes.append(
            f"no ignore file applies to {shown}, which is a named build context: it would be"
            f" {choice.shown(own)}"
        )
    return choice


def beside(place: Place, suffix: str) -> Place:
    """Return the place of the file next to the Dockerfile that has its name and a suffix."""
    return Place(inside=place.inside, path=place.path + suffix)


def _candidates(place: Place, builder: Builder) -> Iterator[Place]:
    """Yield the places in the order in which the builder looks; the first that exists wins."""
    if builder is Builder.BUILDKIT:
        yield beside(place, ".dockerignore")
    if builder is Builder.BUILDAH:
        yield beside(place, ".dockerignore")
        yield beside(place, ".containerignore")
        yield Place(inside=True, path=".containerignore")
    yield Place(inside=True, path=".dockerignore")


def _take(choice: Choice, context: Path, tree: Directory, place: Place, builder: Builder) -> bool:
    """Read one candidate; return False if there is none, so that the next one is tried."""
    node: Node | None
    if place.inside:
        node = find(tree, place.path)
        if node is None:
            return False
        path = place.path
        if isinstance(node, Symlink):
            real = resolve(tree, path)
            if builder is not Builder.BUILDKIT:
                if real is None and not _leaves(tree, path):
                    choice.notes.append(f"{choice.shown(place)} leads nowhere: nothing is ignored")
                    return False
                real = None if _leaves(tree, path) else real
            path, node = real or (path, node)
        root = context
    else:
        outside = Path(place.path)
        if not outside.is_file():
            return False
        path, root, node = outside.name, outside.parent, FILE
    problem = f"{_LEADS_OUT} or nowhere" if isinstance(node, Symlink) else "is no file"
    if isinstance(node, RegularFile):
        try:
            choice.data = read(root, path)
        except (OSError, ContentError) as error:
            problem = f"cannot be read: {error}"
        else:
            choice.name = choice.shown(place)
            _warn_about_empty(choice, builder)
            return True
    _unusable(choice, choice.shown(place), problem, builder)
    return builder is not Builder.BUILDKIT


def read(root: Path, path: str) -> bytes:
    """
    Return the bytes of a small file under `root`.

    Raises:
        ContentError: It is too large or not a regular file.
        OSError: It cannot be read.
    """
    with open_file(root, path) as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ContentError(f"{path!r} is larger than {MAX_BYTES} bytes")
    return data


def _warn_about_empty(choice: Choice, builder: Builder) -> None:
    if not choice.data and builder is Builder.BUILDKIT and choice.name != ".dockerignore":
        choice.notes.append(
            f"{choice.name} is empty: it replaces .dockerignore, so nothing is ignored"
        )


def _unusable(choice: Choice, name: str, problem: str, builder: Builder) -> None:
    """BuildKit sends everything without a word; the others stop."""
    if builder is Builder.BUILDKIT:
        choice.notes.append(f"{name} {problem}: BuildKit goes on as if it were not there")
        return
    # What a link out of the context leads to is read by the builder, but not here: it could be
    # any file of this machine, and lines of it would be shown.
    followed = problem.startswith(_LEADS_OUT)
    choice.skipped.append(
        Skipped(
            path=name,
            reason=f"context.ignorefile: {problem}; nothing counts as ignored",
            hint=f"Put the file itself at {name}." if followed else "The build stops on it too.",
        )
    )


def _leaves(tree: Directory, path: str) -> bool:
    """Return whether a link, or one that it leads to, points out of the context."""
    for _ in range(MAX_LINKS):
        node = find(tree, path)
        if not isinstance(node, Symlink):
            return False
        if leads_out(path, node.target):
            return True
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), node.target))
    return False


def _unread(tree: Directory, place: Place, used: str, builder: Builder) -> Iterator[str]:
    """Yield notes on ignore files that look as if they were in use."""
    instead = f"{used} is read instead" if used else "nothing is ignored"
    specific = beside(place, ".dockerignore")
    if builder is Builder.CLASSIC and _is_there(tree, specific):
        yield f"{specific.path} is not read by the classic builder: {instead}"
    directory = place.path.rpartition("/")[0]
    if place.inside and directory and find(tree, f"{directory}/.dockerignore") is not None:
        yield (
            f"{directory}/.dockerignore is not read: only the context's own .dockerignore"
            f" or {specific.path} would be; {instead}"
        )
    if used != ".dockerignore" and used and find(tree, ".dockerignore") is not None:
        yield f".dockerignore is not read: {used} replaces it"
    if builder is Builder.BUILDAH and used.startswith(f"{place.path}."):
        tops = (".containerignore", ".dockerignore")
        for top in [name for name in tops if find(tree, name) is not None][:1]:
            # Source: podman, pkg/util/utils.go.
            yield f"{top}, not {used}, is what podman reads when it builds on another machine"
    if builder is not Builder.BUILDAH and find(tree, ".containerignore") is not None:
        yield ".containerignore is read by buildah and podman only"


def _is_there(tree: Directory, place: Place) -> bool:
    return find(tree, place.path) is not None if place.inside else Path(place.path).is_file()
