"""
Small files of git that stand for something elsewhere: pointers to be told of, not followed.

`.git` as a file names the repository of a worktree or a submodule, `objects/info/alternates` names
repositories that objects are borrowed from, and a Git LFS pointer stands for contents that are on a
server.

Source: git, Documentation/gitrepository-layout; git-lfs, docs/spec.md, "The Pointer".
"""

from collections.abc import Iterator

from leakscan.streams.format import Flaw, Format, Member
from leakscan.streams.git.objects import is_lfs_pointer
from leakscan.streams.limits import KIB, Budget
from leakscan.streams.source import Source

GITDIR = "pointer to a repository"
ALTERNATES = "list of other repositories"
LFS = "Git LFS pointer"
_GITDIR = b"gitdir: "
_ALTERNATES = "objects/info/alternates"
_MAX_BYTES = 64 * KIB


def _members(source: Source, name: str, _budget: Budget) -> Iterator[Member | Flaw]:
    data = source.read_at(0, _MAX_BYTES)
    title = _title(data[:512], name)
    if title == GITDIR:
        yield Member(title, (data.removeprefix(_GITDIR),))
    elif title == ALTERNATES:
        yield Member(title, (data,))
    elif is_lfs_pointer(data):
        yield Member(title, ())


def _title(head: bytes, name: str) -> str:
    if head.startswith(_GITDIR):
        return GITDIR if name.rpartition("/")[2] == ".git" else ""
    if name.endswith(_ALTERNATES):
        return ALTERNATES
    return LFS if is_lfs_pointer(head) else ""


def _recognises(head: bytes, name: str) -> bool:
    return bool(_title(head, name))


FORMAT = Format(
    name="git-pointer",
    magic=rb"gitdir: |version https://git-lfs|/[^/*\s]|\.\.?/",
    members=_members,
    recognises=_recognises,
)
