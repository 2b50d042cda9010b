"""
What the commands of a RUN take from one place to another, as far as their words say so.

Only programs are known whose business that is: `cp`, `mv`, `ln`, `install`, `rsync`, `tar`, `zip`,
`dd`, and those that print what they read into a file.  What a compiler or a script makes of its
sources is not followed.  Where a word is not clear, more is taken than may be there.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from leakscan.context.command_words import arguments, globs, read_tar, unwrapped
from leakscan.context.commands import Command, commands, script
from leakscan.context.dockerfile import Instruction
from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import clean
from leakscan.context.scope import Scope
from leakscan.context.stages import Carry, Transfer

_MAX_DEPTH = 4
"""Shells in shells."""
_MAX_PLACES = 8
"""Working directories that a command may be run in."""
_PRINTERS = frozenset(
    (
        *("awk", "base64", "bunzip2", "bzip2", "cat", "cut", "dd", "envsubst", "expand", "fold"),
        *("gawk", "grep", "egrep", "fgrep", "gunzip", "gzip", "head", "jq", "less", "more", "nl"),
        *("od", "paste", "pr", "rev", "sed", "sort", "tac", "tail", "tee", "tr", "uniq", "xxd"),
        *("xz", "yq", "zcat", "zstd", "zstdcat", "xzcat", "hexdump", "openssl", "gpg", "iconv"),
    )
)
"""Programs whose output holds what they read."""
_SHELLS = frozenset(("ash", "bash", "dash", "sh", "zsh"))
_NAME = re.compile(r"\$\{?([A-Za-z_]\w*)")
_SUBSTITUTED = re.compile(r"\$\((?!\()(.*)\)|`([^`]*)`", re.DOTALL)
_SETTERS = frozenset(("declare", "export", "for", "local", "read", "readonly", "typeset"))
_BRACES = re.compile(r"\{[^{}]*(?:,|\.\.)[^{}]*\}")

_PATH = re.compile(r"[][\w./${}~@%+,:*?=-]+")
"""A word that may be a path, and no program for `awk` or `sed`."""

_Source = str | None
"""An absolute path in the stage, wildcards kept; None: it may be anything there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """What one command takes where."""

    sources: Sequence[_Source]
    target: str | None
    into: bool = False
    renames: bool = False
    links: bool = False


def carries(
    instruction: Instruction, escape: str, scope: Scope, stage: int, after: int
) -> Iterator[Carry]:
    """Yield what a RUN of a stage takes from place to place, in order."""
    shell = _Shell(scope)
    for move in shell.run(commands(instruction, escape)):
        transfer = Transfer(
            instruction=instruction,
            origin=stage,
            sources=tuple(dict.fromkeys(move.sources)),
            target=move.target,
            into=move.into,
            within=True,
        )
        yield Carry(transfer=transfer, after=after, renames=move.renames, links=move.links)


