"""
Stages: which of them a build runs, and what each takes from the context or from another.

Source:
    moby/buildkit, frontend/dockerfile/dockerfile2llb/convert.go.
"""

import csv
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from leakscan.context.builders import Builder
from leakscan.context.dockerfile import Dockerfile, Instruction
from leakscan.context.ignorefile import clean
from leakscan.context.instruction import KEYWORDS
from leakscan.context.scope import Scope, platform_arguments
from leakscan.errors import UsageError

CONTEXT = -1
"""In place of a stage's index: the build context itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What one COPY, ADD or RUN --mount takes, and where it puts it."""

    instruction: Instruction
    origin: int
    """Index of the stage that it takes from, or CONTEXT."""
    sources: tuple[str | None, ...]
    """As resolved, wildcards kept; None: depends on an unknown variable, so it may be anything."""
    target: str | None = None
    """Absolute path in the stage; None: unknown."""
    into: bool = False
    """Whether the target is certainly a directory."""
    copies: bool = True
    """False for a mount, which leaves nothing behind."""
    excludes: tuple[str, ...] = ()
    keeps_parents: bool = False
    """Whether the sources' own directories are kept (`--parents`)."""
    unpacks: bool = False
    """Whether an archive arrives as what is in it (`ADD`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One FROM and what follows it."""

    index: int
    name: str
    """As written after AS, in lower case; empty if it has none."""
    base: int | None
    """Index of the stage that it continues; None for an image or scratch."""
    instructions: tuple[Instruction, ...]
    """Its own, FROM first."""
    transfers: tuple[Transfer, ...]
    asks_for_all: bool = False
    """Whether it makes BuildKit drop its filter, though it names no source (a tmpfs mount)."""
    replaced: bool = False
    """Whether a named build context stands in for it."""

    @property
    def label(self) -> str:
        """The stage's name, or its number."""
        return self.name or str(self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build of one target runs."""

    stages: tuple[Stage, ...]
    target: int
    built: frozenset[int]
    """Stages that are run."""
    ancestry: frozenset[int]
    """Stages that the final image consists of."""
    arguments: tuple[Instruction, ...]
    """ARGs before the first stage."""
    notes: tuple[str, ...]


def plan(
    dockerfile: Dockerfile,
    *,
    target: str | None,
    builder: Builder,
    build_args: Mapping[str, str],
    build_contexts: Mapping[str, str],
) -> Plan:
    """
    Return what a build of `target`, or of the last stage, runs; there must be a FROM.

    Raises:
        UsageError: There is no such target.
    """
    reader = _Reader(dockerfile, builder, build_args, build_contexts, target or "")
    reader.read()
    index = _target(reader.stages, target)
    if builder is Builder.CLASSIC:
        built = frozenset(range(index + 1))
    else:
        built = frozenset(_needed(reader.stages, index))
    return Plan(
        stages=tuple(reader.stages),
        target=index,
        built=built,
        ancestry=frozenset(_ancestry(reader.stages, index)),
        arguments=tuple(reader.before),
        notes=tuple(dict.fromkeys(reader.notes)),
    )


def _target(stages: list[Stage], target: str | None) -> int:
    if target is None:
        return len(stages) - 1
    for stage in reversed(stages):
        if stage.name and stage.name == target.lower():
            return stage.index
    if target.isascii() and target.isdigit() and len(target) < 5 and int(target) < len(stages):
        return int(target)
    names = ", ".join(stage.name for stage in stages if stage.name) or "none has a name"
    raise UsageError(f"the Dockerfile has no stage {target!r}", f"Its stages: {names}.")


def _needed(stages: list[Stage], index: int) -> Iterator[int]:
    pending = [index]
    seen = {index}
    while pending:
        stage = stages[pending.pop()]
        yield stage.index
        if stage.replaced:
            continue
        wanted = {transfer.origin for transfer in stage.transfers if transfer.origin >= 0}
        wanted |= set() if stage.base is None else {stage.base}
        pending.extend(wanted - seen)
        seen |= wanted


def _ancestry(stages: list[Stage], index: int) -> Iterator[int]:
    current: int | None = index
    while current is not None:
        yield current
        current = stages[current].base


@dataclass(slots=True)
class _Open:
    """The stage that is being read."""

    index: int
    name: str
    base: int | None
    replaced: bool
    scope: Scope
    instructions: list[Instruction]
    transfers: list[Transfer] = field(default_factory=list)
    triggers: list[Instruction] = field(default_factory=list)
    asks_for_all: bool = False


class _Reader:
    def __init__(
        self,
        dockerfile: Dockerfile,
        builder: Builder,
        build_args: Mapping[str, str],
        build_contexts: Mapping[str, str],
        target: str,
    ) -> None:
        self.dockerfile = dockerfile
        self.builder = builder
        self.build_args = build_args
        self.build_contexts = {name.lower(): path for name, path in build_contexts.items()}
        self.outer = Scope(platform_arguments(build_args, target))
        self.before: list[Instruction] = []
        self.stages: list[Stage] = []
        self.scopes: list[Scope] = []
        self.triggers: list[tuple[Instruction, ...]] = []
        self.notes: list[str] = []
        self.current: _Open | None = None
        self.names: dict[str, int] = {}

    def read(self) -> None:
        for instruction in self.dockerfile.instructions:
            if instruction.keyword == "FROM":
                self.close()
                self.current = self.open(instruction)
            elif self.current is not None:
                self.current.instructions.append(instruction)
                self.apply(self.current, instruction)
            elif instruction.keyword == "ARG":
                self.before.append(instruction)
                self.outer.arguments(
                    instruction.statement, self.dockerfile.escape, self.build_args, None
                )
        self.close()

    def close(self) -> None:
        stage = self.current
        if stage is None:
            return
        self.stages.append(
            Stage(
                index=stage.index,
                name=stage.name,
                base=None if stage.replaced else stage.base,
                instructions=tuple(stage.instructions),
                transfers=tuple(stage.transfers),
                asks_for_all=stage.asks_for_all,
                replaced=stage.replaced,
            )
        )
        if stage.name:
            self.names[stage.name] = stage.index
        self.scopes.append(stage.scope)
        self.triggers.append(tuple(stage.triggers))

    def open(self, instruction: Instruction) -> _Open:
        words = instruction.statement.words
        name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
        written = words[0] if words else ""
        base_name = self.outer.expand(written, self.dockerfile.escape)
        if base_name is None:
            self.note(instruction, f"base {written!r} depends on a variable without a value")
        base = self.stage(base_name or "", numbers=False)
        replaced = self.named_context(name) or (base is None and self.named_context(base_name))
        scope = self.scopes[base].copy() if base is not None else self.fresh(base_name)
        opened = _Open(len(self.stages), name, base, self.named_context(name), scope, [instruction])
        if replaced:
            self.note_context(name if self.named_context(name) else base_name or "")
        # buildah runs the triggers of images only.
        if base is not None and self.builder is not Builder.BUILDAH:
            for trigger in self.triggers[base]:
                self.apply(opened, trigger)
        return opened

    def fresh(self, base_name: str | None) -> Scope:
        # An image brings its own working directory, and it is not at hand.
        return Scope({}, workdir="/" if base_name == "scratch" else None)

    def named_context(self, name: str | None) -> bool:
        return bool(name) and (name or "").lower() in self.build_contexts

    def note(self, instruction: Instruction, fact: str) -> None:
        if len(self.notes) < 50:
            self.notes.append(f"Dockerfile line {instruction.start_line}: {fact}")

    def note_context(self, name: str) -> None:
        value = self.build_contexts[name.lower()]
        self.notes.append(
            f"the build context {name!r} ({value}) is not part of this scan: scan it on its own"
        )

    def stage(self, name: str, *, numbers: bool) -> int | None:
        """Return the index of an earlier stage, by name or by number."""
        if name.lower() in self.names:
            return self.names[name.lower()]
        if numbers and name.isascii() and name.isdigit() and len(name) < 5:
            return int(name) if int(name) < len(self.stages) else None
        return None

    def apply(self, stage: _Open, instruction: Instruction) -> None:
        statement = instruction.statement
        escape = self.dockerfile.escape
        match instruction.keyword:
            case "ENV":
                stage.scope.environment(statement, escape)
            case "ARG":
                stage.scope.arguments(statement, escape, self.build_args, self.outer)
            case "WORKDIR":
                word = stage.scope.expand(statement.arguments, escape)
                stage.scope.workdir = _joined(stage.scope.workdir, word)
            case "COPY" | "ADD":
                stage.transfers.extend(self.copy(stage, instruction))
            case "RUN":
                stage.transfers.extend(self.mounts(stage, instruction))
            case "ONBUILD" if statement.trigger:
                stage.triggers.append(replace(instruction, statement=statement.trigger))
            case keyword if keyword not in KEYWORDS:
                self.note(instruction, f"the build fails on the instruction {keyword[:20]!r}")
            case _:
                pass

    def copy(self, stage: _Open, instruction: Instruction) -> Iterator[Transfer]:
        statement = instruction.statement
        if len(statement.words) < 2:
            return
        origin = self.origin(statement.flag("from"))
        if origin is None:
            return
        heredocs = {word for word in statement.words[:-1] if _is_heredoc(word, instruction)}
        written = [word for word in statement.words[:-1] if word not in heredocs]
        sources = tuple(self.sources(stage, written, instruction))
        target = stage.scope.expand(statement.words[-1], self.dockerfile.escape)
        if sources or origin >= 0:
            yield Transfer(
                instruction=instruction,
                origin=origin,
                sources=sources,
                target=_joined(stage.scope.workdir, target),
                into=len(sources) > 1 or _is_directory(target),
                excludes=statement.flag_values("exclude"),
                keeps_parents=statement.flag("parents") not in (None, "false"),
                unpacks=instruction.keyword == "ADD" and statement.flag("unpack") != "false",
            )

    def sources(
        self, stage: _Open, words: Iterable[str], instruction: Instruction
    ) -> Iterator[str | None]:
        for word in words:
            source = stage.scope.expand(word, self.dockerfile.escape)
            if source is None:
                self.note(instruction, f"source {word!r} is unclear, so it may be everything")
            if source is None or not (instruction.keyword == "ADD" and _is_remote(source)):
                yield source

    def origin(self, name: str | None) -> int | None:
        """Return CONTEXT, a stage's index, or None for an image or another context."""
        if name is None:
            return CONTEXT
        if self.named_context(name):
            self.note_context(name)
            return None
        return self.stage(name, numbers=True)

    def mounts(self, stage: _Open, instruction: Instruction) -> Iterator[Transfer]:
        for written in instruction.statement.flag_values("mount"):
            options = mount_options(written)
            kind = options.get("type", "bind").lower()
            origin = self.origin(options.get("from"))
            if kind == "tmpfs" and origin == CONTEXT:
                stage.asks_for_all = True
            if kind in ("secret", "ssh", "tmpfs") or (kind == "cache" and origin == CONTEXT):
                continue
            if origin is not None:
                source = options.get("source", options.get("src", ""))
                yield Transfer(
                    instruction=instruction,
                    origin=origin,
                    sources=(stage.scope.expand(source, self.dockerfile.escape),),
                    copies=False,
                )


def _joined(workdir: str | None, path: str | None) -> str | None:
    if path is None:
        return None
    if path.startswith("/"):
        return clean(path)
    return None if workdir is None else clean(posixpath.join(workdir, path))


def _is_directory(target: str | None) -> bool:
    return target is not None and (target in ("", ".", "..") or target.endswith(("/", "/.", "/..")))


def _is_remote(source: str) -> bool:
    return source.startswith(("http://", "https://", "git@", "git://", "ssh://"))


def _is_heredoc(word: str, instruction: Instruction) -> bool:
    return "<<" in word and bool(instruction.heredocs)


def mount_options(written: str) -> dict[str, str]:
    """Return what a `--mount=` says, by lower-case name; nothing of a malformed one."""
    try:
        fields = next(csv.reader([written]), [])
    except csv.Error:
        return {}
    options = {}
    for item in fields:
        key, _, value = item.partition("=")
        options[key.strip().lower()] = value
    return options
