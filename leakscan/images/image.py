"""
The one shape that every source gives: scanners cannot tell a daemon from an archive.

Nothing here is open: bytes are named by where they lie on this machine (`Blob`), so that a worker
process can be told what to read without being sent it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from leakscan.images.field import Field
from leakscan.images.provenance import Provenance
from leakscan.model.finding import Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Bytes on this machine, as stored: compressed if the source holds them compressed."""

    file: str
    """Path of the host file that holds them."""
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer, as the config and the manifest describe it.  Layers are listed oldest first."""

    index: int
    """Position in the image, counted from 0."""
    diff_id: str
    """Digest of the uncompressed bytes; empty when the config names none for this layer."""
    digest: str = ""
    """Digest of the blob as stored; empty when the source records none."""
    size: int | None = None
    """Bytes of the blob as stored, as its descriptor claims."""
    media_type: str = ""
    """A claim; what reads the blob goes by its first bytes."""
    name: str = ""
    """How the source calls the blob: a member of an archive, a file of a layout."""
    stored_as: str = ""
    """The same as the source spells it, links followed: where the bytes lie."""
    blob: Blob | None
    """None: the source does not hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One build step, as the config records it.  Written by the builder: a claim."""

    created_by: str = ""
    comment: str = ""
    author: str = ""
    created: str = ""
    empty_layer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image for one platform."""

    name: str
    """As the source calls it: `repo:tag`, several joined by `, `; may be empty."""
    platform: str
    """`linux/amd64`, `linux/arm64/v8`; `unknown` when the config does not say."""
    manifest_digest: str = ""
    config_digest: str = ""
    layers: tuple[Layer, ...]
    history: tuple[HistoryEntry, ...] = ()
    fields: tuple[Field, ...] = ()
    """Every decoded value to be searched, build arguments recovered from the history too."""
    provenance: tuple[Provenance, ...] = ()
    """What its builder attested, if it did: a claim."""
    skipped: tuple[Skipped, ...] = ()
    """What of this image could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraBlob:
    """A blob that no manifest names: searched all the same."""

    name: str
    stored_as: str = ""
    """The same as the source spells it."""
    blob: Blob
    repeats: bool = False
    """Whether it is metadata that says again what the config says, and that copies leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """All images of one target."""

    transport: str
    """`docker-daemon`, `docker-archive`, `oci`, `oci-archive` or `registry`."""
    digest: str = ""
    images: tuple[Image, ...]
    extra_blobs: tuple[ExtraBlob, ...] = ()
    fields: tuple[Field, ...] = ()
    """Values of documents that describe none of the images."""
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def layers(self) -> Iterator[tuple[Image, Layer]]:
        """Yield every layer of every image, images in order, layers oldest first."""
        for image in self.images:
            for layer in image.layers:
                yield image, layer
