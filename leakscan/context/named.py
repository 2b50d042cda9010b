"""
Named build contexts: what `--build-context NAME=VALUE` stands for, and what a Dockerfile calls it.

Source:
    moby/buildkit, frontend/dockerui/namedcontext.go and config.go; docker/buildx, build/opt.go;
    buildah, pkg/parse/parse.go.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.errors import UsageError
from leakscan.expressions import expression

_NAME = expression(
    r"(?:[\w.-]+(?::\d+)?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
    r"(?::\w[\w.-]{0,127})?(?:@[\w+.-]+:[0-9a-fA-F]{32,})?",
    re.ASCII,
)
"""What BuildKit takes: a name that an image could have."""

_USERINFO = expression(r"(?<=://)[^/@\s]+@")


class Kind(Enum):
    """What a named build context is made of."""

    LOCAL = "local"
    """A directory of this machine."""
    IMAGE = "image"
    """An image of a registry."""
    LAYOUT = "layout"
    """An image in an OCI layout on this machine."""
    REMOTE = "remote"
    """What the builder fetches: a git repository or an archive."""
    RESULT = "result"
    """What another build of the same bake or compose file makes."""


_PREFIXES = {
    "docker-image://": Kind.IMAGE,
    "container-image://": Kind.IMAGE,
    "docker://": Kind.IMAGE,
    "oci-layout://": Kind.LAYOUT,
    "target:": Kind.RESULT,
    "service:": Kind.RESULT,
    "input:": Kind.RESULT,
    "github.com/": Kind.REMOTE,
    "git@": Kind.REMOTE,
}
_URL = expression(r"(?:https?|git|ssh)://")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedContext:
    """One additional build context."""

    name: str
    """As it was given."""
    value: str
    kind: Kind

    @property
    def root(self) -> Path:
        """The directory of a local one, relative to the working directory."""
        return Path(self.value)


def named_contexts(given: Mapping[str, str], builder: Builder) -> dict[str, NamedContext]:
    """
    Return the named contexts by the name that a Dockerfile's names are compared with.

    Raises:
        UsageError: The builder knows no named contexts, or none of such a name.
    """
    if given and builder is Builder.CLASSIC:
        raise UsageError(
            "the classic builder has no named build contexts",
            "Leave --build-context out, or predict another builder.",
        )
    found: dict[str, NamedContext] = {}
    for name, value in given.items():
        if builder is Builder.BUILDKIT and not _NAME.fullmatch(name):
            raise UsageError(
                f"no build context can have the name {name!r}",
                "BuildKit takes names that an image could have: lower-case, as in `shared-files`.",
            )
        found[familiar(name, builder)] = NamedContext(name=name, value=value, kind=_kind(value))
    return found


def familiar(name: str, builder: Builder) -> str:
    """Return a name without what is taken for granted: Docker's own registry and `:latest`."""
    if builder is not Builder.BUILDKIT:
        return name
    bare = name.removeprefix("index.").removeprefix("docker.io/")
    return bare.removeprefix("library/").removesuffix(":latest")


def is_local(value: str) -> bool:
    """Return whether a named context of this value is a directory of this machine."""
    return _kind(value) is Kind.LOCAL


def without_credentials(value: str) -> str:
    """Return an address without the user and the password that it has."""
    return _USERINFO.sub("", value)


def elsewhere(context: NamedContext) -> str:
    """Return what is to be said of a context that is no directory, and so is not read."""
    start = f"the build context {context.name!r} is"
    value = without_credentials(context.value)
    place = value.partition("://")[2]
    match context.kind:
        case Kind.IMAGE:
            return f"{start} the image {place}: look into it with `leakscan image {place}`"
        case Kind.LAYOUT:
            return f"{start} the image in {place}: look into it with `leakscan image {place}`"
        case Kind.RESULT:
            return f"{start} what another build makes ({value}): scan that build's context"
        case _:
            return (
                f"{start} fetched from {value}, and no ignore file applies to it: check it out and"
                f" give --build-context {context.name}=DIRECTORY to have it searched"
            )


def _kind(value: str) -> Kind:
    for prefix, kind in _PREFIXES.items():
        if value.startswith(prefix):
            return kind
    return Kind.REMOTE if _URL.match(value) else Kind.LOCAL
