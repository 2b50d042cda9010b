"""Lines of an ignore file that do less than they seem to."""

from collections.abc import Iterator, Sequence

from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import IgnoreLine
from leakscan.context.matcher import Matcher
from leakscan.context.patterns import IgnorePattern, Kind
from leakscan.context.prediction import PredictedFile
from leakscan.model.location import Reach

MAX_SHOWN = 5
MAX_NOTES = 20


def misses(matcher: Matcher, files: Sequence[PredictedFile]) -> Iterator[str]:
    """Yield a note for each line that looks as if it kept back more than it does."""
    notes: list[tuple[int, str]] = []
    for index, paths in _deeper(matcher, files).items():
        notes.append((index, _top_only(matcher.file, matcher.lines[index], paths)))
    for index, pattern in matcher.patterns:
        notes.extend((index, note) for note in _about(matcher.file, pattern))
    # In the order of the lines; of one line, the files come first.
    notes.sort(key=lambda note: note[0])
    for _, note in notes[:MAX_NOTES]:
        yield note


def _deeper(matcher: Matcher, files: Sequence[PredictedFile]) -> dict[int, list[str]]:
    """Return by index the lines that are a bare name, and the files below the top that have it."""
    names = _bare_names(matcher)
    found: dict[int, list[str]] = {}
    for file in files if names else ():
        if file.reach is not Reach.IGNORED and "/" in file.path:
            for part in file.path.split("/")[1:]:
                if part in names:
                    found.setdefault(names[part], []).append(file.path)
    return found


def _bare_names(matcher: Matcher) -> dict[str, int]:
    """Return the names that lines exclude at the top, each with the first line that does."""
    names: dict[str, int] = {}
    for name, indices in matcher.paths.items():
        first = next((index for index in indices if not matcher.lines[index].negated), None)
        if first is not None and "/" not in name:
            names[name] = first
    for index, pattern in matcher.patterns:
        if not pattern.negated and "/" not in pattern.text and not has_wildcard(pattern.text):
            names.setdefault(pattern.text, index)
    return names


def _top_only(file: str, line: IgnoreLine, deeper: Sequence[str]) -> str:
    shown = ", ".join(repr(path) for path in deeper[:MAX_SHOWN])
    more = f" and {len(deeper) - MAX_SHOWN} more" if len(deeper) > MAX_SHOWN else ""
    return (
        f"{file} line {line.number}: {line.text.strip()!r} means the one at the top only; not"
        f" ignored: {shown}{more}; write '**/{line.pattern}'"
    )


def _about(file: str, pattern: IgnorePattern) -> Iterator[str]:
    """Yield what is to be said of a pattern whatever files there are."""
    where = f"{file} line {pattern.line.number}"
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
