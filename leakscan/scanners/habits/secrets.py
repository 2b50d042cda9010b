"""The same instruction without the secret that was found in it."""

from leakscan.context.dockerfile import Instruction
from leakscan.context.prediction import Prediction
from leakscan.context.stages import Stage
from leakscan.expressions import expression
from leakscan.model.advice import Fix
from leakscan.model.finding import Detection
from leakscan.scanners.habits.arguments import mounted_instead
from leakscan.scanners.habits.copies import fetched_instead
from leakscan.scanners.habits.rewriting import Rewriter, slug, with_mount

_ASSIGNED = expression(r"([A-Za-z_]\w*)=[\"']?\Z")
_REMOTE = expression(r"(?i)(https?)://[^\s/@]+@(\S+)")


_LONGEST_NAME = 200


def without_secret(prediction: Prediction, detection: Detection, rewriter: Rewriter) -> Fix | None:
    """Return the lines to write instead of those that hold the secret; None if none are known."""
    if prediction.dockerfile is None or prediction.plan is None or detection.region is None:
        return None
    instruction = prediction.dockerfile.at_line(detection.region.start_line)
    if instruction is None:
        return None
    match instruction.keyword:
        case "ENV" | "ARG":
            stage = _stage(prediction, instruction)
            name = _name(instruction, detection)
            return mounted_instead(stage, instruction, name, rewriter) if stage and name else None
        case "RUN":
            return _read_instead(instruction, detection, rewriter)
        case "ADD" if found := _REMOTE.search(instruction.raw):
            return fetched_instead(instruction, f"{found[1]}://{found[2]}", rewriter)
        case _:
            return None


def _stage(prediction: Prediction, instruction: Instruction) -> Stage | None:
    for stage in prediction.plan.stages if prediction.plan else ():
        if stage.instructions[0].start_line <= instruction.start_line <= _end(stage):
            return stage
    return None


def _end(stage: Stage) -> int:
    return stage.instructions[-1].end_line


def _name(instruction: Instruction, detection: Detection) -> str:
    """Return the variable whose value holds the secret; empty if that is not clear."""
    names = [word.partition("=")[0] for word in instruction.statement.words]
    if detection.key in names:
        return detection.key
    ahead = instruction.raw.encode("utf-8", "surrogateescape")
    ahead = ahead[: max(0, detection.span.offset - instruction.start)]
    before = ahead.decode("utf-8", "replace")
    written = [(before.rfind(f"{name}="), name) for name in names]
    place, name = max(written, default=(-1, ""))
    return name if place >= 0 else names[0] if len(names) == 1 else ""


def _read_instead(instruction: Instruction, detection: Detection, rewriter: Rewriter) -> Fix | None:
    """Return a RUN that reads the secret from a mount where it was written out."""
    raw = instruction.raw.encode("utf-8", "surrogateescape")
    start = detection.span.offset - instruction.start
    end = start + detection.span.length
    if instruction.heredocs or instruction.statement.is_json or not 0 <= start < end <= len(raw):
        return None
    ahead, behind = (part.decode("utf-8", "surrogateescape") for part in (raw[:start], raw[end:]))
    assigned = _ASSIGNED.search(ahead[-_LONGEST_NAME:])
    name = slug(detection.key or (assigned[1] if assigned else detection.rule_id))
    read = f"$(cat /run/secrets/{name})"
    match _open_quote(ahead):
        case "'":
            read = f"'\"{read}\"'"
        case "":
            read = f'"{read}"'
    text = with_mount(f"{ahead}{read}{behind}".rstrip("\r\n"), f"type=secret,id={name}")
    return Fix(
        summary=f"Build with `--secret id={name},src=FILE` or `env=NAME`.",
        edits=(rewriter.changed(instruction, text),),
    )


def _open_quote(text: str) -> str:
    quote = ""
    escaped = False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
    return quote
