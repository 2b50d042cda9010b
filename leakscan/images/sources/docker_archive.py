"""
`manifest.json`: what `docker save`, podman and skopeo put into a docker-archive.

Source: moby image/spec/v1.2.md and daemon/containerd/image_exporter.go; containers/image
docker/internal/tarfile.
"""

import re

from leakscan.errors import ContentError, LimitExceeded, MalformedObject
from leakscan.images.config import Config
from leakscan.images.documents import Node
from leakscan.images.image import Layer
from leakscan.images.sources.catalogue import Catalogue, Draft, number_layers
from leakscan.model.finding import Skipped

MANIFEST = "manifest.json"

_BLOB_NAME = re.compile(r"(?:\./)?blobs/([a-z0-9]+)/([0-9a-f]{32,})")


def read_docker_manifest(catalogue: Catalogue) -> None:
    """Add the images that `manifest.json` names; what is wrong with it is noted."""
    root = catalogue.document(MANIFEST, MANIFEST)
    if root is None:
        return
    try:
        entries = list(root.items())
    except MalformedObject as error:
        catalogue.skip_for("", MANIFEST, error)
        return
    if not entries:
        catalogue.skip(MANIFEST, f"document.invalid: {MANIFEST}: names no image")
    for entry in entries:
        try:
            _read_entry(catalogue, entry)
        except (ContentError, OSError) as error:
            catalogue.skip_for("", entry.where, error)


def _read_entry(catalogue: Catalogue, entry: Node) -> None:
    if not isinstance(entry.value, dict):
        entry.refuse("an object")
    problems: list[Skipped] = []
    config_name = _text(entry.get("Config"), problems)
    config = _config(catalogue, config_name, problems)
    names = [name for node in _list(entry.get("RepoTags"), problems) if (name := _text(node, []))]
    found = []
    for node in _list(entry.get("Layers"), problems):
        name = _text(node, problems)
        member = _layer_member(catalogue, name)
        stored_as = catalogue.members.written(member) if member else ""
        blob = catalogue.members.find(member) if member else None
        if blob is None:
            reason = "blob.missing: the layer is not in the archive"
            problems.append(Skipped(path=name or node.where, reason=reason))
        digest = _digest(name)
        found.append(
            Layer(index=0, diff_id="", digest=digest, name=name, stored_as=stored_as, blob=blob)
        )
    if not (found or config_name):
        catalogue.skip(entry.where, f"document.invalid: {entry.where}: names no config, no layers")
        return
    layers, miscounted = number_layers(found, config, config_name or entry.where)
    draft = Draft(config=config, layers=layers, skipped=[*problems, *miscounted])
    for name in names:
        draft.call([name])
    catalogue.add(draft)


def _config(catalogue: Catalogue, name: str, problems: list[Skipped]) -> Config:
    """Return the config, an empty one when it cannot be read: the layers still can."""
    blob = catalogue.members.find(name) if name else None
    if blob is None:
        reason = "blob.missing: the config is not in the archive"
        problems.append(Skipped(path=name, reason=reason))
        return Config()
    try:
        return catalogue.config(name, blob)
    except LimitExceeded as error:
        reason = f"config.invalid: {error}; searched as a file"
        problems.append(Skipped(path=name, reason=reason, hint=error.hint))
    except OSError as error:
        reason = f"file.unreadable: {error.strerror or error}"
        problems.append(Skipped(path=name, reason=reason))
    return Config()


def _layer_member(catalogue: Catalogue, name: str) -> str:
    """Return the name of a layer; old writers left `.tar` or `/layer.tar` off it."""
    if not name:
        return ""
    spellings = (name, f"{name}.tar", f"{name}/layer.tar")
    return next((each for each in spellings if catalogue.members.find(each)), "")


def _digest(name: str) -> str:
    match = _BLOB_NAME.fullmatch(name)
    return f"{match[1]}:{match[2]}" if match else ""


def _list(node: Node, problems: list[Skipped]) -> list[Node]:
    try:
        return list(node.items())
    except MalformedObject as error:
        problems.append(Skipped(path=MANIFEST, reason=f"document.invalid: {error}"))
        return []


def _text(node: Node, problems: list[Skipped]) -> str:
    try:
        return node.text()
    except MalformedObject as error:
        problems.append(Skipped(path=MANIFEST, reason=f"document.invalid: {error}"))
        return ""
