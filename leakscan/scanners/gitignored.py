"""Secrets that git ignores and the build does not: the commonest way into an image."""

from collections.abc import Collection, Iterator
from pathlib import Path

from leakscan.context.gitignore import Standing, statuses
from leakscan.model.advice import Advice, AdviceKind
from leakscan.model.location import Deciding

MAX_FILES = 200
_MAX_SHOWN = 3

_Line = tuple[Deciding, Standing]

_MESSAGES = {
    Standing.IGNORED: (
        "it keeps {} out of git; builders do not read it, so the ignore file of the build needs a"
        " line too"
    ),
    Standing.COMMITTED: (
        "it names {}, which git tracks all the same: what was committed before stays, here and in"
        " every clone; `git rm --cached` ends that for what follows"
    ),
}


def kept_from_git_only(root: Path, leaking: Collection[str]) -> Iterator[Advice]:
    """Yield advice on each line of a `.gitignore` that does not help leaking files."""
    by_line: dict[_Line, list[str]] = {}
    for path, status in statuses(root, sorted(leaking)[:MAX_FILES]).items():
        if status.line is not None:
            by_line.setdefault((status.line, status.standing), []).append(path)
    for (line, standing), paths in by_line.items():
        shown = ", ".join(repr(path) for path in paths[:_MAX_SHOWN])
        more = f" and {len(paths) - _MAX_SHOWN} more" if len(paths) > _MAX_SHOWN else ""
        yield Advice(
            kind=AdviceKind.IGNORE_FILE,
            file=line.file,
            line=line.line,
            text=line.text,
            message=_MESSAGES[standing].format(f"{shown}{more}"),
        )
