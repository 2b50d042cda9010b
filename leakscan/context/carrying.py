"""
What is taken from one place of a stage to another, or on into another stage: which parts, and where
they land.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import clean
from leakscan.context.links import glob, inside, matches
from leakscan.context.matcher import Matcher
from leakscan.context.stages import Transfer
from leakscan.context.tree import Directory, find
from leakscan.model.location import Deciding


@dataclass(frozen=True, slots=True)
class Placement:
    """A file or directory of the context in a stage."""

    path: str
    """In its context; empty for all of it."""
    target: str | None
    """Where it is in the stage, itself and not its directory; None: unknown."""
    steps: tuple[Deciding, ...]
    """The instructions that brought it there, in order."""
    excludes: Matcher | None = None
    """What `--exclude` leaves out below it."""
    unpacked: bool = False
    """Whether what is at the target has names of its own: an archive, or a part that is unknown."""
    context: str = ""
    """The named context that it comes from; empty: the build's own."""
    unsure: bool = False
    """Whether a variable without a value stands for it."""
    linked: bool = False
    """Whether only a link to it is there: it is what COPY takes by the link's own path."""
    unfiltered: bool = False
    """Whether the ignore file has no say in what is there."""


class Carrier:
    """Carries placements along with transfers."""

    def __init__(self, trees: Mapping[str, Directory], spend: Callable[[int], None]) -> None:
        """Take what lies in each context; `spend` may put an end to it by raising."""
        self.trees = trees
        self.spend = spend

    def carried(
        self, transfer: Transfer, placements: Sequence[Placement], step: Deciding
    ) -> Iterator[Placement]:
        """Yield what a transfer takes of what is in a stage, where it lands."""
        self.spend(len(placements) * max(1, len(transfer.sources)))
        for placement in placements:
            yield from self._one(transfer, placement, step)

    def targets(
        self, transfer: Transfer, path: str, parents: str, *, is_directory: bool
    ) -> tuple[str | None, ...]:
        """Return where a source lands: a file's place is unclear unless the target says more."""
        if transfer.target is None:
            return (None,)
        if transfer.keeps_parents:
            return (clean(f"{transfer.target}/{parents}"),)
        if is_directory and not transfer.within:
            return (transfer.target,)
        below = clean(f"{transfer.target}/{path.rpartition('/')[2]}")
        return (below,) if transfer.into else (transfer.target, below)

    def _one(self, transfer: Transfer, placement: Placement, step: Deciding) -> Iterator[Placement]:
        """Yield what a COPY from another stage takes of one placement."""
        steps = placement.steps
        if steps[-1:] != (step,):
            steps = (*steps, step)[-8:]
        for source in transfer.sources:
            if source is None or placement.target is None:
                yield replace(placement, target=None, steps=steps)
                continue
            wanted = _parts(source)
            have = _parts(placement.target)
            if not all(_same(want, part) for want, part in zip(wanted, have, strict=False)):
                continue
            if placement.unpacked and len(wanted) > len(have):
                # Something in the archive, perhaps; where it lands depends on what it is.
                yield replace(placement, target=transfer.target, steps=steps)
            elif len(wanted) <= len(have):
                yield from self._whole(transfer, placement, have, len(wanted), steps)
            else:
                yield from self._part(transfer, placement, wanted[len(have) :], steps)

    def _whole(
        self,
        transfer: Transfer,
        placement: Placement,
        have: list[str],
        depth: int,
        steps: tuple[Deciding, ...],
    ) -> Iterator[Placement]:
        """The source is the placement itself or a directory above it."""
        rest = have[depth:]
        if rest and placement.linked and not transfer.within:
            return
        named = "/".join(have[:depth])
        itself = self.is_dir(placement.context, placement.path)
        is_directory = bool(rest) or placement.unpacked or itself
        for target in self.targets(transfer, named, named, is_directory=is_directory):
            below = None if target is None else clean("/".join((target, *rest)))
            yield replace(placement, target=below, steps=steps)

    def _part(
        self,
        transfer: Transfer,
        placement: Placement,
        rest: list[str],
        steps: tuple[Deciding, ...],
    ) -> Iterator[Placement]:
        """The source is something inside the placement: perhaps one of the context's files."""
        context = placement.context
        node = find(self.trees[context], placement.path)
        if not isinstance(node, Directory):
            return
        for inner in glob(node, "/".join(rest), self.spend):
            path = "/".join(filter(None, (placement.path, inner)))
            named = f"{placement.target}/{inner}"
            is_directory = self.is_dir(context, path)
            for target in self.targets(transfer, path, named, is_directory=is_directory):
                yield replace(
                    placement,
                    path=path,
                    target=target,
                    steps=steps,
                    excludes=None,
                    unpacked=False,
                    linked=False,
                )

    def is_dir(self, context: str, path: str) -> bool:
        """Return whether a path of a context is a directory."""
        return isinstance(find(self.trees[context], path), Directory)


def _parts(path: str) -> list[str]:
    return [part for part in inside(path).split("/") if part]


def _same(wanted: str, part: str) -> bool:
    return matches(wanted, part) if has_wildcard(wanted) or "\\" in wanted else wanted == part
