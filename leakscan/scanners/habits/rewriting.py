"""Instructions written differently: always the user's own lines with the least changed in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from leakscan.context.dockerfile import Instruction
from leakscan.context.stages import Stage, mount_options
from leakscan.expressions import expression
from leakscan.model.advice import Edit

_RUN = expression(r"(?i)\A(\s*(?:ONBUILD\s+)?RUN)\b")
_NEAR = 300
"""Characters before a command in which what joins it to another one is looked for."""
MAX_RUNS = 200
"""RUN instructions of one stage that are looked at; no Dockerfile written by hand has more."""
_SLUG = expression(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Edits for one Dockerfile."""

    file: str
    escape: str = "\\"

    def drop(self, instruction: Instruction) -> Edit:
        """Return the edit that removes the instruction."""
        return self._replaced(instruction, "")

    def mounted(self, instruction: Instruction, mount: str) -> Edit:
        """Return a RUN with one more mount, its first line alone being replaced."""
        first = instruction.raw.split("\n", 1)[0].rstrip("\r")
        line = instruction.start_line
        return Edit(file=self.file, start_line=line, end_line=line, text=with_mount(first, mount))

    def changed(self, instruction: Instruction, text: str) -> Edit:
        """Return the edit that puts `text` in the place of the instruction."""
        return self._replaced(instruction, text)

    def without_words(self, instruction: Instruction, dropped: Sequence[int]) -> Edit:
        """Return an ENV, ARG or COPY without some of its words; removed whole if none is left."""
        words = instruction.statement.words
        kept = [word for number, word in enumerate(words) if number not in dropped]
        if not kept:
            return self.drop(instruction)
        flags = instruction.statement.flags
        parting = f" {self.escape}\n    " if "\n" in instruction.raw.strip() else " "
        head = " ".join((instruction.keyword, *flags, kept[0]))
        return self._replaced(instruction, parting.join((head, *kept[1:])))

    def _replaced(self, instruction: Instruction, text: str) -> Edit:
        return Edit(
            file=self.file,
            start_line=instruction.start_line,
            end_line=instruction.end_line,
            text=text,
        )


def with_mount(text: str, mount: str) -> str:
    """Return the text of a RUN with one more mount."""
    return _RUN.sub(lambda found: f"{found[1]} --mount={mount}", text, count=1)


def slug(name: str) -> str:
    """Return an id for a secret: `NPM_TOKEN` is `npm_token`, `.npmrc` is `npmrc`."""
    return _SLUG.sub("_", name.lower()).strip("_") or "secret"


def uses(instruction: Instruction, name: str) -> bool:
    """Return whether an instruction's text mentions the variable."""
    return bool(re.search(rf"\$(?:\{{{re.escape(name)}\b|{re.escape(name)}\b)", instruction.raw))


def without_command(raw: str, written: str) -> str | None:
    """Return a RUN without one of its commands; None if it stands alone or cannot be cut out."""
    ahead = raw.find(written)
    if ahead < 0:
        return None
    behind = raw[ahead + len(written) :]
    following = re.match(r"\s*(?:&&|;)\s*(?:\\\r?\n\s*)?", behind)
    if following:
        return raw[:ahead] + behind[following.end() :]
    near = max(0, ahead - _NEAR)
    before = re.search(r"\s*(?:\\\r?\n\s*)?(?:&&|;)\s*(?:\\\r?\n\s*)?\Z", raw[near:ahead])
    return raw[: near + before.start()] + behind if before and not behind.strip() else None


def secret_mounts(instruction: Instruction) -> tuple[dict[str, str], ...]:
    """Return the options of an instruction's `--mount=type=secret`, in order."""
    statement = instruction.statement.trigger or instruction.statement
    options = map(mount_options, statement.flag_values("mount"))
    return tuple(each for each in options if each.get("type", "").lower() == "secret")


def later_runs(stage: Stage, after: Instruction) -> list[Instruction]:
    """Return the stage's RUN instructions that follow one of its instructions."""
    runs = (
        instruction
        for instruction in stage.instructions
        if instruction.keyword == "RUN" and instruction.start_line > after.start_line
    )
    return list(islice(runs, MAX_RUNS))
