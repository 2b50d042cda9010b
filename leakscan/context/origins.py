"""
Where a file of a stage came from: back through `COPY --from` to the instruction that brought it in.

Only the Dockerfile is at hand, not the files.  What it does not say stays unknown, and where two
instructions can have done it, both are told.

Source:
    moby/buildkit, frontend/dockerfile/dockerfile2llb/convert.go.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leakscan.context.dockerfile import Instruction
from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import clean
from leakscan.context.links import matches
from leakscan.context.stages import Plan, Stage, Transfer

_MAX_HOPS = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """A stage that a file came through."""

    stage: Stage
    brought_by: tuple[Instruction, ...]
    """One: it was that one.  Several: one of them.  None: the Dockerfile does not say."""


def origins(plan: Plan, instruction: Instruction, path: str) -> tuple[Origin, ...]:
    """
    Return the stages that `path`, which `instruction` copied into an image, came through.

    The nearest comes first.  Nothing for what did not come from a stage.
    """
    transfer = _transfer(plan, instruction)
    found: list[Origin] = []
    path = "/" + path.strip("/")
    while transfer is not None and transfer.origin >= 0 and len(found) < _MAX_HOPS:
        stage = plan.stages[transfer.origin]
        sources = list(_sources(transfer, path))
        by_source = [tuple(_brought(plan, stage, source)) for source in sources]
        known = [(s, by) for s, by in zip(sources, by_source, strict=True) if by]
        instructions = tuple(dict.fromkeys(each for _, by in known for each in by))
        ordered = tuple(sorted(instructions, key=lambda each: each.start_line))
        found.append(Origin(stage, ordered))
        transfer = _transfer(plan, ordered[0]) if len(ordered) == 1 else None
        if known:
            path = known[0][0]
    return tuple(found)


def _transfer(plan: Plan, instruction: Instruction) -> Transfer | None:
    for stage in plan.stages:
        for transfer in stage.transfers:
            if transfer.copies and transfer.instruction.start_line == instruction.start_line:
                return transfer
    return None


def _sources(transfer: Transfer, path: str) -> Iterator[str]:
    """Yield what a file at `path` may have been called where it was copied from, likely first."""
    if transfer.target is None:
        return
    target = "/" + transfer.target.strip("/")
    inside = path.removeprefix(target).lstrip("/")
    if path != target and not path.startswith(target.rstrip("/") + "/"):
        return
    if transfer.into and not inside:
        return
    for source in transfer.sources:
        if source is not None:
            yield from _named(transfer, clean("/" + source), inside)


def _named(transfer: Transfer, source: str, inside: str) -> Iterator[str]:
    parent, _, name = source.rpartition("/")
    if transfer.keeps_parents:
        whole = f"/{inside}"
        if whole == source or whole.startswith(source.rstrip("/") + "/"):
            yield whole
    elif has_wildcard(name) and not has_wildcard(parent):
        if "/" not in inside and inside and matches(name, inside):
            yield f"{parent}/{inside}"
    elif not has_wildcard(source):
        if not inside:
            yield source
        elif inside == name:
            yield source  # a file, or else there would be a directory of its own name in it
        elif not posixpath.splitext(name)[1]:
            yield posixpath.join(source, inside)  # `package.json` is no directory


def _brought(plan: Plan, stage: Stage, path: str) -> Iterator[Instruction]:
    """Yield the instructions of a stage, and of those it continues, that can have made `path`."""
    current: Stage | None = stage
    while current is not None:
        transfers = {each.instruction.start_line: each for each in current.transfers if each.copies}
        for instruction in reversed(current.instructions):
            transfer = transfers.get(instruction.start_line)
            if transfer is not None and any(True for _ in _sources(transfer, path)):
                yield instruction
                if _surely(transfer, path):
                    return
            elif _is_written_by(instruction, path):
                yield instruction
                return
            elif instruction.keyword == "RUN" and _mentions(instruction.raw, path):
                yield instruction
        current = None if current.base is None else plan.stages[current.base]


def _surely(transfer: Transfer, path: str) -> bool:
    """Whether a transfer names exactly this file, so that nothing before it matters."""
    return any(
        source is not None and source.rpartition("/")[2] == path.rpartition("/")[2]
        for source in transfer.sources
    )


def _is_written_by(instruction: Instruction, path: str) -> bool:
    """Whether a here-document is copied to exactly this path."""
    if instruction.keyword not in {"COPY", "ADD"} or not instruction.heredocs:
        return False
    target = instruction.statement.words[-1]
    if target.endswith("/"):
        return path.rpartition("/")[2] in {each.word.name for each in instruction.heredocs}
    return path.endswith("/" + target.removeprefix("./").lstrip("/"))


def _mentions(text: str, path: str) -> bool:
    """Whether a command names the file: it may have made it, or only used it."""
    name = re.escape(path.rpartition("/")[2])
    return re.search(rf"(?<![\w-]){name}(?![\w.-])", text) is not None
