"""The same image gives the same findings, however it was built and however it is read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import compress
from tests.end_to_end.program import Outcome, scan
from tests.engines.parts import Build, Buildah, BuildKit, Docker, Docker29, skopeo_copy
from tests.engines.same import DOCKERFILE, SETTINGS, SHIPPED, essence, findings, project_in


@pytest.fixture
def project(tmp_path: Path, rng: Callable[[str], str]) -> Build:
    """Return a build whose image has one secret deleted, one visible and one in its config."""
    shipped = SHIPPED.format(password=rng("{password:}"))
    return project_in(
        tmp_path / "project",
        Dockerfile=DOCKERFILE + shipped,
        **{".env": rng("GITHUB_TOKEN={github:ghp_}\n"), "settings.json": rng(SETTINGS)},
    )


def _ways(docker: Docker, tag: str, folder: Path) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcome of every way to read an image of a Docker daemon."""
    saved = docker.save(tag, folder / "saved.tar")
    yield "daemon", scan("image", tag, env=docker.env)
    yield "daemon, by its transport", scan("image", f"docker-daemon:{tag}", env=docker.env)
    yield "docker save", scan("image", saved)
    yield "standard input", scan("image", "-", stdin=saved)
    for method, suffix in (("gzip", "gz"), ("zstd", "zst")):
        packed = saved.with_name(f"saved.tar.{suffix}")
        packed.write_bytes(compress(saved.read_bytes(), method))
        yield f"docker save, {method}", scan("image", packed)
        yield f"standard input, {method}", scan("image", "-", stdin=packed)


