"""
Readable makers of layers, images and archives, in memory, as each engine writes them.

    secrets = layer({"app/.env": b"KEY=..."})
    cleaned = layer({whiteout("app/.env"): b""})
    archive = oci_archive(image([secrets, cleaned], name="demo:1"))
"""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import sys
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lz4.frame

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OCI = "application/vnd.oci.image"
DOCKER = "application/vnd.docker"
INDEX_TYPE = f"{OCI}.index.v1+json"
MANIFEST_TYPE = f"{OCI}.manifest.v1+json"
CONFIG_TYPE = f"{OCI}.config.v1+json"
LAYOUT = b'{"imageLayoutVersion": "1.0.0"}'


@dataclass(frozen=True)
class Link:
    """A symbolic or hard link, a directory, or a device: an entry without data."""

    type: bytes
    target: str = ""


Entry = bytes | str | Link
Entries = Mapping[str, Entry] | Iterable[tuple[str, Entry]]


def symlink(target: str) -> Link:
    """Return an entry that is a symbolic link."""
    return Link(tarfile.SYMTYPE, target)


def hardlink(target: str) -> Link:
    """Return an entry that is a hard link to an entry of the same archive."""
    return Link(tarfile.LNKTYPE, target)


def directory() -> Link:
    """Return an entry that is a directory."""
    return Link(tarfile.DIRTYPE)


def whiteout(path: str) -> str:
    """Return the name of the entry that deletes `path` from the layers below."""
    parent, _, name = path.rpartition("/")
    return f"{parent}/.wh.{name}" if parent else f".wh.{name}"


def opaque(path: str) -> str:
    """Return the name of the entry that hides what the layers below hold in `path`."""
    return f"{path}/.wh..wh..opq" if path else ".wh..wh..opq"


def layer(entries: Entries) -> bytes:
    """Return an uncompressed tar: one file, link or directory for each entry, in this order."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, entry in entries.items() if isinstance(entries, Mapping) else entries:
            _add(archive, name, entry)
    return buffer.getvalue()


def _add(archive: tarfile.TarFile, name: str, entry: Entry) -> None:
    info = tarfile.TarInfo(name)
    info.mode = 0o644
    if isinstance(entry, Link):
        info.type = entry.type
        info.linkname = entry.target
        archive.addfile(info)
        return
    data = entry.encode() if isinstance(entry, str) else entry
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def compress(data: bytes, method: str) -> bytes:
    """Return `data` compressed by `gzip`, `zstd`, `xz`, `bz2` or `lz4`; as it is by no name."""
    match method:
        case "":
            return data
        case "gzip":
            return gzip.compress(data, compresslevel=1, mtime=0)
        case "zstd":
            # With a checksum, as the tools that write archives have it: damage can be told.
            return bytes(zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1}))
        case "xz":
            return lzma.compress(data, preset=0)
        case "bz2":
            return bz2.compress(data)
        case "lz4":
            return bytes(lz4.frame.compress(data, content_checksum=True))
    raise ValueError(method)


def sha256(data: bytes) -> str:
    """Return the digest of `data`, with its algorithm."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def document(value: object) -> bytes:
    """Return JSON as engines write it."""
    return json.dumps(value, separators=(",", ":")).encode()


@dataclass(frozen=True, kw_only=True)
class BuiltImage:
    """An image before it takes the shape of a source.  Made by `image`."""

    layers: tuple[bytes, ...]
    """Uncompressed tars, oldest first."""
    config: bytes
    name: str = ""
    """`repo:tag`, or nothing."""
    os: str = "linux"
    architecture: str = "amd64"
    variant: str = ""
    annotations: Mapping[str, str] | None = None
    """Of its manifest, where the shape has one."""

    @property
    def platform(self) -> dict[str, str]:
        """As descriptors spell it."""
        platform = {"os": self.os, "architecture": self.architecture}
        return platform | ({"variant": self.variant} if self.variant else {})

    @property
    def diff_ids(self) -> list[str]:
        """Digests of the uncompressed layers."""
        return [sha256(content) for content in self.layers]


