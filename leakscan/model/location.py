"""Where a secret was found: in bytes, in lines, and in which part of an image or a context."""

from dataclasses import dataclass
from enum import StrEnum

from leakscan.model.advice import Fix


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of bytes in the innermost content: not counted from the start of the archive."""

    offset: int
    length: int

    @property
    def end(self) -> int:
        """Offset of the first byte after the run."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Region:
    """
    The same run in lines and columns, as editors and SARIF count them.

    Lines and columns start at 1; columns count Unicode code points; `end_column` is the column
    after the last character.
    """

    start_line: int
    start_column: int
    end_line: int
    end_column: int


class Visibility(StrEnum):
    """What the layers above did to a file of an image.  The bytes are there in every case."""

    VISIBLE = "visible"
    OVERWRITTEN = "overwritten"
    DELETED = "deleted"


class Reach(StrEnum):
    """How far a build carries a file of the context, from the worst to the best."""

    BAKED = "baked"
    """Ships with the image."""
    INTERMEDIATE = "intermediate"
    """Left in a stage that the image does not come from: in the build cache, not in the image."""
    SENT = "sent"
    """Sent to the builder, copied nowhere."""
    REACHABLE = "reachable"
    """Not ignored, not used by this Dockerfile: one `COPY . .` away."""
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Via:
    """An earlier stage of the Dockerfile that a file came through, and what brought it in there."""

    stage: str
    """Its name, or its number as text."""
    dockerfile: str
    lines: tuple[int, ...] = ()
    """One: the instruction's line.  Several: one of these, unclear which.  None: unknown."""
    text: str = ""
    """The instruction; empty unless there is exactly one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One build step of an image, as its history records it and, if known, as a Dockerfile wrote it.

    History is written by the builder: it is a claim, not a proof.
    """

    history_index: int | None = None
    """Position in the config's `history`, counted from 0 with empty layers; None: unknown."""
    layer_index: int | None = None
    """Position of the layer it made, oldest first from 0; None: it made none."""
    created_by: str = ""
    dockerfile: str = ""
    line: int | None = None
    base: bool = False
    """Whether the step belongs to the base image rather than to the Dockerfile at hand."""
    via: tuple[Via, ...] = ()
    """For `COPY --from=STAGE`: the stages that the file came through, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRef:
    """A layer's place in its image: oldest first, counted from 0."""

    index: int
    diff_id: str
    """Digest of the uncompressed bytes."""
    digest: str = ""
    """Digest of the blob as stored; empty when the source stores it uncompressed."""
    count: int = 0
    """How many layers the image has; 0 when it was not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFile:
    """Inside a file of a layer."""

    path: str
    """Path in the layer, no leading slash; bytes that are not UTF-8 are surrogate-escaped."""
    platforms: tuple[str, ...]
    image: str = ""
    """Name of the image inside a source that holds several; else empty."""
    layer: LayerRef
    visibility: Visibility
    inner: tuple[str, ...] = ()
    """Chain of names inside nested archives or git objects, outermost first."""
    span: Span
    region: Region | None = None
    """None when the content is not text."""
    introduced_by: Step | None = None
    removed_by: Step | None = None
    """The step that deleted or overwrote it; `layer_index` is set even without history."""
    package: str = ""
    """`dpkg:libgnutls30`: the package whose own record lists exactly these bytes; else empty."""
    recovery: str = ""
    """A command for a POSIX shell that writes the file to standard output; empty: none known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageField:
    """
    Inside the config, the history or an annotation of an image.

    The span and region are those of the decoded value, never of the JSON text.
    """

    kind: str
    """`config`, `history`, `annotation` or `attestation`."""
    path: str
    """Path inside the document: `config.Env[3]`, `history[5].created_by`."""
    platforms: tuple[str, ...]
    image: str = ""
    key: str = ""
    """The variable's, label's or build argument's name, when there is one."""
    span: Span
    region: Region | None = None
    introduced_by: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """The line that decided what happens to a file: in an ignore file or a Dockerfile."""

    file: str
    """Path relative to the context where possible; else as the user wrote it."""
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextFile:
    """Inside a file of a build context."""

    path: str
    """Relative to the context, `/`-separated; bytes that are not UTF-8 are surrogate-escaped."""
    context: str = ""
    """The named build context that it is in; empty: the build's own."""
    reach: Reach
    decided_by: tuple[Deciding, ...] = ()
    inner: tuple[str, ...] = ()
    span: Span
    region: Region | None = None
    fix: Fix | None = None
    """The change that keeps it out of the build; None when none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """Inside the text of a Dockerfile."""

    path: str
    """The Dockerfile, relative to the context where possible; else as the user wrote it."""
    instruction: str
    """Upper-case keyword, `ARG`; `` `` outside any instruction."""
    stage: str = ""
    """The stage's name, or its number as text."""
    reach: Reach
    """BAKED: the value stays in the final image's config, history or layers."""
    span: Span
    region: Region | None = None
    decided_by: tuple[Deciding, ...] = ()
    fix: Fix | None = None
    """The instruction rewritten; None when no rewriting is known."""


Location = LayerFile | ImageField | ContextFile | Instruction
