"""Just enough of the OCI image format to write an image without an engine."""

import gzip
import hashlib
import io
import json
import tarfile  # noqa: TID251 - writes archives of our own, and reads none
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_CONFIG = "application/vnd.oci.image.config.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"

_CREATED = "2026-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Step:
    """One build step: its history entry, and its layer unless `files` is None."""

    created_by: str
    files: Mapping[str, bytes] | None = None


@dataclass(slots=True)
class _Layout:
    """The files of an OCI layout, as they are added."""

    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, media_type: str, content: bytes) -> dict[str, object]:
        """Add a blob and return its descriptor."""
        digest = hashlib.sha256(content).hexdigest()
        self.files[f"blobs/sha256/{digest}"] = content
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}


def oci_archive(
    name: str, steps: Sequence[Step], config: Mapping[str, object], architectures: Sequence[str]
) -> bytes:
    """
    Return an OCI archive that holds one image for every one of `architectures`.

    The platforms share their layers; only their configs differ.
    """
    layout = _Layout()
    tars = [_tar(step.files) for step in steps if step.files is not None]
    layers = [layout.add(_LAYER, gzip.compress(tar, mtime=0)) for tar in tars]
    diff_ids = [f"sha256:{hashlib.sha256(tar).hexdigest()}" for tar in tars]
    manifests = []
    for architecture in architectures:
        platform = {"architecture": architecture, "os": "linux"}
        document = {
            **platform,
            "created": _CREATED,
            "config": config,
            "rootfs": {"type": "layers", "diff_ids": diff_ids},
            "history": [_history(step) for step in steps],
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": layout.add(_CONFIG, _json(document)),
            "layers": layers,
        }
        manifests.append({**layout.add(_MANIFEST, _json(manifest)), "platform": platform})
    index = {"schemaVersion": 2, "mediaType": _INDEX, "manifests": manifests}
    named = {
        **layout.add(_INDEX, _json(index)),
        "annotations": {"io.containerd.image.name": name},
    }
    layout.files["index.json"] = _json({**index, "manifests": [named]})
    layout.files["oci-layout"] = _json({"imageLayoutVersion": "1.0.0"})
    return _tar(layout.files)


def _history(step: Step) -> dict[str, object]:
    entry: dict[str, object] = {"created": _CREATED, "created_by": step.created_by}
    return entry if step.files is not None else {**entry, "empty_layer": True}


def _json(document: object) -> bytes:
    return json.dumps(document, indent=1).encode()


def _tar(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of `files`; a path that ends with a slash makes a directory."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.type = tarfile.DIRTYPE if path.endswith("/") else tarfile.REGTYPE
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()
