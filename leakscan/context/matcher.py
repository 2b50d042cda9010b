"""
The decision: which line of an ignore file settles a path, for a builder that walks the tree.

Builders carry, from a directory to its children, which patterns matched so far.  The last one of
them decides whatever the earlier ones do, so all of that is one number here: the index of the
deciding pattern, or -1.
"""

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from operator import itemgetter

from pathspec import PathSpec

from leakscan.context.builders import Builder
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine
from leakscan.context.patterns import IgnorePattern, Kind

MAX_EXPRESSIONS = 5000
"""Patterns with wildcards in one file; more would only slow down whoever reads them."""
_WILDCARD = re.compile(r"[*?[]")
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
        self.patterns: list[IgnorePattern] = []
        self.last_exception = self.last_exclusion = UNDECIDED
        self._exact: dict[str, list[_Trial]] = {}
        self._others: list[_Trial] = []
        self._kept = ""
        self.faulty = False
        """Whether a pattern does not compile, which comes to light only when it is tried."""
        costly = [line for line in lines if _WILDCARD.search(line.pattern)][MAX_EXPRESSIONS:]
        if costly:
            raise _too_many(file, costly[0])
        for index, line in enumerate(lines):
            pattern = IgnorePattern(line, builder, file)
            self.patterns.append(pattern)
            if pattern.negated:
                self.last_exception = index
            else:
                self.last_exclusion = index
            trial = (index, pattern.negated, self._matches(pattern))
            if pattern.kind is Kind.EXACT:
                self._exact.setdefault(pattern.text, []).append(trial)
            else:
                self._others.append(trial)
            self.faulty = self.faulty or bool(pattern.problem)
            if len(self._others) > MAX_EXPRESSIONS:
                raise _too_many(file, line)

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
        return state >= 0 and not self.patterns[state].negated

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
        exact = self._exact.get(path)
        trials = sorted((*self._others, *exact), key=itemgetter(0)) if exact else self._others
        for index, negated, matches in trials:
            if index > state and negated is excluded and matches(path):
                state = index
                excluded = not excluded
        return state

    def _evaluate(self, path: str) -> None:
        """
        Try all that the builder tries, in its order, so that what does not compile comes to light.

        The state skips lines before the deciding one, since they change nothing; the builder tries
        them again on every path.
        """
        above: list[bool] = []
        for end in [index for index, char in enumerate(path) if char == "/"] + [len(path)]:
            excluded = False
            matched: list[bool] = []
            for index, pattern in enumerate(self.patterns):
                hit = bool(above and above[index])
                if not hit and pattern.negated is excluded:
                    hit = bool(self._matches(pattern)(path[:end]))
                if hit:
                    excluded = not pattern.negated
                matched.append(hit)
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
        boundary = "" if self.builder is Builder.BUILDAH else "/"
        return not any(
            f"{text.strip('/') if not boundary else text}/".startswith(path + boundary)
            for text in self._exceptions
        )

    def reference(self, path: str) -> int:
        """
        Return the state of `path` when every line is tried on it and on all its directories.

        BuildKit opens a file for sending only if this decision includes it too.

        Source:
            moby/patternmatcher, MatchesOrParentMatches; tonistiigi/fsutil, filter.go, `Open`.
        """
        index = self._spec.check_file(path).index
        return UNDECIDED if index is None else index

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
        for index in range(len(self.patterns) - 1, -1, -1):
            if self.patterns[index].matches(path):
                return index
        return UNDECIDED

    @cached_property
    def _spec(self) -> "PathSpec[IgnorePattern]":
        # Any other backend takes the text of a pattern and compiles it as something else.
        return PathSpec(self.patterns, backend="simple")

    @cached_property
    def _exceptions(self) -> list[str]:
        written = [pattern.text for pattern in self.patterns if pattern.negated]
        return [*written, self._kept] if self._kept else written


def _too_many(file: str, line: IgnoreLine) -> IgnoreFileError:
    problem = f"more than {MAX_EXPRESSIONS} patterns with wildcards"
    return IgnoreFileError(file, line.number, problem)
