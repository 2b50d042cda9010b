"""The outcome of one scan: everything a reporter needs and nothing it must look up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from leakscan.model.advice import Advice
from leakscan.model.finding import Finding, Skipped
from leakscan.model.location import Step
from leakscan.model.rule import Rule


class TargetKind(StrEnum):
    """Which scanner made the report."""

    IMAGE = "image"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What was scanned."""

    kind: TargetKind
    name: str
    """As the user gave it: `repo:tag`, a path, `-`."""
    family: str = ""
    """The name without what changes from build to build: no tag, no digest; empty for a context."""
    source: str
    """`docker-daemon`, `docker-archive`, `oci`, `oci-archive`, `registry`, `context`."""
    digest: str = ""
    """Digest of the top manifest or index, or of the config where the source has neither."""
    platforms: tuple[str, ...] = ()
    dockerfile: str = ""
    """The Dockerfile in use, relative to the working directory where possible; else empty."""
    ignore_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """
    Where every byte went: `bytes_in == bytes_scanned + bytes_skipped + bytes_metadata`.

    A file that holds others counts with its own bytes, as stored, and what is unpacked from it
    counts as well, at each depth: a `.tar.gz` with its gzip bytes, the tar, and the tar's files.
    What a bound or a fault kept from being unpacked has no known size; it is in `Report.skipped`.
    """

    bytes_in: int = 0
    """Bytes of content after decompression, those unpacked from files included."""
    bytes_scanned: int = 0
    bytes_skipped: int = 0
    bytes_metadata: int = 0
    """Headers and padding: searched too, but holding no file."""
    below_confidence: int = 0
    """Places in the bytes scanned that are less sure than asked for, counted and not kept."""

    def __add__(self, other: "Ledger") -> "Ledger":
        return Ledger(
            bytes_in=self.bytes_in + other.bytes_in,
            bytes_scanned=self.bytes_scanned + other.bytes_scanned,
            bytes_skipped=self.bytes_skipped + other.bytes_skipped,
            bytes_metadata=self.bytes_metadata + other.bytes_metadata,
            below_confidence=self.below_confidence + other.below_confidence,
        )

    @property
    def balanced(self) -> bool:
        """Whether no byte is unaccounted for."""
        return self.bytes_in == self.bytes_scanned + self.bytes_skipped + self.bytes_metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Which leakscan made the report."""

    version: str
    rules_digest: str
    """`sha256:...` of the whole rule set."""
    engine: str
    """`hyperscan` or `re`: same findings, other speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSteps:
    """How one image of a target came to be."""

    platform: str
    name: str = ""
    """Name of the image inside a target that holds several; else empty."""
    steps: tuple[Step, ...]
    """Every step of its history, oldest first; without history, one for each layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that one scan has to say.  `findings` is sorted, the worst first."""

    tool: Tool
    target: Target
    findings: tuple[Finding, ...]
    suppressed: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    """Things worth knowing that cost nothing: an ignore file that no builder reads."""
    advice: tuple[Advice, ...] = ()
    """Habits that lead to leaks, in the order of the files; they never change the exit code."""
    ledger: Ledger = field(default_factory=Ledger)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """The rules behind the findings, reported and suppressed, by id."""
    images: tuple[ImageSteps, ...] = ()
    """The images of the target and the steps that made each; empty for a context."""
    below_threshold: int = 0
    """Findings left out because their severity is under the requested minimum."""
    below_confidence: int = 0
    """
    Places left out because they are less sure than asked for, those suppressed not counted.

    Counted where they are found and not kept, so about so many: bytes that are searched twice, as
    those of an archive within an archive, count twice, and what detect-secrets' plugins would add
    is not looked for unless all is asked for.
    """

    @property
    def complete(self) -> bool:
        """Whether all of the target was read.  When it was not, no clean result is claimed."""
        return not self.skipped
