"""
`.leakscan.toml`, or `[tool.leakscan]` in `pyproject.toml`: what a project settles once.

Flags win over the environment, the environment over the file, the file over the defaults.  The file
may come from whoever sent a pull request, so it cannot say where to write, what to run or to show
values, and the report names what it settled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from leakscan.errors import ConfigError

FILE = ".leakscan.toml"
PROJECT = "pyproject.toml"

COMMANDS = ("context", "image")
"""Scanners: each may have a table of its own."""

TABLES = ("rules", "allow")
"""Read by detection: a project's own rules, and what it allows."""

_NOT_FROM_A_FILE = frozenset(
    {"config", "no-config", "output", "cache-dir", "no-cache", "temp-dir", "show-secrets"}
    | {"quiet", "verbose", "debug", "insecure-registry", "fix", "diff", "list"}
)
"""They write, weaken what protects this machine, or belong to one run."""
_MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """One file, read and checked."""

    path: Path | None = None
    """None: there is no file, and nothing is set."""
    shared: Mapping[str, Any] = field(default_factory=dict)
    """Values by the option's long name."""
    commands: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Values for one command alone."""
    detection: Mapping[str, Any] = field(default_factory=dict)
    """The tables that detection reads, as they stand."""

    def values(self, command: str) -> dict[str, Any]:
        """Return what is set for a command, by the option's long name."""
        return {**self.shared, **self.commands.get(command, {})}

    @property
    def notes(self) -> tuple[str, ...]:
        """What the file settles, for the report of whoever did not write it."""
        if self.path is None:
            return ()
        said = [f"{name} = {value}" for name, value in self.shared.items()]
        for command, values in self.commands.items():
            said += [f"{command}.{name} = {value}" for name, value in values.items()]
        said += [f"{len(tables)} {name}" for name, tables in self.detection.items()]
        return (f"configuration {self.path} sets {', '.join(said)}",) if said else ()


def find_configuration(folders: Sequence[Path]) -> Path | None:
    """
    Return the first file of these folders that holds a configuration.

    A folder that may not be entered has none: whoever scans it says so better.
    """
    for folder in folders:
        if _is_file(folder / FILE):
            return folder / FILE
        project = folder / PROJECT
        if _is_file(project) and "leakscan" in _tool(_parsed(project)):
            return project
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def read_configuration(path: Path, commands: Mapping[str, click.Command]) -> Configuration:
    """
    Return what a file says.

    Raises:
        ConfigError: It cannot be read, or a key or value in it is wrong.
    """
    document = _parsed(path)
    if path.name == PROJECT:
        document = _tool(document).get("leakscan", {})
        if not isinstance(document, dict):
            raise ConfigError(f"{path}: tool.leakscan: not a table")
    known = {name: options_of(command) for name, command in commands.items()}
    common = set.intersection(*(set(options) for options in known.values()))
    shared: dict[str, Any] = {}
    tables: dict[str, Mapping[str, Any]] = {}
    detection: dict[str, Any] = {}
    for key, value in document.items():
        name = key.replace("_", "-")
        if key in TABLES:
            if not isinstance(value, list):
                raise ConfigError(f"{path}: {key}: not a list of tables", f"Write [[{key}]].")
            detection[key] = value
        elif key in commands:
            if not isinstance(value, dict):
                raise ConfigError(f"{path}: {key}: not a table", f"Write [{key}].")
            tables[key] = {
                each.replace("_", "-"): _checked(path, f"{key}.{each}", known[key], found)
                for each, found in value.items()
            }
        else:
            options = {each: known[COMMANDS[0]][each] for each in common}
            _refuse_unknown(path, key, name, [*options, *TABLES, *commands])
            shared[name] = _checked(path, key, options, value)
    return Configuration(path=path, shared=shared, commands=tables, detection=detection)


def options_of(command: click.Command) -> dict[str, click.Option]:
    """Return the options that a file may set, by their long names."""
    found = {}
    for param in command.params:
        if isinstance(param, click.Option):
            name = max(param.opts, key=len).removeprefix("--")
            if name not in _NOT_FROM_A_FILE:
                found[name] = param
    return found


def _checked(path: Path, key: str, options: Mapping[str, click.Option], value: object) -> object:
    name = key.rpartition(".")[2].replace("_", "-")
    _refuse_unknown(path, key, name, list(options))
    option = options[name]
    if option.is_flag != isinstance(value, bool) or isinstance(value, dict):
        kind = "true or false" if option.is_flag else "a value"
        raise ConfigError(f"{path}: {key}: must be {kind}")
    if option.multiple and not isinstance(value, list):
        raise ConfigError(f"{path}: {key}: must be a list")
    words = value if isinstance(value, list) else [value]
    context = click.Context(click.Command("leakscan"))
    for word in words:
        try:
            option.type.convert(word, option, context)
        except click.BadParameter as error:
            raise ConfigError(f"{path}: {key}: {error.message}") from None
    return value


def _refuse_unknown(path: Path, key: str, name: str, known: Sequence[str]) -> None:
    if name in known:
        return
    if name in _NOT_FROM_A_FILE:
        raise ConfigError(f"{path}: {key}: cannot be set in a file", f"Use --{name}.")
    import difflib  # noqa: PLC0415 - for an error only

    close = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else "See 'leakscan config show'."
    raise ConfigError(f"{path}: unknown key {key!r}", hint)


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - for projects with such a file

    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    if len(text) > _MAX_BYTES:
        raise ConfigError(f"{path}: larger than any configuration")
    try:
        return tomllib.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        problem = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ConfigError(f"{path}: not TOML: {problem}") from None


def _tool(document: Mapping[str, Any]) -> Mapping[str, Any]:
    tool = document.get("tool", {})
    return tool if isinstance(tool, dict) else {}
