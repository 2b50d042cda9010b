"""Docker, BuildKit, buildah, podman and skopeo as objects: start, build, save, stop."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest

from tests.engines.upgrade import upgraded

STARTUP_SECONDS = 60
BUILD_SECONDS = 300

_REQUIRED = os.environ.get("LEAKSCAN_REQUIRE_ENGINES", "")
_DEBIAN = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"


def modern_folder() -> Path:
    """Return where engines built from source lie: newer than any distribution packages."""
    chosen = os.environ.get("LEAKSCAN_ENGINES")
    return Path(chosen) if chosen else Path.home() / ".cache" / "leakscan-engines" / "bin"


def missing(what: str, *, modern: bool = False) -> None:
    """
    Skip the test for want of `what`, or fail it where CI promised to have it.

    `LEAKSCAN_REQUIRE_ENGINES` is `1` (all), `packaged` (those that Debian packages), or unset.
    """
    if _REQUIRED == "1" or (_REQUIRED == "packaged" and not modern):
        pytest.fail(f"engine missing: {what}", pytrace=False)
    pytest.skip(f"engine missing: {what}")


def packaged(name: str) -> str:
    """Return the distribution's own program; a newer one elsewhere on PATH is another engine."""
    path = shutil.which(name, path=_DEBIAN)
    if path is None:
        missing(f"{name} (a Debian package)")
    return str(path)


def modern(name: str) -> str:
    """Return a program that was built from source."""
    path = modern_folder() / name
    if not path.is_file():
        missing(f"{name} in {modern_folder()} (set LEAKSCAN_ENGINES)", modern=True)
    return str(path)


def need_root() -> None:
    """Skip without the rights to mount and to make devices."""
    if os.geteuid() != 0:
        missing("root")


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Return the standard output of `command`, which must succeed."""
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **(env or {})},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stderr[-3000:]}"
    return done.stdout


@dataclass(frozen=True, kw_only=True)
class Build:
    """What is to be built, in words that every builder understands."""

    context: Path
    dockerfile: str = "Dockerfile"
    target: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, Path] = field(default_factory=dict)
    """`--secret id=...,src=...`."""
    ssh: Path | None = None
    """A private key file offered as the default SSH key."""
    squash: bool = False
    """All layers in one: only buildah can."""

    def options(self) -> list[str]:
        """As docker, buildah and podman spell them."""
        words = ["-f", str(self.context / self.dockerfile)]
        words += ["--target", self.target] if self.target else []
        for name, value in self.args.items():
            words += ["--build-arg", f"{name}={value}"]
        for name, path in self.secrets.items():
            words += ["--secret", f"id={name},src={path}"]
        words += ["--ssh", f"default={self.ssh}"] if self.ssh else []
        return words


class Background:
    """A daemon of our own, in a folder of its own; stopping it stops nothing else."""

    def __init__(self, name: str) -> None:
        # Not pytest's tmp_path: a socket's path may be 107 bytes long.
        self.folder = Path(tempfile.mkdtemp(prefix=f"leakscan-{name}-", dir="/tmp"))
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(
        self,
        command: Sequence[str],
        probe: Sequence[str],
        path: str = _DEBIAN,
    ) -> None:
        """Start `command` and wait until `probe` succeeds."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "PATH": path, "TMPDIR": str(self.folder)},
            )
        deadline = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.1)
        tail = self.log.read_text(errors="replace")[-2000:]
        self.stop()
        missing(f"{command[0]} does not start here:\n{tail}")

    def stop(self) -> None:
        """Stop the daemon, undo the mounts it left, and remove its folder."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        _remove(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _remove(folder: Path) -> None:
    """Remove a folder and undo the mounts that an engine left in it."""
    for mount in reversed(_mounts_below(folder)):
        subprocess.run(["umount", "-l", mount], capture_output=True, check=False)
    shutil.rmtree(folder, ignore_errors=True)


def _mounts_below(folder: Path) -> list[str]:
    lines = Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()
    points = [line.split()[1] for line in lines]
    return [point for point in points if point.startswith(f"{folder}/")]


class Docker(Background):
    """A Docker daemon with the graph-driver store of the distribution's version."""

    def __init__(self) -> None:
        need_root()
        self.client = packaged("docker")
        daemon = packaged("dockerd")
        super().__init__("docker")
        self.host = f"unix://{self.folder}/docker.sock"
        self.start(
            [daemon, "--storage-driver=vfs", *self._flags()],
            [self.client, "--host", self.host, "version"],
        )

    def _flags(self) -> list[str]:
        return [
            f"--host={self.host}",
            f"--data-root={self.folder}/data",
            f"--exec-root={self.folder}/exec",
            f"--pidfile={self.folder}/pid",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
        ]

    @property
    def env(self) -> dict[str, str]:
        """What a client needs to talk to this daemon and to no other."""
        config = self.folder / "client"
        config.mkdir(exist_ok=True)
        return {"DOCKER_HOST": self.host, "DOCKER_CONFIG": str(config), "DOCKER_CONTEXT": ""}

    def docker(self, *words: str | Path, **env: str) -> str:
        """Return the standard output of `docker WORDS`."""
        return run([self.client, *words], env={**self.env, **env})

    def build(self, build: Build, tag: str, *, buildkit: bool) -> None:
        """Build with BuildKit or with the classic builder."""
        assert not build.squash, "docker squashes only in experimental mode"
        self.docker(
            "build", "-q", "--network=none", "-t", tag, *build.options(), build.context,
            DOCKER_BUILDKIT="1" if buildkit else "0",
        )  # fmt: skip

    def save(self, tag: str, path: Path) -> Path:
        """Write what `docker save` writes."""
        self.docker("save", "-o", path, tag)
        return path


