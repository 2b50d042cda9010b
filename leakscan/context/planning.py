"""
Which stages a build of one target runs.

Source:
    moby/buildkit, frontend/dockerfile/dockerfile2llb/convert.go.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from leakscan.context.builders import Builder
from leakscan.context.dockerfile import Dockerfile
from leakscan.context.named import NamedContext
from leakscan.context.stage_reader import StageReader
from leakscan.context.stages import Plan, Stage
from leakscan.errors import UsageError


def plan(
    dockerfile: Dockerfile,
    *,
    target: str | None,
    builder: Builder,
    build_args: Mapping[str, str],
    build_contexts: Mapping[str, NamedContext],
) -> Plan:
    """
    Return what a build of `target`, or of the last stage, runs; there must be a FROM.

    `build_contexts` are those that `named_contexts` returns.

    Raises:
        UsageError: There is no such target.
    """
    reader = StageReader(dockerfile, builder, build_args, build_contexts, target or "")
    reader.read()
    index = _target(reader.stages, target)
    if builder is Builder.CLASSIC:
        built = asked = frozenset(range(index + 1))
    else:
        built = frozenset(_reached(reader.stages, index, _needs))
        named = _reached(reader.stages, index, lambda stage: stage.refers_to)
        asked = built.union(number for number in named if not reader.stages[number].replaced)
    return Plan(
        stages=tuple(reader.stages),
        target=index,
        built=built,
        asked=asked,
        ancestry=frozenset(_ancestry(reader.stages, index)),
        arguments=tuple(reader.before),
        notes=tuple(dict.fromkeys((*reader.notes, *reader.unused()))),
    )


def _target(stages: list[Stage], target: str | None) -> int:
    if target is None:
        return len(stages) - 1
    for stage in reversed(stages):
        if stage.name and stage.name == target.lower():
            return stage.index
    if target.isascii() and target.isdigit() and len(target) < 5 and int(target) < len(stages):
        return int(target)
    names = ", ".join(stage.name for stage in stages if stage.name) or "none has a name"
    raise UsageError(f"the Dockerfile has no stage {target!r}", f"Its stages: {names}.")


def _reached(
    stages: list[Stage], index: int, needs: Callable[[Stage], Collection[int]]
) -> Iterator[int]:
    """Yield a stage, what it needs, what that needs, and so on."""
    pending = [index]
    seen = {index}
    while pending:
        stage = stages[pending.pop()]
        yield stage.index
        wanted = set(needs(stage)) - seen
        pending.extend(wanted)
        seen |= wanted


def _needs(stage: Stage) -> set[int]:
    if stage.replaced:
        return set()
    taken = {transfer.origin for transfer in stage.transfers if transfer.origin >= 0}
    return taken | (set() if stage.base is None else {stage.base})


def _ancestry(stages: list[Stage], index: int) -> Iterator[int]:
    current: int | None = index
    while current is not None:
        yield current
        current = stages[current].base
