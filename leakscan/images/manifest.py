"""
Descriptors, and what a manifest or an index says beyond them.

Source: OCI image-spec 1.1, descriptor.md, manifest.md, image-index.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from leakscan.errors import MalformedObject
from leakscan.images.config import UNKNOWN_PLATFORM, platform_text
from leakscan.images.documents import Node
from leakscan.images.reference import is_digest

REFERENCE_TYPE = "vnd.docker.reference.type"
REFERENCE_DIGEST = "vnd.docker.reference.digest"
ATTESTED_TYPES = frozenset(
    {
        "application/vnd.in-toto+json",
        "application/vnd.dsse.envelope.v1+json",
        "application/vnd.dev.sigstore.bundle.v0.3+json",
    }
)
"""Media types of statements, bare and in their envelopes."""

PREDICATE_TYPE = "in-toto.io/predicate-type"
NAME_ANNOTATION = "io.containerd.image.name"
EMPTY_OBJECT = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
"""Digest of `{}`, which stands for no config and need not be stored."""

_NAME_ANNOTATIONS = (NAME_ANNOTATION, "org.opencontainers.image.ref.name")
_ANY_PLATFORM = frozenset({"", UNKNOWN_PLATFORM, f"{UNKNOWN_PLATFORM}/{UNKNOWN_PLATFORM}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """A claim about a blob: what it is, how large, and the digest it has."""

    where: str
    digest: str
    """Valid, so it may be used in a path."""
    size: int | None = None
    media_type: str = ""
    platform: str = ""
    foreign: bool = False
    """Whether it names places on the network to fetch the blob from."""
    annotations: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_attestation(self) -> bool:
        """Whether it names a manifest that describes another one, as BuildKit marks them."""
        return self.annotations.get(REFERENCE_TYPE) == "attestation-manifest"

    @property
    def names(self) -> tuple[str, ...]:
        """What its annotations call the image, the full name first."""
        found = (self.annotations.get(key, "") for key in _NAME_ANNOTATIONS)
        return tuple(name for name in found if name)

    @property
    def blob_name(self) -> str:
        """Where a layout keeps the blob."""
        return "blobs/" + self.digest.replace(":", "/")


def read_descriptor(node: Node) -> Descriptor:
    """
    Return a descriptor.

    Raises:
        MalformedObject: It is no descriptor, or its digest is not one.
    """
    if not isinstance(node.value, dict):
        node.refuse("an object")
    digest = node.get("digest")
    if not is_digest(digest.text()):
        raise MalformedObject(digest.where, f"{digest.text()[:100]!r} is not a digest")
    return Descriptor(
        where=node.where,
        digest=digest.text(),
        size=_lenient_size(node.get("size")),
        media_type=_lenient_text(node.get("mediaType")),
        platform=_lenient_platform(node.get("platform")),
        foreign=node.get("urls").present,
        annotations=_lenient_annotations(node.get("annotations")),
    )


def on_platform(platform: str, wanted: frozenset[str]) -> bool:
    """Whether something of `platform` counts: `linux/arm64` takes every variant of it."""
    if not wanted or platform in _ANY_PLATFORM:
        return True
    # arm64 has had one variant only, and some builders leave it out.
    platform = platform.removesuffix("/v8")
    names = (one.removesuffix("/v8") for one in wanted)
    return any(platform == one or platform.startswith(f"{one}/") for one in names)


# What a descriptor says beside its digest is a claim that nobody needs in order to find the blob:
# a wrong type there must not cost the blob.


def _lenient_text(node: Node) -> str:
    return node.text() if isinstance(node.value, str) else ""


def _lenient_size(node: Node) -> int | None:
    """Return the size claimed; -1, which no blob has, for what is no size."""
    try:
        return node.size()
    except MalformedObject:
        return -1


def _lenient_platform(node: Node) -> str:
    try:
        return platform_text(node)
    except MalformedObject:
        return ""


def _lenient_annotations(node: Node) -> dict[str, str]:
    if not isinstance(node.value, dict):
        return {}
    return {key: value.text() for key, value in node.members() if isinstance(value.value, str)}
