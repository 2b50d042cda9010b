"""
Which step made what in one image: joined from history, Dockerfile, provenance and base image.

Each is a claim of its own; what they do not say is left unknown, and none is bent to fit another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leakscan.context.builders import Builder
from leakscan.context.dockerfile import Instruction
from leakscan.context.origins import origins
from leakscan.context.planning import plan
from leakscan.context.stages import Plan
from leakscan.detection.detector import Detector
from leakscan.errors import LeakscanError
from leakscan.images.history import align_history, build_arguments
from leakscan.images.image import Image
from leakscan.images.provenance import AttestedStep
from leakscan.model.location import Step, Via
from leakscan.scanners.base_image import BasePart
from leakscan.scanners.dockerfile_lines import DockerfileLines, MatchedLines
from leakscan.scanners.fields import mask, mask_name

_MAX_TEXT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of where an image came from."""

    lines: MatchedLines
    exact: tuple[AttestedStep | None, ...]
    """By layer; None: not attested, or not by the Dockerfile whose lines are shown."""
    arguments: dict[str, str]


class Steps:
    """The steps of one image, asked by layer or by position in the history."""

    def __init__(
        self,
        image: Image,
        texts: Sequence[str],
        detector: Detector,
        lines: DockerfileLines,
        base: BasePart,
    ) -> None:
        """`texts`: the history's steps, masked."""
        self._texts = texts
        self._detector = detector
        self._base = base
        self._history_of_layer = align_history(len(image.layers), image.history)
        self._known = _known(image, lines)
        self._plan = _plan(self._known)

    def of_layer(self, index: int, path: str = "") -> Step:
        """Return the step that made a layer; with the way there of the file at `path`, if any."""
        history_index = self._history_of_layer[index]
        step = (
            self.of_history(history_index, index)
            if history_index is not None
            else Step(layer_index=index)
        )
        step = replace(step, base=step.base or index < self._base.layers)
        attested = self._known.exact[index]
        if attested is not None and attested.line is None:
            return replace(step, base=True)
        if attested is not None:
            file = self._known.lines.file or attested.file
            step = replace(step, dockerfile=file, line=attested.line)
        instruction = self._instruction(step.line)
        if instruction is not None and not step.created_by:
            step = replace(step, created_by=self._shown(instruction))
        return replace(step, via=self._via(instruction, path)) if path else step

    def all(self) -> tuple[Step, ...]:
        """Return every step, oldest first: those of the history, or those of the layers."""
        layers = {history: layer for layer, history in enumerate(self._history_of_layer)}
        if None in layers or not self._texts:
            return tuple(self.of_layer(index) for index in range(len(self._history_of_layer)))
        return tuple(
            self.of_layer(layers[index]) if index in layers else self.of_history(index, None)
            for index in range(len(self._texts))
        )

    def of_history(self, history_index: int, layer_index: int | None) -> Step:
        """Return the step at a position of the history."""
        lines = self._known.lines
        line = lines.of(history_index)
        return Step(
            history_index=history_index,
            layer_index=layer_index,
            created_by=self._texts[history_index],
            dockerfile=lines.file if line else "",
            line=line,
            base=lines.is_base(history_index) or history_index < self._base.history,
        )

    def _instruction(self, line: int | None) -> Instruction | None:
        dockerfile = self._known.lines.dockerfile
        return dockerfile.at_line(line) if dockerfile is not None and line else None

    def _via(self, instruction: Instruction | None, path: str) -> tuple[Via, ...]:
        if self._plan is None or instruction is None:
            return ()
        return tuple(
            Via(
                stage=mask_name(self._detector, origin.stage.label),
                dockerfile=self._known.lines.file,
                lines=tuple(each.start_line for each in origin.brought_by),
                text=self._shown(origin.brought_by[0]) if len(origin.brought_by) == 1 else "",
            )
            for origin in origins(self._plan, instruction, path)
        )

    def _shown(self, instruction: Instruction) -> str:
        return mask(self._detector, " ".join(instruction.raw.split())[:_MAX_TEXT])


def _known(image: Image, lines: DockerfileLines) -> _Known:
    arguments = {each.name: each.value for each in build_arguments(image.history)}
    unknown = (None,) * len(image.layers)
    attested = next((each for each in image.provenance if each.dockerfile), None)
    if attested is None:
        return _Known(lines=lines.match(image.history), exact=unknown, arguments=arguments)
    arguments |= dict(attested.arguments)
    same = lines.data == attested.dockerfile
    if lines.file and not same:
        matched = lines.match(image.history, attested.target)
        lines.notes.append(f"{lines.file} is not the Dockerfile that the image's provenance holds")
        if matched.lines:
            return _Known(lines=matched, exact=unknown, arguments=arguments)
    own = lines if same else DockerfileLines.attested(attested.file, attested.dockerfile)
    exact = attested.layers([layer.digest for layer in image.layers])
    matched = own.match(image.history, attested.target)
    if matched.dockerfile is None and any(exact):
        own.notes.clear()  # the history does not fit, and is not needed
    if own is not lines:
        lines.notes.extend(own.notes)
    if matched.dockerfile is None:
        matched = replace(matched, file=own.file, dockerfile=own.dockerfile)
    return _Known(lines=matched, exact=exact, arguments=arguments)


def _plan(known: _Known) -> Plan | None:
    dockerfile = known.lines.dockerfile
    if dockerfile is None or all(each.keyword != "FROM" for each in dockerfile.instructions):
        return None
    try:
        return plan(
            dockerfile,
            target=None,
            builder=Builder.BUILDKIT,
            build_args=known.arguments,
            build_contexts={},
        )
    except LeakscanError:
        return None
