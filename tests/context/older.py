"""
What Docker 20.10 made of an ignore file: one parent is tried, and fewer characters are literal.

leakscan predicts the classic builder of today; this is what answers of the distribution's older one
are held to.

Source:
    moby 20.10, pkg/fileutils/fileutils.go, `Matches`, and pkg/archive/archive.go.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from leakscan.context.automaton import compile_search
from leakscan.context.goregex import BadRegex, UnsupportedRegex, parse
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine
from leakscan.context.patterns import _written
from leakscan.context.tree import Directory


@dataclass(frozen=True, slots=True)
class _Older:
    line: IgnoreLine
    depth: int
    """Parts of the pattern: so many of a path's directories are tried, and no other number."""
    matches: Callable[[str], object]
    problem: str


def older_included(
    tree: Directory, lines: Sequence[IgnoreLine], file: str, always: frozenset[str] = frozenset()
) -> Iterator[str]:
    """
    Yield the paths that the classic builder of 20.10 copies: all but directories.

    `always` are paths at the top for which the client adds an exception.

    Raises:
        IgnoreFileError: A pattern does not compile: the build fails on the first path.
    """
    patterns = [_compile(line) for line in lines]
    exceptions = [each.line.pattern for each in patterns if each.line.negated]
    pending: list[tuple[str, Directory]] = [("", tree)]
    while pending:
        prefix, directory = pending.pop()
        for name, node in directory.children.items():
            path = prefix + name
            excluded = path not in always and _excluded(path, patterns, file)
            if isinstance(node, Directory):
                if not (excluded and _pruned(path, exceptions)):
                    pending.append((f"{path}/", node))
            elif not excluded:
                yield path


def _compile(line: IgnoreLine) -> _Older:
    depth = line.pattern.count("/") + 1
    try:
        return _Older(line, depth, compile_search(parse(_expression(line.pattern))), "")
    except BadRegex as error:
        return _Older(line, depth, lambda _: False, str(error))
    except UnsupportedRegex:
        return _Older(line, depth, lambda _: line.negated, "")


def _expression(pattern: str) -> str:
    """Return the Go expression of a pattern: it escapes no more than buildah's."""
    return "".join((*_written(pattern, ".$")[1], "$"))


def _excluded(path: str, patterns: Sequence[_Older], file: str) -> bool:
    parents = path.split("/")[:-1]
    excluded = False
    for pattern in patterns:
        if pattern.problem:
            raise IgnoreFileError(file, pattern.line.number, pattern.problem)
        hit = pattern.matches(path)
        if not hit and parents and pattern.depth <= len(parents):
            hit = pattern.matches("/".join(parents[: pattern.depth]))
        if hit:
            excluded = not pattern.line.negated
    return excluded


def _pruned(path: str, exceptions: Sequence[str]) -> bool:
    return not any(f"{text}/".startswith(f"{path}/") for text in exceptions)
