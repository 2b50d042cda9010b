"""
An image of a gigabyte of real files, in two forms, kept in the cache.

A Debian, a Python environment and a node_modules tree; then this machine's own files until it is
big enough.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests import builders
from tests.benchmarks import roots

WANTED_BYTES = 1 << 30


def forms() -> dict[str, Path]:
    """Return the benchmark image in both forms, made when it is not in the cache."""
    folder = roots.cache() / "image"
    paths = {"plain": folder / "docker-save.tar", "gzip": folder / "oci-gzip.tar"}
    if not all(path.exists() for path in paths.values()):
        folder.mkdir(exist_ok=True)
        layers = list(_layers(folder))
        _write_docker_save(paths["plain"], layers)
        _write_oci_gzip(paths["gzip"], layers)
    return paths


def _layers(folder: Path) -> Iterator[Path]:
    """Yield layers as tar files until they hold the wanted bytes."""
    total = 0
    for make in (roots.debian, roots.python_environment, roots.node_modules):
        try:
            layer = roots.tar_of(make())
        except (RuntimeError, OSError) as error:
            sys.stderr.write(f"left out: {str(error).splitlines()[0]}\n")
            continue
        total += layer.stat().st_size
        yield layer
    for number, place in enumerate(_own_files()):
        if total >= WANTED_BYTES:
            return
        layer = folder / f"own-{number}.tar"
        names = [place.relative_to("/").as_posix()]
        subprocess.run(
            ["tar", "-C", "/", "-cf", layer, *names], stderr=subprocess.DEVNULL, check=False
        )
        total += layer.stat().st_size
        yield layer


def _own_files() -> list[Path]:
    places = [
        "/usr/lib/python3",
        "/usr/share",
        "/usr/lib/node_modules",
        "/usr/local",
        "/usr/lib",
        "/opt",
    ]
    return [Path(place) for place in places if Path(place).is_dir()]


def _write_docker_save(path: Path, layers: Sequence[Path]) -> None:
    """Write what Docker before 25 saves."""
    config, digests = _config(layers)
    with tarfile.open(f"{path}.part", "w") as archive:
        names = []
        for layer, digest in zip(layers, digests, strict=True):
            names.append(f"{digest.partition(':')[2]}/layer.tar")
            archive.add(layer, names[-1])
        _add(archive, "config.json", config)
        manifest = [{"Config": "config.json", "RepoTags": ["benchmark:1"], "Layers": names}]
        _add(archive, "manifest.json", json.dumps(manifest).encode())
    Path(f"{path}.part").rename(path)


def _write_oci_gzip(path: Path, layers: Sequence[Path]) -> None:
    """Write an OCI archive with layers as gzip makes them."""
    config, _ = _config(layers)
    with tarfile.open(f"{path}.part", "w") as archive:
        descriptors = []
        for layer in layers:
            packed = path.with_name(f"{layer.stem}.gz")
            with layer.open("rb") as source, packed.open("wb") as target:
                subprocess.run(["gzip", "-6", "-n"], stdin=source, stdout=target, check=True)
            digest = _sha256(packed)
            archive.add(packed, f"blobs/{digest.replace(':', '/')}")
            media_type = f"{builders.OCI}.layer.v1.tar+gzip"
            size = packed.stat().st_size
            descriptors.append({"mediaType": media_type, "digest": digest, "size": size})
            packed.unlink()
        manifest = {
            "schemaVersion": 2,
            "mediaType": builders.MANIFEST_TYPE,
            "config": _blob(archive, config, builders.CONFIG_TYPE),
            "layers": descriptors,
        }
        top = _blob(archive, json.dumps(manifest).encode(), builders.MANIFEST_TYPE)
        index = {"schemaVersion": 2, "manifests": [top]}
        _add(archive, "index.json", json.dumps(index).encode())
        _add(archive, "oci-layout", builders.LAYOUT)
    Path(f"{path}.part").rename(path)


def _config(layers: Sequence[Path]) -> tuple[bytes, list[str]]:
    digests = [_sha256(layer) for layer in layers]
    document = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": ["PATH=/usr/bin:/bin"]},
        "rootfs": {"type": "layers", "diff_ids": digests},
        "history": [{"created_by": f"COPY {layer.stem} / # buildkit"} for layer in layers],
    }
    return json.dumps(document).encode(), digests


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def _blob(archive: tarfile.TarFile, data: bytes, media_type: str) -> dict[str, object]:
    digest = builders.sha256(data)
    _add(archive, f"blobs/{digest.replace(':', '/')}", data)
    return {"mediaType": media_type, "digest": digest, "size": len(data)}
