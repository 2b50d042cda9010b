"""What to change: proposed edits, and advice where no secret was seen."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """
    New lines for a file, in the place of old ones.

    Nothing is replaced when `end_line` is `start_line - 1`: the text then comes before
    `start_line`.
    """

    file: str
    """Path relative to the context where possible; else as the user wrote it."""
    start_line: int
    """Counted from 1."""
    end_line: int
    """The last line that is replaced."""
    text: str
    """Without the last line's end; empty: the lines are removed."""

    @property
    def inserts(self) -> bool:
        """Whether no line is replaced."""
        return self.end_line < self.start_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A change that keeps a secret out of a build; made from the user's own lines."""

    summary: str
    """What the change does and what it needs: how the secret is then passed."""
    edits: tuple[Edit, ...]
    """In the order of the file; they do not overlap."""


class AdviceKind(StrEnum):
    """What kind of habit leads to a leak."""

    IGNORE_LINE = "ignore-line"
    """A line of an ignore file that does not do what it seems to do."""
    IGNORE_FILE = "ignore-file"
    """An ignore file that no builder reads, or one that is missing."""
    BUILD_ARGUMENT = "build-argument"
    """A secret by name that is passed by ARG, ENV or a build argument."""
    MOUNT = "secret-mount"
    """A secret that is mounted and then written down."""
    COPY = "copied-key"
    """A key by name that is copied and removed later."""
    KEY_STORE = "key-store"
    """A locked store of keys that a build is sent."""
    URL = "url-credentials"
    """Credentials in a URL that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """
    A habit that leads to a leak, in one place.

    No secret was seen there, so it is no finding and never part of the exit code.
    """

    kind: AdviceKind
    file: str
    """Path relative to the context where possible; else as the user wrote it."""
    line: int
    """Counted from 1; 0: the whole file."""
    text: str = ""
    """The line, secrets in it masked; empty for a whole file."""
    message: str
    """What happens and what to do instead."""
    fix: Fix | None = None
