"""Places, reaches and numbers in plain words: what every format for people says the same way."""

from typing import assert_never

from leakscan.model.finding import Finding, Skipped
from leakscan.model.location import (
    ContextFile,
    ImageField,
    Instruction,
    LayerFile,
    Location,
    Reach,
    Region,
    Span,
    Visibility,
)
from leakscan.model.report import Target
from leakscan.model.rule import Confidence
from leakscan.reporters.escape import excerpt, visible

MAX_NAME = 300
"""Longest name shown, in characters; the machine-readable formats have it whole."""

_MAX_DIGEST = 32

MAX_LINE = 160
"""Longest Dockerfile or history line shown."""

MAX_SUMMARY = 1000

_FILE_REACH = {
    Reach.BAKED: "baked into the image",
    Reach.INTERMEDIATE: "left in the build cache, not in the image",
    Reach.SENT: "sent to the builder, copied nowhere",
    Reach.REACHABLE: "not ignored: one `COPY . .` away from the image",
    Reach.IGNORED: "ignored: the builder does not see it",
}

_INSTRUCTION_REACH = {
    Reach.BAKED: "baked into the image: its config, history or layers keep the value",
    Reach.INTERMEDIATE: "left in the build cache, in a stage that does not ship",
    Reach.SENT: "sent to the builder with the Dockerfile",
    Reach.REACHABLE: "in a stage that this build does not use",
    Reach.IGNORED: "in a Dockerfile that this build does not use",
}

_FIELDS = {
    "config": "in the image's config, for everyone who can pull it",
    "history": "in the image's history, for everyone who can pull it",
    "annotation": "in an annotation, for everyone who can read the manifest",
    "attestation": "in a build attestation that is pushed with the image",
}

_MAX_COMMAND = 2000
"""Longest command shown: half of one is none."""

_CERTAINTY = {
    Confidence.CONFIRMED: "proved without the network",
    Confidence.LIKELY: "shape and surroundings fit; not proved",
    Confidence.REVIEW: "only a shape or a keyword: look at it",
}


def how_sure(finding: Finding) -> str:
    """Return what was learnt of a secret; when that is nothing, what its confidence means."""
    return excerpt(finding.detail or _CERTAINTY[finding.confidence], MAX_SUMMARY)


def place(location: Location) -> str:
    """Return where a secret lies, as short as an editor would name it."""
    match location:
        case LayerFile() | ContextFile():
            names = " > ".join(excerpt(name, MAX_NAME) for name in chain(location))
            return names + _position(location.span, location.region)
        case Instruction():
            return excerpt(location.path, MAX_NAME) + _position(location.span, location.region)
        case ImageField():
            key = f" ({excerpt(location.key, MAX_NAME)})" if location.key else ""
            return excerpt(location.path, MAX_NAME) + key
        case _:
            assert_never(location)


def chain(location: LayerFile | ContextFile) -> tuple[str, ...]:
    """Return at most the first and the last names from the file inwards, as they are."""
    names = (location.path, *location.inner)
    return names if len(names) <= 4 else (*names[:2], "...", names[-1])


def circumstances(location: Location) -> str:
    """Return what the place means for the secret: who can get at it there."""
    match location:
        case LayerFile():
            said = _in_layer(location)
        case ImageField():
            said = _FIELDS.get(location.kind, "in the image's metadata")
        case ContextFile():
            said = _FILE_REACH[location.reach]
            if location.context:
                name = excerpt(location.context, 80)
                said = said.replace("`COPY . .`", f"`COPY --from={name}`")
                said += f"; from the build context {name}"
        case Instruction():
            said = _INSTRUCTION_REACH[location.reach] + _stage(location)
        case _:
            assert_never(location)
    return said


def whose(location: Location, target: Target) -> str:
    """Return which of several platforms or images a place is for; empty if there is one."""
    if not isinstance(location, LayerFile | ImageField):
        return ""
    said = f", image {excerpt(location.image, MAX_NAME)}" if location.image else ""
    if len(target.platforms) < 2:
        return said
    if set(location.platforms) >= set(target.platforms):
        return f"{said}, on every platform"
    return f"{said}, on {excerpt(', '.join(location.platforms), MAX_NAME)}"


def proof(location: Location) -> str:
    """Return the command that gets out what is no longer visible; empty for all else."""
    if not isinstance(location, LayerFile) or location.visibility is Visibility.VISIBLE:
        return ""
    return visible(location.recovery) if len(location.recovery) <= _MAX_COMMAND else ""


def missing(item: Skipped) -> str:
    """Return what was not read, and why."""
    where = excerpt(item.path, MAX_NAME) or "the target"
    if item.layer:
        where += f" (layer {excerpt(item.layer, _MAX_DIGEST)})"
    if item.span is not None:
        length = item.span.length
        where += f", {counted(length, 'byte')} from" if length else " at byte"
        where += f" {item.span.offset}"
    return f"{where}: {excerpt(item.reason, MAX_NAME)}"


def missing_and_how(item: Skipped) -> str:
    """Return the same, and what to do to have it read."""
    return f"{missing(item)}. {excerpt(item.hint, MAX_NAME)}" if item.hint else missing(item)


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 secret`, `2 secrets`, `1,200 secrets`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(count: int) -> str:
    """Return a number of bytes in decimal units, as engines print them."""
    if count < 1000:
        return counted(count, "byte")
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 1000:
            return f"{value:.3g} {unit}"
    return f"{value / 1000:,.1f} TB"


def _position(span: Span, region: Region | None) -> str:
    if region is None:
        return f" at byte {span.offset}"
    return f":{region.start_line}:{region.start_column}"


def _stage(location: Instruction) -> str:
    """Return the stage in brackets; a mere number only where not all of the file is built."""
    if not location.stage or (location.stage.isdecimal() and location.reach is Reach.BAKED):
        return ""
    return f" (stage {excerpt(location.stage, 80)})"


def _in_layer(location: LayerFile) -> str:
    layer = location.layer
    if layer.index < 0:
        return "in a blob that comes with the image but that no manifest names"
    total = f" of {layer.count}" if layer.count else ""
    introduced = location.introduced_by
    base = " (base image)" if introduced is not None and introduced.base else ""
    said = f"layer {layer.index + 1}{total}{base}, "
    if location.visibility is Visibility.VISIBLE:
        said += "visible in the image"
    else:
        removed = location.removed_by
        by = "" if removed is None or removed.layer_index is None else f" {removed.layer_index + 1}"
        said += f"{location.visibility.value} by {'layer' + by if by else 'a later layer'}"
        said += " yet still recoverable"
    return f"{said}, from package {excerpt(location.package, 80)}" if location.package else said
