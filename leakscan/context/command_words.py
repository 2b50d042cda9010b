"""The words of shell commands: options parted from paths, and wildcards as COPY has them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from leakscan.context.goglob import has_wildcard
from leakscan.context.ignorefile import clean

MAX_GLOBS = 8
"""Wildcards of COPY that one of the shell may become."""
_WRAPPERS = frozenset(
    ("busybox", "command", "doas", "env", "exec", "nice", "nohup", "stdbuf", "sudo", "toybox")
)
_VALUED = {"cp": "St", "mv": "St", "ln": "St", "install": "mogSt", "rsync": "efT"}
"""Letters whose value is the next word."""
_TAR_MODES = {"--create": "c", "--append": "r", "--update": "u", "--extract": "x", "--get": "x"}


def unwrapped(words: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Return a command without what only runs it, and whether words come from elsewhere."""
    unseen = False
    at = 0
    while at < len(words):
        name = words[at].rpartition("/")[2]
        if name == "xargs":
            unseen = True
        elif name not in _WRAPPERS:
            break
        at += 1
        while at < len(words) and (words[at].startswith("-") or "=" in words[at]):
            # `-I {}` and its like have a value.
            at += 2 if words[at] in ("-I", "-n", "-P", "-L", "-d", "-u", "-g") else 1
    return words[at:], unseen


@dataclass(slots=True)
class Tar:
    """What one call of `tar` says."""

    modes: str = ""
    """Its letters: `c` and `x` among them."""
    archive: str | None = None
    directory: str | None = None
    """The last one that it changes to."""
    names: list[tuple[str | None, str]] = field(default_factory=list)
    """What is named, each with the directory that it is named in."""


def read_tar(words: Sequence[str]) -> Tar:
    """Return what the words of `tar` say."""
    said = Tar()
    rest = iter(words)
    for number, word in enumerate(rest):
        long, equals, value = word.partition("=")
        if long in _TAR_MODES:
            said.modes += _TAR_MODES[long]
        elif long == "--file":
            said.archive = value if equals else next(rest, None)
        elif long == "--directory":
            said.directory = value if equals else next(rest, None)
        elif word.startswith("--"):
            continue
        elif word.startswith("-") or number == 0:
            said.modes += word
            for letter in word:
                said.archive = next(rest, None) if letter == "f" else said.archive
                said.directory = next(rest, None) if letter == "C" else said.directory
        else:
            said.names.append((said.directory, word))
    return said


def arguments(name: str, words: Sequence[str]) -> tuple[list[str], str | None]:
    """Return the plain words, and the directory that an option names."""
    plain: list[str] = []
    target = None
    rest = iter(words)
    for word in rest:
        long, equals, value = word.partition("=")
        if word == "--":
            plain.extend(rest)
        elif long == "--target-directory":
            target = value if equals else next(rest, None)
        elif word.startswith("-") and len(word) > 1:
            if not word.startswith("--") and word[-1] in _VALUED.get(name, ""):
                following = next(rest, None)
                target = following if word[-1] == "t" and name != "rsync" else target
        else:
            plain.append(word)
    return plain, target


def globs(path: str) -> list[str]:
    """Return a shell's wildcards as the ones of COPY: in a shell, no first dot is matched."""
    if not has_wildcard(path):
        return [clean(path)]
    parts = [_glob(part) for part in clean(path).replace("[!", "[^").split("/")]
    if prod(map(len, parts)) > MAX_GLOBS:
        return [clean(path)]
    return ["/".join(chosen) for chosen in product(*parts)]


def _glob(part: str) -> list[str]:
    if part.startswith("*"):
        rest = part.lstrip("*")
        return [f"[^.]*{rest}", rest] if rest else ["[^.]*"]
    return [f"[^.]{part[1:]}"] if part.startswith("?") else [part]
