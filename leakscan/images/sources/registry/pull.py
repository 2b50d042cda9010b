"""
An image of a registry as an OCI layout on this machine: only what the wanted platforms need.

Source: OCI image-spec 1.1, image-layout.md; distribution-spec 1.1, "Pull".
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from leakscan.errors import ContentError, RegistryError
from leakscan.images.config import read_config
from leakscan.images.documents import Node, parse_document
from leakscan.images.manifest import (
    EMPTY_OBJECT,
    NAME_ANNOTATION,
    REFERENCE_DIGEST,
    Descriptor,
    on_platform,
    read_descriptor,
)
from leakscan.images.sources.registry.blobs import Budget, Download, Fault, Wanted, fetch_all
from leakscan.images.sources.registry.client import Client
from leakscan.images.sources.registry.patience import Patience
from leakscan.images.sources.spool import new_file, write_piece
from leakscan.streams.limits import Limits

MAX_DEPTH = 8
"""Indexes inside indexes."""
MAX_MANIFESTS = 2_000
MAX_REFUSED = 10
"""Manifests in a row that did not come, after which a registry is not asked for more."""

_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A manifest or an index that was fetched."""

    digest: str
    body: bytes
    platform: str = ""
    depth: int = 0


@dataclass(slots=True, kw_only=True)
class Puller:
    """Fetches one image: first its manifests, then the blobs that they name, each once."""

    client: Client
    directory: Path
    """Becomes the layout; is empty."""
    platforms: frozenset[str]
    """None: all."""
    limits: Limits
    budget: Budget
    faults: dict[str, Fault] = field(default_factory=dict)
    """By digest: what did not come, or not as it was promised."""
    _wanted: dict[str, Wanted] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _refused: int = 0

    def run(self) -> None:
        """
        Write the layout.

        Raises:
            RegistryError: The registry does not give the image at all.
            TargetUnreadable: There is no room for it.
        """
        top, media_type = self._top()
        pending = [top]
        while pending:
            found = pending.pop()
            self._seen.add(found.digest)
            self._write(self._path(found.digest), found.body)
            for descriptor, platform in self._read(found):
                below = self._follow(descriptor, platform, found.depth + 1)
                if below is not None:
                    pending.append(below)
        self.faults |= fetch_all(list(self._wanted.values()), self.client, self.budget)
        self._write_index(top, media_type)

    def _top(self) -> tuple[_Found, str]:
        """Return what the reference names, and its type as claimed."""
        name, limit = self.client.name, self.limits.max_document_bytes
        pinned = name.digest
        if pinned and not is_known(pinned):
            raise RegistryError("the digest is of an algorithm that leakscan does not know")
        if not pinned:
            head = self.client.manifest(name.tag, limit, head=True)
            told = head.headers.get("Docker-Content-Digest", "").strip()
            pinned = told if head.status == 200 and is_known(told) else ""
        # By its digest from here on: the tag may be moved meanwhile.
        digest, body, media_type = self._verified(pinned, pinned or name.tag)
        if pinned and digest != pinned:
            raise RegistryError(
                f"{name.domain!r} sent a manifest that does not hash to its digest {pinned}",
                "Scan again; if it stays so, the registry or a proxy before it is broken.",
            )
        return _Found(digest=digest, body=body), media_type

    def _verified(self, expected: str, reference: str) -> tuple[str, bytes, str]:
        """Return a manifest's real digest, bytes and type; other bytes are asked for again."""
        patience = Patience(self.client.settings, self.client.deadline)
        while True:
            answer = self.client.manifest(reference, self.limits.max_document_bytes)
            algorithm = expected.partition(":")[0] or "sha256"
            digest = f"{algorithm}:{hashlib.new(algorithm, answer.body).hexdigest()}"
            if digest == expected or not expected or not patience.wait():
                return digest, answer.body, answer.headers.get("Content-Type", "")

    def _follow(self, descriptor: Descriptor, platform: str, depth: int) -> _Found | None:
        digest = descriptor.digest
        if digest in self._seen or not is_known(digest) or depth > MAX_DEPTH:
            return None  # the reader of the layout notes what is missing
        if len(self._seen) >= MAX_MANIFESTS or self._refused >= MAX_REFUSED:
            reason = f"blob.missing: not asked for: {MAX_MANIFESTS} manifests are the most"
            if self._refused >= MAX_REFUSED:
                reason = f"blob.missing: not asked for: the {MAX_REFUSED} before it did not come"
            self.faults[digest] = Fault(reason=reason)
            return None
        self._seen.add(digest)
        try:
            _, body, _ = self._verified(digest, digest)
        except RegistryError as error:
            self._refused += 1
            self.faults[digest] = Fault(reason=f"blob.missing: {error}", hint=error.hint)
            return None
        self._refused = 0
        return _Found(digest=digest, body=body, platform=platform, depth=depth)

    def _read(self, found: _Found) -> Iterator[tuple[Descriptor, str]]:
        """Yield the manifests that a document leads to, with their platforms; note its blobs."""
        try:
            root = parse_document(found.body, "manifest", self.limits)
        except ContentError:
            return
        if not isinstance(root.value, dict):
            return
        below = list(_descriptors(root.get("manifests")))
        platforms = {one.digest: one.platform for one in below}
        for one in below:
            subject = one.annotations.get(REFERENCE_DIGEST, "") if one.is_attestation else ""
            platform = platforms.get(subject, "") if subject else one.platform
            if on_platform(platform or found.platform, self.platforms):
                yield one, platform or found.platform
        config = next(_descriptors(_listed(root.get("config"))), None)
        if config is not None and not self._is_wanted(config, found.platform):
            return
        for one in _descriptors(root.get("layers")):
            self._want(one)

    def _is_wanted(self, config: Descriptor, platform: str) -> bool:
        """Want a config; where only it knows the platform, fetch it and look."""
        if config.digest == EMPTY_OBJECT:
            return True
        wanted = self._want(config)
        if platform or not self.platforms or wanted is None:
            return True
        del self._wanted[config.digest]
        fault = Download(wanted, client=self.client, budget=self.budget).run()
        if fault is not None:
            self.faults[config.digest] = fault
            return True
        if wanted.path.stat().st_size > self.limits.max_document_bytes:
            return True
        read = read_config(wanted.path.read_bytes(), config.digest, self.limits)
        return on_platform(read.platform, self.platforms)

    def _want(self, descriptor: Descriptor) -> Wanted | None:
        digest = descriptor.digest
        if digest in self._seen or not is_known(digest):
            return None
        self._seen.add(digest)
        size = descriptor.size if descriptor.size is not None and descriptor.size >= 0 else None
        self._wanted[digest] = Wanted(digest=digest, size=size, path=self._path(digest))
        return self._wanted[digest]

    def _path(self, digest: str) -> Path:
        algorithm, _, digits = digest.partition(":")
        folder = self.directory / "blobs" / algorithm
        folder.mkdir(parents=True, exist_ok=True)
        return folder / digits

    def _write_index(self, top: _Found, media_type: str) -> None:
        descriptor = {
            "mediaType": media_type,
            "digest": top.digest,
            "size": len(top.body),
            "annotations": {NAME_ANNOTATION: str(self.client.name)},
        }
        index = {"schemaVersion": 2, "manifests": [descriptor]}
        self._write(self.directory / "index.json", json.dumps(index).encode())

    def _write(self, path: Path, data: bytes) -> None:
        with new_file(path) as file:
            write_piece(file, data, self.directory)


def is_known(digest: str) -> bool:
    """Whether a digest is of a known algorithm and as long as its digests are."""
    algorithm, _, digits = digest.partition(":")
    return len(digits) == _LENGTHS.get(algorithm) and not digits.strip("0123456789abcdef")


def _descriptors(node: Node) -> Iterator[Descriptor]:
    """Yield the valid descriptors of a list; the reader of the layout notes the others."""
    if not isinstance(node.value, list):
        return
    for one in node.items():
        try:
            yield read_descriptor(one)
        except ContentError:
            continue


def _listed(node: Node) -> Node:
    return Node([node.value], node.where) if node.present else node
