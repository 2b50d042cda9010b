"""
Random stacks of layers: what leakscan calls visible, and what an engine's file system shows.

    python -m tests.engines.stacks docker|umoci COUNT [SEED]

Every file of a stack has bytes of its own, so a file system is known by the contents in it.
"""

import random
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from leakscan.images.overlay import Place, fates, layer_names
from leakscan.model.location import Visibility
from tests import builders
from tests.engines.parts import Docker, need_root, packaged, run

_NAMES = ("a", "b", "c")
_CONTENT = re.compile(rb"layer \d+ entry \d+")

Stack = list[list[tuple[str, builders.Entry]]]
Show = Callable[[builders.BuiltImage], set[bytes]]


@dataclass
class _Tree:
    """What the layers so far have made, so that the next entry is one that engines take."""

    kinds: dict[str, str] = field(default_factory=dict)
    """By path: `f` file, `d` directory, `l` symbolic link."""

    def below(self, path: str) -> list[str]:
        return [each for each in self.kinds if each.startswith(f"{path}/")]

    def remove(self, path: str) -> None:
        for each in [path, *self.below(path)]:
            self.kinds.pop(each, None)

    def add(self, path: str, kind: str) -> None:
        if kind != "d" or self.kinds.get(path) != "d":
            self.remove(path)
        self.kinds[path] = kind


def random_stack(rng: random.Random, *, repeats: bool) -> Stack:
    """
    Return layers of files, directories, links and whiteouts, oldest first.

    With `repeats`, one layer may have a path twice, or replace what it brought itself.
    """
    tree = _Tree()
    return [
        _random_layer(rng, tree, number, repeats=repeats) for number in range(rng.randrange(2, 6))
    ]


def _random_layer(
    rng: random.Random, tree: _Tree, number: int, *, repeats: bool
) -> list[tuple[str, builders.Entry]]:
    entries: list[tuple[str, builders.Entry]] = []
    if number:
        _take_away(rng, tree, entries)
    fresh: list[str] = []
    for _ in range(rng.randrange(1, 9)):
        path = "/".join(rng.choice(_NAMES) for _ in range(rng.choice([1, 2, 2, 3])))
        own = {name.strip("/") for name, _ in entries}
        if not repeats and _touches(path, own):
            continue
        if _with_parents(rng, tree, path, entries, () if repeats else own):
            _put(rng, tree, path, number, entries)
            fresh.append(path)
    if repeats and fresh and rng.random() < 0.2:
        # A file twice in one layer: the last counts.
        again = rng.choice(fresh)
        if tree.kinds.get(again) == "f":
            entries.append((again, _content(number, entries)))
    return [(f"./{name}" if rng.random() < 0.1 else name, entry) for name, entry in entries]


def _touches(path: str, own: set[str]) -> bool:
    """Tell whether a layer's own entries have the path, lie below it, or are no directory above."""
    return any(each == path or each.startswith(f"{path}/") for each in own)


def _take_away(rng: random.Random, tree: _Tree, entries: list[tuple[str, builders.Entry]]) -> None:
    """Whiteouts of things of lower layers; they may come back later in the layer."""
    for _ in range(rng.choice([0, 1, 1, 2])):
        if not tree.kinds:
            return
        path = rng.choice(sorted(tree.kinds))
        if (builders.opaque(path), b"") in entries:
            continue
        if tree.kinds[path] == "d" and rng.random() < 0.5:
            entries.append((builders.opaque(path), b""))
            for each in tree.below(path):
                tree.remove(each)
        else:
            entries.append((builders.whiteout(path), b""))
            tree.remove(path)


def _with_parents(
    rng: random.Random,
    tree: _Tree,
    path: str,
    entries: list[tuple[str, builders.Entry]],
    own: Collection[str],
) -> bool:
    """Make the directories above a path, also in place of files; False: it was decided not to."""
    parent = ""
    for name in path.split("/")[:-1]:
        parent = f"{parent}/{name}".strip("/")
        kind = tree.kinds.get(parent)
        if kind in {"f", "l"} and (parent in own or rng.random() < 0.6):
            return False
        if kind != "d" or (parent not in own and rng.random() < 0.2):
            entries.append((f"{parent}/", builders.directory()))
        tree.add(parent, "d")
    return True


