"""
ARG and ENV that carry a secret by name: advice where there is no value, and how to do without.

The value is looked at first: `TOKEN_FILE=/run/secrets/token` names a file, and a value that is a
secret is a finding already.
"""

from collections.abc import Iterator

from leakscan.context.dockerfile import Instruction
from leakscan.context.prediction import Prediction
from leakscan.context.stages import Stage
from leakscan.detection.assignments.keys import classify
from leakscan.expressions import expression
from leakscan.model.advice import Advice, AdviceKind, Edit, Fix
from leakscan.scanners.habits.rewriting import Rewriter, later_runs, slug, uses

_REFERENCE = expression(r"""["']?\$(?:\{\w+(?::?[-?][^}]*)?\}|\w+)["']?""")
_EMPTY = ("", '""', "''")


def arguments(prediction: Prediction, rewriter: Rewriter) -> Iterator[Advice]:
    """Yield advice on each ARG or ENV of a stage that takes a secret from outside."""
    if prediction.plan is None:
        return
    for stage in prediction.plan.stages:
        told: set[str] = set()
        for instruction in stage.instructions:
            for name in _taken(instruction):
                if name not in told:
                    told.add(name)
                    yield Advice(
                        kind=AdviceKind.BUILD_ARGUMENT,
                        file=rewriter.file,
                        line=instruction.start_line,
                        text=instruction.raw.split("\n", 1)[0].strip(),
                        message=_message(prediction, stage, instruction, name),
                        fix=mounted_instead(stage, instruction, name, rewriter),
                    )


def secret_by_name(name: str) -> bool:
    """Return whether a name promises a secret; a vague one (`auth`, `salt`) does not."""
    found = classify(name)
    return found is not None and not found.vague


def mounted_instead(
    stage: Stage, instruction: Instruction, name: str, rewriter: Rewriter
) -> Fix | None:
    """Return the stage's lines without the variable, a secret mount giving it to each RUN."""
    declaring = [
        each
        for each in stage.instructions
        if each.keyword in ("ARG", "ENV") and _position(each, name) >= 0
    ]
    edits = [rewriter.without_words(each, [_position(each, name)]) for each in declaring]
    mount = f"type=secret,id={slug(name)},env={name}"
    runs = [run for run in later_runs(stage, instruction) if uses(run, name)]
    edits += [rewriter.mounted(run, mount) for run in runs]
    if not edits or not _apart(edits):
        return None
    how = (
        f"Build with `--secret id={slug(name)},env={name}`: only this RUN sees it."
        if runs
        else f"No RUN uses it: give it when the container starts (`docker run -e {name}`)."
    )
    return Fix(summary=how, edits=tuple(sorted(edits, key=lambda edit: edit.start_line)))


def _apart(edits: list[Edit]) -> bool:
    """Return whether no two edits touch the same line."""
    lines = [line for edit in edits for line in range(edit.start_line, edit.end_line + 1)]
    return len(lines) == len(set(lines))


def _taken(instruction: Instruction) -> Iterator[str]:
    """Yield names of secrets that get their value from outside the file."""
    if instruction.keyword not in ("ARG", "ENV"):
        return
    for word in instruction.statement.words:
        name, _, value = word.partition("=")
        outside = _REFERENCE.fullmatch(value) or (instruction.keyword == "ARG" and value in _EMPTY)
        if outside and secret_by_name(name):
            yield name


def _position(instruction: Instruction, name: str) -> int:
    names = [word.partition("=")[0] for word in instruction.statement.words]
    return names.index(name) if name in names else -1


def _message(prediction: Prediction, stage: Stage, instruction: Instruction, name: str) -> str:
    plan = prediction.plan
    if instruction.keyword == "ENV":
        kept = f"the value of {name} stays in the image's config, for everyone who can pull it"
    else:
        kept = f"the value of {name} stays in the image's history and in its provenance"
    if plan is not None and stage.index not in plan.ancestry:
        kept = f"the value of {name} stays in the build cache and in the image's provenance"
    return f"{kept}; a secret mount leaves nothing behind"
