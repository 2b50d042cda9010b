"""What a build would do with a context, as values."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from leakscan.context.builders import Builder
from leakscan.context.dockerfile import Dockerfile
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine
from leakscan.context.stages import Plan
from leakscan.context.tree import Directory
from leakscan.model.finding import Skipped
from leakscan.model.location import Deciding, Reach


class PredictedFile(NamedTuple):
    """A file or a symbolic link of the context.  There may be very many, so each is a tuple."""

    path: str
    """Relative to the context; bytes that are not UTF-8 are surrogate-escaped."""
    kind: str
    """`file` or `symlink`."""
    reach: Reach
    decided_by: tuple[Deciding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPart:
    """What becomes of a local directory that is given as a named build context."""

    name: str
    root: Path
    shown: str
    """The directory, relative to the build's own context."""
    ignore_file: str
    """As it is shown; empty: none applies."""
    ignore_data: bytes = field(default=b"", repr=False)
    """The ignore file's bytes."""
    files: tuple[PredictedFile, ...]
    """Sorted by path, which is relative to the directory; ignored ones too."""
    tree: Directory = field(repr=False, compare=False)

    def path(self, path: str) -> str:
        """Return a path in the directory relative to the build's own context."""
        return path if self.shown == "." else posixpath.join(self.shown, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one builder would read, send and bake."""

    builder: Builder
    dockerfile: Dockerfile | None
    """None: there is none, or it cannot be parsed."""
    dockerfile_name: str
    """Relative to the context if inside it, else as given; empty if there is none."""
    dockerfile_text: bytes
    """Its bytes, also when it is outside the context or cannot be parsed."""
    plan: Plan | None
    """What is run; None when nothing can be said about it."""
    ignore_file: str
    """Empty: none applies."""
    files: tuple[PredictedFile, ...]
    """Sorted by path; ignored ones too."""
    emptied: tuple[str, ...] = ()
    """Ignored files that the builder is sent by name, without their bytes; sorted."""
    named: tuple[NamedPart, ...] = ()
    """The local directories among the named build contexts, in the order of the request."""
    given_contexts: frozenset[str] = frozenset()
    """The names of all that were given."""
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    tree: Directory = field(repr=False, compare=False)
    """What lies in the context."""
    ignore_data: bytes = field(default=b"", repr=False)
    """The ignore file's bytes."""
    ignore_lines: tuple[IgnoreLine, ...] = field(default=(), repr=False)
    """Its lines that hold a pattern; empty if it is refused."""
    ignore_refused: IgnoreFileError | None = None
    """Why the builder refuses it before it looks at any file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """Directories that were walked before, to be judged once more."""

    tree: Directory
    named: Mapping[str, Directory] = field(default_factory=dict)
    """What lies in the named contexts, by name."""
    only: frozenset[str] | None = None
    """The paths to tell of; None: all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Walked):
    """An ignore file that is not there yet, for directories that were walked."""

    name: str
    data: bytes
    context: str = ""
    """The named context that it is for; empty: the build's own."""
