"""
Looks for the files around a build: in the context, and above it as far as its repository goes.

Nothing is read above the context unless a repository that holds the context begins there.
"""

import os
import posixpath
from collections.abc import Iterator
from pathlib import Path

from leakscan.context.around.feeds import Around
from leakscan.context.around.names import BAKE, COMPOSE, DEVCONTAINER, WORKFLOW
from leakscan.context.prediction import Prediction
from leakscan.context.tree import RegularFile, descend

MAX_FILES = 100
MAX_LEVELS = 8

_ABOVE = (
    *(f"{stem}.{ending}" for stem in ("compose", "docker-compose") for ending in ("yaml", "yml")),
    *("compose.override.yaml", "docker-compose.override.yml"),
    *("docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl"),
)
_NAMES = (COMPOSE, BAKE, WORKFLOW, DEVCONTAINER)


def around(root: Path, prediction: Prediction) -> Around:
    """Return what feeds the build that was predicted; nothing where there is no Dockerfile."""
    if not prediction.dockerfile_name:
        return Around()
    here = Here(root, prediction)
    names = tuple(here.names())
    if not names:
        return Around()
    # Only now: the parsers of YAML and the like take a while to load, and most builds have no use.
    from leakscan.context.around.collect import collect  # noqa: PLC0415 - see above

    return collect(here, names)


class Here:
    """The build's own place, and what lies around it."""

    def __init__(self, root: Path, prediction: Prediction) -> None:
        self.root = root
        self.absolute = os.path.realpath(root)
        self.prediction = prediction
        named = prediction.dockerfile_name
        inside = posixpath.normpath(posixpath.join(self.absolute, named))
        outside = posixpath.normpath(posixpath.join(str(Path.cwd()), named))
        self.dockerfiles = {inside, outside}

    def builds(self, context: str, dockerfile: str) -> bool:
        """Return whether these absolute paths are those of this build."""
        return context == self.absolute and dockerfile in self.dockerfiles

    def names(self) -> Iterator[tuple[Path, str]]:
        """Yield files that may feed the build, each as a directory and a path in it."""
        found = 0
        for path, node in descend("", self.prediction.tree):
            if isinstance(node, RegularFile) and _may_feed(path):
                found += 1
                if found > MAX_FILES:
                    return
                yield self.root, path
        yield from self._above()

    def _above(self) -> Iterator[tuple[Path, str]]:
        levels = self._levels()
        for level in levels:
            for name in _ABOVE:
                if (level / name).is_file():
                    yield level, name
        for top in levels[-1:]:
            for folder in (".github/workflows", ".devcontainer"):
                with_names = sorted(
                    (top / folder).glob("*.y*ml" if "github" in folder else "*.json")
                )
                for file in with_names[:MAX_FILES]:
                    yield top, f"{folder}/{file.name}"

    def _levels(self) -> list[Path]:
        """Return the directories above the context up to the repository's own."""
        levels: list[Path] = []
        current = Path(self.absolute)
        for _ in range(MAX_LEVELS):
            if (current / ".git").exists():
                return levels
            current = current.parent
            levels.append(current)
        return []

    def shown(self, directory: Path, name: str) -> str:
        """Return a file's path relative to the context."""
        if directory == self.root:
            return name
        return posixpath.join(os.path.relpath(directory, self.absolute), name)


def _may_feed(path: str) -> bool:
    base = posixpath.basename(path)
    return any(name.fullmatch(base) or name.fullmatch(path) for name in _NAMES)
