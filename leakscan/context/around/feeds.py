"""A value that a file beside the Dockerfile holds for a build, with its exact place."""

from dataclasses import dataclass, field
from enum import Enum


class Role(Enum):
    """What becomes of the value."""

    ARGUMENT = "argument"
    """A build argument."""
    RUNTIME = "runtime"
    """Given to the container or to a RUN: not part of the image."""
    CONTEXT = "context"
    """Where a named build context is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One value, for one name."""

    file: str
    """Relative to the context: `../compose.yaml`, when it lies above it."""
    where: str
    """What holds it: `services.api.build.args`."""
    role: Role
    key: str
    value: str
    """Decoded: without quotes and escapes; references to variables as written."""
    folder: str
    """Absolute path of the directory that the file is in."""
    line: int
    """Counted from 1; of the value's first character."""
    column: int
    """Counted from 1, in code points."""
    offset: int
    """In bytes."""
    raw: str = field(repr=False)
    """As written in the file."""
    text: str
    """The line."""
    verbatim: bool = True
    """Whether the file holds the value as it is, character by character."""

    via: "Feed | None" = None
    """The reference that brings the value in, when it stands in another file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """All that was learnt from the files around a build."""

    feeds: tuple[Feed, ...] = ()
    notes: tuple[str, ...] = ()
    remote: tuple[tuple[str, int, str], ...] = ()
    """Steps that build from git, where no ignore file applies: each with file, line and text."""
