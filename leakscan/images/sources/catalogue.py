"""
Joins what the documents of one target say into images, each only once.

An archive may say the same twice, in `manifest.json` and in `index.json`, or say different things:
images with the same config and the same layers are one, all others are kept apart and searched.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from leakscan.errors import ContentError, TargetNotFound
from leakscan.images.config import UNKNOWN_PLATFORM, Config, read_config
from leakscan.images.documents import Node, parse_document
from leakscan.images.field import Field
from leakscan.images.image import Blob, ExtraBlob, Image, Layer, Source
from leakscan.images.manifest import Descriptor, on_platform
from leakscan.images.provenance import Provenance
from leakscan.images.reference import familiar_name
from leakscan.images.sources.members import Members, read_blob
from leakscan.images.sources.v1_metadata import is_v1_metadata
from leakscan.model.finding import Skipped
from leakscan.streams.limits import Limits

MAX_IMAGES = 2_000
MAX_LAYERS = 100_000
MAX_SKIPPED = 10_000

_MISSING_HINT = (
    "Save the image again with all of its platforms, or name those that are here with --platform."
)
_FOREIGN_HINT = "The layer is not distributed with the image; scan it where it comes from."


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """An image while several documents may still add to it."""

    names: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    """Everything that the user may call it by."""
    config: Config
    layers: tuple[Layer, ...]
    manifest_digest: str = ""
    platform: str = ""
    """As a descriptor claims; the config's own word goes first."""
    fields: list[Field] = field(default_factory=list)
    provenance: list[Provenance] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def call(self, names: Sequence[str]) -> None:
        """Take names from one document; only the first is shown."""
        shown = [_shown(name) for name in names]
        self.labels.update(names, shown)
        if shown and shown[0] not in self.names:
            self.names.append(shown[0])

    @property
    def platform_text(self) -> str:
        """`linux/amd64`, or `unknown`."""
        known = self.config.platform != UNKNOWN_PLATFORM
        return self.config.platform if known else self.platform or UNKNOWN_PLATFORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A manifest that describes another one, read: its values, and the blobs they came from."""

    subjects: tuple[str, ...]
    """Digests of what it describes, the surest first."""
    fields: tuple[Field, ...]
    blobs: tuple[Blob, ...]
    provenance: tuple[Provenance, ...] = ()


class Catalogue:
    """All images of one target, found so far."""

    def __init__(self, members: Members, limits: Limits) -> None:
        self.members = members
        self.limits = limits
        self.drafts: list[Draft] = []
        self._by_identity: dict[tuple[str, tuple[Blob | str, ...]], Draft] = {}
        self.attestations: list[Attestation] = []
        self.digest = ""
        self.notes: list[str] = []
        self._skipped: list[tuple[str, Skipped]] = []
        self._read: set[Blob] = set()
        self._configs: dict[Blob, Config] = {}
        self._layer_count = 0
        self._fields: list[Field] = []
        """Values of attestations of what is not here."""

    # --- reading -----------------------------------------------------------------------------

    def skip(self, path: str, reason: str, hint: str = "", platform: str = "") -> None:
        """Note something that was not read; `platform` is set when only one is concerned."""
        if len(self._skipped) < MAX_SKIPPED:
            self._skipped.append((platform, Skipped(path=path, reason=reason, hint=hint)))
        elif len(self._skipped) == MAX_SKIPPED:
            reason = f"budget.skipped: more than {MAX_SKIPPED} objects were not read"
            self._skipped.append(("", Skipped(path="", reason=reason)))

    def skip_for(self, platform: str, path: str, error: ContentError | OSError) -> None:
        """Note an object that could not be read."""
        if isinstance(error, OSError):
            self.skip(path, f"file.unreadable: {error.strerror or error}", platform=platform)
        else:
            self.skip(path, f"document.invalid: {error}", error.hint, platform)

    def document(self, name: str, where: str) -> Node | None:
        """Return the document called `name`, None when it is absent or was noted as unreadable."""
        blob = self.members.find(name)
        if blob is None:
            return None
        try:
            raw = read_blob(blob, self.limits.max_document_bytes)
            root = parse_document(raw, where, self.limits)
        except (ContentError, OSError) as error:
            self.skip_for("", name, error)
            return None
        self.claim(blob)
        return root

    def described(self, descriptor: Descriptor, platform: str) -> bytes | None:
        """Return the bytes of a document that a descriptor names; None: noted as missing."""
        blob = self.members.find(descriptor.blob_name)
        if blob is None:
            kind = "manifest" if "manifest" in descriptor.media_type else "document"
            reason = f"blob.missing: {kind} of {platform or 'an image'} is not in the target"
            reason, hint = self.members.faults.get(descriptor.blob_name, (reason, _MISSING_HINT))
            self.skip(descriptor.digest, reason, hint, platform)
            return None
        try:
            raw = read_blob(blob, self.limits.max_document_bytes)
        except (ContentError, OSError) as error:
            self.skip_for(platform, descriptor.digest, error)
            return None
        for reason in mismatches(descriptor, raw):
            self.skip(descriptor.digest, reason, platform=platform)
        return raw

    def missing(self, descriptor: Descriptor) -> tuple[str, str]:
        """Return the reason and the hint for a layer or a config that is not here."""
        known = self.members.faults.get(descriptor.blob_name)
        return missing_layer(descriptor) if known is None or descriptor.foreign else known

    def claim(self, blob: Blob) -> None:
        """Note that a blob is searched on behalf of an image, and so is no extra blob."""
        self._read.add(blob)

    def config(self, name: str, blob: Blob) -> Config:
        """
        Return the config in `blob`; read once for all images that share it.

        Raises:
            LimitExceeded, OSError: It could not be read at all.
        """
        if blob not in self._configs:
            raw = read_blob(blob, self.limits.max_document_bytes)
            self._configs[blob] = read_config(raw, name, self.limits)
            self.claim(blob)
        return self._configs[blob]

    # --- joining -----------------------------------------------------------------------------

    def add(self, draft: Draft) -> Draft:
        """Take an image; return it, or the one that is the same and was here before."""
        key = _identity(draft)
        if key in self._by_identity:
            _merge(self._by_identity[key], draft)
            return self._by_identity[key]
        self._layer_count += len(draft.layers)
        if len(self.drafts) >= MAX_IMAGES or self._layer_count > MAX_LAYERS:
            self.skip("", f"budget.images: over {MAX_IMAGES} images or {MAX_LAYERS} layers")
            return draft
        for layer in draft.layers:
            if layer.blob is not None:
                self.claim(layer.blob)
        self._by_identity[key] = draft
        self.drafts.append(draft)
        return draft

    def finish(self, transport: str, wanted: str, platforms: frozenset[str]) -> Source:
        """
        Return the images, of the wanted name and platforms only.

        Raises:
            TargetNotFound: There is none like that.
        """
        self._drop_hollow()
        self._attach_attestations()
        drafts = _select(self.drafts, wanted)
        chosen = [draft for draft in drafts if on_platform(draft.platform_text, platforms)]
        if drafts and not chosen:
            have = ", ".join(sorted({draft.platform_text for draft in drafts}))
            asked = ", ".join(sorted(platforms))
            raise TargetNotFound(f"no image for {asked}", f"There is: {have}.")
        if not (self.drafts or self.attestations or self._skipped):
            self.skip("", "document.empty: no image is named", "Save the image again.")
        skipped = [*self.members.skipped]
        skipped += [item for platform, item in self._skipped if on_platform(platform, platforms)]
        return Source(
            transport=transport,
            digest=self.digest or (chosen[0].config.digest if len(chosen) == 1 else ""),
            images=tuple(map(_image, chosen)),
            extra_blobs=tuple(self._extra_blobs()),
            fields=tuple(dict.fromkeys(self._fields)),
            skipped=tuple(skipped),
            notes=tuple(self.notes),
        )

    def _drop_hollow(self) -> None:
        """Let an image without layers go if another has its config: Engine 25.0.0 writes both."""
        full = {draft.config.digest: draft for draft in self.drafts if draft.layers}
        kept = []
        for draft in self.drafts:
            twin = full.get(draft.config.digest) if draft.config.digest else None
            if twin is not None and not draft.layers:
                _merge(twin, draft)
            else:
                kept.append(draft)
        self.drafts = kept

    def _attach_attestations(self) -> None:
        """Give each attestation to the image it describes; without one it stands alone."""
        images = {draft.manifest_digest: draft for draft in self.drafts if draft.manifest_digest}
        for attestation in self.attestations:
            self._read.update(attestation.blobs)
            described = [images[each] for each in attestation.subjects if each in images]
            if described:
                draft = described[0]
                draft.fields = list(dict.fromkeys([*draft.fields, *attestation.fields]))
                draft.provenance.extend(attestation.provenance)
            else:
                self._fields.extend(attestation.fields)

    def _extra_blobs(self) -> Iterator[ExtraBlob]:
        for name, blob in self.members.all():
            if blob not in self._read and blob.length:
                yield ExtraBlob(
                    name=name,
                    stored_as=self.members.written(name),
                    blob=blob,
                    repeats=is_v1_metadata(blob, self.limits),
                )


def mismatches(descriptor: Descriptor, raw: bytes) -> Iterator[str]:
    """Yield how the bytes of a document differ from what its descriptor promised."""
    algorithm, _, expected = descriptor.digest.partition(":")
    if descriptor.size is not None and descriptor.size != len(raw):
        yield f"integrity.size: {len(raw)} bytes, not the {descriptor.size} of its descriptor"
    if algorithm not in {"sha256", "sha384", "sha512"}:
        yield f"integrity.digest: {algorithm} is no algorithm that leakscan knows"
    elif hashlib.new(algorithm, raw).hexdigest() != expected:
        yield "integrity.digest: the bytes do not hash to the digest that names them"


def missing_layer(descriptor: Descriptor) -> tuple[str, str]:
    """Return the reason and the hint for a layer that the target does not hold."""
    if descriptor.foreign:
        return "blob.missing: foreign layer, not part of the target", _FOREIGN_HINT
    return "blob.missing: the layer is not in the target", _MISSING_HINT


def number_layers(
    layers: Sequence[Layer], config: Config, name: str
) -> tuple[tuple[Layer, ...], list[Skipped]]:
    """
    Give each layer its position and its diff_id.

    When the config counts otherwise, no diff_id can be told for any layer; none is dropped.
    """
    problems = []
    diff_ids: Sequence[str] = config.diff_ids or ()
    if len(diff_ids) != len(layers):
        if config.diff_ids is not None:
            reason = (
                f"config.diff_ids: the config names {len(diff_ids)} layers,"
                f" the manifest {len(layers)}"
            )
            problems.append(Skipped(path=name, reason=reason))
        diff_ids = [""] * len(layers)
    numbered = [
        replace(layer, index=index, diff_id=diff_id)
        for index, (layer, diff_id) in enumerate(zip(layers, diff_ids, strict=True))
    ]
    return tuple(numbered), problems


def _shown(name: str) -> str:
    # A bare word is a tag that `skopeo copy ... oci:DIRECTORY:TAG` wrote, not a repository.
    return familiar_name(name) if re.search(r"[:/@]", name) else name


def _identity(draft: Draft) -> tuple[str, tuple[Blob | str, ...]]:
    layers = tuple(layer.blob or layer.digest or layer.name for layer in draft.layers)
    return draft.config.digest, layers


def _merge(kept: Draft, other: Draft) -> None:
    # Both have the same config and layers; what only one document knows is joined.
    kept.labels |= other.labels
    kept.names += [name for name in other.names if name not in kept.names]
    kept.manifest_digest = kept.manifest_digest or other.manifest_digest
    kept.platform = kept.platform or other.platform
    kept.fields = list(dict.fromkeys([*kept.fields, *other.fields]))
    kept.provenance += [each for each in other.provenance if each not in kept.provenance]
    kept.skipped = list(dict.fromkeys([*kept.skipped, *other.skipped]))
    kept.layers = tuple(
        replace(
            layer,
            digest=layer.digest or same.digest,
            size=same.size if layer.size is None else layer.size,
            media_type=layer.media_type or same.media_type,
        )
        for layer, same in zip(kept.layers, other.layers or kept.layers, strict=True)
    )


def _select(drafts: Sequence[Draft], wanted: str) -> Sequence[Draft]:
    if not wanted:
        return drafts
    if wanted.startswith("@") and wanted[1:].isdecimal() and int(wanted[1:]) < len(drafts):
        return [drafts[int(wanted[1:])]]
    chosen = [draft for draft in drafts if draft.labels & {wanted, familiar_name(wanted)}]
    if not chosen:
        names = sorted({name for draft in drafts for name in draft.names})
        hint = f"There is: {', '.join(names[:20])}." if names else "Its images have no names."
        raise TargetNotFound(f"no image is called {wanted!r}", hint)
    return chosen


def _image(draft: Draft) -> Image:
    return Image(
        name=", ".join(draft.names),
        platform=draft.platform_text,
        manifest_digest=draft.manifest_digest,
        config_digest=draft.config.digest,
        layers=draft.layers,
        history=draft.config.history,
        fields=(*draft.config.fields, *draft.fields),
        provenance=tuple(draft.provenance),
        skipped=(*draft.config.problems, *draft.skipped),
    )
