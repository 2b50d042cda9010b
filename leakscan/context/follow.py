"""
Which part of a context BuildKit's client sends, of what the ignore file leaves.

It is told the sources as they are written, and makes patterns of them: links on the way are
followed, and a wildcard that any link matches lets through all that it matches.
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping

from leakscan.context.builders import Builder
from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import GO_SPACE, IgnoreFileError, IgnoreLine, clean
from leakscan.context.links import inside, matches
from leakscan.context.matcher import UNDECIDED, Matcher
from leakscan.context.tree import Directory, Symlink, find
from leakscan.model.location import Deciding


def sent(
    tree: Directory, sources: Mapping[str, Deciding], spend: Callable[[int], None]
) -> Iterator[tuple[str, Deciding]]:
    """
    Yield the paths that are sent, each with all below it, and what asked for them.

    `spend` is told how many names are looked at, and may put an end to it by raising.

    Source:
        tonistiigi/fsutil, followlinks.go and filter.go.
    """
    patterns: dict[str, Deciding] = {}
    pending = [(inside(source), step) for source, step in reversed(list(sources.items()))]
    while pending:
        path, step = pending.pop()
        spend(1)
        pending.extend((target, step) for target in _follow(tree, path, patterns, step))
    if "" in patterns:
        yield "", patterns[""]
        return
    wild = {}
    for pattern, step in patterns.items():
        if has_wildcard(pattern) or set(pattern) & set("\\|{}^!") or pattern != pattern.strip():
            wild[pattern] = step
        else:
            yield pattern, step
    if wild:
        yield from _matching(tree, wild, spend)


def _follow(tree: Directory, path: str, patterns: dict[str, Deciding], step: Deciding) -> list[str]:
    """Add what a path lets through; return the paths that its first link leads to."""
    parts = path.split("/")
    for number in range(1, len(parts) + 1):
        current = "/".join(parts[:number])
        targets = _targets(tree, current)
        if not targets and number < len(parts):
            continue
        if current in patterns:
            return []
        patterns[current] = step
        rest = "/".join(parts[number:])
        return [inside(f"{target}/{rest}") for target in targets]
    return []


def _targets(tree: Directory, path: str) -> list[str]:
    """Return where the link at a path leads, or all links that its last part matches."""
    above, _, name = path.rpartition("/")
    directory = find(tree, above)
    if not isinstance(directory, Directory):
        return []
    children = directory.children
    names = [name] if name in children else []
    if has_wildcard(name):
        names = [each for each in children if matches(name, each)]
    links = (children[each] for each in names)
    return [
        clean(link.target if link.target.startswith("/") else posixpath.join(above, link.target))
        for link in links
        if isinstance(link, Symlink)
    ]


def _matching(
    tree: Directory, patterns: Mapping[str, Deciding], spend: Callable[[int], None]
) -> Iterator[tuple[str, Deciding]]:
    """Yield the topmost paths that a pattern matches: here it is in an ignore file's language."""
    lines = []
    steps = []
    for pattern, step in patterns.items():
        text = clean(pattern.strip(GO_SPACE))
        lines.append(IgnoreLine(0, pattern, text.removeprefix("!"), text.startswith("!")))
        steps.append(step)
    try:
        matcher = Matcher(lines, Builder.BUILDKIT, "")
        yield from _walk(tree, matcher, steps, spend)
    except IgnoreFileError:
        # The build fails on it, before or after everything was sent.
        yield "", steps[0]


def _walk(
    tree: Directory, matcher: Matcher, steps: list[Deciding], spend: Callable[[int], None]
) -> Iterator[tuple[str, Deciding]]:
    pending = [("", tree, UNDECIDED)]
    while pending:
        prefix, directory, parent = pending.pop()
        spend(len(directory.children))
        for name, node in directory.children.items():
            state = matcher.step(prefix + name, parent)
            if matcher.excluded(state):
                yield prefix + name, steps[state]
            elif isinstance(node, Directory):
                pending.append((f"{prefix}{name}/", node, state))
