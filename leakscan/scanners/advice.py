"""What to say of a finding and what to do about it, for the place where it was found."""

from leakscan.model.location import (
    ContextFile,
    ImageField,
    Instruction,
    LayerFile,
    Location,
    Reach,
    Visibility,
)
from leakscan.model.rule import Rule

_REACH_MEANS = {
    Reach.BAKED: "is copied into the image",
    Reach.INTERMEDIATE: "stays in an intermediate stage and the build cache",
    Reach.SENT: "is sent to the builder",
    Reach.REACHABLE: "is not ignored: one broader COPY sends it",
    Reach.IGNORED: "is ignored by the build",
}


def message(title: str, detail: str, key: str, place: Location) -> str:
    """Return in one sentence what was found and where it stands."""
    learnt = f" ({detail})" if detail else ""
    named = f" in {key}" if key else ""
    return f"{title}{learnt}{named} {_where(place)}."


def remediation(rule: Rule, place: Location) -> str:
    """Return what to do now, first about the place and then about the secret itself."""
    return f"{_place_advice(place)} {rule.remediation}".strip()


def _where(place: Location) -> str:
    match place:
        case LayerFile():
            return f"in {place.path or 'the tar stream'}, {_layer(place)}{_fate(place)}"
        case ImageField():
            return f"in the image's {place.kind}, {place.path}"
        case ContextFile():
            of = f" of the build context {place.context}" if place.context else ""
            return f"in {place.path}{of}, which {_REACH_MEANS[place.reach]}"
        case Instruction():
            return f"in {place.path}, {place.instruction} instruction"


def _layer(place: LayerFile) -> str:
    if place.layer.index < 0:
        return "a blob that no manifest names"
    return f"layer {place.layer.index + 1}"


def _fate(place: LayerFile) -> str:
    if place.visibility is Visibility.VISIBLE:
        return ""
    return f", {place.visibility.value} by a later layer but still recoverable"


def _place_advice(place: Location) -> str:
    match place:
        case LayerFile(visibility=Visibility.VISIBLE):
            return (
                "Keep the file out of the image: exclude it with .dockerignore or copy less, give "
                "it to RUN with --mount=type=secret, and rebuild."
            )
        case LayerFile():
            return (
                "Removing it in a later step does not help: every layer ships. Rebuild without "
                "the step that brought it in; use RUN --mount=type=secret for what a build needs."
            )
        case ImageField(kind="attestation"):
            return (
                "The build's attestation is pushed with the image and holds its arguments, inline "
                "files and Dockerfile. Use RUN --mount=type=secret, and rebuild."
            )
        case ImageField():
            return (
                "ARG and ENV values stay in the image's config and history. Use RUN "
                "--mount=type=secret at build time and inject at run time, and rebuild."
            )
        case ContextFile():
            return _context_advice(place)
        case Instruction():
            return (
                "Take the value out of the Dockerfile: use RUN --mount=type=secret at build time "
                "or pass it when the container starts."
            )


def _context_advice(place: ContextFile) -> str:
    if place.reach is Reach.IGNORED:
        return ""
    if place.fix is not None and place.fix.edits[0].inserts:
        edit = place.fix.edits[0]
        return (
            f"Add `{edit.text}` to {edit.file} (`leakscan context --fix` does), or copy only what "
            "the image needs."
        )
    if place.fix is not None:
        return "Copy it no more: pass it with a mount, or when the container starts."
    if place.context:
        return (
            f"Keep it out with a .dockerignore at the top of the build context {place.context}, or"
            " copy only what the image needs."
        )
    if place.reach is Reach.REACHABLE:
        return "Keep it out with the ignore file, or out of the directory."
    return "Copy only what the image needs, and keep the rest out with the ignore file."
