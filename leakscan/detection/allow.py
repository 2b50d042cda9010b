"""Allow-lists: what a user has looked at and does not want reported; suppressed, never dropped."""

import fnmatch
import re
from dataclasses import dataclass
from functools import lru_cache

from leakscan.model.finding import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Allow:
    """
    One entry: what all of its given conditions fit is suppressed.

    It has at least one condition; an empty one fits everything.
    """

    rules: tuple[str, ...] = ()
    """Ids of rules, with `*` and `?`."""
    paths: tuple[str, ...] = ()
    """Paths with `*` and `?`, where `*` crosses `/`."""
    values: tuple[str, ...] = ()
    """Expressions that are searched in the secret."""
    stop_words: tuple[str, ...] = ()
    """Texts of which one is in the secret, in any case."""
    reason: str = ""

    def fits(self, candidate: Candidate, name: str) -> bool:
        """Return whether it covers `candidate`, found in the file or field called `name`."""
        value = candidate.secret.decode("latin-1")
        return (
            (not self.rules or _globbed(candidate.rule.id, self.rules))
            and (not self.paths or _globbed(name.removeprefix("./"), self.paths))
            and (not self.values or any(_compiled(each).search(value) for each in self.values))
            and (not self.stop_words or any(w.lower() in value.lower() for w in self.stop_words))
        )


def allowed(candidate: Candidate, name: str, entries: tuple[Allow, ...]) -> str:
    """Return why `candidate` is not to be reported, or nothing."""
    for entry in entries:
        if entry.fits(candidate, name):
            return f"allowed: {entry.reason}" if entry.reason else "allowed"
    return ""


def _globbed(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns)


@lru_cache(maxsize=512)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
