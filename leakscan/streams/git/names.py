"""
Which tree names which object: enough to say where in a repository a blob lies.

For each object one name and the tree that has it, the first that was met: whoever asks for a path
climbs from tree to tree.  Ids are hashes of contents, so names from several packs, layers or
repositories can be put together.
"""

from collections.abc import Mapping

from leakscan.streams.git.objects import tree_entries
from leakscan.streams.limits import MIB

MAX_BYTES = 24 * MIB
"""Ids and names together: some three hundred thousand objects."""
_MAX_LEVELS = 4096


class ObjectNames:
    """Names of objects, collected tree by tree."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.full = False
        """Whether names were left out because there were too many."""
        self._left = max_bytes
        self._named: dict[bytes, tuple[bytes, bytes]] = {}

    @property
    def named(self) -> Mapping[bytes, tuple[bytes, bytes]]:
        """Tree and name, by object; for a whole path, the tree is empty."""
        return self._named

    def add_tree(self, tree: bytes, data: bytes) -> None:
        """Take the names in a tree."""
        for entry in tree_entries(data, len(tree)):
            if not entry.is_link:
                self.add(entry.id, tree, entry.name)

    def add(self, identity: bytes, tree: bytes, name: bytes) -> None:
        """Take one name."""
        if identity in self._named or identity == tree:
            return
        self._left -= len(identity) + len(tree) + len(name)
        if self._left < 0:
            self.full = True
            return
        self._named[identity] = (tree, name)

    def merge(self, named: Mapping[bytes, tuple[bytes, bytes]]) -> None:
        """Take the names that others collected."""
        for identity, (tree, name) in named.items():
            self.add(identity, tree, name)

    def path(self, identity: bytes) -> str:
        """Return the path of an object, from the topmost tree that is known; empty: none is."""
        parts: list[bytes] = []
        while identity in self._named and len(parts) < _MAX_LEVELS:
            identity, name = self._named[identity]
            parts.append(name)
        return b"/".join(reversed(parts)).decode("utf-8", "surrogateescape")
