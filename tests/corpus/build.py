"""Builds a case into what a scanner is pointed at."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests import builders
from tests.corpus.bases import base_entries, debootstrap_layer
from tests.corpus.case import Case
from tests.corpus.files import dockerfile_text, fill, rendered, write_context, write_named
from tests.engines.parts import Build, Buildah, BuildKit, Docker

STATIC_SHELL = "busybox"


@dataclass(frozen=True, kw_only=True)
class Target:
    """Something built: what to scan, and which Dockerfile it came from."""

    reference: Path
    dockerfile: Path | None = None
    contexts: Mapping[str, Path] = field(default_factory=dict)
    """Named build contexts, by name."""


@dataclass(frozen=True)
class Engines:
    """How to get each engine: started only when a case needs it."""

    docker: Callable[[], Docker]
    buildkit: Callable[[], BuildKit]
    buildah: Callable[[], Buildah]


def build_case(
    case: Case, builder: str, values: Mapping[str, str], folder: Path, engines: Engines
) -> Target:
    """Build `case` with `builder` below `folder`."""
    match builder:
        case "none":
            context = write_context(case, values, folder / "context")
            return Target(reference=context, contexts=write_named(case, values, context))
        case "synthetic" | "debootstrap":
            return _synthetic(case, values, folder)
    return _engine(case, builder, values, folder, engines)


def _engine(
    case: Case, builder: str, values: Mapping[str, str], folder: Path, engines: Engines
) -> Target:
    context = write_context(case, values, folder / "context")
    shutil.copy("/bin/busybox", context / STATIC_SHELL)
    build = Build(
        context=context,
        dockerfile=case.dockerfile,
        target=case.build.get("target", ""),
        args={name: fill(text.encode(), values).decode() for name, text in _table(case, "args")},
        secrets={
            name: _secret_file(folder / f"secret-{name}", fill(text.encode(), values))
            for name, text in _table(case, "secrets")
        },
        ssh=_ssh_key(case, values, folder),
        squash=case.build.get("squash", False),
    )
    archive = folder / "image.tar"
    tag = f"corpus-{case.name}:{builder}"
    match builder:
        case "buildkit" | "classic":
            docker = engines.docker()
            docker.build(build, tag, buildkit=builder == "buildkit")
            docker.save(tag, archive)
        case "buildkit-latest":
            mode = case.build.get("provenance")
            options = ("--opt", f"attest:provenance=mode={mode}") if mode else ()
            engines.buildkit().build(build, archive, tag, options=options)
        case "buildah":
            tools = engines.buildah()
            tools.build(build, tag)
            tools.copy(tag, f"oci-archive:{archive}:{tag}")
        case _:
            raise ValueError(builder)
    attested = "provenance" in case.build  # then the image itself says which Dockerfile it is from
    return Target(reference=archive, dockerfile=None if attested else context / case.dockerfile)


def _table(case: Case, name: str) -> list[tuple[str, str]]:
    return list(case.build.get(name, {}).items())


def _secret_file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def _ssh_key(case: Case, values: Mapping[str, str], folder: Path) -> Path | None:
    name = case.build.get("ssh")
    return _secret_file(folder / "ssh-key", values[name].encode()) if name else None


def _synthetic(case: Case, values: Mapping[str, str], folder: Path) -> Target:
    files = {name: data for name, data, _ in rendered(case, values)}
    images = [_image(case, recipe, files, values, folder) for recipe in case.images]
    shape = case.build.get("shape", "oci")
    if shape == "docker":
        archive = builders.docker_archive_legacy(*images)
    else:
        archive = builders.oci_archive(*images, nested=len(images) > 1)
    path = folder / "image.tar"
    path.write_bytes(archive)
    if not case.dockerfile:
        return Target(reference=path)
    dockerfile = folder / case.dockerfile
    dockerfile.write_bytes(dockerfile_text(case, values))
    return Target(reference=path, dockerfile=dockerfile)


def _image(
    case: Case,
    recipe: Mapping[str, Any],
    files: Mapping[str, bytes],
    values: Mapping[str, str],
    folder: Path,
) -> builders.BuiltImage:
    layers, history = [], []
    for step in recipe["layer"]:
        history.append(
            {"created_by": fill(step.get("created_by", "").encode(), values).decode()}
            | ({"empty_layer": True} if step.get("empty") else {})
            | ({"comment": _text(step["comment"], values)} if "comment" in step else {})
        )
        if not step.get("empty"):
            layers.append(_layer(step, files, values, folder))
    config = json.loads(fill(json.dumps(recipe.get("config", {})).encode(), values))
    built = builders.image(
        layers,
        name=f"corpus-{case.name}:1",
        config=config,
        history=history,
        platform=recipe.get("platform", "linux/amd64"),
    )
    annotations = {k: _text(v, values) for k, v in recipe.get("annotations", {}).items()}
    return replace(built, annotations=annotations)


def _text(template: str, values: Mapping[str, str]) -> str:
    return fill(template.encode(), values).decode()


def _layer(
    step: Mapping[str, Any], files: Mapping[str, bytes], values: Mapping[str, str], folder: Path
) -> bytes:
    if step.get("base") == "debootstrap":
        return debootstrap_layer(folder)
    entries: list[tuple[str, builders.Entry]] = list(base_entries(step.get("base", "scratch")))
    entries += [(_text(path, values), files[name]) for path, name in step.get("files", {}).items()]
    entries += [
        (path + name.removeprefix(top), data)
        for path, top in step.get("folders", {}).items()
        for name, data in files.items()
        if name.startswith(f"{top}/")
    ]
    entries += [
        (path, builders.hardlink(target)) for path, target in step.get("hardlinks", {}).items()
    ]
    entries += [
        (path, builders.symlink(_text(target, values)))
        for path, target in step.get("symlinks", {}).items()
    ]
    entries += [(builders.whiteout(path), b"") for path in step.get("delete", ())]
    entries += [(builders.opaque(path), b"") for path in step.get("opaque", ())]
    return builders.layer(entries)