def image(
    layers: Sequence[bytes],
    *,
    name: str = "",
    config: Mapping[str, Any] | None = None,
    history: Sequence[Mapping[str, Any]] | None = None,
    platform: str = "linux/amd64",
    document_changes: Mapping[str, Any] | None = None,
) -> BuiltImage:
    """
    Return an image.

    `config` is the runtime part (`Env`, `Labels` ...); `document_changes` replaces top-level keys
    of the whole document, and so can make it wrong.  Without `history`, each layer has one step.
    """
    system, architecture, variant = [*platform.split("/"), ""][:3]
    steps = [{"created_by": f"COPY layer{i} /"} for i in range(len(layers))]
    whole: dict[str, Any] = {
        "architecture": architecture,
        "os": system,
        **({"variant": variant} if variant else {}),
        "config": dict(config or {}),
        "rootfs": {"type": "layers", "diff_ids": [sha256(content) for content in layers]},
        "history": steps if history is None else [dict(step) for step in history],
        **(document_changes or {}),
    }
    return BuiltImage(
        layers=tuple(layers),
        config=document(whole),
        name=name,
        os=system,
        architecture=architecture,
        variant=variant,
    )


def with_config(built: BuiltImage, config: bytes) -> BuiltImage:
    """Return the same image with other bytes as its config, valid or not."""
    return replace(built, config=config)


def _hex(digest: str) -> str:
    return digest.partition(":")[2]


def _repo_tags(built: BuiltImage) -> list[str] | None:
    return [built.name] if built.name else None


# --- docker archives -----------------------------------------------------------------------------


def docker_archive_legacy(*images: BuiltImage) -> bytes:
    """
    Return what Docker before 25 saves: `<id>/layer.tar`, layers before metadata.

    A layer that occurs again is a symbolic link to the first occurrence.
    """
    files: dict[str, Entry] = {}
    first_place: dict[str, str] = {}
    manifest, repositories = [], {}
    for number, built in enumerate(images):
        names = []
        for position, content in enumerate(built.layers):
            identity = _hex(sha256(f"{number}.{position}".encode()))
            names.append(f"{identity}/layer.tar")
            files[f"{identity}/"] = directory()
            files[f"{identity}/VERSION"] = b"1.0"
            files[f"{identity}/json"] = _v1_metadata(built, identity, position)
            place = first_place.setdefault(sha256(content), f"{identity}/layer.tar")
            again = place != names[-1]
            files[names[-1]] = symlink(f"../{place}") if again else content
        config_name = f"{_hex(sha256(built.config))}.json"
        files[config_name] = built.config
        manifest.append({"Config": config_name, "RepoTags": _repo_tags(built), "Layers": names})
        if built.name and names:
            repository, _, tag = built.name.partition(":")
            repositories[repository] = {tag: names[-1].partition("/")[0]}
    files["manifest.json"] = document(manifest)
    files["repositories"] = document(repositories)
    return layer(files)


def _v1_metadata(built: BuiltImage, identity: str, position: int) -> bytes:
    """Return what Docker keeps of a layer; of the last one, with the image's config again."""
    metadata = {"id": identity, "created": "1970-01-01"}
    try:
        config = json.loads(built.config)
    except (ValueError, RecursionError):
        config = None  # a hostile one, which no Docker would have
    if position < len(built.layers) - 1 or not isinstance(config, dict):
        return document(metadata)
    return document({**config, **metadata})


