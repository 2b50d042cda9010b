"""
`index.json` and what it leads to: indexes, manifests, attestations.

A document is what its keys make it, whatever its media type says; one that is both an index and a
manifest is read as both.

Source: OCI image-spec 1.1, image-layout.md; BuildKit docs/attestations/attestation-storage.md.
"""

from dataclasses import dataclass, field
from itertools import chain

from leakscan.errors import ContentError, LimitExceeded, MalformedObject
from leakscan.images.attestation import Statement, read_statement
from leakscan.images.config import Config
from leakscan.images.documents import Node, parse_document
from leakscan.images.field import Field
from leakscan.images.fields import text_fields
from leakscan.images.image import Blob, Layer
from leakscan.images.manifest import (
    ATTESTED_TYPES,
    EMPTY_OBJECT,
    PREDICATE_TYPE,
    REFERENCE_DIGEST,
    Descriptor,
    read_descriptor,
)
from leakscan.images.sources.catalogue import (
    Attestation,
    Catalogue,
    Draft,
    mismatches,
    number_layers,
)
from leakscan.images.sources.members import read_blob
from leakscan.model.finding import Skipped

INDEX = "index.json"
LAYOUT = "oci-layout"
MAX_DEPTH = 8
"""Indexes inside indexes."""

_READ_ELSEWHERE = frozenset(
    {"manifests", "layers", "config", "fsLayers", "platform", "mediaType", "artifactType"}
)


def read_layout_marker(catalogue: Catalogue) -> None:
    """Note that `oci-layout` has nothing to search, if it says its version and no more."""
    blob = catalogue.members.find(LAYOUT)
    if blob is None:
        return
    try:
        root = parse_document(read_blob(blob, 1024), LAYOUT, catalogue.limits)
    except (ContentError, OSError):
        return
    if root.value == {"imageLayoutVersion": "1.0.0"}:
        catalogue.claim(blob)


def read_index(catalogue: Catalogue) -> None:
    """Add the images that `index.json` leads to; what is wrong on the way is noted."""
    root = catalogue.document(INDEX, INDEX)
    if root is None:
        return
    if not isinstance(root.value, dict):
        catalogue.skip(INDEX, f"document.invalid: {INDEX}: expected an object")
        return
    _Walk(catalogue).top(root)


@dataclass(slots=True)
class _Context:
    """What is known on the way to a manifest from the indexes above it."""

    names: tuple[str, ...] = ()
    platform: str = ""
    fields: tuple[Field, ...] = ()
    parents: tuple[str, ...] = ()
    """Digests of the indexes that lead here."""


