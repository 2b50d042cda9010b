"""Mends leaky projects with --fix and has real builders say what they then receive."""

import gzip
import io
import shutil
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from leakscan.context.builders import Builder
from tests.context.leaky import Leaky, leaky
from tests.end_to_end.program import leakscan
from tests.engines.parts import Build, Buildah, BuildKit, Docker

PROBE = "probe.Dockerfile"
Archive = Callable[[Build, str], Path]
"""Builds, and returns the image as an archive."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A real builder, and the rules that leakscan is to go by."""

    name: str
    rules: Builder
    build: Archive


@dataclass(frozen=True, kw_only=True)
class Mended:
    """What became of one project."""

    found: int
    problems: tuple[str, ...]


def mend(engine: Engine, folder: Path, seed: int) -> Mended:
    """Write the project of that number, let --fix mend it, and build it as it was and is."""
    project = leaky(folder / f"p{seed}", seed, classic=engine.rules is not Builder.BUILDKIT)
    before = _received(engine, project, f"before{seed}")
    words = ["context", project.root, "-f", project.root / project.dockerfile]
    words += ["--builder", engine.rules.value]
    first = leakscan(*words, "--fix", "--no-progress")
    written = _ignore_files(project.root)
    again = leakscan(*words, "--fix", "--no-progress")
    problems = [] if first.code in (0, 3) else [f"--fix ends with {first.code}: {first.errors}"]
    if (
        again.code != first.code
        or _ignore_files(project.root) != written
        or "added" in again.errors
    ):
        problems.append("a second run changes something")
    after = _received(engine, project, f"after{seed}")
    image = _image(engine, project, f"image{seed}")
    leaked = {path for path, token in project.secrets.items() if _holds(before, token)}
    for path, token in project.secrets.items():
        if _holds(after, token) or _holds(image, token):
            problems.append(f"{path} is still sent")
    problems += [
        f"{path} is not sent any more"
        for path in project.plain
        if path in before and path not in after
    ]
    problems += [
        f"{path} is not in the image"
        for path in project.named
        if not any(name.endswith(path.rpartition("/")[2]) for name in image)
    ]
    return Mended(found=len(leaked), problems=tuple(problems))


def _ignore_files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.dockerignore")}


def _holds(files: Mapping[str, bytes], token: str) -> bool:
    return any(token.encode() in data for data in files.values())


def _received(engine: Engine, project: Leaky, tag: str) -> dict[str, bytes]:
    """Return every file that a builder gets, by having it copy them all."""
    probe = project.root / PROBE
    probe.write_text("FROM scratch\nCOPY . /\n", encoding="utf-8")
    special = project.root / f"{project.dockerfile}.dockerignore"
    if special.exists() and engine.rules is Builder.BUILDKIT:
        shutil.copy(special, project.root / f"{PROBE}.dockerignore")
    try:
        return _files(engine.build(Build(context=project.root, dockerfile=PROBE), tag))
    finally:
        probe.unlink()
        (project.root / f"{PROBE}.dockerignore").unlink(missing_ok=True)


def _image(engine: Engine, project: Leaky, tag: str) -> dict[str, bytes]:
    build = Build(context=project.root, dockerfile=project.dockerfile)
    return _files(engine.build(build, tag))


def _files(archive: Path) -> dict[str, bytes]:
    """Return the files of all layers of an image in an archive, which is then removed."""
    found: dict[str, bytes] = {}
    with tarfile.open(archive) as outer:
        for member in outer:
            stream = outer.extractfile(member) if member.isfile() else None
            data = stream.read() if stream else b""
            data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
            if data[257:262] == b"ustar" or member.name.endswith("layer.tar"):
                with tarfile.open(fileobj=io.BytesIO(data)) as layer:
                    for entry in layer:
                        inner = layer.extractfile(entry) if entry.isfile() else None
                        found[entry.name.removeprefix("./")] = inner.read() if inner else b""
    archive.unlink()
    return found


def buildkit_engine(buildkit: BuildKit, folder: Path) -> Engine:
    """Return today's BuildKit."""

    def build(wanted: Build, tag: str) -> Path:
        return buildkit.build(wanted, folder / f"{tag}.tar", tag)

    return Engine(name="buildkit", rules=Builder.BUILDKIT, build=build)


def docker_engine(docker: Docker, folder: Path, *, buildkit: bool) -> Engine:
    """Return the distribution's Docker with one of its two builders."""

    def build(wanted: Build, tag: str) -> Path:
        docker.build(wanted, tag, buildkit=buildkit)
        path = docker.save(tag, folder / f"{tag}.tar")
        docker.docker("rmi", "-f", tag)
        return path

    rules = Builder.BUILDKIT if buildkit else Builder.CLASSIC
    return Engine(name=f"docker-{rules.value}", rules=rules, build=build)


def buildah_engine(buildah: Buildah, folder: Path) -> Engine:
    """Return buildah."""

    def build(wanted: Build, tag: str) -> Path:
        path = folder / f"{tag}.tar"
        buildah.build(wanted, tag)
        buildah.copy(tag, f"oci-archive:{path}:{tag}")
        return path

    return Engine(name="buildah", rules=Builder.BUILDAH, build=build)
