"""A change to an ignore file as `patch -p1` and `git apply` take it."""

import difflib
import posixpath
from collections.abc import Iterator

from leakscan.context.doctor.remedy import Remedy


def unified(remedy: Remedy) -> str:
    """Return the unified diff, with paths relative to the context; empty: nothing to change."""
    target = remedy.target
    if not remedy.lines:
        return ""
    old = _lines(target.data)
    new = _lines(remedy.data)
    name = posixpath.join(remedy.subject.shown, target.path) if target.path else target.name
    before = f"a/{name}" if target.exists else "/dev/null"
    return "".join(_finished(difflib.unified_diff(old, new, before, f"b/{name}")))


def _lines(data: bytes) -> list[str]:
    parts = data.decode("utf-8", "surrogateescape").split("\n")
    return [f"{part}\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])


def _finished(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
