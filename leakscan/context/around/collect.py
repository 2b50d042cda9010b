"""Reads the files around a build for what they give to it."""

import os
import posixpath
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from leakscan.context.around import bake, compose, devcontainer, workflows
from leakscan.context.around.feeds import Around, Feed
from leakscan.context.around.looking import Here
from leakscan.context.around.names import BAKE, COMPOSE, WORKFLOW
from leakscan.context.around.source import MAX_BYTES, NotReadable, Source
from leakscan.context.tree import open_file
from leakscan.errors import ContentError

MAX_FEEDS = 5000
MAX_TOTAL_BYTES = 512 * 1024
"""Of all files that are parsed: PyYAML takes a second for some 50 kB."""


def collect(here: Here, names: Sequence[tuple[Path, str]]) -> Around:
    """Return what the files of these names, each in its directory, give to the build."""
    reader = _Reader(here)
    feeds: list[Feed] = []
    notes: list[str] = []
    remote: list[tuple[str, int, str]] = []
    for directory, name in names:
        source = reader.read(directory, name)
        if source is None:
            notes.append(f"{here.shown(directory, name)} could not be read for what it builds")
            continue
        try:
            left = MAX_FEEDS - len(feeds)
            feeds.extend(islice(reader.feeds(source, directory, name), left))
            if WORKFLOW.fullmatch(name) and "build-push-action" in source.text:
                remote.extend(workflows.from_git(source, here.builds))
        except NotReadable as error:
            notes.append(f"{source.name} is not understood ({error}): what it builds is not known")
    return Around(feeds=tuple(dict.fromkeys(feeds)), notes=tuple(notes), remote=tuple(remote))


class _Reader:
    """Reads them one by one, all within one bound."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.read_bytes = 0

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
        return Source(self.here.shown(directory, name), folder, text)

    def feeds(self, source: Source, directory: Path, name: str) -> Iterator[Feed]:
        """Yield what one file gives to the build."""
        base = posixpath.basename(name)
        if BAKE.fullmatch(base):
            yield from bake.feeds(source, self.here.builds)
        elif "build" not in source.text and "ocker" not in source.text:
            return
        elif COMPOSE.fullmatch(base):
            beside = posixpath.join(posixpath.dirname(name), ".env")
            yield from compose.feeds(source, self.here.builds, self.read(directory, beside))
        elif WORKFLOW.fullmatch(name):
            yield from workflows.feeds(source, self.here.builds)
        else:
            yield from devcontainer.feeds(source, self.here.builds)