def _skopeo_ways(saved: Path, tag: str, folder: Path) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcome of every shape that skopeo makes of what `docker save` wrote."""
    source = f"docker-archive:{saved}"
    skopeo_copy(source, f"oci:{folder}/layout:{tag}")
    yield "OCI directory", scan("image", folder / "layout")
    yield "OCI directory, by its transport", scan("image", f"oci:{folder}/layout")
    skopeo_copy(source, f"oci-archive:{folder}/archive.tar:{tag}")
    yield "OCI archive", scan("image", folder / "archive.tar")
    yield "OCI archive on standard input", scan("image", "-", stdin=folder / "archive.tar")
    packed = folder / "archive.tar.zst"
    packed.write_bytes(compress((folder / "archive.tar").read_bytes(), "zstd"))
    yield "OCI archive, zstd", scan("image", packed)
    skopeo_copy(source, f"docker-archive:{folder}/again.tar:{tag}")
    yield "docker archive of skopeo", scan("image", folder / "again.tar")


def _make(builder: str, build: Build, tag: str, docker: Docker, buildah: Buildah) -> None:
    """Build the image with `builder` and have it in the daemon."""
    if builder == "buildah":
        buildah.build(build, tag)
        archive = buildah.podman_save(tag, buildah.folder / "load.tar")
        docker.docker("load", "-q", "-i", archive)
        docker.docker("tag", f"localhost/{tag}", tag)
        archive.unlink()
    else:
        docker.build(build, tag, buildkit=builder == "buildkit")


@pytest.mark.parametrize("builder", ["classic", "buildkit", "buildah"])
def test_every_way_to_read_gives_the_samefindings(
    builder: str, project: Build, docker: Docker, buildah: Buildah, tmp_path: Path
) -> None:
    """
    Daemon, `docker save`, OCI directory, OCI archive, compressed archive and standard input: only
    the source differs.
    """
    tag = f"same-{builder}:1"
    _make(builder, project, tag, docker, buildah)

    outcomes = dict(_ways(docker, tag, tmp_path))
    outcomes |= _skopeo_ways(tmp_path / "saved.tar", tag, tmp_path)

    expected = findings(outcomes["docker save"])
    assert len(expected) == 3
    assert len(outcomes) >= 7
    for way, outcome in outcomes.items():
        assert findings(outcome) == expected, way


def test_every_builder_gives_the_samefindings(
    project: Build, docker: Docker, buildah: Buildah, tmp_path: Path
) -> None:
    """The classic builder, BuildKit and buildah put the same secrets into the same places."""
    found = {}
    for builder in ("classic", "buildkit", "buildah"):
        tag = f"builders-{builder}:1"
        _make(builder, project, tag, docker, buildah)
        saved = docker.save(tag, tmp_path / f"{builder}.tar")
        found[builder] = essence(findings(scan("image", saved)))

    assert len(found["classic"]) == 3
    assert found["buildkit"] == found["classic"]
    assert found["buildah"] == found["classic"]


def test_todays_engines_give_the_samefindings(
    project: Build, docker: Docker, docker29: Docker29, buildkit: BuildKit, tmp_path: Path
) -> None:
    """
    The containerd store of today's Docker, whatever way it is read, and today's BuildKit find
    what the distribution's Docker finds.
    """
    docker.build(project, "today:1", buildkit=True)
    expected = essence(findings(scan("image", docker.save("today:1", tmp_path / "20.tar"))))
    docker29.build(project, "today:1", buildkit=True)
    (tmp_path / "29").mkdir()

    outcomes = dict(_ways(docker29, "today:1", tmp_path / "29"))
    archive = buildkit.build(project, tmp_path / "buildkit.tar", "today:1")
    outcomes["BuildKit"] = scan("image", archive)

    assert len(expected) == 3
    for way, outcome in outcomes.items():
        assert essence(findings(outcome)) == expected, way


@pytest.mark.parametrize("compression", ["zstd", "estargz", "uncompressed"])
def test_layer_compression_changes_nothing(
    compression: str, project: Build, buildkit: BuildKit, tmp_path: Path
) -> None:
    """zstd, eStargz and plain layers, as BuildKit writes them, give the findings of gzip layers."""
    plain = buildkit.build(project, tmp_path / "gzip.tar", "layers:1")
    output = f"type=oci,dest={tmp_path}/other.tar,compression={compression},force-compression=true"

    buildkit.build(project, tmp_path / "again.tar", "layers:1", options=["--output", output])

    expected = essence(findings(scan("image", plain)))
    assert essence(findings(scan("image", tmp_path / "other.tar"))) == expected


@pytest.mark.parametrize("builder", ["classic", "buildkit"])
def test_a_file_removed_by_the_next_step_is_one_deleted_finding(
    builder: str, docker: Docker, rng: Callable[[str], str], tmp_path: Path
) -> None:
    """`COPY .env` then `RUN rm` is one finding that names both steps and, with -f, their lines."""
    token = rng("{github:ghp_}")
    build = project_in(
        tmp_path / "project", Dockerfile=DOCKERFILE, **{".env": f"GITHUB_TOKEN={token}\n"}
    )
    docker.build(build, f"removed-{builder}:1", buildkit=builder == "buildkit")
    saved = docker.save(f"removed-{builder}:1", tmp_path / "saved.tar")

    outcome = scan("image", saved, "-f", build.context / "Dockerfile")

    assert outcome.code == 1
    (finding,) = outcome.report["findings"]
    (location,) = finding["locations"]
    assert finding["secret"]["value"] == token
    assert (location["path"], location["visibility"]) == ("app/.env", "deleted")
    assert "COPY" in location["introduced_by"]["created_by"]
    assert location["introduced_by"]["line"] == 4
    assert "rm /app/.env" in location["removed_by"]["created_by"]
    assert location["removed_by"]["line"] == 5


def test_the_squashed_image_is_clean(
    buildah: Buildah, rng: Callable[[str], str], tmp_path: Path
) -> None:
    """The same Dockerfile squashed into one layer has nothing to report: exit 0."""
    files = {"Dockerfile": DOCKERFILE, ".env": rng("GITHUB_TOKEN={github:ghp_}\n")}
    build = project_in(tmp_path / "project", **files)
    squashed = Build(context=build.context, squash=True)
    buildah.build(squashed, "squashed:1")
    archive = buildah.podman_save("squashed:1", tmp_path / "saved.tar")

    outcome = scan("image", archive, "-f", build.context / "Dockerfile")

    assert outcome.report["findings"] == []
    assert outcome.report["complete"] is True
    assert outcome.code == 0


def test_an_image_that_the_daemon_does_not_have_is_said_in_one_line(docker: Docker) -> None:
    """A name that no image has ends with 4 and says so without a traceback."""
    outcome = scan("image", "docker-daemon:no-such-image:1", env=docker.env)

    assert outcome.code == 4
    assert outcome.stdout == b""
    assert "no-such-image" in outcome.errors
    assert "Traceback" not in outcome.errors
