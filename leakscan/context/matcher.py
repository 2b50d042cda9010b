"""
The decision: which line of an ignore file settles a path, for a builder that walks the tree.

Builders carry, from a directory to its children, which patterns matched so far.  The last one of
them decides whatever the earlier ones do, so all of that is one number here: the index of the
deciding pattern, or -1.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter

from leakscan.context.builders import Builder
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine
from leakscan.context.patterns import IgnorePattern, is_path
from leakscan.expressions import expression

MAX_EXPRESSIONS = 5000
"""Patterns with wildcards in one file; more would only slow down whoever reads them."""
_WILDCARD = expression(r"[*?[]")
UNDECIDED = -1
"""State of the context's root, and of every path that no pattern matches."""

_Trial = tuple[int, bool, Callable[[str], object]]
"""Index of a pattern, whether it is an exception, and what tries it."""


class Matcher:
    """The patterns of one ignore file, in order, under one builder's rules."""

    def __init__(self, lines: Sequence[IgnoreLine], builder: Builder, file: str) -> None:
        """
        Compile the lines.

        Raises:
            IgnoreFileError: A pattern is malformed: the build fails.
        """
        self.file = file
        self.builder = builder
        self.lines = lines
        self.last_exception = self.last_exclusion = UNDECIDED
        self.paths: dict[str, list[int]] = {}
        """The lines that are no more than a path, as most are: their indices, ascending."""
        self.patterns: list[tuple[int, IgnorePattern]] = []
        """The others, each with its index, ascending."""
        self._trials: list[_Trial] = []
        self._kept = ""
        self.faulty = False
        """Whether a pattern does not compile, which comes to light only when it is tried."""
        self._compile(self._sorted_out())

    def _sorted_out(self) -> list[tuple[int, IgnoreLine]]:
        """Fill `paths`; return the other lines, each with its index."""
        others = []
        for index, line in enumerate(self.lines):
            if line.negated:
                self.last_exception = index
            else:
                self.last_exclusion = index
            if is_path(line.pattern, self.builder):
                self.paths.setdefault(line.pattern, []).append(index)
            else:
                others.append((index, line))
        costly = [line for _, line in others if _WILDCARD.search(line.pattern)][MAX_EXPRESSIONS:]
        if costly:
            raise _too_many(self.file, costly[0])
        return others

    def _compile(self, others: Sequence[tuple[int, IgnoreLine]]) -> None:
        for index, line in others:
            pattern = IgnorePattern(line, self.builder, self.file)
            self.patterns.append((index, pattern))
            self._trials.append((index, pattern.negated, self._matches(pattern)))
            self.faulty = self.faulty or bool(pattern.problem)
            if len(self.patterns) > MAX_EXPRESSIONS:
                raise _too_many(self.file, line)

    def keep(self, path: str) -> None:
        """
        Look into the directories above a Dockerfile that is left out.

        The classic builder's client sends it all the same: it adds an exception, which keeps what
        is above from being pruned, so that other exceptions come to count there, too.

        Source:
            docker/cli, cli/command/image/build/dockerignore.go, TrimBuildFilesFromExcludes.
        """
        if self.builder is Builder.CLASSIC and not self.faulty:
            self._kept = path if self.excluded(self.reference(path)) else ""

    def excluded(self, state: int) -> bool:
        """Return whether a path in this state is left out."""
        return state >= 0 and not self.lines[state].negated

    def settled(self, state: int) -> bool:
        """Return whether nothing below a directory in this state can be decided differently."""
        if self.builder is Builder.BUILDAH or self.faulty:
            return False
        return state >= (self.last_exception if self.excluded(state) else self.last_exclusion)

    def step(self, path: str, parent: int) -> int:
        """
        Return the state of `path`, whose directory is in the state `parent`.

        Raises:
            IgnoreFileError: A pattern that does not compile came to be used.

        Source:
            moby/patternmatcher, MatchesUsingParentResults; containers/storage, MatchesResult.
        """
        if self.builder is Builder.BUILDAH:
            return self._last_match(path)
        if self.faulty:
            self._evaluate(path)
        excluded = self.excluded(parent)
        state = parent
        for index, negated, matches in self._in_question(path):
            if index > state and negated is excluded and matches(path):
                state = index
                excluded = not excluded
        return state

    def _in_question(self, path: str) -> list[_Trial]:
        """Return what may match a path itself, in order."""
        found = self.paths.get(path)
        if not found:
            return self._trials
        exact = [(index, self.lines[index].negated, path.__eq__) for index in found]
        return sorted((*self._trials, *exact), key=itemgetter(0))

    def _evaluate(self, path: str) -> None:
        """
        Try all that the builder tries, in its order, so that what does not compile comes to light.

        The state skips lines before the deciding one, since they change nothing; the builder tries
        them again on every path.
        """
        above: dict[int, bool] = {}
        for part in _downwards(path):
            excluded = False
            matched: dict[int, bool] = {}
            trials = {index: matches for index, _, matches in self._in_question(part)}
            for index in sorted({*above, *trials}):
                negated = self.lines[index].negated
                if index in above or (negated is excluded and trials[index](part)):
                    excluded = not negated
                    matched[index] = True
            above = matched

    def pruned(self, path: str, state: int) -> bool:
        """
        Return whether the builder does not even look into the excluded directory `path`.

        BuildKit's own pruning never changes an outcome, so it is not modelled.  The others compare
        the text of the exceptions, wildcards and all, with the directory.

        Source:
            moby/go-archive, archive.go; buildah, copier/copier.go.
        """
        if self.builder is Builder.BUILDKIT or not self.excluded(state):
            return False
        beginning = path if self.builder is Builder.BUILDAH else f"{path}/"
        at = bisect_left(self._exceptions, beginning)
        return not any(text.startswith(beginning) for text in self._exceptions[at : at + 1])

    def reference(self, path: str) -> int:
        """
        Return the state of `path` when every line is tried on it and on all its directories.

        BuildKit opens a file for sending only if this decision includes it too.

        Source:
            moby/patternmatcher, MatchesOrParentMatches; tonistiigi/fsutil, filter.go, `Open`.
        """
        last = max(
            (self.paths[part][-1] for part in _downwards(path) if part in self.paths),
            default=UNDECIDED,
        )
        for index, pattern in reversed(self.patterns):
            if index < last:
                break
            if pattern.match_file(path):
                return index
        return last

    def _matches(self, pattern: IgnorePattern) -> Callable[[str], object]:
        """Return what tries the pattern; one that does not compile fails only when it is tried."""
        if not pattern.problem:
            return pattern.matches
        error = IgnoreFileError(self.file, pattern.line.number, pattern.problem)
        if self.builder is Builder.BUILDAH:
            # It tries every pattern on every path, so it fails whatever is there.
            raise error

        def fail(_: str) -> object:
            raise error

        return fail

    def _last_match(self, path: str) -> int:
        last = max(
            (
                self.paths[part][-1]
                for part in _downwards(path)
                # As in `patterns`: what is below a path is matched up to a newline.
                if part in self.paths and "\n" not in path[len(part) :]
            ),
            default=UNDECIDED,
        )
        for index, pattern in reversed(self.patterns):
            if index < last:
                break
            if pattern.matches(path):
                return index
        return last

    @cached_property
    def _exceptions(self) -> list[str]:
        """The text of the exceptions, as pruning compares it, sorted."""
        written = [line.pattern for line in self.lines if line.negated]
        if self._kept:
            written.append(self._kept)
        if self.builder is Builder.BUILDAH:
            written = [text.strip("/") for text in written]
        return sorted(f"{text}/" for text in written)


def _downwards(path: str) -> Iterator[str]:
    """Yield the directories above a path, the topmost first, and then itself."""
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
    yield path


def _too_many(file: str, line: IgnoreLine) -> IgnoreFileError:
    problem = f"more than {MAX_EXPRESSIONS} patterns with wildcards"
    return IgnoreFileError(file, line.number, problem)
