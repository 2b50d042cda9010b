"""Variables of a Dockerfile: what ARG and ENV give a name at one place in one stage."""

import platform
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from leakscan.context.ignorefile import clean
from leakscan.context.instruction import Statement
from leakscan.context.shell_words import Expansion, ShellSyntaxError, Style, expand

_MACHINES = {
    "x86_64": ("amd64", ""),
    "AMD64": ("amd64", ""),
    "aarch64": ("arm64", ""),
    "arm64": ("arm64", ""),
    "armv7l": ("arm", "v7"),
    "i686": ("386", ""),
}


def platform_arguments(build_args: Mapping[str, str], target: str) -> dict[str, str]:
    """Return the predefined arguments for this machine's platform, as far as not overridden."""
    machine = platform.machine()
    arch, variant = _MACHINES.get(machine, (machine, ""))
    full = f"linux/{arch}/{variant}" if variant else f"linux/{arch}"
    values = {"TARGETSTAGE": target or "default"}
    for side in ("BUILD", "TARGET"):
        values |= {
            f"{side}PLATFORM": full,
            f"{side}OS": "linux",
            f"{side}OSVERSION": "",
            f"{side}ARCH": arch,
            f"{side}VARIANT": variant,
        }
    return {name: build_args.get(name, value) for name, value in values.items()}


@dataclass(slots=True)
class Scope:
    """The variables at one point of a stage, and its working directory."""

    values: dict[str, str]
    unclear: set[str] = field(default_factory=set)
    """Names whose value depends on something unknown."""
    workdir: str | None = "/"
    """None: it is inherited from an image that is not at hand, or depends on a variable."""
    home: str | None = "/root"
    """Where `~` is; None: the user is another, or not known."""

    def copy(self) -> "Scope":
        """Return a scope of its own for a stage that starts from this one."""
        return Scope(dict(self.values), set(self.unclear), self.workdir, self.home)

    def joined(self, path: str | None) -> str | None:
        """Return a path as it is seen from the working directory; None if that is not known."""
        if path is None:
            return None
        if path.startswith("/"):
            return clean(path)
        return None if self.workdir is None else clean(posixpath.join(self.workdir, path))

    def expand(self, word: str, escape: str) -> str | None:
        """Return the word with its variables replaced; None if one of them is not known."""
        try:
            result = self._expansion(word, escape)
        except ShellSyntaxError:
            return None
        return None if result.unknown else result.text

    def assign(self, name: str, value: str | None) -> None:
        """Give a name a value; None makes it unclear from here on."""
        self.values.pop(name, None)
        self.unclear.discard(name)
        if value is None:
            self.unclear.add(name)
        else:
            self.values[name] = value

    def environment(self, statement: Statement, escape: str) -> None:
        """Apply an ENV; all its values see the variables as they were before it."""
        pairs = []
        for word in statement.words:
            name, _, value = word.partition("=")
            pairs.append((self.expand(name, escape), self.expand(value, escape)))
        for key, value_or_none in pairs:
            if key:
                self.assign(key, value_or_none)

    def arguments(
        self,
        statement: Statement,
        escape: str,
        build_args: Mapping[str, str],
        outer: "Scope | None",
    ) -> None:
        """Apply an ARG: the build's value, else its default, else that from before the stages."""
        for word in statement.words:
            name, equals, default = word.partition("=")
            if name in build_args:
                self.assign(name, build_args[name])
            elif equals:
                self.assign(name, self.expand(default, escape))
            elif outer is not None and name in outer.values:
                self.assign(name, outer.values[name])
            elif outer is not None and name in outer.unclear:
                self.assign(name, None)

    def _expansion(self, word: str, escape: str) -> Expansion:
        return expand(word, self.values, Style(escape=escape))
