"""
Stages as values: which of them a build runs, and what each takes from a context or from another.

Source:
    moby/buildkit, frontend/dockerfile/dockerfile2llb/convert.go.
"""

import csv
from dataclasses import dataclass

from leakscan.context.dockerfile import Instruction

CONTEXT = -1
"""In place of a stage's index: the build context itself."""
NAMED = -2
"""In place of a stage's index: a local directory that is given as a named build context."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What one COPY, ADD or RUN --mount takes, and where it puts it."""

    instruction: Instruction
    origin: int
    """Index of the stage that it takes from, or CONTEXT, or NAMED."""
    context: str = ""
    """With NAMED, the build context's name."""
    sources: tuple[str | None, ...]
    """As resolved, wildcards kept; None: depends on an unknown variable, so it may be anything."""
    unclear: tuple[str, ...] = ()
    """As written, those that depend on an unknown variable."""
    target: str | None = None
    """Absolute path in the stage; None: unknown."""
    into: bool = False
    """Whether the target is certainly a directory."""
    copies: bool = True
    """False for a mount, which leaves nothing behind."""
    excludes: tuple[str, ...] = ()
    keeps_parents: bool = False
    """Whether the sources' own directories are kept (`--parents`)."""
    unpacks: bool = False
    """Whether an archive arrives as what is in it (`ADD`)."""
    within: bool = False
    """Whether a RUN does it inside its stage: a directory may keep its name there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """What a RUN takes from one place of its stage to another, as far as its words say so."""

    transfer: Transfer
    """From the stage into itself; a source that is None is anything in it."""
    after: int = 0
    """How many of the stage's own transfers come before it."""
    renames: bool = False
    """Whether what arrives has names of its own: an archive, or one file made of several."""
    links: bool = False
    """Whether a symbolic link is all that is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One FROM and what follows it."""

    index: int
    name: str
    """As written after AS, in lower case; empty if it has none."""
    base: int | None
    """Index of the stage that it continues; None for an image, scratch or a named context."""
    base_context: str = ""
    """Name of the local directory that it begins with, or that stands in for it; else empty."""
    instructions: tuple[Instruction, ...]
    """Its own, FROM first."""
    transfers: tuple[Transfer, ...]
    carries: tuple[Carry, ...] = ()
    """What its RUNs take from place to place, in order."""
    refers_to: frozenset[int] = frozenset()
    """Stages that its text names, as base or as a source, even if named contexts replace them."""
    asks_for_all: bool = False
    """Whether it makes BuildKit drop its filter, though it names no source (a tmpfs mount)."""
    replaced: bool = False
    """Whether a named build context stands in for it: its own instructions are not run."""

    @property
    def label(self) -> str:
        """The stage's name, or its number."""
        return self.name or str(self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build of one target runs."""

    stages: tuple[Stage, ...]
    target: int
    built: frozenset[int]
    """Stages that are run, and those that a named context stands in for."""
    asked: frozenset[int]
    """Stages whose sources BuildKit is sent: besides those run, what replaced ones would need."""
    ancestry: frozenset[int]
    """Stages that the final image consists of."""
    arguments: tuple[Instruction, ...]
    """ARGs before the first stage."""
    notes: tuple[str, ...]


def mount_options(written: str) -> dict[str, str]:
    """Return what a `--mount=` says, by lower-case name; nothing of a malformed one."""
    try:
        fields = next(csv.reader([written]), [])
    except csv.Error:
        return {}
    options = {}
    for item in fields:
        key, _, value = item.partition("=")
        options[key.strip().lower()] = value
    return options
