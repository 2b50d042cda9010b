"""What becomes of a Dockerfile's own text: in the image, in the build cache, or nowhere."""

from dataclasses import dataclass

from leakscan.context.dockerfile import Instruction
from leakscan.context.prediction import Prediction
from leakscan.context.stages import Plan
from leakscan.model.location import Reach


@dataclass(frozen=True, slots=True)
class LinePlace:
    """One line of a Dockerfile."""

    instruction: str
    """Upper-case keyword; empty for a comment or a blank line."""
    stage: str
    """The stage's name or its number as text; empty before the first stage."""
    reach: Reach


def stage_of_line(prediction: Prediction, line: int) -> LinePlace:
    """
    Return the instruction and the stage of a line, counted from 1, and how far its text gets.

    The builder is always sent the whole file, so a comment is sent.  An ARG before the stages gets
    as far as the stages that take it over.
    """
    if prediction.dockerfile is None:
        return LinePlace("", "", Reach.SENT)
    instruction = prediction.dockerfile.at_line(line)
    plan = prediction.plan
    if plan is None:
        return LinePlace(instruction.keyword if instruction else "", "", Reach.SENT)
    stage = None
    for candidate in plan.stages:
        if candidate.instructions[0].start_line <= line:
            stage = candidate
    if instruction is None:
        return LinePlace("", stage.label if stage else "", Reach.SENT)
    if stage is None:
        return LinePlace(instruction.keyword, "", _outer(plan, instruction))
    return LinePlace(instruction.keyword, stage.label, _stage_reach(plan, stage.index))


def _stage_reach(plan: Plan, index: int) -> Reach:
    if index in plan.ancestry:
        return Reach.BAKED
    return Reach.INTERMEDIATE if index in plan.built else Reach.REACHABLE


def _outer(plan: Plan, instruction: Instruction) -> Reach:
    """Take the worst stage that declares the same name again without a value of its own."""
    if instruction.keyword != "ARG":
        return Reach.SENT
    names = {word.partition("=")[0] for word in instruction.statement.words}
    reaches = [
        _stage_reach(plan, stage.index)
        for stage in plan.stages
        for inner in stage.instructions
        if inner.keyword == "ARG" and names & set(inner.statement.words)
    ]
    order = list(Reach)
    return min((*reaches, Reach.SENT), key=order.index)
