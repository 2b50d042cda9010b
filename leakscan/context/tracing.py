"""Where a context's files end up: copied into stages, and on from one stage into another."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from leakscan.context.builders import Builder
from leakscan.context.carrying import Carrier, Placement
from leakscan.context.dockerfile import Instruction
from leakscan.context.follow import sent
from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine, clean
from leakscan.context.links import glob
from leakscan.context.marks import Mark
from leakscan.context.matcher import Matcher
from leakscan.context.stages import CONTEXT, NAMED, Carry, Plan, Stage, Transfer
from leakscan.context.tree import Directory
from leakscan.errors import LimitExceeded
from leakscan.model.location import Deciding, Reach

MAX_STEPS = 3_000_000
"""Names looked at and files followed, in all; a real Dockerfile takes thousands."""

MAX_PLACEMENTS = 500
"""In one stage; what a RUN carries beyond them may be anywhere in it."""
_MAX_LINES = 20
"""Lines of one instruction that are quoted."""


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
        self.carrier = Carrier(trees, self._spend)
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
        mounted: list[Placement] = []
        carries = list(reversed(stage.carries))
        for number, transfer in enumerate(stage.transfers):
            while carries and carries[-1].after <= number:
                self._carry(carries.pop(), placements, mounted)
            step = self._deciding(transfer.instruction)
            self._spend(1)
            found = self._taken(transfer, step)
            if not transfer.copies:
                mounted.extend(found)
                if self.builder is Builder.BUILDAH and transfer.origin in (CONTEXT, NAMED):
                    # It mounts the directory as it is, whatever the ignore file says.
                    for one in found:
                        yield Mark(
                            one.path, Reach.SENT, (step,), unfiltered=True, context=one.context
                        )
            else:
                placements.extend(found)
        while carries:
            self._carry(carries.pop(), placements, mounted)
        reach = Reach.BAKED if stage.index in self.plan.ancestry else Reach.INTERMEDIATE
        for one in placements[inherited:]:
            yield Mark(
                one.path,
                reach,
                one.steps,
                one.excludes,
                context=one.context,
                unsure=one.unsure,
                unfiltered=one.unfiltered,
            )

    def _taken(self, transfer: Transfer, step: Deciding) -> list[Placement]:
        """Return what a COPY, ADD or mount brings into its stage."""
        if transfer.origin in (CONTEXT, NAMED):
            self._want_all(transfer.context, transfer, step)
            found = self._sources(transfer, step)
            unfiltered = self.builder is Builder.BUILDAH and not transfer.copies
            return [
                replace(one, unfiltered=unfiltered) for one in self._placed(transfer, found, step)
            ]
        if self.roots[transfer.origin]:
            self._want_all(self.roots[transfer.origin], transfer, step)
        return list(self.carrier.carried(transfer, self.stages[transfer.origin], step))

    def _carry(self, carry: Carry, placements: list[Placement], mounted: list[Placement]) -> None:
        """Add what a RUN takes from place to place; what it mounts is there for it alone."""
        transfer = carry.transfer
        step = self._deciding(transfer.instruction)
        at_hand = [one for one in mounted if one.steps[-1].line == step.line]
        known = {(one.context, one.path, one.target, one.unpacked) for one in placements}
        for one in self.carrier.carried(transfer, [*placements, *at_hand], step):
            renamed = carry.renames or one.target is None
            target = transfer.target if renamed else one.target
            moved = replace(
                one,
                target=target if len(placements) < MAX_PLACEMENTS else None,
                unpacked=one.unpacked or renamed,
                unsure=one.unsure or None in transfer.sources,
                linked=carry.links or (one.linked and not renamed),
            )
            key = (moved.context, moved.path, moved.target, moved.unpacked)
            if key not in known:
                known.add(key)
                placements.append(moved)

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
            is_directory = self.carrier.is_dir(context, path)
            for target in self.carrier.targets(transfer, path, path, is_directory=is_directory):
                yield Placement(path, target, (step,), excludes, context=context)

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
