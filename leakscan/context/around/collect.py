"""
Looks for the files around a build: in the context, and above it as far as its repository goes.

Nothing is read above the context unless a repository that holds the context begins there.
"""

import os
import posixpath
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from leakscan.context.around import bake, compose, devcontainer, workflows
from leakscan.context.around.feeds import Around, Feed
from leakscan.context.around.source import MAX_BYTES, NotReadable, Source
from leakscan.context.prediction import Prediction
from leakscan.context.tree import RegularFile, descend, open_file
from leakscan.errors import ContentError

MAX_FILES = 100
MAX_LEVELS = 8
MAX_FEEDS = 5000
MAX_TOTAL_BYTES = 512 * 1024
"""Of all files that are parsed: PyYAML takes a second for some 50 kB."""

_ABOVE = (
    *(f"{stem}.{ending}" for stem in ("compose", "docker-compose") for ending in ("yaml", "yml")),
    *("compose.override.yaml", "docker-compose.override.yml"),
    *("docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl"),
)
_READERS = (compose.NAME, bake.NAME, workflows.NAME, devcontainer.NAME)


def around(root: Path, prediction: Prediction) -> Around:
    """Return what feeds the build that was predicted; nothing where there is no Dockerfile."""
    if not prediction.dockerfile_name:
        return Around()
    here = _Here(root, prediction)
    feeds: list[Feed] = []
    notes: list[str] = []
    remote: list[tuple[str, int, str]] = []
    for directory, name in here.names():
        source = here.read(directory, name)
        if source is None:
            notes.append(f"{here.shown(directory, name)} could not be read for what it builds")
            continue
        try:
            left = MAX_FEEDS - len(feeds)
            feeds.extend(islice(here.feeds(source, directory, name), left))
            if workflows.NAME.fullmatch(name) and "build-push-action" in source.text:
                remote.extend(workflows.from_git(source, here.builds))
        except NotReadable as error:
            notes.append(f"{source.name} is not understood ({error}): what it builds is not known")
    return Around(feeds=tuple(dict.fromkeys(feeds)), notes=tuple(notes), remote=tuple(remote))


class _Here:
    """The build's own place, and what lies around it."""

    def __init__(self, root: Path, prediction: Prediction) -> None:
        self.root = root
        self.absolute = os.path.realpath(root)
        self.prediction = prediction
        self.read_bytes = 0
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

    def read(self, directory: Path, name: str) -> Source | None:
        """Return a file's text; None when it cannot be read, or is too large to be one of these."""
        try:
            with open_file(directory, name) as stream:
                data = stream.read(MAX_BYTES + 1)
        except (OSError, ContentError):
            return None
        self.read_bytes += len(data)
        if len(data) > MAX_BYTES or self.read_bytes > MAX_TOTAL_BYTES:
            return None
        folder = posixpath.dirname(posixpath.join(os.path.realpath(directory), name))
        text = data.decode("utf-8", "surrogateescape")
        return Source(self.shown(directory, name), folder, text)

    def feeds(self, source: Source, directory: Path, name: str) -> Iterator[Feed]:
        """Yield what one file gives to the build."""
        base = posixpath.basename(name)
        if bake.NAME.fullmatch(base):
            yield from bake.feeds(source, self.builds)
        elif "build" not in source.text and "ocker" not in source.text:
            return
        elif compose.NAME.fullmatch(base):
            beside = posixpath.join(posixpath.dirname(name), ".env")
            yield from compose.feeds(source, self.builds, self.read(directory, beside))
        elif workflows.NAME.fullmatch(name):
            yield from workflows.feeds(source, self.builds)
        else:
            yield from devcontainer.feeds(source, self.builds)


def _may_feed(path: str) -> bool:
    base = posixpath.basename(path)
    return any(name.fullmatch(base) or name.fullmatch(path) for name in _READERS)