class Docker29(Docker):
    """Today's Docker Engine: the containerd store, images kept as their compressed blobs."""

    def __init__(self, *, graph_drivers: bool = False) -> None:
        """With `graph_drivers`, the store of older engines."""
        need_root()
        daemon = modern("dockerd")
        modern("containerd")
        self.client = packaged("docker")
        Background.__init__(self, "docker29")
        self.host = f"unix://{self.folder}/docker.sock"
        config = self.folder / "daemon.json"
        # runc 1.1 knows no time namespaces.
        features = {"time-namespaces": False, "containerd-snapshotter": not graph_drivers}
        config.write_text(json.dumps({"features": features}), encoding="utf-8")
        driver = ["--storage-driver=vfs"] if graph_drivers else []
        self.start(
            [daemon, f"--config-file={config}", *driver, *self._flags()],
            [self.client, "--host", self.host, "version"],
            path=f"{modern_folder()}:{_DEBIAN}",
        )

    def attested(self, build: Build, tag: str, options: Sequence[str]) -> None:
        """
        Build with the daemon's own BuildKit, with attestations.

        What buildx does, without buildx: the daemon has BuildKit's protocol behind an upgrade.
        """
        with upgraded(self.host.removeprefix("unix://"), f"{self.folder}/grpc.sock") as address:
            words = [*options, "--opt", "force-network-mode=none"]
            buildctl(modern("buildctl"), address, build, f"type=moby,name={tag}", words)


class BuildKit(Background):
    """Today's BuildKit on its own; what it builds goes to a file."""

    def __init__(self) -> None:
        need_root()
        daemon = modern("buildkitd")
        self.client = modern("buildctl")
        super().__init__("buildkit")
        self.address = f"unix://{self.folder}/s.sock"
        self.start(
            [
                daemon,
                f"--addr={self.address}",
                f"--root={self.folder}/root",
                "--oci-worker-snapshotter=native",
                "--oci-worker-net=host",
            ],
            [self.client, "--addr", self.address, "debug", "workers"],
        )

    def build(
        self,
        build: Build,
        path: Path,
        tag: str,
        *,
        options: Sequence[str] = (),
        output: Sequence[str] = (),
    ) -> Path:
        """
        Build into an OCI archive.

        `options` are more words for `buildctl build`, `output` are attributes of the exporter.
        """
        kind = ",".join((f"type=oci,dest={path},name={tag}", *output))
        buildctl(self.client, self.address, build, kind, options)
        return path


def buildctl(
    client: str, address: str, build: Build, output: str, options: Sequence[str] = ()
) -> None:
    """Run a build at any address that speaks BuildKit's protocol."""
    words = [
        *("--frontend", "dockerfile.v0"),
        *("--local", f"context={build.context}", "--local", f"dockerfile={build.context}"),
        *("--opt", f"filename={build.dockerfile}", "--output", output),
    ]
    words += ["--opt", f"target={build.target}"] if build.target else []
    for name, value in build.args.items():
        words += ["--opt", f"build-arg:{name}={value}"]
    for name, source in build.secrets.items():
        words += ["--secret", f"id={name},src={source}"]
    words += ["--ssh", f"default={build.ssh}"] if build.ssh else []
    run([client, "--addr", address, "build", *words, *options])


class Buildah:
    """buildah, podman and skopeo over one store of their own; there is no daemon."""

    def __init__(self) -> None:
        need_root()
        self.buildah = packaged("buildah")
        packaged("runc")
        self.folder = Path(tempfile.mkdtemp(prefix="leakscan-buildah-", dir="/tmp"))
        self._store = f"{self.folder}/root"
        self._run = f"{self.folder}/run"

    @property
    def podman_flags(self) -> list[str]:
        """What podman needs to work on the same store, and without systemd."""
        flags = [*self._flags, "--tmpdir", f"{self.folder}/tmp", "--cgroup-manager", "cgroupfs"]
        return [*flags, "--events-backend", "file", "--runtime", "runc"]

    @property
    def _flags(self) -> list[str]:
        return ["--root", self._store, "--runroot", self._run, "--storage-driver", "vfs"]

    def build(self, build: Build, tag: str) -> None:
        """Build with one layer for each step, or squashed into one layer."""
        shape = "--squash" if build.squash else "--layers"
        words = ["bud", "-q", "--isolation", "chroot", shape, "-t", tag, *build.options()]
        run([self.buildah, *self._flags, *words, build.context])

    def podman_save(self, tag: str, path: Path, shape: str = "docker-archive") -> Path:
        """Write what `podman save` writes."""
        words = ["save", "-q", "--format", shape, "-o", str(path), f"localhost/{tag}"]
        run([packaged("podman"), *self.podman_flags, *words])
        return path

    def copy(self, tag: str, destination: str) -> None:
        """Copy an image out of the store to what skopeo calls `destination`."""
        store = f"containers-storage:[vfs@{self._store}+{self._run}]localhost/{tag}"
        skopeo_copy(store, destination)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        _remove(self.folder)


def skopeo_copy(source: str, destination: str) -> None:
    """Copy an image from one place or shape to another."""
    run([packaged("skopeo"), "copy", "-q", "--insecure-policy", source, destination])
