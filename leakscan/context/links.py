"""Paths inside the context as a builder resolves them: links followed, never out of the root."""

from collections.abc import Callable

from leakscan.context.goglob import BadPattern, has_wildcard, match
from leakscan.context.ignorefile import clean
from leakscan.context.tree import Directory, Node, Symlink

MAX_LINKS = 255


def inside(path: str) -> str:
    """Return `path` relative to the root that it cannot leave; the root itself is empty."""
    return clean(f"/{path}")[1:]


def leads_out(path: str, target: str) -> bool:
    """Return whether a link at `path` points out of the context, on the machine that holds it."""
    if target.startswith("/"):
        return True
    depth = path.count("/")
    for part in target.split("/"):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False


def resolve(tree: Directory, path: str) -> tuple[str, Node] | None:
    """
    Return the real path of `path` and what is there; None if it leads nowhere.

    An absolute link begins at the root of the context, and `..` stops there.
    """
    pending = [part for part in reversed(inside(path).split("/")) if part]
    reached: list[tuple[str, Node]] = [("", tree)]
    hops = 0
    while pending:
        part = pending.pop()
        node = reached[-1][1]
        if part == "..":
            reached = reached[:-1] or reached
            continue
        child = node.children.get(part) if isinstance(node, Directory) else None
        if child is None:
            return None
        if not isinstance(child, Symlink):
            reached.append((part, child))
            continue
        hops += 1
        if hops > MAX_LINKS:
            return None
        if child.target.startswith("/"):
            reached = reached[:1]
        pending.extend(part for part in reversed(child.target.split("/")) if part not in ("", "."))
    return "/".join(part for part, _ in reached[1:]), reached[-1][1]


def glob(tree: Directory, pattern: str, spend: Callable[[int], None]) -> list[str]:
    """
    Return the real paths that a source of COPY names, sorted.

    `spend` is told how many names are looked at, and may put an end to it by raising.

    Source:
        tonistiigi/fsutil, copy/copy.go, `ResolveWildcards`.
    """
    parts = [part for part in inside(pattern).split("/") if part]
    plain = 0
    while plain < len(parts) and not has_wildcard(parts[plain]):
        plain += 1
    start = resolve(tree, unescaped("/".join(parts[:plain])))
    if start is None:
        return []
    found = [start]
    for part in parts[plain:]:
        spend(sum(len(node.children) for _, node in found if isinstance(node, Directory)))
        found = [
            (f"{path}/{name}" if path else name, child)
            for path, node in found
            if isinstance(node, Directory)
            for name, child in node.children.items()
            if matches(part, name)
        ]
    spend(len(found))
    real = (resolve(tree, path) for path, _ in found)
    return sorted({place[0] for place in real if place})


def matches(pattern: str, name: str) -> bool:
    """Return whether one part of a path matches one part of a source."""
    try:
        return match(pattern, name)
    except BadPattern:
        return False


def unescaped(path: str) -> str:
    """Return a source without wildcards as the path that it names."""
    written = []
    escaped = False
    for char in path:
        escaped = char == "\\" and not escaped
        if not escaped:
            written.append(char)
    return "".join(written)
