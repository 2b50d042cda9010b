"""
Git repositories across files and layers: where blobs lie, and what is not in the target.

A pack may be in one layer and the trees that name its blobs in another, so names are collected
wherever trees are read and joined with what was found at the end.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from leakscan.expressions import expression
from leakscan.scanners.search import Found
from leakscan.streams.formats.git_index import MEMBER as INDEX
from leakscan.streams.formats.git_pointer import ALTERNATES, GITDIR, LFS
from leakscan.streams.git.names import MAX_BYTES, ObjectNames
from leakscan.streams.limits import MIB

_OBJECT = expression(r"(tree|blob) ([0-9a-f]{40}|[0-9a-f]{64})")
_INDEXED = expression(rb"^([0-9a-f]{40}|[0-9a-f]{64}) (.+)$", re.MULTILINE)
_MAX_TREE = 8 * MIB
_MAX_POINTERS = 1000
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GitFacts:
    """What one unit of work learnt of git repositories."""

    named: Mapping[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    full: bool = False
    """Whether more names were met than are kept."""
    pointers: tuple[tuple[str, str, str], ...] = ()
    """Kind, path of the pointing file, and what it points to."""
    lfs: int = 0
    """Git LFS pointers."""


class GitCollector:
    """Looks on while members of files are searched, and remembers what git's say."""

    def __init__(self) -> None:
        self._names = ObjectNames()
        self._pointers: list[tuple[str, str, str]] = []
        self._lfs = 0

    @property
    def facts(self) -> GitFacts:
        """Return what was learnt so far."""
        return GitFacts(
            named=self._names.named,
            full=self._names.full,
            pointers=tuple(self._pointers),
            lfs=self._lfs,
        )

    def content_name(self, title: str) -> str:
        """Return the path of a blob, which tells what its content is; empty: it is not known."""
        match = _OBJECT.fullmatch(title)
        return self._names.path(bytes.fromhex(match[2])) if match else ""

    def watch(self, path: str, title: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the pieces of the member `title`; `path` is the file that holds it."""
        if title == LFS:
            self._lfs += 1
        if title not in (INDEX, GITDIR, ALTERNATES) and not title.startswith("tree "):
            yield from pieces
            return
        kept: list[bytes] = []
        left = _MAX_TREE
        for piece in pieces:
            left -= len(piece)
            if left >= 0:
                kept.append(piece)
            yield piece
        self._learn(path, title, b"".join(kept))

    def _learn(self, path: str, title: str, data: bytes) -> None:
        if (named := _OBJECT.fullmatch(title)) is not None:
            self._names.add_tree(bytes.fromhex(named[2]), data)
        elif title == INDEX:
            for match in _INDEXED.finditer(data):
                self._names.add(bytes.fromhex(match[1].decode()), b"", match[2])
        elif len(self._pointers) < _MAX_POINTERS:
            target = data.decode("utf-8", "surrogateescape").strip("\n")
            self._pointers.append((title, path, target))


class GitPlaces:
    """What all units of work learnt together."""

    def __init__(self, facts: Iterable[GitFacts]) -> None:
        self._facts = list(facts)
        self._names = ObjectNames(4 * MAX_BYTES)
        for each in self._facts:
            self._names.merge(each.named)

    def named(self, found: tuple[Found, ...]) -> tuple[Found, ...]:
        """Return what was found with the path of each blob behind its id, where one is known."""
        return tuple(
            replace(
                each,
                detections=tuple(
                    replace(one, inner=self._inner(one.inner)) for one in each.detections
                ),
            )
            if any(_OBJECT.fullmatch(title) for one in each.detections for title in one.inner)
            else each
            for each in found
        )

    def _inner(self, chain: tuple[str, ...]) -> tuple[str, ...]:
        named: list[str] = []
        for title in chain:
            named.append(title)
            match = _OBJECT.fullmatch(title)
            if match and (path := self._names.path(bytes.fromhex(match[2]))):
                named.append(path)
        return tuple(named)

    def notes(self, where: str, resolve: Callable[[str], str | None]) -> Iterator[str]:
        """
        Yield what is to be said of repositories that are not, or not wholly, in the target.

        `where` names the target; `resolve` takes a path from its top, absolute or with `..` as it
        was written, and returns why nothing is there, empty if something is, or None for outside.
        """
        if self._names.full or any(each.full for each in self._facts):
            yield "git: more objects than can be named; some findings lack the path of their blob"
        told = [note for each in self._facts for note in self._of(each, where, resolve)]
        yield from told[:_SHOWN]
        if len(told) > _SHOWN:
            yield f"git: {len(told) - _SHOWN} more pointers to repositories elsewhere"
        if count := sum(each.lfs for each in self._facts):
            yield f"Git LFS pointers ({count:,}): what they stand for is elsewhere, not searched"

    def _of(
        self, facts: GitFacts, where: str, resolve: Callable[[str], str | None]
    ) -> Iterator[str]:
        for kind, path, text in facts.pointers:
            base = posixpath.dirname(path)
            if kind == ALTERNATES:
                base = posixpath.dirname(base)
            for target in filter(None, (line.strip() for line in text.split("\n"))):
                if target.startswith("#"):
                    continue
                problem = resolve(posixpath.normpath(posixpath.join(base, target)))
                if problem is None:
                    problem = f"outside of the {where}, so it was not followed"
                if problem:
                    verb = "borrows objects from" if kind == ALTERNATES else "points to"
                    yield f"{path} {verb} the repository {target!r}, which is {problem}"
