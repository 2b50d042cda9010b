"""
Holds the reach of every file to what real builders received, kept and shipped.

    python -m tests.context.reach_builds DIR [--bin ENGINES] [--cases 400] [--first 0]
        [--builder buildkit|classic|buildah] [--lines N] [--runs]

runs as root and without a network.  Every file of a context has a canary.  Those in the image's
layers are baked, and those in the layers of other stages, which every builder keeps, intermediate.
With BuildKit, those in its snapshots of the local source were sent; the others keep nothing of what
they were only sent.  Builds that fail (a source is ignored or missing) count apart.  With `--runs`
the stages have a static /bin/busybox, whose commands take files from place to place.
"""

import argparse
import itertools
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from leakscan.context.builders import Builder
from leakscan.context.reach import predict
from leakscan.model.location import Reach
from tests.context.dockerfile_trees import Context, context
from tests.context.make_vectors import daemon, docker, run, wait_for

SNAPSHOTS = Path("runc-native", "snapshots", "snapshots")
"""Where buildkitd keeps them, below its root."""
LAYERS = Path("vfs", "dir")
"""Where dockerd keeps them, below its data."""
_CLOCK = itertools.count(1_500_000_000)
_CANARY = re.compile(rb"canary<(\d+):([^>]*)>")
_OF_STAGES = re.compile(r"_t.*|bin|proc|sys|dev|etc|run")
"""All that a stage has at its top: the Dockerfiles copy to nowhere else."""
_NO_SOURCE = re.compile(r"not found|no such file|no source files|no items matching", re.IGNORECASE)
_ORDER = [Reach.BAKED, Reach.INTERMEDIATE, Reach.SENT, Reach.REACHABLE]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files, by path; `error` if the build failed."""

    baked: frozenset[str] = frozenset()
    intermediate: frozenset[str] = frozenset()
    received: frozenset[str] = frozenset()
    error: str = ""

    def reach(self, path: str) -> Reach:
        """Return how far a file got."""
        if path in self.baked:
            return Reach.BAKED
        if path in self.intermediate:
            return Reach.INTERMEDIATE
        return Reach.SENT if path in self.received else Reach.REACHABLE


def main() -> None:
    """Build, predict, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--bin", type=Path, default=Path("/usr/bin"))
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--lines", type=int, default=100, help="of a Dockerfile, at the most")
    parser.add_argument("--builder", type=Builder, default=Builder.BUILDKIT)
    parser.add_argument("--runs", action="store_true", help="let commands carry files in stages")
    arguments = parser.parse_args()
    os.environ["PATH"] = f"{os.environ['PATH']}:{arguments.bin}"
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        build = _start(stack, arguments.directory, arguments.builder)
        old = arguments.builder is not Builder.BUILDKIT
        every = (
            (number, context(number, old=old, runs=arguments.runs))
            for number in itertools.count(arguments.first)
        )
        short = (item for item in every if item[1].dockerfile.count("\n") <= arguments.lines)
        for number, case in itertools.islice(short, arguments.cases):
            root = arguments.directory / "reach"
            write(case, root)
            outcome = build(case, root, number)
            counts["failed builds" if outcome.error else "builds"] += 1
            if not outcome.error:
                judged, differences = judge(case, root, arguments.builder, outcome)
                counts.update(judged)
                told = "\n".join(differences)
                print(f"{number}: {told}" if told else "", end="\n" * bool(told))  # noqa: T201 - a report for whoever runs it
            elif not _NO_SOURCE.search(outcome.error):
                print(f"{number}: {outcome.error[-200:]}")  # noqa: T201 - a report for whoever runs it
    print(dict(counts))  # noqa: T201 - same
    sys.exit(1 if counts["less than it was"] else 0)


def judge(
    case: Context, root: Path, builder: Builder, outcome: Outcome
) -> tuple[Counter[str], list[str]]:
    """Count the files that got as far as predicted, and tell of the others."""
    found = predict(root, target=case.target or None, builder=builder, build_args=case.args)
    counts: Counter[str] = Counter()
    differences = []
    for file in found.files:
        if file.path not in case.files:
            continue
        real = outcome.reach(file.path)
        said = Reach.REACHABLE if file.reach is Reach.IGNORED else file.reach
        if builder is not Builder.BUILDKIT and real is Reach.REACHABLE:
            # What was only sent there leaves no trace.
            real = said if said is Reach.REACHABLE else Reach.SENT
        difference = _ORDER.index(said) - _ORDER.index(real)
        kind = "as it was" if not difference else "less than it was"
        kind = "more than it was" if difference < 0 else kind
        counts[kind] += 1
        if difference:
            differences.append(f"{file.path} was {real}, said {said}")
    if differences:
        ignored = case.files.get(".dockerignore", b"").decode()
        differences.append(f"{case.dockerfile}target {case.target!r}, args {case.args}\n{ignored}")
    return counts, differences


def write(case: Context, root: Path) -> None:
    """Make the context on disk; no two files ever share a time."""
    shutil.rmtree(root, ignore_errors=True)
    for name, data in case.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o755)
        os.utime(path, (next(_CLOCK),) * 2)
    for name, target in case.links.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)


