"""
Asks real builders what they copy of small contexts, and writes the answers to `vectors.json`.

    python -m tests.context.make_vectors DIR [--bin ENGINES]

runs as root and without a network, keeps its daemons' data and the answers so far in DIR, and
needs dockerd, docker and buildah on PATH and buildkitd and buildctl there or in ENGINES.  Every
case is built by each of them.
"""

import argparse
import io
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.context.cases import CASES, DOCKERFILES, Case, random_case

VECTORS = Path(__file__).with_name("vectors.json")
RANDOM_CASES = 90
_CLOCK = itertools.count(1_600_000_000)


def main() -> None:
    """Build every case with every builder and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--bin", type=Path, default=Path("/usr/bin"))
    arguments = parser.parse_args()
    os.environ["PATH"] = f"{os.environ['PATH']}:{arguments.bin}"
    arguments.directory.mkdir(parents=True, exist_ok=True)
    cases = (
        *CASES,
        *DOCKERFILES,
        *(random_case(random.Random(seed), seed) for seed in range(RANDOM_CASES)),
    )
    known_file = arguments.directory / "answers.json"
    known = json.loads(known_file.read_text()) if known_file.exists() else {}
    rows = []
    with buildkit(arguments.directory) as by_buildkit, docker(arguments.directory) as by_classic:
        builders = {
            "buildkit": by_buildkit,
            "classic": by_classic,
            "buildah": buildah(arguments.directory),
        }
        for case in cases:
            context = arguments.directory / "context"
            expected = {}
            for name, build in builders.items():
                question = json.dumps((name, *case))
                if question not in known:
                    shutil.rmtree(context, ignore_errors=True)
                    write(case, context)
                    known[question] = outcome(case, build(context))
                    known_file.write_text(json.dumps(known))
                expected[name] = known[question]
            rows.append({**case._asdict(), "expected": expected})
    text = ",\n".join(json.dumps(row, sort_keys=True) for row in rows)
    VECTORS.write_text(f"[\n{text}\n]\n")


def write(case: Case, context: Path) -> None:
    """Make the context on disk; no two files ever share a time, for builders that compare it."""
    context.mkdir()
    for name, content in {**case.tree, **case.ignore}.items():
        path = context / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("->"):
            path.symlink_to(content[2:])
            continue
        path.write_bytes(os.fsencode(content))
        os.utime(path, (next(_CLOCK),) * 2)
    (context / "Dockerfile").write_text(case.dockerfile)
    os.utime(context / "Dockerfile", (next(_CLOCK),) * 2)


def outcome(case: Case, built: list[bytes] | str) -> dict[str, Any]:
    """
    Return which files of the context are in the image, known by their bytes, or the error.

    Links, and files without bytes, are known by their names.
    """
    if isinstance(built, str):
        return {"error": built.strip().splitlines()[-1][-120:]}
    given = {**case.tree, **case.ignore, "Dockerfile": case.dockerfile}
    names = {os.fsencode(content): name for name, content in given.items()}
    copied: set[str] = set()
    empty: set[str] = set()
    for layer in built:
        with tarfile.open(fileobj=io.BytesIO(layer), errors="surrogateescape") as archive:
            for member in archive:
                name = member.name.removeprefix("./")
                stream = archive.extractfile(member) if member.isfile() else None
                content = stream.read() if stream else b""
                if content and content in names:
                    copied.add(names[content])
                elif not member.isdir():
                    (empty if member.isfile() and given.get(name) else copied).add(name)
    return {"copied": sorted(copied), "empty": sorted(empty)}


def run(*command: str | Path, **options: Any) -> tuple[int, bytes, str]:
    """Run a builder; return its code, its output and the end of its errors."""
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False, **options)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")[-300:]


@contextmanager
def daemon(directory: Path, *command: str | Path) -> Iterator[None]:
    """Run a daemon for as long as the block runs."""
    with (directory / "log").open("ab") as log:
        process = subprocess.Popen(
            list(map(str, command)), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_for(*command: str) -> None:
    """Return when the command succeeds."""
    for _ in range(300):
        if run(*command)[0] == 0:
            return
        time.sleep(0.2)
    raise TimeoutError(" ".join(command))


@contextmanager
def buildkit(directory: Path) -> Iterator[Callable[[Path], list[bytes] | str]]:
    """Run today's BuildKit; its client matches the ignore file."""
    home = directory / "buildkit"
    home.mkdir(exist_ok=True)
    address = f"unix://{home}/s.sock"
    client = ("buildctl", "--addr", address)

    def build(context: Path) -> list[bytes] | str:
        code, out, error = run(
            *(*client, "build", "--frontend", "dockerfile.v0", "--no-cache"),
            *("--local", f"context={context}", "--local", f"dockerfile={context}"),
            *("--output", "type=tar"),
        )
        return [out] if code == 0 else error

    options = ("--oci-worker-snapshotter=native", "--oci-worker-net=host")
    with daemon(home, "buildkitd", "--addr", address, "--root", home / "root", *options):
        wait_for(*client, "debug", "workers")
        yield build


@contextmanager
def docker(
    directory: Path, program: str = "docker"
) -> Iterator[Callable[[Path], list[bytes] | str]]:
    """Run the classic builder; here too the client, `program`, matches the ignore file."""
    home = directory / "docker"
    home.mkdir(exist_ok=True)
    address = f"unix://{home}/s.sock"
    client = (program, "--host", address)
    environment = {**os.environ, "DOCKER_BUILDKIT": "0"}

    def build(context: Path) -> list[bytes] | str:
        code, out, error = run(*client, "build", "-q", "--no-cache", context, env=environment)
        if code != 0:
            return error
        image = out.decode().split()[-1]
        code, image_archive, _ = run(*client, "save", image)
        run(*client, "rmi", "-f", image)
        # An image without a single file has no layer, and cannot be saved.
        return saved_layers(image_archive) if code == 0 else []

    options = (
        *("--data-root", home / "data", "--exec-root", home / "exec", "--pidfile", home / "pid"),
        *("--bridge=none", "--iptables=false", "--ip6tables=false", "--storage-driver=vfs"),
    )
    with daemon(home, "dockerd", "--host", address, *options):
        wait_for(*client, "version")
        yield build


def saved_layers(archive: bytes) -> list[bytes]:
    """Return the layers of a saved image, in any order."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as outer:
        streams = [outer.extractfile(one) for one in outer if one.name.endswith("layer.tar")]
        return [stream.read() for stream in streams if stream is not None]


def buildah(directory: Path) -> Callable[[Path], list[bytes] | str]:
    """Return a builder that needs no daemon."""
    home = directory / "buildah"
    home.mkdir(exist_ok=True)

    def build(context: Path) -> list[bytes] | str:
        output = home / f"{context.name}.tar"
        code, _, error = run(
            *("buildah", "--root", home / "root", "--runroot", home / "run"),
            *("--storage-driver", "vfs", "bud", "--isolation", "chroot", "--no-cache"),
            *("--output", f"type=tar,dest={output}", context),
        )
        data = output.read_bytes() if output.exists() else b""
        output.unlink(missing_ok=True)
        return [data] if code == 0 else error

    return build


if __name__ == "__main__":
    main()
