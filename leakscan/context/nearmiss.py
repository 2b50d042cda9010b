"""Lines of an ignore file that do less than they seem to."""

from collections.abc import Iterator, Sequence

from leakscan.context.goglob import has_wildcard
from leakscan.context.matcher import Matcher
from leakscan.context.patterns import IgnorePattern, Kind
from leakscan.context.prediction import PredictedFile
from leakscan.model.location import Reach

MAX_SHOWN = 5
MAX_NOTES = 20


def misses(matcher: Matcher, files: Sequence[PredictedFile]) -> Iterator[str]:
    """Yield a note for each line that looks as if it kept back more than it does."""
    names: dict[str, list[str]] = {}
    for pattern in matcher.patterns:
        if not pattern.negated and "/" not in pattern.text and not has_wildcard(pattern.text):
            names.setdefault(pattern.text, [])
    for file in files:
        if file.reach is not Reach.IGNORED and "/" in file.path:
            for part in file.path.split("/")[1:]:
                if part in names:
                    names[part].append(file.path)
    shown = 0
    for pattern in matcher.patterns:
        for note in _notes(matcher.file, pattern, names):
            shown += 1
            if shown <= MAX_NOTES:
                yield note


def _notes(file: str, pattern: IgnorePattern, names: dict[str, list[str]]) -> Iterator[str]:
    where = f"{file} line {pattern.line.number}"
    deeper = names.pop(pattern.text, []) if not pattern.negated else []
    if deeper:
        shown = ", ".join(repr(path) for path in deeper[:MAX_SHOWN])
        more = f" and {len(deeper) - MAX_SHOWN} more" if len(deeper) > MAX_SHOWN else ""
        yield (
            f"{where}: {pattern.line.text.strip()!r} means the one at the top only; not ignored:"
            f" {shown}{more}; write '**/{pattern.text}'"
        )
    above = pattern.text.removesuffix("/**").rpartition("/")[0]
    if pattern.negated and (has_wildcard(above) or pattern.kind is Kind.SUFFIX):
        yield (
            f"{where}: BuildKit looks for {pattern.line.text.strip()!r} in every directory, the"
            " classic builder and buildah not in ignored ones"
        )
    if pattern.kind is Kind.UNSUPPORTED:
        kind = "everything" if pattern.negated else "nothing"
        yield f"{where}: the pattern is not understood here and taken to match {kind}"
    if pattern.kind is Kind.REGEXP and "|" in pattern.text:
        yield f"{where}: '|' parts two patterns here, each bound at one end only"