@dataclass(slots=True)
class _Walk:
    """One walk from `index.json`; every document is read once, however often it is named."""

    catalogue: Catalogue
    reached: dict[str, frozenset[Draft]] = field(default_factory=dict)
    """The images that a digest leads to."""
    platforms: dict[str, str] = field(default_factory=dict)
    """The platform of each manifest, for the attestations that describe it."""
    called: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    """The names that a digest has had given to its images."""
    statements: int = 0

    def top(self, root: Node) -> None:
        """Read `index.json`."""
        own = tuple(_annotation_fields(root))
        self.document(root, _Context(fields=own), "")
        try:
            tops = [read_descriptor(node) for node in root.get("manifests").items()]
        except MalformedObject:
            return
        if len(tops) == 1:
            self.catalogue.digest = tops[0].digest

    def document(self, root: Node, context: _Context, digest: str) -> frozenset[Draft]:
        """Read a document as all that it is; return the images it leads to."""
        drafts: frozenset[Draft] = frozenset()
        known = False
        if root.get("manifests").present:
            known = True
            drafts |= self.index(root, context)
        if root.get("layers").present or root.get("config").present:
            known = True
            drafts |= self.manifest(root, context, digest)
        if root.get("fsLayers").present:
            reason = "manifest.schema1: the first version of manifests is not read"
            self.catalogue.skip(digest, reason, "Pull the image anew.", context.platform)
        elif not known:
            reason = "manifest.shape: neither an index nor a manifest"
            self.catalogue.skip(digest or INDEX, reason, platform=context.platform)
        return drafts

    def index(self, root: Node, context: _Context) -> frozenset[Draft]:
        """Follow every descriptor of an index."""
        drafts: set[Draft] = set()
        try:
            nodes = list(root.get("manifests").items())
        except MalformedObject as error:
            self.catalogue.skip_for(context.platform, root.where, error)
            return frozenset()
        descriptors = []
        for node in nodes:
            try:
                descriptors.append((node, read_descriptor(node)))
            except MalformedObject as error:
                self.catalogue.skip_for(context.platform, root.where, error)
        self.platforms.update((one.digest, one.platform) for _, one in descriptors)
        # Attestations come last: by then the platforms of what they describe are known.
        descriptors.sort(key=lambda pair: pair[1].is_attestation)
        for node, descriptor in descriptors:
            below = _Context(
                names=descriptor.names or context.names,
                platform=self._platform(descriptor) or context.platform,
                fields=(*context.fields, *_annotation_fields(node)),
                parents=context.parents,
            )
            drafts |= self.follow(descriptor, below)
        return frozenset(drafts)

    def follow(self, descriptor: Descriptor, context: _Context) -> frozenset[Draft]:
        """Read the document that a descriptor names, unless it was read before."""
        digest = descriptor.digest
        if digest in context.parents:
            self.catalogue.skip(digest, "index.loop: the index leads back to itself")
            return frozenset()
        if len(context.parents) > MAX_DEPTH:
            reason = f"index.depth: indexes are nested more than {MAX_DEPTH} deep"
            self.catalogue.skip(digest, reason)
            return frozenset()
        if digest not in self.reached:
            self.reached[digest] = frozenset()
            context.parents += (digest,)
            self.reached[digest] = self._open(descriptor, context)
        elif context.names and (digest, context.names) not in self.called:
            for draft in self.reached[digest]:
                draft.call(context.names)
        self.called.add((digest, context.names))
        return self.reached[digest]

    def _open(self, descriptor: Descriptor, context: _Context) -> frozenset[Draft]:
        raw = self.catalogue.described(descriptor, context.platform)
        if raw is None:
            return frozenset()
        try:
            root = parse_document(raw, f"manifest {descriptor.digest[:19]}", self.catalogue.limits)
            if not isinstance(root.value, dict):
                root.refuse("an object")
        except ContentError as error:
            self.catalogue.skip_for(context.platform, descriptor.digest, error)
            return frozenset()
        blob = self.catalogue.members.find(descriptor.blob_name)
        root = Node(root.value, "manifest" if not root.get("manifests").present else "index")
        context.fields += tuple(_annotation_fields(root))
        if _is_attestation(descriptor, root):
            self.attestation(descriptor, root, context, blob)
            return frozenset()
        if blob is not None:
            self.catalogue.claim(blob)
        return self.document(root, context, descriptor.digest)

    def manifest(self, root: Node, context: _Context, digest: str) -> frozenset[Draft]:
        """Add the image that a manifest describes."""
        problems: list[Skipped] = []
        config = self._config(root.get("config"), problems, context)
        found = []
        try:
            nodes = list(root.get("layers").items())
        except MalformedObject as error:
            problems.append(Skipped(path=digest, reason=f"document.invalid: {error}"))
            nodes = []
        for node in nodes:
            found.append(self._layer(node, problems))
            context.fields += tuple(_annotation_fields(node))
        layers, miscounted = number_layers(found, config, digest or INDEX)
        draft = Draft(
            config=config,
            layers=layers,
            manifest_digest=digest,
            platform=context.platform,
            fields=list(context.fields),
            skipped=[*problems, *miscounted],
        )
        draft.call(context.names)
        return frozenset([self.catalogue.add(draft)])

    def attestation(
        self, descriptor: Descriptor, root: Node, context: _Context, blob: Blob | None
    ) -> None:
        """Read what a manifest says about another one: each of its layers is a JSON document."""
        blobs = [blob] if blob is not None else []
        fields = list(context.fields)
        subjects = [descriptor.annotations.get(REFERENCE_DIGEST, ""), _subject(root)]
        statements = []
        for node in _descriptor_nodes(root):
            fields.extend(_annotation_fields(node))
            try:
                inner = read_descriptor(node)
            except MalformedObject as error:
                self.catalogue.skip_for(context.platform, descriptor.digest, error)
                continue
            if inner.digest == EMPTY_OBJECT:
                self._claim_empty(inner)
                continue
            statement = self._statement(inner, context)
            held = self.catalogue.members.find(inner.blob_name)
            if statement is not None and held is not None:
                blobs.append(held)
                statements.append(statement)
        self.catalogue.attestations.append(
            Attestation(
                subjects=(
                    *filter(None, subjects),
                    *chain.from_iterable(s.subjects for s in statements),
                ),
                fields=(*fields, *chain.from_iterable(s.fields for s in statements)),
                blobs=tuple(blobs),
                provenance=tuple(s.provenance for s in statements if s.provenance),
            )
        )

    def _claim_empty(self, descriptor: Descriptor) -> None:
        blob = self.catalogue.members.find(descriptor.blob_name)
        if blob is not None and blob.length == len("{}"):
            self.catalogue.claim(blob)

    def _statement(self, descriptor: Descriptor, context: _Context) -> Statement | None:
        """Return what a document says, None when it is not here, or searched as a file."""
        held = self.catalogue.members.find(descriptor.blob_name)
        if held is not None and held.length > self.catalogue.limits.max_document_bytes:
            if "spdx" not in descriptor.annotations.get(PREDICATE_TYPE, ""):
                reason = "attestation.large: searched as a file, what it holds is not decoded"
                self.catalogue.skip(descriptor.digest, reason, platform=context.platform)
            return None
        raw = self.catalogue.described(descriptor, context.platform)
        if raw is None:
            return None
        where = f"attestation[{self.statements}]"
        self.statements += 1
        statement = read_statement(raw, where, self.catalogue.limits)
        if statement.problem:
            reason = f"attestation.invalid: {statement.problem}; searched as text"
            self.catalogue.skip(descriptor.digest, reason, platform=context.platform)
        return statement

    def _platform(self, descriptor: Descriptor) -> str:
        if descriptor.is_attestation:
            return self.platforms.get(descriptor.annotations.get(REFERENCE_DIGEST, ""), "")
        return descriptor.platform

    def _config(self, node: Node, problems: list[Skipped], context: _Context) -> Config:
        """Return the config, an empty one when it cannot be read: the layers still can."""
        try:
            descriptor = read_descriptor(node)
        except MalformedObject as error:
            problems.append(Skipped(path=node.where, reason=f"config.invalid: {error}"))
            return Config()
        if descriptor.digest == EMPTY_OBJECT:
            self._claim_empty(descriptor)
            return Config(digest=EMPTY_OBJECT)
        blob = self.catalogue.members.find(descriptor.blob_name)
        if blob is None:
            reason, hint = self.catalogue.missing(descriptor)
            reason = reason.replace("layer", "config")
            problems.append(Skipped(path=descriptor.digest, reason=reason, hint=hint))
            return Config()
        context.fields += tuple(_annotation_fields(node))
        try:
            config = self.catalogue.config(descriptor.digest, blob)
        except (LimitExceeded, OSError) as error:
            reason = f"config.invalid: {error}; searched as a file"
            problems.append(Skipped(path=descriptor.digest, reason=reason))
            return Config()
        problems.extend(
            Skipped(path=descriptor.digest, reason=reason)
            for reason in mismatches(descriptor, config.raw)
        )
        return config

    def _layer(self, node: Node, problems: list[Skipped]) -> Layer:
        try:
            descriptor = read_descriptor(node)
        except MalformedObject as error:
            problems.append(Skipped(path=node.where, reason=f"document.invalid: {error}"))
            return Layer(index=0, diff_id="", name=node.where, blob=None)
        blob = self.catalogue.members.find(descriptor.blob_name)
        if blob is None:
            reason, hint = self.catalogue.missing(descriptor)
            problems.append(Skipped(path=descriptor.digest, reason=reason, hint=hint))
        return Layer(
            index=0,
            diff_id="",
            digest=descriptor.digest,
            size=descriptor.size,
            media_type=descriptor.media_type,
            name=descriptor.blob_name,
            stored_as=self.catalogue.members.written(descriptor.blob_name),
            blob=blob,
        )


def _annotation_fields(node: Node) -> list[Field]:
    return list(text_fields(node, "annotation", _READ_ELSEWHERE))


def _is_attestation(descriptor: Descriptor, root: Node) -> bool:
    if descriptor.is_attestation:
        return True
    layers = root.value.get("layers") if isinstance(root.value, dict) else None
    if not isinstance(layers, list) or not layers:
        return False
    return all(isinstance(one, dict) and one.get("mediaType") in ATTESTED_TYPES for one in layers)


def _descriptor_nodes(root: Node) -> list[Node]:
    nodes = []
    if root.get("config").present:
        nodes.append(root.get("config"))
    layers = root.get("layers")
    if isinstance(layers.value, list):
        nodes.extend(layers.items())
    return nodes


def _subject(root: Node) -> str:
    subject = root.get("subject")
    digest = subject.value.get("digest") if isinstance(subject.value, dict) else None
    return digest if isinstance(digest, str) else ""
