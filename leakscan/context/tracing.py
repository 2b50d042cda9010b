"""Where a context's files end up: copied into stages, and on from one stage into another."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from leakscan.context.builders import Builder
from leakscan.context.dockerfile import Instruction
from leakscan.context.follow import sent
from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine, clean
from leakscan.context.links import glob, inside, matches
from leakscan.context.marks import Mark
from leakscan.context.matcher import Matcher
from leakscan.context.stages import CONTEXT, NAMED, Plan, Stage, Transfer
from leakscan.context.tree import Directory, find
from leakscan.errors import LimitExceeded
from leakscan.model.location import Deciding, Reach

MAX_STEPS = 3_000_000
"""Names looked at and files followed, in all; a real Dockerfile takes thousands."""

_MAX_LINES = 20
"""Lines of one instruction that are quoted."""


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


class Tracer:
    """Follows the transfers of a plan through its stages."""

    def __init__(
        self,
        trees: Mapping[str, Directory],
        plan: Plan,
        file: str,
        builder: Builder,
        is_archive: Callable[[str], bool],
    ) -> None:
        """Take what lies in each context, by name; the build's own context has the empty one."""
        self.trees = trees
        self.is_archive = is_archive
        self.plan = plan
        self.file = file
        self.builder = builder
        self.spent = 0
        self.stages: list[list[Placement]] = []
        self.roots: list[str] = []
        """For each stage, the named context that it goes back to; empty: none."""
        self.wanted: dict[str, dict[str, Deciding]] = {}
        """By context, the sources as written, and the first instruction that asks for each."""
        self.missing: list[tuple[Deciding, str]] = []
        """Instructions with a source that is not in its context, and which context that is."""

    def marks(self) -> Iterator[Mark]:
        """
        Yield how far the named parts of the contexts get; the worst of several counts.

        Raises:
            LimitExceeded: There is too much to follow.
        """
        for stage in self.plan.stages:
            inherited = self.stages[stage.base] if stage.base is not None else []
            self._spend(len(inherited) + 1)
            self.stages.append(list(inherited))
            above = self.roots[stage.base] if stage.base is not None else ""
            self.roots.append(stage.base_context or above)
            if stage.index in self.plan.built:
                yield from self._begin(stage)
            if stage.index in self.plan.built and not stage.replaced:
                yield from self._stage(stage, len(self.stages[-1]))
        if self.builder is Builder.BUILDKIT:
            yield from self._sent()

    def _begin(self, stage: Stage) -> Iterator[Mark]:
        """Put the named context that a stage begins with into it, and say what is asked of it."""
        step = self._deciding(stage.instructions[0])
        context = stage.base_context
        if context:
            whole = Placement("", "/", (step,), context=context)
            self.stages[stage.index].append(whole)
            self.wanted.setdefault(context, {})
            if stage.index in self.plan.ancestry:
                yield Mark("", Reach.BAKED, (step,), context=context)
        root = self.roots[stage.index]
        runs = any(each.keyword == "RUN" for each in stage.instructions) and not stage.replaced
        if root and (runs or stage.index == self.plan.target):
            # Whatever is run may read all of it.
            self._want(root, None, step)

    def _sent(self) -> Iterator[Mark]:
        if "" in self.wanted:
            for index in self.plan.asked - self.plan.built:
                for transfer in self.plan.stages[index].transfers:
                    if transfer.origin == CONTEXT:
                        self._want_all("", transfer, self._deciding(transfer.instruction))
        kept = {
            stage.base_context
            for stage in self.plan.stages
            if stage.index in self.plan.built and not stage.replaced
        }
        for context, sources in self.wanted.items():
            reach = Reach.INTERMEDIATE if context and context in kept else Reach.SENT
            for path, step in sent(self.trees[context], sources, self._spend):
                yield Mark(path, reach, (step,), context=context)

    def _stage(self, stage: Stage, inherited: int) -> Iterator[Mark]:
        placements = self.stages[stage.index]
        for transfer in stage.transfers:
            step = self._deciding(transfer.instruction)
            self._spend(1)
            if transfer.origin in (CONTEXT, NAMED):
                context = transfer.context
                found = self._sources(transfer, step)
                self._want_all(context, transfer, step)
                if self.builder is Builder.BUILDAH and not transfer.copies:
                    # It mounts the directory as it is, whatever the ignore file says.
                    for path in [""] if None in transfer.sources else found:
                        yield Mark(path, Reach.SENT, (step,), unfiltered=True, context=context)
                if transfer.copies:
                    placements.extend(self._placed(transfer, found, step))
                continue
            if self.roots[transfer.origin]:
                self._want_all(self.roots[transfer.origin], transfer, step)
            if transfer.copies:
                self._spend(len(self.stages[transfer.origin]) * max(1, len(transfer.sources)))
                for placement in list(self.stages[transfer.origin]):
                    placements.extend(self._carried(transfer, placement, step))
        reach = Reach.BAKED if stage.index in self.plan.ancestry else Reach.INTERMEDIATE
        for one in placements[inherited:]:
            yield Mark(
                one.path,
                reach,
                one.steps,
                one.excludes,
                context=one.context,
                unsure=one.unsure,
            )

    def _want_all(self, context: str, transfer: Transfer, step: Deciding) -> None:
        for source in transfer.sources:
            self._want(context, source, step)

    def _want(self, context: str, source: str | None, step: Deciding) -> None:
        self.wanted.setdefault(context, {}).setdefault("" if source is None else source, step)

    def _spend(self, steps: int) -> None:
        self.spent += steps
        if self.spent > MAX_STEPS:
            raise LimitExceeded("number of steps to follow files through the stages", MAX_STEPS, "")

    def _deciding(self, instruction: Instruction) -> Deciding:
        text = _one_line(instruction.raw)
        return Deciding(file=self.file, line=instruction.start_line, text=text)

    def _sources(self, transfer: Transfer, step: Deciding) -> list[str]:
        found: list[str] = []
        tree = self.trees[transfer.context]
        for source in transfer.sources:
            if source is None:
                continue
            paths = glob(tree, source.replace("/./", "/"), self._spend)
            # BuildKit lets a wildcard match nothing.
            if not paths and not (self.builder is Builder.BUILDKIT and has_wildcard(source)):
                self.missing.append((step, transfer.context))
            found.extend(paths)
        return found

    def _placed(self, transfer: Transfer, paths: list[str], step: Deciding) -> Iterator[Placement]:
        excludes = self._excludes(transfer.excludes)
        context = transfer.context
        if None in transfer.sources:
            # Any part of the context, and so under any names.
            yield Placement(
                "", transfer.target, (step,), unpacked=True, context=context, unsure=True
            )
        for path in paths:
            if transfer.unpacks and self.is_archive(path):
                yield Placement(path, transfer.target, (step,), unpacked=True)
                continue
            is_directory = self._is_dir(context, path)
            for target in self._targets(transfer, path, path, is_directory=is_directory):
                yield Placement(path, target, (step,), excludes, context=context)

    def _targets(
        self, transfer: Transfer, path: str, parents: str, *, is_directory: bool
    ) -> tuple[str | None, ...]:
        """Return where a source lands: a file's place is unclear unless the target says more."""
        if transfer.target is None:
            return (None,)
        if transfer.keeps_parents:
            return (clean(f"{transfer.target}/{parents}"),)
        if is_directory:
            return (transfer.target,)
        below = clean(f"{transfer.target}/{path.rpartition('/')[2]}")
        return (below,) if transfer.into else (transfer.target, below)

    def _carried(
        self, transfer: Transfer, placement: Placement, step: Deciding
    ) -> Iterator[Placement]:
        """Yield what a COPY from another stage takes of one placement."""
        steps = (*placement.steps, step)[-8:]
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
        named = "/".join(have[:depth])
        itself = self._is_dir(placement.context, placement.path)
        is_directory = bool(rest) or placement.unpacked or itself
        for target in self._targets(transfer, named, named, is_directory=is_directory):
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
        for inner in glob(node, "/".join(rest), self._spend):
            path = "/".join(filter(None, (placement.path, inner)))
            named = f"{placement.target}/{inner}"
            is_directory = self._is_dir(context, path)
            for target in self._targets(transfer, path, named, is_directory=is_directory):
                yield Placement(path, target, steps, context=context)

    def _is_dir(self, context: str, path: str) -> bool:
        return isinstance(find(self.trees[context], path), Directory)

    def _excludes(self, patterns: tuple[str, ...]) -> Matcher | None:
        # Only BuildKit matches them below each source; elsewhere nothing counts as left out.
        if not patterns or self.builder is not Builder.BUILDKIT:
            return None
        lines = []
        for pattern in patterns:
            text = clean(pattern.strip())
            lines.append(IgnoreLine(0, pattern, text.removeprefix("!"), text.startswith("!")))
        try:
            return Matcher(lines, Builder.BUILDKIT, self.file)
        except IgnoreFileError:
            return None


def _parts(path: str) -> list[str]:
    return [part for part in inside(path).split("/") if part]


def _same(wanted: str, part: str) -> bool:
    return matches(wanted, part) if has_wildcard(wanted) or "\\" in wanted else wanted == part


def _one_line(raw: str) -> str:
    """Return an instruction with the lines that it goes on for joined, and without what follows."""
    words: list[str] = []
    for line in raw.splitlines():
        bare = line.strip()
        if words and bare.startswith("#"):
            continue
        words.append(bare.rstrip("\\`").rstrip())
        if not bare.endswith(("\\", "`")) or len(words) == _MAX_LINES:
            break
    return " ".join(word for word in words if word)