def _put(
    rng: random.Random,
    tree: _Tree,
    path: str,
    number: int,
    entries: list[tuple[str, builders.Entry]],
) -> None:
    files = sorted(each for each, kind in tree.kinds.items() if kind == "f" and each != path)
    files = [each for each in files if not each.startswith(f"{path}/")]
    match rng.choice("ffffdlhh"):
        case "d":
            entries.append((f"{path}/", builders.directory()))
            tree.add(path, "d")
        case "l":
            entries.append((path, builders.symlink(rng.choice(["a", "../b", "/c", "nowhere"]))))
            tree.add(path, "l")
        case "h" if files:
            entries.append((path, builders.hardlink(rng.choice(files))))
            tree.add(path, "f")
        case _:
            entries.append((path, _content(number, entries)))
            tree.add(path, "f")


def _content(layer: int, entries: list[tuple[str, builders.Entry]]) -> bytes:
    return b"layer %d entry %d" % (layer, len(entries))


def image_of(stack: Stack) -> builders.BuiltImage:
    """Return the stack as an image that an engine can make a container of."""
    layers = [builders.layer(entries) for entries in stack]
    return builders.image(layers, name="stack:1", config={"Cmd": ["/nothing"]})


def predicted(stack: Stack) -> set[bytes]:
    """Return the contents that leakscan calls visible."""
    names = [layer_names(_listed(entries)) for entries in stack]
    contents = {
        Place(layer, number, name): data
        for layer, entries in enumerate(stack)
        for number, (name, data) in enumerate(entries)
        if isinstance(data, bytes) and _CONTENT.fullmatch(data)
    }
    found = fates(names, contents)
    return {
        data for place, data in contents.items() if found[place].visibility is Visibility.VISIBLE
    }


def _listed(entries: list[tuple[str, builders.Entry]]) -> Iterator[tuple[str, bytes, str]]:
    for name, entry in entries:
        if isinstance(entry, builders.Link):
            yield name, entry.type, entry.target
        else:
            yield name, b"0", ""


@contextmanager
def docker_shows(docker: Docker) -> Iterator[Show]:
    """Yield what loads an image and returns the contents that `docker export` shows."""
    with tempfile.TemporaryDirectory() as folder:
        archive, exported = Path(folder) / "image.tar", Path(folder) / "export.tar"

        def show(built: builders.BuiltImage) -> set[bytes]:
            archive.write_bytes(builders.docker_archive_legacy(built))
            docker.docker("load", "-q", "-i", archive)
            container = docker.docker("create", built.name).strip()
            docker.docker("export", "-o", exported, container)
            docker.docker("rm", container)
            docker.docker("rmi", "-f", built.name)
            with tarfile.open(exported) as tar:
                files = [tar.extractfile(member) for member in tar if member.isreg()]
                contents = {file.read() for file in files if file is not None}
            return {data for data in contents if _CONTENT.fullmatch(data)}

        yield show


def umoci_shows(built: builders.BuiltImage) -> set[bytes]:
    """Return the contents of the files that `umoci unpack` makes."""
    umoci = packaged("umoci")
    with tempfile.TemporaryDirectory() as folder:
        layout, bundle = Path(folder) / "layout", Path(folder) / "bundle"
        builders.oci_layout(layout, replace(built, name="latest"))
        run([umoci, "unpack", "--image", f"{layout}:latest", str(bundle)])
        files = (path for path in (bundle / "rootfs").rglob("*") if not path.is_symlink())
        return {path.read_bytes() for path in files if path.is_file()}


def compare(show: Show, count: int, seed: int, *, repeats: bool) -> tuple[int, list[str]]:
    """Return how many stacks the engine took, and the differences, one line each."""
    taken, differences = 0, []
    for number in range(count):
        stack = random_stack(random.Random(f"{seed} {number}"), repeats=repeats)
        try:
            shown = show(image_of(stack))
        except (AssertionError, subprocess.CalledProcessError) as refused:
            differences.append(f"{number}: refused: {str(refused)[-300:]}")
            continue
        taken += 1
        ours = predicted(stack)
        if shown != ours:
            names = [[name for name, _ in entries] for entries in stack]
            more, less = sorted(ours - shown), sorted(shown - ours)
            differences.append(f"{number}: too visible {more}, not visible enough {less}: {names}")
    return taken, differences


def main(words: list[str]) -> int:
    """Compare as many stacks as asked for, and print the differences."""
    need_root()
    engine, count, seed = words[0], int(words[1]), int(words[2]) if len(words) > 2 else 0
    if engine == "docker":
        # It refuses layers that have a path twice.
        with Docker() as daemon, docker_shows(daemon) as show:
            taken, differences = compare(show, count, seed, repeats=False)
    else:
        taken, differences = compare(umoci_shows, count, seed, repeats=True)
    lines = [f"{engine}: {taken} of {count} stacks, {len(differences)} differences", *differences]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