@dataclass(slots=True)
class _Shell:
    """Reads commands in order, and keeps in mind where they are run and what goes into a pipe."""

    scope: Scope
    places: list[str | None] = field(default_factory=list)
    """Directories that it may be run in: more than one where a `cd` may not have been run."""
    outer: list[tuple[int, list[str | None]]] = field(default_factory=list)
    """The parentheses that are open, and the places outside each."""
    before: Command | None = None
    assigned: set[str] = field(default_factory=set)
    piped: list[_Source] = field(default_factory=list)
    """What the command before this one puts into its pipe."""
    depth: int = 0

    def run(self, found: Sequence[Command]) -> Iterator[_Move]:
        """Yield what the commands take where."""
        if not self.places:
            self.places.append(self.scope.workdir)
        for command in found:
            self.assigned.update(word.partition("=")[0] for word in command.assigned)
            if command.name in _SETTERS:
                self.assigned.update(word.partition("=")[0] for word in command.words[1:])
        for command in found:
            self._leave(command.subshells)
            yield from self._command(command)
            self.before = command

    def _command(self, command: Command) -> Iterator[_Move]:
        words, unseen = unwrapped(command.words)
        incoming, self.piped = self.piped, []
        name = words[0].rpartition("/")[2] if words else ""
        content = list(self._substituted(command.words))
        outputs = list(command.outputs)
        match name:
            case "cd" | "pushd":
                self._enter(command, words[1:])
            case "find":
                yield from self._found(words[1:], content)
            case "tar" | "bsdtar":
                yield from self._packed(words[1:], incoming, content)
            case _ if name in _SHELLS:
                yield from self._nested(words[1:])
            case _ if name in _BY_NAME:
                yield from _BY_NAME[name](self, name, words[1:], unseen)
            case _ if name in _PRINTERS:
                content.extend((*incoming, *self._read(words[1:])))
                outputs.extend(words[1:] if name == "tee" else ())
        for output in outputs if content else ():
            for target in self.targets(output):
                yield _Move(sources=content, target=target, renames=True)
        if command.piped:
            self.piped = content

    def _read(self, words: Sequence[str]) -> list[_Source]:
        """Return what a printer reads; its programs and patterns are no paths."""
        bare = (word.lstrip("<") for word in words)
        return self.sources(word for word in bare if _PATH.fullmatch(word))

    def _leave(self, subshells: Sequence[int]) -> None:
        """Forget where a subshell was that is closed, and keep in mind where one begins."""
        while self.outer and tuple(number for number, _ in self.outer) != tuple(
            subshells[: len(self.outer)]
        ):
            self.places = self.outer.pop()[1]
        for number in subshells[len(self.outer) :]:
            self.outer.append((number, list(self.places)))

    def _enter(self, command: Command, words: Sequence[str]) -> None:
        before = self.before
        perhaps = command.ends == "||" or (
            before is not None and (before.ends == "||" or before.name in ("[", "[[", "test"))
        )
        for word in [word for word in words if not word.startswith("-")][:1] or ["~"]:
            entered = [*self.targets(word), *(self.places if perhaps else ())]
            self.places = list(dict.fromkeys(entered))[:_MAX_PLACES]

    def _nested(self, words: Sequence[str]) -> Iterator[_Move]:
        for flag, text in pairwise(words):
            if flag.startswith("-") and "c" in flag and self.depth < _MAX_DEPTH:
                inner = _Shell(
                    self.scope, list(self.places), assigned=self.assigned, depth=self.depth + 1
                )
                yield from inner.run(script(text))
                return

    def _found(self, words: Sequence[str], content: list[_Source]) -> Iterator[_Move]:
        """Follow `find DIR... -exec COMMAND {} ;`: it is run on anything below the directories."""
        starts = []
        for word in words:
            if word.startswith(("-", "(", "!")):
                break
            starts.append(word)
        below = self.sources(starts or ["."])
        content.extend(below)
        for at, word in enumerate(words):
            if word in ("-exec", "-execdir", "-ok", "-okdir"):
                inner = [each for each in words[at + 1 :] if each not in (";", "+")]
                for move in self._command(Command(words=tuple(inner), text="", line=0)):
                    sources = [each for each in move.sources if each is not None]
                    yield _Move(
                        sources=[*sources, *below], target=move.target, into=True, renames=True
                    )

    def _packed(
        self, words: Sequence[str], incoming: Sequence[_Source], content: list[_Source]
    ) -> Iterator[_Move]:
        """Read what `tar` takes where; `content` takes what goes into a pipe."""
        said = read_tar(words)
        named = [one for above, word in said.names for one in self._inside(above).sources([word])]
        if "x" in said.modes:
            packed = incoming if said.archive in (None, "-") else self.sources([said.archive])
            for where in self.targets(said.directory or ".") if packed else ():
                yield _Move(sources=packed, target=where, renames=True)
        elif not set(said.modes) & set("cru"):
            return
        elif said.archive in (None, "-"):
            content.extend(named)
        else:
            for where in self.targets(said.archive):
                yield _Move(sources=named, target=where, renames=True)

    def _inside(self, directory: str | None) -> "_Shell":
        if directory is None:
            return self
        return _Shell(self.scope, self.targets(directory), assigned=self.assigned)

    def _substituted(self, words: Iterable[str]) -> Iterator[_Source]:
        """Yield what `$(cat FILE)` puts into the words of a command."""
        for word in words:
            for found in _SUBSTITUTED.finditer(word):
                for inner in script(found[1] or found[2] or ""):
                    if inner.name in _PRINTERS or inner.words[:1] == ("<",):
                        yield from self.sources(each.lstrip("<") for each in inner.words[1:])

    def copied(self, name: str, words: Sequence[str], unseen: bool) -> Iterator[_Move]:  # noqa: FBT001 - called by name
        """Read what `cp` and its like take where."""
        plain, target = arguments(name, words)
        if name == "install" and any(re.match(r"-[a-zA-Z]*d", word) for word in words):
            return
        into = target is not None or unseen
        if target is None:
            if name == "ln" and len(plain) == 1:
                plain.append(".")
            if not plain:
                return
            target = plain.pop()
        sources = [*self.sources(plain), *([None] if unseen else [])]
        if not sources:
            return
        into = (
            into or len(plain) > 1 or target.endswith(("/", "/.", "/..")) or target in (".", "..")
        )
        links = name == "ln" and any(re.match(r"-[a-zA-Z]*s", word) for word in words)
        for where in self.targets(target):
            seen = list(sources)
            if links and where is not None:
                seen.extend(
                    clean(posixpath.join(above, word))
                    for word in plain
                    for above in (where, posixpath.dirname(where))
                )
            yield _Move(sources=seen, target=where, into=into, links=links)

    def zipped(self, name: str, words: Sequence[str], unseen: bool) -> Iterator[_Move]:  # noqa: FBT001 - called by name
        """Read what `zip` and `unzip` take where."""
        plain = [word for word in words if not word.startswith("-")]
        if not plain:
            return
        if name == "zip":
            sources, targets = plain[1:], plain[:1]
        else:
            where = words.index("-d") + 1 if "-d" in words else len(words)
            sources, targets = plain[:1], [*words[where : where + 1]] or ["."]
        for target in (place for word in targets for place in self.targets(word)):
            found = [*self.sources(sources), *([None] if unseen else [])]
            yield _Move(sources=found, target=target, renames=True)

    def dumped(self, name: str, words: Sequence[str], unseen: bool) -> Iterator[_Move]:  # noqa: FBT001 - called by name
        """Read `dd if=FILE of=FILE`."""
        del name, unseen
        said = dict(word.partition("=")[::2] for word in words)
        for target in self.targets(said["of"]) if "of" in said and "if" in said else ():
            yield _Move(sources=self.sources([said["if"]]), target=target, renames=True)

    def sources(self, words: Iterable[str]) -> list[_Source]:
        """Return what words stand for; an option stands for nothing."""
        found: list[_Source] = []
        for word in words:
            if not word or (word.startswith("-") and "$" not in word):
                continue
            path = self._plain(word)
            if path is None:
                found.append(None)
                continue
            for place in self._seen_from(path):
                found.extend([None] if place is None else globs(place))
        return list(dict.fromkeys(found))

    def targets(self, word: str) -> list[str | None]:
        """Return the places that a word may stand for."""
        path = self._plain(word)
        if path is None or has_wildcard(path):
            return [None]
        return [None if place is None else clean(place) for place in self._seen_from(path)]

    def _seen_from(self, path: str) -> list[str | None]:
        if path.startswith("/"):
            return [path]
        return [place and posixpath.join(place, path) for place in self.places]

    def _plain(self, word: str) -> str | None:
        """Return a word with its variables replaced; None if it depends on what is not known."""
        if "$(" in word or "`" in word or _BRACES.search(word) or word == "{}" or "**" in word:
            return None
        if word == "~" or word.startswith("~/"):
            return None if self.scope.home is None else self.scope.home + word[1:]
        names = set(_NAME.findall(word))
        if names & self.assigned:
            return None
        if "HOME" in names and "HOME" not in self.scope.values and self.scope.home is not None:
            word = re.sub(r"\$(?:HOME\b|\{HOME\})", lambda _: self.scope.home or "", word)
        return self.scope.expand(word, "\\") if "$" in word else word


_BY_NAME: Mapping[str, Callable[[_Shell, str, Sequence[str], bool], Iterator[_Move]]] = {
    **dict.fromkeys(("cp", "gcp", "install", "ln", "mv", "rsync", "scp"), _Shell.copied),
    **dict.fromkeys(("unzip", "zip"), _Shell.zipped),
    "dd": _Shell.dumped,
}
