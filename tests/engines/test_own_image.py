"""leakscan's own image: built as its Dockerfile says, without a network, and tried as users do."""

import os
import random
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from leakscan.detection.templates import render
from tests import builders
from tests.benchmarks import roots
from tests.end_to_end.program import leakscan
from tests.engines.parts import Build, Docker, missing, need_root, packaged, run

ROOT = Path(__file__).parents[2]
TAG = "leakscan:own"
DOCKERFILE = ".ci/image/Dockerfile"


def wheels(folder: Path, scratch: Path) -> None:
    """Fetch what the image installs, for the Python of the base it is built on."""
    python = packaged("python3")
    if "3.11." not in run([python, "--version"]):
        missing("Debian 12's Python, as in the base")
    run([python, "-m", "venv", scratch])
    run(
        [
            *(scratch / "bin" / "python", "-m", "pip", "download", "-q", "--require-hashes"),
            *("--only-binary", ":all:", "-r", ROOT / ".github/action/requirements.txt"),
            *("-d", folder),
        ]
    )


@pytest.fixture(scope="module")
def own_image(docker: Docker, tmp_path_factory: pytest.TempPathFactory) -> Docker:
    """Return a daemon that has the image."""
    need_root()
    packaged("debootstrap")
    scratch = tmp_path_factory.mktemp("own")
    context = scratch / "context"
    for name in (DOCKERFILE, ".ci/image/collect", ".github/action/requirements.txt"):
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, context / name)
    shutil.copy2(ROOT / f"{DOCKERFILE}.dockerignore", context / ".ci/image")
    shutil.copytree(
        ROOT / "leakscan", context / "leakscan", ignore=shutil.ignore_patterns("__pycache__")
    )
    wheels(context / ".ci/image/wheels", scratch / "venv")
    docker.docker("import", roots.tar_of(roots.debian_python()), "own-base:1")
    arguments = {"BASE": "own-base:1", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/src/wheels"}
    build = Build(context=context, dockerfile=DOCKERFILE, args=arguments)
    docker.build(build, TAG, buildkit=True)
    return docker


def in_container(
    docker: Docker, *words: str, stdin: Path = Path(os.devnull), volume: str = ""
) -> tuple[int, str, str]:
    """Return code and output of `docker run ... leakscan WORDS`."""
    mounted = ["-v", volume] if volume else []
    command = [docker.client, "run", "--rm", "-i", "--network=none", *mounted, TAG, *words]
    with stdin.open("rb") as stream:
        done = subprocess.run(
            command,
            stdin=stream,
            capture_output=True,
            text=True,
            env={**os.environ, **docker.env},
            timeout=300,
            check=False,
        )
    return done.returncode, done.stdout, done.stderr


def test_it_scans_an_image_on_standard_input(own_image: Docker, tmp_path: Path) -> None:
    """As in the README: the archive comes through a pipe, and the exit code comes back."""
    archive = tmp_path / "image.tar"
    layer = builders.layer({"app/.env": render("GITHUB_TOKEN={github:ghp_}\n", random.Random())})
    archive.write_bytes(builders.docker_archive_legacy(builders.image([layer], name="app:1")))

    code, out, errors = in_container(own_image, "image", "-", stdin=archive)

    assert (code, errors) == (1, "")
    assert "app/.env" in out


def test_it_scans_a_context_that_is_mounted(own_image: Docker, tmp_path: Path) -> None:
    """As in the README: a read-only directory that its user may read."""
    tmp_path.chmod(0o755)
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "notes.txt").write_text("nothing\n")

    code, out, errors = in_container(own_image, "context", "/src", volume=f"{tmp_path}:/src:ro")

    assert (code, errors) == (0, "")
    assert "No secrets found" in out


def test_it_runs_as_nobody_and_has_no_shell(own_image: Docker, tmp_path: Path) -> None:
    """An ordinary user, an interpreter, and nothing to run beside it."""
    facts = own_image.docker("image", "inspect", "-f", "{{.Config.User}}", TAG)
    archive = own_image.save(TAG, tmp_path / "own.tar")

    assert facts.strip() == "65532:65532"
    names: list[str] = []
    with tarfile.open(archive) as outer:
        for member in outer:
            if member.name.endswith("layer.tar"):
                with tarfile.open(fileobj=outer.extractfile(member)) as inner:
                    names += inner.getnames()
    assert "opt/leakscan/bin/python" in names
    programs = {Path(name).name for name in names if "bin/" in name}
    assert not programs & {"sh", "bash", "dash", "busybox", "apt", "dpkg", "pip", "ldd"}


def test_it_finds_nothing_in_itself(own_image: Docker, tmp_path: Path) -> None:
    """Complete and clean, apart from two examples that are excused by name."""
    archive = own_image.save(TAG, tmp_path / "own.tar")

    outcome = leakscan(
        *("image", archive, "--format", "json"),
        *("--ignore-file", ROOT / ".ci/image/leakscanignore"),
    )

    report = outcome.report
    assert report["findings"] == []
    assert report["skipped"] == []
    assert outcome.code == 0
