"""The steps and lines that made a place what it is, in plain words."""

import re
from typing import assert_never

from leakscan.expressions import expression
from leakscan.model.location import (
    ContextFile,
    Deciding,
    ImageField,
    Instruction,
    LayerFile,
    Location,
    Step,
    Via,
    Visibility,
)
from leakscan.reporters.escape import excerpt
from leakscan.reporters.mask import masked
from leakscan.reporters.wording import MAX_LINE, MAX_NAME

_NOP = expression(r"^/bin/sh -c #\(nop\)\s*")
_SHELL = expression(
    r"^(?:RUN\s+)?(?:\|\d+ .{0,4096}?\s?)?/bin/(?:ba|a|da)?sh -[a-z]{1,8}\s+", re.DOTALL
)
_BUILDKIT = expression(r"\s*# buildkit\s*$")


def steps(location: Location) -> list[tuple[str, str]]:
    """Return labelled lines: which steps or lines made the place what it is."""
    match location:
        case LayerFile():
            verb = "deleted" if location.visibility is Visibility.DELETED else "replaced"
            return [
                *_step("added by", location.introduced_by),
                *_step(f"{verb} by", location.removed_by),
            ]
        case ImageField():
            return _step("added by", location.introduced_by)
        case ContextFile() | Instruction():
            return [("because of", decided(line)) for line in location.decided_by[:3]]
        case _:
            assert_never(location)


def step(made_by: Step) -> str:
    """Return a build step: the Dockerfile's line when known, else what history records."""
    command = excerpt(masked(instruction(made_by.created_by)), MAX_LINE)
    if made_by.line is not None:
        file = excerpt(made_by.dockerfile or "Dockerfile", MAX_NAME)
        return f"{file}:{made_by.line} {command}".rstrip()
    return f"{command} (base image)" if command and made_by.base else command


def via(stage: Via) -> str:
    """Return an earlier stage and the line that brought a file into it, as far as it is known."""
    said = f"stage {excerpt(stage.stage, 80)}"
    if not stage.lines:
        return f"{said}, which does not say where the file is from"
    numbers = " or ".join(str(line) for line in stage.lines[:5])
    text = excerpt(masked(stage.text.strip()), MAX_LINE)
    return (
        f"{said}: {excerpt(stage.dockerfile or 'Dockerfile', MAX_NAME)}:{numbers} {text}".rstrip()
    )


def decided(line: Deciding) -> str:
    """Return the line of an ignore file or Dockerfile, with its place."""
    text = excerpt(masked(line.text.strip()), MAX_LINE)
    return f"{excerpt(line.file, MAX_NAME)}:{line.line} {text}".rstrip()


def instruction(created_by: str) -> str:
    """Return a history entry as its Dockerfile would have spelled it."""
    command = _BUILDKIT.sub("", created_by.strip())
    without_marker = _NOP.sub("", command)
    if without_marker != command:
        return without_marker.strip()
    return _SHELL.sub("RUN ", command).strip()


def _step(label: str, made_by: Step | None) -> list[tuple[str, str]]:
    if made_by is None:
        return []
    said = step(made_by)
    return [(label, said), *(("via", via(stage)) for stage in made_by.via)] if said else []