def docker_archive_podman(*images: BuiltImage) -> bytes:
    """Return what podman and buildah save as docker-archive: `<diff_id>.tar` and links to it."""
    files: dict[str, Entry] = {}
    manifest = []
    for built in images:
        names = [f"{_hex(diff_id)}.tar" for diff_id in built.diff_ids]
        for number, (name, content) in enumerate(zip(names, built.layers, strict=True)):
            identity = _hex(sha256(f"podman {number} {name}".encode()))
            files[name] = content
            files[f"{identity}/VERSION"] = b"1.0"
            files[f"{identity}/layer.tar"] = symlink(f"../{name}")
            files[f"{identity}/json"] = document({"id": identity})
        config_name = f"{_hex(sha256(built.config))}.json"
        files[config_name] = built.config
        manifest.append({"Config": config_name, "RepoTags": _repo_tags(built), "Layers": names})
    files["manifest.json"] = document(manifest)
    return layer(files)


def docker_archive_engine25(*images: BuiltImage) -> bytes:
    """
    Return what Docker 25 and later save from a graph-driver store.

    An OCI layout with uncompressed layers, `manifest.json` beside it, entries sorted by name.
    """
    files, descriptors = _oci_blobs(images, compression="")
    manifest = []
    for built, descriptor in zip(images, descriptors, strict=True):
        if built.name:
            descriptor["annotations"] = {
                "io.containerd.image.name": f"docker.io/library/{built.name}",
                "org.opencontainers.image.ref.name": built.name.partition(":")[2],
            }
        sources = {
            diff_id: {"mediaType": f"{OCI}.layer.v1.tar", "size": len(content), "digest": diff_id}
            for diff_id, content in zip(built.diff_ids, built.layers, strict=True)
        }
        manifest.append(
            {
                "Config": _blob_name(sha256(built.config)),
                "RepoTags": _repo_tags(built),
                "Layers": [_blob_name(diff_id) for diff_id in built.diff_ids],
                "LayerSources": sources,
            }
        )
        legacy = document({"id": _hex(sha256(built.config)), "container_config": {"Cmd": None}})
        files[_blob_name(sha256(legacy))] = legacy
    files["index.json"] = _index(descriptors)
    files["manifest.json"] = document(manifest)
    files["repositories"] = document({})
    return layer(sorted(files.items()))


# --- OCI -----------------------------------------------------------------------------------------


def oci_files(
    *images: BuiltImage,
    compression: str = "gzip",
    docker_media_types: bool = False,
    nested: bool = False,
) -> dict[str, bytes]:
    """
    Return the files of an OCI layout, by path.

    With `nested`, the images are the platforms of one image: `index.json` names one index blob.
    """
    files, descriptors = _oci_blobs(
        images, compression=compression, docker_media_types=docker_media_types
    )
    for built, descriptor in zip(images, descriptors, strict=True):
        if built.name and not nested:
            descriptor["annotations"] = {"org.opencontainers.image.ref.name": built.name}
    if nested:
        descriptors = [_nest(files, descriptors, images[0].name)]
    files["index.json"] = _index(descriptors)
    return files


def oci_layout(path: Path, *images: BuiltImage, **options: Any) -> Path:
    """Write an OCI layout directory at `path`; options are those of `oci_files`."""
    return write_files(path, oci_files(*images, **options))


def oci_archive(*images: BuiltImage, **options: Any) -> bytes:
    """Return a tar of an OCI layout; options are those of `oci_files`."""
    return layer(oci_files(*images, **options))


