"""The context whose ignore file is to be changed: the build's own, or a named one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from leakscan.context.prediction import NamedPart, PredictedFile, Prediction
from leakscan.context.stages import CONTEXT, NAMED, Stage, Transfer
from leakscan.context.tree import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One context of a build that was predicted."""

    prediction: Prediction = field(repr=False)
    name: str = ""
    """Of a named context; empty: the build's own."""
    root: Path | None = None
    """The directory of a named context."""
    shown: str = ""
    """Its directory as it is shown."""
    tree: Directory = field(repr=False)
    files: tuple[PredictedFile, ...] = field(repr=False)
    ignore_file: str
    """As it is shown; empty: none applies."""
    ignore_data: bytes = field(repr=False)

    def transfers(self) -> Iterator[Transfer]:
        """Yield what takes something out of this context, straight or through a stage of it."""
        plan = self.prediction.plan
        stages = plan.stages if plan else ()
        for stage in stages:
            for transfer in stage.transfers:
                if transfer.origin == CONTEXT:
                    taken = not self.name
                elif transfer.origin == NAMED:
                    taken = transfer.context == self.name
                else:
                    taken = bool(self.name) and _beginning(stages, transfer.origin) == self.name
                if taken:
                    yield transfer


def own(prediction: Prediction) -> Subject:
    """Return the build's own context."""
    return Subject(
        prediction=prediction,
        tree=prediction.tree,
        files=prediction.files,
        ignore_file=prediction.ignore_file,
        ignore_data=prediction.ignore_data,
    )


def named(prediction: Prediction, part: NamedPart) -> Subject:
    """Return a named context of the build."""
    return Subject(
        prediction=prediction,
        name=part.name,
        root=part.root,
        shown=part.shown,
        tree=part.tree,
        files=part.files,
        ignore_file=part.ignore_file,
        ignore_data=part.ignore_data,
    )


def same(subject: Subject, after: Prediction) -> Subject:
    """Return the same context in another prediction of the build."""
    parts = {part.name: part for part in after.named}
    return named(after, parts[subject.name]) if subject.name else own(after)


def _beginning(stages: tuple[Stage, ...], index: int) -> str:
    """Return the named context that a stage goes back to; empty: none."""
    stage = stages[index]
    while not stage.base_context and stage.base is not None:
        stage = stages[stage.base]
    return stage.base_context
