"""Which files ADD unpacks: it goes by what they begin with, not by their names."""

from pathlib import Path

from leakscan.context.tree import Directory, RegularFile, find, open_file
from leakscan.errors import ContentError

_COMPRESSED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")
_BLOCK = 512


def is_archive(root: Path, tree: Directory, path: str) -> bool:
    """
    Return whether a builder may unpack the file: a tar, or anything compressed, which may be one.

    What cannot be read may be one too.
    """
    if not isinstance(find(tree, path), RegularFile):
        return False
    try:
        with open_file(root, path) as stream:
            head = stream.read(_BLOCK)
    except (OSError, ContentError):
        return True
    return head.startswith(_COMPRESSED) or _is_tar(head)


def _is_tar(head: bytes) -> bool:
    if len(head) < _BLOCK:
        return False
    written = head[148:156].strip(b" \0")
    try:
        expected = int(written, 8)
    except ValueError:
        return False
    # The checksum's own field counts as spaces.
    return sum(head) - sum(head[148:156]) + 8 * ord(" ") == expected