def write_files(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write `files` below the directory `path`."""
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return path


def containerd_files(
    *platforms: BuiltImage,
    compression: str = "gzip",
    statements: Sequence[Mapping[str, Any]] = (),
    absent: Iterable[int] = (),
) -> dict[str, bytes]:
    """
    Return the files of what Docker 29 saves from the containerd store.

    A nested index with all platforms; `manifest.json` names the first, which is the host's.
    `statements[i]` is the in-toto document attached to platform `i`; the config and the own
    layers of the platforms numbered in `absent` are not in the archive.
    """
    files, descriptors = _oci_blobs(platforms, compression=compression)
    missing = set(absent)
    kept = {c for i, one in enumerate(platforms) if i not in missing for c in one.layers}
    for number in missing:
        del files[_blob_name(sha256(platforms[number].config))]
        for content in set(platforms[number].layers) - kept:
            del files[_blob_name(sha256(compress(content, compression)))]
    subjects = list(descriptors)
    for subject, statement in zip(subjects, statements, strict=False):
        descriptors.append(_attestation(files, subject, statement))
    host = platforms[0]
    files["index.json"] = _index([_nest(files, descriptors, host.name)])
    names = [_blob_name(sha256(compress(content, compression))) for content in host.layers]
    files["manifest.json"] = document(
        [
            {
                "Config": _blob_name(sha256(host.config)),
                "RepoTags": _repo_tags(host),
                "Layers": names,
            }
        ]
    )
    return files


def containerd_archive(*platforms: BuiltImage, **options: Any) -> bytes:
    """Return what Docker 29 saves from the containerd store; options as `containerd_files`."""
    return layer(sorted(containerd_files(*platforms, **options).items()))


def add_blob(files: dict[str, bytes], data: bytes) -> str:
    """Put `data` among the blobs of a layout and return its digest."""
    digest = sha256(data)
    files[_blob_name(digest)] = data
    return digest


def _blob_name(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")


def _index(descriptors: Sequence[Mapping[str, Any]]) -> bytes:
    return document({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": list(descriptors)})


def _described(files: dict[str, bytes], data: bytes, media_type: str) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": add_blob(files, data), "size": len(data)}


def _oci_blobs(
    images: Sequence[BuiltImage], *, compression: str, docker_media_types: bool = False
) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    files: dict[str, bytes] = {"oci-layout": LAYOUT}
    descriptors = []
    suffix = f"+{compression}" if compression else ""
    layer_type, config_type, manifest_type = (
        f"{OCI}.layer.v1.tar{suffix}",
        CONFIG_TYPE,
        MANIFEST_TYPE,
    )
    if docker_media_types:
        layer_type = f"{DOCKER}.image.rootfs.diff.tar.gzip"
        config_type = f"{DOCKER}.container.image.v1+json"
        manifest_type = f"{DOCKER}.distribution.manifest.v2+json"
    for built in images:
        manifest = {
            "schemaVersion": 2,
            "mediaType": manifest_type,
            "config": _described(files, built.config, config_type),
            "layers": [
                _described(files, compress(content, compression), layer_type)
                for content in built.layers
            ],
            **({"annotations": dict(built.annotations)} if built.annotations else {}),
        }
        descriptor = _described(files, document(manifest), manifest_type)
        descriptors.append(descriptor | {"platform": built.platform})
    return files, descriptors


def _nest(
    files: dict[str, bytes], descriptors: Sequence[Mapping[str, Any]], name: str
) -> dict[str, Any]:
    nested = _described(files, _index(descriptors), INDEX_TYPE)
    annotations = {
        "io.containerd.image.name": f"docker.io/library/{name}",
        "org.opencontainers.image.ref.name": name.partition(":")[2],
    }
    return nested | ({"annotations": annotations} if name else {})


def _attestation(
    files: dict[str, bytes], subject: Mapping[str, Any], statement: Mapping[str, Any]
) -> dict[str, Any]:
    predicate = str(statement.get("predicateType", "https://slsa.dev/provenance/v1"))
    in_toto = _described(files, document(statement), "application/vnd.in-toto+json")
    in_toto["annotations"] = {"in-toto.io/predicate-type": predicate}
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "artifactType": "application/vnd.docker.attestation.manifest.v1+json",
        "config": _described(files, b"{}", "application/vnd.oci.empty.v1+json"),
        "layers": [in_toto],
        "subject": {key: subject[key] for key in ("mediaType", "digest", "size")},
    }
    return _described(files, document(manifest), MANIFEST_TYPE) | {
        "platform": {"os": "unknown", "architecture": "unknown"},
        "annotations": {
            "vnd.docker.reference.digest": subject["digest"],
            "vnd.docker.reference.type": "attestation-manifest",
        },
    }
