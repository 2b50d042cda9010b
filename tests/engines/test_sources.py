"""Source by shape: every way from a build to a report gives the same findings."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from leakscan.detection.templates import render
from tests.end_to_end.program import Outcome, scan
from tests.engines.parts import Build, modern, run, skopeo_copy
from tests.engines.same import DOCKERFILE, SETTINGS, SHIPPED, essence, findings, project_in
from tests.engines.sources import DockerRegistry, crane, umoci_rewrite

BOTH = "linux/amd64,linux/arm64"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a build whose image has one secret deleted, one visible and one in its config."""
    source = random.Random()
    shipped = SHIPPED.format(password=render("{password:}", source))
    files = {
        ".env": render("GITHUB_TOKEN={github:ghp_}\n", source),
        "settings.json": render(SETTINGS, source),
    }
    folder = tmp_path_factory.mktemp("project")
    return project_in(folder, Dockerfile=DOCKERFILE + shipped, **files)


@pytest.fixture(scope="module")
def expected(request: pytest.FixtureRequest) -> list[object]:
    """Return the findings of what `docker save` writes, which all others are held against."""
    found = essence(findings(scan("image", request.getfixturevalue("saved"))))
    assert len(found) == 3
    return found


@pytest.fixture(scope="module")
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of the classic builder's image."""
    docker = request.getfixturevalue("docker")
    docker.build(request.getfixturevalue("project"), "demo:1", buildkit=False)
    return Path(docker.save("demo:1", tmp_path_factory.mktemp("saved") / "saved.tar"))


