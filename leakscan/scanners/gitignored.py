"""Secrets that git ignores and the build does not: the commonest way into an image."""

import posixpath
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from leakscan.context.prediction import Prediction
from leakscan.context.tree import RegularFile, find, open_file
from leakscan.errors import ContentError
from leakscan.model.advice import Advice, AdviceKind

MAX_BYTES = 256 * 1024
MAX_FILES = 200
MAX_LINES = 2000
_WILD = re.compile(r"[^*]*+(?:\*++[^*]*+){0,4}")
"""With more wildcards, the expressions that pathspec makes may take for ever."""

_Known = tuple[list[str], "GitIgnoreSpec"]
_MAX_SHOWN = 3


def kept_from_git_only(
    root: Path, prediction: Prediction, leaking: Collection[str]
) -> Iterator[Advice]:
    """Yield advice on each line of a `.gitignore` that keeps leaking files out of git alone."""
    lines: dict[tuple[str, int], tuple[str, list[str]]] = {}
    known: dict[str, _Known] = {}
    for path in sorted(leaking)[:MAX_FILES]:
        decided = _decided(root, prediction, path, known)
        if decided is not None:
            file, number, text = decided
            lines.setdefault((file, number), (text, []))[1].append(path)
    for (file, number), (text, paths) in lines.items():
        shown = ", ".join(repr(path) for path in paths[:_MAX_SHOWN])
        more = f" and {len(paths) - _MAX_SHOWN} more" if len(paths) > _MAX_SHOWN else ""
        yield Advice(
            kind=AdviceKind.IGNORE_FILE,
            file=file,
            line=number,
            text=text,
            message=(
                f"it keeps {shown}{more} out of git; builders do not read it, so the ignore file"
                " of the build needs a line too"
            ),
        )


def _decided(
    root: Path, prediction: Prediction, path: str, known: dict[str, _Known]
) -> tuple[str, int, str] | None:
    """Return the line that ignores a file: of the `.gitignore` that is nearest to it."""
    folder = posixpath.dirname(path)
    while True:
        file = posixpath.join(folder, ".gitignore")
        if file not in known:
            lines = _lines(root, prediction, file)
            known[file] = lines, GitIgnoreSpec.from_lines(lines, backend="simple")
        lines, spec = known[file]
        if lines:
            result = spec.check_file(posixpath.relpath(path, folder or "."))
            if result.index is not None:
                return (file, result.index + 1, lines[result.index]) if result.include else None
        if not folder:
            return None
        folder = posixpath.dirname(folder)


def _lines(root: Path, prediction: Prediction, file: str) -> list[str]:
    if not isinstance(find(prediction.tree, file), RegularFile):
        return []
    try:
        with open_file(root, file) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ContentError):
        return []
    if len(data) > MAX_BYTES:
        return []
    # An empty line has no index of its own in pathspec; a comment has one.
    text = data.decode("utf-8", "surrogateescape")
    lines = (line.rstrip("\r") for line in text.split("\n")[:MAX_LINES])
    return [line if line and _WILD.fullmatch(line) else "#" for line in lines]
