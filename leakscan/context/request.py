"""What a build would be told, beside its context: the same words everywhere."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from leakscan.context.builders import Builder


class Build(TypedDict, total=False):
    """The words of one build; what is left out is as when the builder is not told."""

    dockerfile: Path | None
    """Relative to the working directory, as docker's `-f`; None: by the builder's own names."""
    target: str | None
    """The stage to build; None: the last."""
    builder: Builder
    """BuildKit if left out."""
    build_args: Mapping[str, str]
    build_contexts: Mapping[str, str]
    """Named contexts as they are given."""
    unfiltered: bool
    """Whether no ignore file applies, as to a context that BuildKit fetches."""
