"""
From a Dockerfile's instructions to stages: variables resolved, and each name looked up.

Source:
    moby/buildkit, frontend/dockerfile/dockerfile2llb/convert.go.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from leakscan.context.builders import Builder
from leakscan.context.carriers import carries
from leakscan.context.dockerfile import Dockerfile, Instruction
from leakscan.context.instruction import KEYWORDS
from leakscan.context.named import Kind, NamedContext, elsewhere, familiar
from leakscan.context.scope import Scope, platform_arguments
from leakscan.context.stages import CONTEXT, NAMED, Carry, Stage, Transfer, mount_options

_NEVER_NAMED = frozenset(("scratch", "context"))
"""Names that BuildKit looks up nowhere."""


@dataclass(slots=True)
class _Open:
    """The stage that is being read."""

    index: int
    name: str
    base: int | None
    base_context: str
    replaced: bool
    scope: Scope
    instructions: list[Instruction]
    transfers: list[Transfer] = field(default_factory=list)
    refers_to: set[int] = field(default_factory=set)
    carries: list[Carry] = field(default_factory=list)
    triggers: list[Instruction] = field(default_factory=list)
    asks_for_all: bool = False


class StageReader:
    """Reads a Dockerfile's instructions into stages, in order."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        builder: Builder,
        build_args: Mapping[str, str],
        build_contexts: Mapping[str, NamedContext],
        target: str,
    ) -> None:
        self.dockerfile = dockerfile
        self.builder = builder
        self.build_args = build_args
        self.build_contexts = build_contexts
        self.used: set[str] = set()
        self.outer = Scope(platform_arguments(build_args, target))
        self.before: list[Instruction] = []
        self.stages: list[Stage] = []
        self.scopes: list[Scope] = []
        self.triggers: list[tuple[Instruction, ...]] = []
        self.notes: list[str] = []
        self.current: _Open | None = None
        self.names: dict[str, int] = {}

    def read(self) -> None:
        """Fill `stages`, and `before` with the ARGs ahead of them."""
        for instruction in self.dockerfile.instructions:
            if instruction.keyword == "FROM":
                self._close()
                self.current = self._open(instruction)
            elif self.current is not None:
                self.current.instructions.append(instruction)
                self._apply(self.current, instruction)
            elif instruction.keyword == "ARG":
                self.before.append(instruction)
                self.outer.arguments(
                    instruction.statement, self.dockerfile.escape, self.build_args, None
                )
        self._close()

    def _close(self) -> None:
        stage = self.current
        if stage is None:
            return
        self.stages.append(
            Stage(
                index=stage.index,
                name=stage.name,
                base=stage.base,
                base_context=stage.base_context,
                instructions=tuple(stage.instructions),
                transfers=tuple(stage.transfers),
                carries=tuple(stage.carries),
                refers_to=frozenset(stage.refers_to),
                asks_for_all=stage.asks_for_all,
                replaced=stage.replaced,
            )
        )
        if stage.name:
            self.names[stage.name] = stage.index
        self.scopes.append(stage.scope)
        self.triggers.append(tuple(stage.triggers))

    def _open(self, instruction: Instruction) -> _Open:
        words = instruction.statement.words
        name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
        written = words[0] if words else ""
        base_name = self.outer.expand(written, self.dockerfile.escape)
        if base_name is None:
            self._note(instruction, f"base {written!r} depends on a variable without a value")
        base, context, replaced = self._beginning(name, base_name or "")
        local = context is not None and context.kind is Kind.LOCAL
        scope = self._fresh(base_name, local=local) if base is None else self.scopes[base].copy()
        opened = _Open(
            index=len(self.stages),
            name=name,
            base=base,
            base_context=context.name if context is not None and local else "",
            replaced=replaced,
            scope=scope,
            instructions=[instruction],
        )
        named = self._stage(base_name or "", numbers=False)
        if named is not None and not replaced:
            opened.refers_to.add(named)
        # buildah runs the triggers of images only.
        if base is not None and self.builder is not Builder.BUILDAH:
            for trigger in self.triggers[base]:
                self._apply(opened, trigger)
        return opened

    def _fresh(self, base_name: str | None, *, local: bool) -> Scope:
        # An image brings its own working directory, and it is not at hand.
        return Scope({}, workdir="/" if local or base_name == "scratch" else None)

    def _beginning(self, name: str, base_name: str) -> tuple[int | None, NamedContext | None, bool]:
        """Return a stage's base: a stage or a named context, and whether that replaces it all."""
        if self.builder is Builder.BUILDKIT:
            replacing = self._named_context(name)
            if replacing is not None:
                return None, replacing, True
        base = self._stage(base_name, numbers=False)
        if base is None:
            return None, self._base_context(base_name), False
        replaced = self.stages[base]
        if replaced.replaced:
            return None, self._named_context(replaced.name), False
        return base, None, False

    def _base_context(self, name: str) -> NamedContext | None:
        context = self._named_context(name)
        if context is None or context.kind is not Kind.LOCAL or self.builder is Builder.BUILDKIT:
            return context
        self.notes.append(f"buildah takes no directory for FROM: {name!r} is an image to it")
        return None

    def _named_context(self, name: str | None) -> NamedContext | None:
        """Return the named context that a name of the Dockerfile stands for, if any."""
        if not name or (self.builder is Builder.BUILDKIT and name.lower() in _NEVER_NAMED):
            return None
        context = self.build_contexts.get(familiar(name, self.builder))
        if context is not None:
            self.used.add(context.name)
            if context.kind is not Kind.LOCAL:
                self.notes.append(elsewhere(context))
        return context

    def unused(self) -> Iterator[str]:
        """Yield what is to be said of named contexts that the Dockerfile never names."""
        for context in self.build_contexts.values():
            if context.name not in self.used:
                yield f"the Dockerfile does not name the build context {context.name!r}"

    def _note(self, instruction: Instruction, fact: str) -> None:
        if len(self.notes) < 50:
            self.notes.append(f"Dockerfile line {instruction.start_line}: {fact}")

    def _stage(self, name: str, *, numbers: bool) -> int | None:
        """Return the index of an earlier stage, by name or by number."""
        if name.lower() in self.names:
            return self.names[name.lower()]
        if numbers and name.isascii() and name.isdigit() and len(name) < 5:
            return int(name) if int(name) < len(self.stages) else None
        return None

    def _apply(self, stage: _Open, instruction: Instruction) -> None:
        statement = instruction.statement
        escape = self.dockerfile.escape
        match instruction.keyword:
            case "ENV":
                stage.scope.environment(statement, escape)
            case "ARG":
                stage.scope.arguments(statement, escape, self.build_args, self.outer)
            case "WORKDIR":
                word = stage.scope.expand(statement.arguments, escape)
                stage.scope.workdir = stage.scope.joined(word)
            case "COPY" | "ADD":
                stage.transfers.extend(self._copy(stage, instruction))
            case "RUN":
                stage.transfers.extend(self._mounts(stage, instruction))
                stage.carries.extend(
                    carries(instruction, escape, stage.scope, stage.index, len(stage.transfers))
                )
            case "USER":
                stage.scope.home = "/root" if statement.arguments in ("root", "0") else None
            case "ONBUILD" if statement.trigger:
                stage.triggers.append(replace(instruction, statement=statement.trigger))
            case keyword if keyword not in KEYWORDS:
                self._note(instruction, f"the build fails on the instruction {keyword[:20]!r}")
            case _:
                pass

    def _copy(self, stage: _Open, instruction: Instruction) -> Iterator[Transfer]:
        statement = instruction.statement
        if len(statement.words) < 2:
            return
        origin, context = self._origin(stage, statement.flag("from"))
        if origin is None:
            return
        heredocs = {word for word in statement.words[:-1] if _is_heredoc(word, instruction)}
        written = [word for word in statement.words[:-1] if word not in heredocs]
        found = list(self._sources(stage, written, instruction))
        sources = tuple(source for _, source in found)
        target = stage.scope.expand(statement.words[-1], self.dockerfile.escape)
        if sources or origin != CONTEXT:
            yield Transfer(
                instruction=instruction,
                origin=origin,
                context=context,
                sources=sources,
                unclear=tuple(word for word, source in found if source is None),
                target=stage.scope.joined(target),
                into=len(sources) > 1 or _is_directory(target),
                excludes=statement.flag_values("exclude"),
                keeps_parents=statement.flag("parents") not in (None, "false"),
                unpacks=instruction.keyword == "ADD" and statement.flag("unpack") != "false",
            )

    def _sources(
        self, stage: _Open, words: Iterable[str], instruction: Instruction
    ) -> Iterator[tuple[str, str | None]]:
        """Yield what is copied from a context or a stage, as written and as resolved."""
        for word in words:
            source = stage.scope.expand(word, self.dockerfile.escape)
            if instruction.keyword == "ADD" and _is_remote(source or word):
                continue
            if source is None:
                self._note(instruction, f"source {word!r} is unclear, so it may be everything")
            yield word, source

    def _origin(self, stage: _Open, name: str | None) -> tuple[int | None, str]:
        """Return CONTEXT, NAMED with its name, a stage's index, or None for an image."""
        if name is None:
            return CONTEXT, ""
        index = self._stage(name, numbers=True)
        stage.refers_to.update(() if index is None else (index,))
        context = self._named_context(name if index is None else self.stages[index].name)
        if context is None:
            return index, ""
        return (NAMED, context.name) if context.kind is Kind.LOCAL else (None, "")

    def _mounts(self, stage: _Open, instruction: Instruction) -> Iterator[Transfer]:
        for flag in instruction.statement.flag_values("mount"):
            options = mount_options(flag)
            kind = options.get("type", "bind").lower()
            origin, context = self._origin(stage, options.get("from"))
            if kind == "tmpfs" and origin == CONTEXT:
                stage.asks_for_all = True
            if kind in ("secret", "ssh", "tmpfs") or (kind == "cache" and origin == CONTEXT):
                continue
            if origin is not None:
                written = options.get("source", options.get("src", ""))
                source = stage.scope.expand(written, self.dockerfile.escape)
                yield Transfer(
                    instruction=instruction,
                    origin=origin,
                    context=context,
                    sources=(source,),
                    unclear=(written,) if source is None else (),
                    target=stage.scope.joined(self._mounted_at(stage, options)),
                    copies=False,
                )

    def _mounted_at(self, stage: _Open, options: Mapping[str, str]) -> str | None:
        for name in ("target", "dst", "destination"):
            if name in options:
                return stage.scope.expand(options[name], self.dockerfile.escape)
        return None


def _is_directory(target: str | None) -> bool:
    return target is not None and (target in ("", ".", "..") or target.endswith(("/", "/.", "/..")))


def _is_remote(source: str) -> bool:
    return source.startswith(("http://", "https://", "git@", "git://", "ssh://"))


def _is_heredoc(word: str, instruction: Instruction) -> bool:
    return "<<" in word and bool(instruction.heredocs)