def canaries(chunks: Iterable[bytes], number: int) -> frozenset[str]:
    """Return the paths of the files of one build that any of the chunks holds."""
    return frozenset(
        match[2].decode()
        for chunk in chunks
        for match in _CANARY.finditer(chunk)
        if int(match[1]) == number
    )


class BuildKitReach:
    """Today's BuildKit: it keeps what it is sent, and the layers of every stage."""

    def __init__(self, client: Sequence[str | Path], snapshots: Path) -> None:
        self.client = client
        self.snapshots = snapshots

    def __call__(self, case: Context, root: Path, number: int) -> Outcome:
        """Build a context that is on disk."""
        run(*self.client, "prune", "--all")
        words = [word for name, value in case.args.items() for word in _option(name, value)]
        words += ["--opt", f"target={case.target}"] if case.target else []
        code, out, error = run(
            *(*self.client, "build", "--frontend", "dockerfile.v0"),
            *("--local", f"context={root}", "--local", f"dockerfile={root}", *words),
            *("--output", "type=oci,compression=uncompressed,force-compression=true"),
        )
        if code:
            return Outcome(error=error)
        baked = canaries([out], number)
        received: frozenset[str] = frozenset()
        kept: frozenset[str] = frozenset()
        for snapshot in self.snapshots.iterdir():
            found = canaries(_below(snapshot), number)
            received |= found
            if all(_OF_STAGES.fullmatch(entry.name) for entry in snapshot.iterdir()):
                kept |= found
        return Outcome(baked, kept - baked, received)


class ClassicReach:
    """The classic builder: it keeps the layers of every stage."""

    def __init__(self, client: Sequence[str | Path], layers: Path) -> None:
        self.client = client
        self.layers = layers

    def __call__(self, case: Context, root: Path, number: int) -> Outcome:
        """Build a context that is on disk."""
        before = set(self.layers.iterdir()) if self.layers.is_dir() else set()
        code, out, error = run(
            *(*self.client, "build", "-q", "--no-cache", *_options(case), root),
            env={**os.environ, "DOCKER_BUILDKIT": "0"},
        )
        if code:
            return Outcome(error=error)
        image = out.decode().split()[-1]
        code, archive, _ = run(*self.client, "save", image)
        # An image without a single file has no layer, and cannot be saved.
        baked = canaries([archive], number) if code == 0 else frozenset()
        new = sorted(set(self.layers.iterdir()) - before)
        kept = canaries((data for layer in new for data in _below(layer)), number)
        run(*self.client, "rmi", "-f", image)
        return Outcome(baked, kept - baked)


class BuildahReach:
    """buildah: with `--layers` it keeps the layers of every stage."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.client = (
            *("/usr/bin/buildah", "--root", home / "root", "--runroot", home / "run"),
            *("--storage-driver", "vfs"),
        )

    def __call__(self, case: Context, root: Path, number: int) -> Outcome:
        """Build a context that is on disk."""
        output = self.home / "out.tar"
        output.unlink(missing_ok=True)
        code, _, error = run(
            *(*self.client, "bud", "--isolation", "chroot", "--no-cache", "--layers"),
            *(*_options(case), "--output", f"type=tar,dest={output}", root),
        )
        kept = canaries(_below(self.home / "root" / "vfs" / "dir"), number)
        run(*self.client, "rmi", "--all", "--force")
        if code:
            return Outcome(error=error)
        baked = canaries([output.read_bytes()], number)
        return Outcome(baked, kept - baked)


ReachOf = Callable[[Context, Path, int], Outcome]


def _start(stack: ExitStack, directory: Path, builder: Builder) -> ReachOf:
    directory.mkdir(parents=True, exist_ok=True)
    match builder:
        case Builder.BUILDKIT:
            home = directory / "buildkit-reach"
            home.mkdir(exist_ok=True)
            client = ("buildctl", "--addr", f"unix://{home}/s.sock")
            options = ("--oci-worker-snapshotter=native", "--oci-worker-net=host")
            stack.enter_context(
                daemon(home, "buildkitd", "--addr", client[2], "--root", home / "root", *options)
            )
            wait_for(*client, "debug", "workers")
            return BuildKitReach(client, home / "root" / SNAPSHOTS)
        case Builder.CLASSIC:
            stack.enter_context(docker(directory))
            socket = f"unix://{directory}/docker/s.sock"
            layers = directory / "docker" / "data" / LAYERS
            return ClassicReach(("docker", "--host", socket), layers)
        case _:
            return BuildahReach(directory / "buildah-reach")


def _option(name: str, value: str) -> tuple[str, str]:
    return "--opt", f"build-arg:{name}={value}"


def _options(case: Context) -> list[str]:
    words = [f"--build-arg={name}={value}" for name, value in case.args.items()]
    return words + ([f"--target={case.target}"] if case.target else [])


def _below(directory: Path) -> Iterator[bytes]:
    for folder, _, names in os.walk(directory):
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path.read_bytes()


if __name__ == "__main__":
    main()
