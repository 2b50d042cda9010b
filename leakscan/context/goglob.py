"""Go's `filepath.Match` on strings: source wildcards, and which patterns it calls malformed."""

from dataclasses import dataclass


class BadPattern(ValueError):
    """Go calls the pattern malformed."""


def match(pattern: str, name: str) -> bool:
    """
    Return whether `name` as a whole matches `pattern`; neither `*` nor `?` matches a slash.

    Raises:
        BadPattern: As in Go, only when the malformed part is reached.

    Source:
        Go, path/filepath/match.go.
    """
    while pattern:
        star, chunk, pattern = _scan_chunk(pattern)
        if star and not chunk:
            return "/" not in name
        rest = _match_chunk(chunk, name)
        if rest is not None and (not rest or pattern):
            name = rest
            continue
        rest = _match_after_star(chunk, name, last=not pattern) if star else None
        if rest is None:
            return False
        name = rest
    return not name


def has_wildcard(pattern: str) -> bool:
    """Return whether `pattern` holds an unescaped `*`, `?` or `[`."""
    escaped = False
    for char in pattern:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in "*?[":
            return True
    return False


def _match_after_star(chunk: str, name: str, *, last: bool) -> str | None:
    for skipped, char in enumerate(name):
        if char == "/":
            return None
        rest = _match_chunk(chunk, name[skipped + 1 :])
        if rest is not None and not (last and rest):
            return rest
    return None


def _scan_chunk(pattern: str) -> tuple[bool, str, str]:
    stripped = pattern.lstrip("*")
    in_range = escaped = False
    for index, char in enumerate(stripped):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "[":
            in_range = True
        elif char == "]":
            in_range = False
        elif char == "*" and not in_range:
            return stripped != pattern, stripped[:index], stripped[index:]
    return stripped != pattern, stripped, ""


@dataclass(slots=True)
class _Name:
    """What is left of the name; after a mismatch only the pattern's syntax is read on."""

    rest: str
    failed: bool = False

    def take(self) -> str:
        """Return the next character; at the end the match has failed."""
        if self.failed or not self.rest:
            self.failed = True
            return ""
        char, self.rest = self.rest[0], self.rest[1:]
        return char


def _match_chunk(chunk: str, text: str) -> str | None:
    """Return what follows the match at the start of `text`, or None."""
    name = _Name(text)
    index = 0
    while index < len(chunk):
        char = chunk[index]
        if char == "[":
            index = _match_class(chunk, index + 1, name)
            continue
        if char == "\\":
            index += 1
            if index == len(chunk):
                raise BadPattern(chunk)
        taken = name.take()
        wrong = taken == "/" if char == "?" else taken != chunk[index]
        name.failed = name.failed or wrong
        index += 1
    return None if name.failed else name.rest


def _match_class(chunk: str, index: int, name: _Name) -> int:
    taken = name.take()
    negated = chunk.startswith("^", index)
    index += negated
    matched = False
    ranges = 0
    while not (ranges and chunk.startswith("]", index)):
        low, index = _class_char(chunk, index)
        high = low
        if chunk[index] == "-":
            high, index = _class_char(chunk, index + 1)
        matched = matched or (taken != "" and low <= taken <= high)
        ranges += 1
    name.failed = name.failed or matched == negated
    return index + 1


def _class_char(chunk: str, index: int) -> tuple[str, int]:
    if index >= len(chunk) or chunk[index] in "-]":
        raise BadPattern(chunk)
    if chunk[index] == "\\":
        index += 1
    # A class must go on after each of its characters: at least its bracket is still to come.
    if index + 1 >= len(chunk) or "\udc80" <= chunk[index] <= "\udcff":
        raise BadPattern(chunk)
    return chunk[index], index + 1