@pytest.fixture(scope="module")
def multi(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return today's BuildKit's archive of two platforms with provenance."""
    options = ["--opt", f"platform={BOTH}", "--opt", "attest:provenance=mode=max"]
    path = tmp_path_factory.mktemp("multi") / "multi.tar"
    buildkit = request.getfixturevalue("buildkit")
    project = request.getfixturevalue("project")
    return Path(buildkit.build(project, path, "example.test/demo:1", options=options))


@dataclass(frozen=True)
class Kit:
    """The engines, started when they are first asked for."""

    request: pytest.FixtureRequest
    folder: Path

    def __getattr__(self, name: str) -> Any:
        """Return a fixture by its name."""
        return self.request.getfixturevalue(name)

    def docker_image(self, engine: str, *, buildkit: bool) -> Any:
        """Build the project in a daemon, unless it is there; return the daemon."""
        daemon = self.request.getfixturevalue(engine)
        daemon.build(self.project, "demo:1", buildkit=buildkit)
        return daemon

    def daemon(self, engine: str, *words: str, buildkit: bool = True) -> Outcome:
        """Read the image through the daemon's API."""
        daemon = self.docker_image(engine, buildkit=buildkit)
        return scan("image", "docker-daemon:demo:1", *words, env=daemon.env)

    def save(self, engine: str, *, buildkit: bool = True) -> Outcome:
        """Read what `docker save` writes."""
        daemon = self.docker_image(engine, buildkit=buildkit)
        return scan("image", daemon.save("demo:1", self.folder / "saved.tar"))

    def buildkit_output(self, *output: str) -> Outcome:
        """Read what today's BuildKit writes."""
        path = self.folder / "out.tar"
        return scan("image", self.buildkit.build(self.project, path, "demo:1", output=output))

    def docker_output(self) -> Outcome:
        """Read what today's BuildKit writes for `docker load`."""
        path = self.folder / "out.tar"
        words = ["--output", f"type=docker,dest={path},name=demo:1"]
        self.buildkit.build(self.project, self.folder / "oci.tar", "demo:1", options=words)
        return scan("image", path)

    def podman(self, shape: str) -> Outcome:
        """Read what `podman save` writes of buildah's image."""
        self.buildah.build(self.project, "sources:1")
        return scan("image", self.buildah.podman_save("sources:1", self.folder / "p.tar", shape))

    def podman_socket(self) -> Outcome:
        """Read buildah's image through podman's service."""
        self.buildah.build(self.project, "sources:1")
        name = "docker-daemon:localhost/sources:1"
        return scan("image", name, env=self.podman_service.env)

    def skopeo(self, destination: str, reference: str) -> Outcome:
        """Read what skopeo makes of the saved archive."""
        skopeo_copy(f"docker-archive:{self.saved}", destination.format(self.folder))
        return scan("image", reference.format(self.folder))

    def umoci(self) -> Outcome:
        """Read a layout whose image umoci wrote anew."""
        layout = self.folder / "layout"
        skopeo_copy(f"docker-archive:{self.saved}", f"oci:{layout}:1")
        umoci_rewrite(layout, "1")
        return scan("image", f"oci:{layout}:1")

    def crane_pull(self, shape: str) -> Outcome:
        """Read what crane makes of an image of a registry."""
        name = self.registry.push(f"docker-archive:{self.saved}", "demo:crane")
        path = self.folder / "pulled"
        crane("pull", "--format", shape, name, path)
        return scan("image", path)

    def registry_image(self, registry: str, source: str, *words: str) -> Outcome:
        """Read an image from a registry, without a daemon."""
        where: DockerRegistry = self.request.getfixturevalue(registry)
        name = where.push(source, "team/demo:1")
        return scan("image", f"docker://{name}", *words, env=where.env)

    def fallback(self) -> Outcome:
        """Read an image by its plain name, which the daemon does not have."""
        name = self.registry.push(f"docker-archive:{self.saved}", "team/fallback:1")
        return scan("image", name, env={**self.registry.env, **self.docker.env})


WAYS: dict[str, Callable[[Kit], Outcome]] = {
    "20.10 classic, docker save": lambda kit: scan("image", kit.saved),
    "20.10 classic, daemon": lambda kit: kit.daemon("docker", buildkit=False),
    "20.10 BuildKit, docker save": lambda kit: kit.save("docker"),
    "20.10 BuildKit, daemon": lambda kit: kit.daemon("docker"),
    "29 containerd store, docker save": lambda kit: kit.save("docker29"),
    "29 containerd store, daemon": lambda kit: kit.daemon("docker29"),
    "29 containerd store, one platform": lambda kit: kit.daemon(
        "docker29", "--platform", "linux/amd64"
    ),
    "29 graph drivers, docker save": lambda kit: kit.save("docker29_graph"),
    "29 graph drivers, daemon": lambda kit: kit.daemon("docker29_graph"),
    "29 graph drivers, one platform": lambda kit: kit.daemon(
        "docker29_graph", "--platform", "linux/amd64"
    ),
    "BuildKit, OCI archive": lambda kit: kit.buildkit_output(),
    "BuildKit, docker archive": lambda kit: kit.docker_output(),
    "BuildKit, zstd": lambda kit: kit.buildkit_output("compression=zstd", "force-compression=true"),
    "BuildKit, eStargz": lambda kit: kit.buildkit_output(
        "compression=estargz", "force-compression=true"
    ),
    "BuildKit, two platforms and provenance": lambda kit: scan("image", kit.multi),
    "buildah, podman docker-archive": lambda kit: kit.podman("docker-archive"),
    "buildah, podman oci-archive": lambda kit: kit.podman("oci-archive"),
    "buildah, podman socket": lambda kit: kit.podman_socket(),
    "skopeo, OCI directory": lambda kit: kit.skopeo("oci:{}/l:1", "oci:{}/l:1"),
    "skopeo, OCI archive": lambda kit: kit.skopeo("oci-archive:{}/a.tar:1", "oci-archive:{}/a.tar"),
    "skopeo, docker archive": lambda kit: kit.skopeo(
        "docker-archive:{}/a.tar:demo:2", "docker-archive:{}/a.tar:demo:2"
    ),
    "umoci, OCI directory": lambda kit: kit.umoci(),
    "crane, docker archive": lambda kit: kit.crane_pull("tarball"),
    "crane, OCI directory": lambda kit: kit.crane_pull("oci"),
    "registry": lambda kit: kit.registry_image("registry", f"docker-archive:{kit.saved}"),
    "registry, after the daemon": lambda kit: kit.fallback(),
    "registry with a login": lambda kit: kit.registry_image(
        "registry_login", f"docker-archive:{kit.saved}"
    ),
    "registry with a login and TLS": lambda kit: kit.registry_image(
        "registry_tls", f"docker-archive:{kit.saved}"
    ),
    "registry, two platforms and provenance": lambda kit: kit.registry_image(
        "registry_tls", f"oci-archive:{kit.multi}"
    ),
    "registry, one platform of two": lambda kit: kit.registry_image(
        "registry_tls", f"oci-archive:{kit.multi}", "--platform", "linux/arm64"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_source_gives_the_same_findings(
    way: str, request: pytest.FixtureRequest, expected: list[object], tmp_path: Path
) -> None:
    """However an image was built, converted, stored and read; and all of it is read."""
    outcome = WAYS[way](Kit(request, tmp_path))

    assert essence(findings(outcome)) == expected


def test_flattening_leaves_what_is_visible(
    request: pytest.FixtureRequest, expected: list[Any], tmp_path: Path
) -> None:
    """`crane flatten` makes one layer: what was deleted is gone, the rest is found."""
    kit = Kit(request, tmp_path)
    name = kit.registry.push(f"docker-archive:{kit.saved}", "demo:flat")
    crane("flatten", "-t", name, name)

    found = essence(findings(scan("image", f"docker://{name}", env=kit.registry.env)))

    *_, visibility, layer = zip(*expected, strict=True)
    assert "deleted" in visibility
    assert max(each for each in layer if each is not None) > 0
    without_layer = [one[:-1] for one in expected if one[-2] != "deleted"]
    assert [one[:-1] for one in found] == without_layer


def test_what_a_registry_keeps_of_a_deleted_file_can_be_had(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The command of the finding, run as it is, writes the secret."""
    kit = Kit(request, tmp_path)
    outcome = kit.registry_image("registry", f"docker-archive:{kit.saved}")
    (secret, location), *_ = (
        (finding["secret"]["value"], location)
        for finding in outcome.report["findings"]
        for location in finding["locations"]
        if location.get("visibility") == "deleted"
    )
    path = f"{Path(modern('crane')).parent}:/usr/bin:/bin"

    written = run(["/bin/sh", "-c", location["recovery"]], env={"PATH": path})

    assert location["recovery"].startswith(f"crane blob {kit.registry.address}/team/demo@sha256:")
    assert secret in written


@pytest.mark.parametrize("registry", ["registry_login", "registry_tls"])
def test_without_a_login_or_the_certificate_nothing_is_read(
    registry: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """One line, what to do, and no secret of the login in it."""
    kit = Kit(request, tmp_path)
    where: DockerRegistry = request.getfixturevalue(registry)
    name = where.push(f"docker-archive:{kit.saved}", "team/closed:1")

    outcome = scan("image", f"docker://{name}", env={"HOME": str(tmp_path), "DOCKER_CONFIG": ""})

    assert outcome.code == 4
    assert outcome.stdout == b""
    assert ("certs.d" if where.tls else "docker login") in outcome.errors
    assert len(outcome.errors.strip().splitlines()) == 2
