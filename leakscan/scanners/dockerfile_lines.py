"""
Which line of a Dockerfile made each step of an image's history.

The whole stage must fit the history, instruction by instruction, from the end: a Dockerfile that
is not this image's would fit in places by chance, and a wrong line is worse than none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leakscan.context.dockerfile import Dockerfile, Instruction, parse
from leakscan.context.instruction import KEYWORDS
from leakscan.errors import ContentError, TargetNotFound, TargetUnreadable, UsageError
from leakscan.expressions import expression
from leakscan.images.history import instruction_text
from leakscan.images.image import HistoryEntry

_HASHED = expression(r"\b(?:file|dir|multi):[0-9a-f]{16,}")
"""Builders other than BuildKit put digests for the sources and a path of their own for the end."""

_WORD = expression(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True, slots=True)
class MatchedLines:
    """What one image's history has to do with the Dockerfile."""

    file: str = ""
    dockerfile: Dockerfile | None = None
    """The one that fits; None: none does."""
    stage: int | None = None
    """Number of the stage that the image was built from; None: unclear, or no stage fits."""
    lines: dict[int, int] = field(default_factory=dict)
    """Line by position in the history."""
    first_own: int = 0
    """Position of the first step that the Dockerfile made; those before it are the base's."""

    def of(self, history_index: int) -> int | None:
        """Return the line that made a step; None: unknown."""
        return self.lines.get(history_index)

    def is_base(self, history_index: int) -> bool:
        """Tell whether a step is known to be the base image's."""
        return bool(self.lines) and history_index < self.first_own


@dataclass(frozen=True, slots=True)
class _Chain:
    """The instructions behind a stage, its base stages' first."""

    stage: int
    names: frozenset[str]
    """What a target may call the stage."""
    instructions: tuple[Instruction, ...]
    from_scratch: bool


class DockerfileLines:
    """A Dockerfile to hold against histories; `notes` says where it did not fit."""

    def __init__(
        self, file: str = "", data: bytes = b"", dockerfile: Dockerfile | None = None
    ) -> None:
        self.notes: list[str] = []
        self.file = file
        self.data = data
        self.dockerfile = dockerfile
        self._chains = _chains(dockerfile) if dockerfile else ()

    @classmethod
    def read(cls, path: Path) -> "DockerfileLines":
        """
        Read the Dockerfile at `path`.

        Raises:
            TargetNotFound: There is none.
            TargetUnreadable: It cannot be read.
            UsageError: It cannot be parsed.
        """
        try:
            data = path.read_bytes()
            dockerfile = parse(data, str(path))
        except FileNotFoundError as error:
            raise TargetNotFound(
                f"no Dockerfile at {str(path)!r}", "Check the path given with -f."
            ) from error
        except OSError as error:
            raise TargetUnreadable(
                f"cannot read the Dockerfile {str(path)!r}: {error.strerror}"
            ) from error
        except ContentError as error:
            raise UsageError(str(error), error.hint) from error
        return cls(path.as_posix().removeprefix("./"), data, dockerfile)

    @classmethod
    def attested(cls, file: str, data: bytes) -> "DockerfileLines":
        """Return a Dockerfile that an attestation holds; what does not parse knows no line."""
        try:
            return cls(file or "Dockerfile", data, parse(data, "Dockerfile"))
        except ContentError:
            return cls()

    def match(self, history: Sequence[HistoryEntry], target: str = "") -> MatchedLines:
        """
        Return the lines of the steps; none of them when no stage fits as a whole.

        `target` is the stage that was built, where that is known.
        """
        steps = [instruction_text(entry.created_by) for entry in history]
        fitting = [chain for chain in self._chains if _fits(chain, steps)]
        fitting = [chain for chain in fitting if target.lower() in chain.names] or fitting
        if not fitting:
            if self.file:
                self.notes.append(
                    f"{self.file} does not fit the image's history: no lines are given"
                )
            return MatchedLines()
        longest = max(len(chain.instructions) for chain in fitting)
        likely = [chain for chain in fitting if len(chain.instructions) == longest]
        first = len(steps) - longest
        numbers = [[each.start_line for each in chain.instructions] for chain in likely]
        lines = {
            first + at: found[0]
            for at, found in enumerate(zip(*numbers, strict=True))
            if len(set(found)) == 1
        }
        if len(lines) < longest:
            self.notes.append(
                f"several stages of {self.file} fit the image's history: lines that depend on"
                " which was built are not given"
            )
        stage = likely[0].stage if len(likely) == 1 else None
        return MatchedLines(self.file, self.dockerfile, stage, lines, first)


def _chains(dockerfile: Dockerfile) -> list[_Chain]:
    """Return the chain of each stage, the last stage's first."""
    chains: list[_Chain] = []
    names: dict[str, int] = {}
    for name, base, instructions in _stages(dockerfile):
        below = chains[names[base]] if base in names else None
        number = str(len(chains))
        chains.append(
            _Chain(
                stage=len(chains),
                names=frozenset({number, *([name] if name else [])}),
                instructions=(*(below.instructions if below else ()), *instructions),
                from_scratch=below.from_scratch if below else base == "scratch",
            )
        )
        if name:
            names[name] = int(number)
    return [chain for chain in reversed(chains) if chain.instructions]


def _stages(dockerfile: Dockerfile) -> Iterator[tuple[str, str, list[Instruction]]]:
    name = base = ""
    instructions: list[Instruction] | None = None
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            if instructions is not None:
                yield name, base, instructions
            words = instruction.statement.words
            base = words[0].lower() if words else ""
            name = words[2].lower() if len(words) == 3 else ""
            instructions = []
        elif instructions is not None:
            instructions.append(instruction)
    if instructions is not None:
        yield name, base, instructions


def _fits(chain: _Chain, steps: Sequence[str]) -> bool:
    instructions = chain.instructions
    if len(instructions) > len(steps) or (chain.from_scratch and len(instructions) < len(steps)):
        return False
    own = steps[len(steps) - len(instructions) :]
    return all(_made(each, step) for each, step in zip(instructions, own, strict=True))


def _made(instruction: Instruction, step: str) -> bool:
    """Tell whether an instruction can have made a step."""
    keyword, _, text = step.partition(" ")
    if keyword.upper() not in KEYWORDS:
        keyword, text = "RUN", step
    if keyword.upper() != instruction.keyword:
        return False
    if instruction.keyword in ("COPY", "ADD"):
        return _copies_to(instruction, text)
    if instruction.keyword != "RUN" or instruction.heredocs:
        return True
    written = " ".join(instruction.statement.words)
    return _first_words(written) == _first_words(text)


def _copies_to(instruction: Instruction, text: str) -> bool:
    words = instruction.statement.words
    if not words or "$" in words[-1] or not text or _HASHED.search(text):
        return True
    return words[-1].strip("\"'") == text.rsplit(maxsplit=1)[-1].strip("\"'")


def _first_words(command: str) -> list[str]:
    # Builders may expand variables, join lines and drop quotes: only plain words are compared.
    plain = command.split("$", 1)[0].split("#", 1)[0]
    return [word.strip("-./") for word in _WORD.findall(plain)][:3]
