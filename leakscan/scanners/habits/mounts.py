"""Secrets that are mounted as they should be, and then written down, printed or stored."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from leakscan.context.commands import Command, commands
from leakscan.context.dockerfile import Instruction
from leakscan.context.prediction import Prediction
from leakscan.context.stages import mount_options
from leakscan.expressions import expression
from leakscan.model.advice import Advice, AdviceKind, Fix
from leakscan.scanners.habits.rewriting import Rewriter, secret_mounts, without_command
from leakscan.scanners.habits.tools import TOOLS, Tool

_PRINTS = frozenset(("echo", "printf", "cat", "printenv", "env", "head", "tail"))
_COPIES = frozenset(("cp", "mv", "install", "dd"))
_EXPORTS = frozenset(("export", "declare", "readonly", "local", "typeset"))
_REMOVES = frozenset(("rm", "shred", "unlink"))
_DEVICES = ("/dev/", "/proc/", "&")
_CREDENTIALS = expression(r"(https?://)[^\s\"'@/]*@([^\s\"'/]+)")


def mounts(prediction: Prediction, rewriter: Rewriter) -> Iterator[Advice]:
    """Yield advice on each RUN that mounts a secret and leaves it somewhere."""
    if prediction.dockerfile is None:
        return
    for instruction in prediction.dockerfile.instructions:
        mounted = secret_mounts(instruction)
        if mounted:
            yield from _Run(instruction, mounted, rewriter).advice()


@dataclass(slots=True)
class _Run:
    """One RUN, read command by command."""

    instruction: Instruction
    mounted: tuple[dict[str, str], ...]
    rewriter: Rewriter
    paths: set[str] = field(default_factory=set)
    """Where the secrets are mounted."""
    names: set[str] = field(default_factory=set)
    """Variables that hold a secret."""
    commands: tuple[Command, ...] = ()

    def __post_init__(self) -> None:
        for options in self.mounted:
            target = _target(options)
            if target:
                self.paths.add(target)
            if name := options.get("env"):
                self.names.add(name)
        self.commands = commands(self.instruction, self.rewriter.escape)

    def advice(self) -> Iterator[Advice]:
        carried = traced = False
        for number, command in enumerate(self.commands):
            rest = self.commands[number + 1 :]
            self._learn(command)
            mentioned = self._mentions(command.text)
            traced |= command.name == "set" and any(_traces(word) for word in command.words[1:])
            if mentioned or carried:
                yield from self._leaves(command, rest, carried=carried, traced=traced)
            carried = command.piped and (carried or mentioned) and command.name in _PRINTS

    def _learn(self, command: Command) -> None:
        words = (*command.assigned, *(command.words if command.name in _EXPORTS else ()))
        for word in words:
            name, equals, value = word.partition("=")
            if equals and self._mentions(value):
                self.names.add(name)

    def _mentions(self, text: str) -> bool:
        return any(
            re.search(rf"(?<![\w./-]){re.escape(path)}(?![\w./-])", text) for path in self.paths
        ) or any(re.search(rf"\$(?:\{{{name}\b|{name}\b)", text) for name in self.names)

    def _leaves(
        self, command: Command, rest: Sequence[Command], *, carried: bool, traced: bool
    ) -> Iterator[Advice]:
        for file in dict.fromkeys(self._written(command, carried=carried)):
            if not self._passes(file) and not _removed(file, rest):
                yield self._say(
                    command,
                    f"the secret is written to {file}, which stays in the layer; mount it there,"
                    " or remove the file in the same RUN",
                    self._mounted_there(command, file),
                )
        tool = _tool(command)
        if tool is not None and not _undone(tool, rest):
            yield self._say(
                command,
                f"{command.name} keeps the secret in {tool.keeps}, which stays in the layer",
                self._unstored(command),
                AdviceKind.URL if "://" in command.text else AdviceKind.MOUNT,
            )
        if not command.piped and not command.outputs and command.name in _PRINTS and not carried:
            fix = self._without(command, "")
            yield self._say(command, "the secret is printed into the log of the build", fix)
        elif traced and any(self._mentions(f"${name}") for name in _used(command)):
            yield self._say(command, "`set -x` prints the secret into the log of the build", None)

    def _written(self, command: Command, *, carried: bool) -> Iterator[str]:
        """Yield files that the secret goes into."""
        words = [word for word in command.words[1:] if not word.startswith("-")]
        if command.outputs and not command.piped:
            yield from command.outputs
        if command.name == "tee" and carried:
            yield from words
        if command.name in _COPIES and len(words) > 1 and self._mentions(" ".join(words[:-1])):
            target = words[-1]
            source = posixpath.basename(words[0])
            yield posixpath.join(target, source) if target.endswith("/") else target
        if command.name == "sed" and any(word.startswith("-i") for word in command.words):
            yield from words[-1:]

    def _passes(self, file: str) -> bool:
        """Return whether what is written there does not get into the layer."""
        statement = self.instruction.statement.trigger or self.instruction.statement
        targets = [
            options.get("target", options.get("dst", options.get("destination", "")))
            for options in map(mount_options, statement.flag_values("mount"))
        ]
        return file.startswith(_DEVICES) or any(
            target and (file == target or file.startswith(f"{target.rstrip('/')}/"))
            for target in targets
        )

    def _say(
        self,
        command: Command,
        message: str,
        fix: Fix | None,
        kind: AdviceKind = AdviceKind.MOUNT,
    ) -> Advice:
        return Advice(
            kind=kind,
            file=self.rewriter.file,
            line=command.line,
            text=command.text.split("\n", 1)[0],
            message=message,
            fix=fix,
        )

    def _mounted_there(self, command: Command, file: str) -> Fix | None:
        """Mount the secret where it was copied to; only a plain copy can be done without."""
        plain = command.name in ("cat", *_COPIES) and len(self.mounted) == 1
        options = self.mounted[0]
        if not plain or "target" in options or "env" in options or not file.startswith("/"):
            return None
        flag = next(
            (word for word in self.instruction.raw.split() if word.startswith("--mount=")), ""
        )
        summary = f"The secret is mounted at {file} while this RUN lasts, and is not stored."
        without = self._without(command, summary)
        if without is None or f"type={options.get('type')}" not in flag:
            return None
        (edit,) = without.edits
        text = edit.text.replace(flag, f"{flag},target={file}", 1)
        return Fix(summary=summary, edits=(self.rewriter.changed(self.instruction, text),))

    def _unstored(self, command: Command) -> Fix | None:
        """Give git the credentials for this command alone."""
        if command.name != "git" or "clone" not in command.words:
            return None
        raw = self.instruction.raw.rstrip("\r\n")
        found = _CREDENTIALS.search(raw)
        call = re.search(r"\bgit\s+clone\b", raw)
        if found is None or call is None or found.start() < call.start():
            return None
        plain = f"{found[1]}{found[2]}"
        instead = f'git -c url."{found[0]}/".insteadOf={plain}/ clone'
        text = raw[: found.start()] + plain + raw[found.end() :]
        text = text[: call.start()] + instead + text[call.end() :]
        return Fix(
            summary="The address that is stored has no credentials in it.",
            edits=(self.rewriter.changed(self.instruction, text),),
        )

    def _without(self, command: Command, summary: str) -> Fix | None:
        raw = self.instruction.raw.rstrip("\r\n")
        if self.instruction.heredocs:
            return None
        written = next((form for form in _forms(command) if form in raw), None)
        text = without_command(raw, written) if written else None
        if text is None:
            return None
        return Fix(summary=summary, edits=(self.rewriter.changed(self.instruction, text),))


def _forms(command: Command) -> Iterator[str]:
    """Yield how a command may be written; redirections were read with blanks around them."""
    yield command.text
    for parting in (" > ", "> ", " >", ">"):
        yield re.sub(r"\s+>\s+", parting, command.text)
        yield re.sub(r"\s+>>\s+", parting.replace(">", ">>"), command.text)


def _target(options: dict[str, str]) -> str:
    """Return where a secret is mounted; nowhere when it is only a variable."""
    target = options.get("target", options.get("dst", options.get("destination", "")))
    if target or "env" in options:
        return target
    name = options.get("id") or posixpath.basename(options.get("source", options.get("src", "")))
    return f"/run/secrets/{name}" if name else ""


def _traces(word: str) -> bool:
    return word == "xtrace" or (word.startswith("-") and "x" in word[1:] and word[1:].isalpha())


def _used(command: Command) -> list[str]:
    text = " ".join((*command.words, *command.assigned))
    return re.findall(r"\$\{?([A-Za-z_]\w*)", text)


def _tool(command: Command) -> Tool | None:
    text = f" {' '.join(command.words[1:])} "
    for tool in TOOLS:
        if command.name in tool.names and any(f" {words} " in text for words in tool.words):
            url = tool.keeps != ".git/config" or re.search(r"://[^\s/@]{0,256}\$[^@]{0,256}@", text)
            temporary = command.name == "git" and re.search(
                r" -c \S*insteadof", text, re.IGNORECASE
            )
            if url and not temporary:
                return tool
    return None


def _undone(tool: Tool, rest: Sequence[Command]) -> bool:
    for command in rest:
        if (
            tool.undone
            and command.name in tool.names
            and re.search(tool.undone, " ".join(command.words[1:]))
        ):
            return True
    return _removed(tool.keeps, rest)


def _removed(file: str, rest: Sequence[Command]) -> bool:
    """Return whether a later command of the same RUN removes the file or a directory above it."""
    name = posixpath.basename(file)
    first = file.partition("/")[0]
    for command in rest:
        if command.name == "trap" and name in command.text:
            return True
        for word in command.words[1:] if command.name in _REMOVES else ():
            last = posixpath.basename(word.rstrip("/"))
            above = file.startswith(f"{word.rstrip('/')}/") and word not in ("/", "")
            if above or fnmatchcase(name, last) or (first.startswith(".") and last == first):
                return True
    return False
