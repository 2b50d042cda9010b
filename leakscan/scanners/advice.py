"""What to say of a finding and what to do about it, for the place where it was found."""

from leakscan.model.location import (
    ContextFile,
    ImageField,
    Instruction,
    LayerFile,
    Location,
    Reach,
    Step,
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
    """
    Return what to do now, the most urgent first.

    What is in an image has left already, so the secret itself comes first there; in a context,
    keeping it out comes first.
    """
    here = _place_advice(place)
    match place:
        case LayerFile() | ImageField():
            parts = (rule.remediation, here)
        case ContextFile() if here and not _written_there(place):
            parts = (
                here,
                f"Built or pushed before? {rule.remediation}" if rule.remediation else "",
            )
        case _:
            parts = (here, rule.remediation)
    return " ".join(filter(None, parts))


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
        case LayerFile(introduced_by=Step(base=True)):
            return (
                "It comes with the base image: take another, or have that one built without it. "
                "Deleting it in a later step does not help, for every layer ships."
            )
        case LayerFile(visibility=Visibility.VISIBLE):
            return (
                "Then build without the file: copy less, or name it in .dockerignore; a RUN that "
                "needs it gets it with --mount=type=secret."
            )
        case LayerFile():
            return (
                "Then build without the step that brought it in: deleting it later does not help, "
                "for every layer ships. RUN --mount=type=secret stores nothing."
            )
        case ImageField():
            return _field_advice(place)
        case ContextFile():
            return _context_advice(place)
        case Instruction():
            return (
                "Take the value out of the Dockerfile: use RUN --mount=type=secret at build time "
                "or pass it when the container starts."
            )


def _field_advice(place: ImageField) -> str:
    if place.kind == "attestation":
        return (
            "Then build without it: the attestation that is pushed with the image holds the "
            "build's arguments, inline files and Dockerfile, but nothing from a secret mount."
        )
    if place.kind == "annotation" or place.path.startswith("config.Labels"):
        return "Then build without it: labels and annotations are public."
    return (
        "Then build without it: ARG and ENV values stay in the image's config and history. Use RUN "
        "--mount=type=secret at build time, and the container's environment at run time."
    )


def _context_advice(place: ContextFile) -> str:
    if place.reach is Reach.IGNORED:
        return ""
    if _written_there(place):
        return (
            f"Take the value out of {place.path}: a build argument stays in the image's history. "
            "Pass it as a build secret, and mount it with RUN --mount=type=secret."
        )
    return _kept_out(place)


def _kept_out(place: ContextFile) -> str:
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


def _written_there(place: ContextFile) -> bool:
    """Return whether a line of the file itself passes the value on: a build argument."""
    return any(line.file == place.path for line in place.decided_by)
