"""The options that every scanning command shares."""

import functools
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import click

from leakscan.cli.configuration import (
    COMMANDS,
    Configuration,
    find_configuration,
    options_of,
    read_configuration,
)
from leakscan.cli.console import Session
from leakscan.cli.environment import usable_cpus
from leakscan.cli.files import OutputFile, parse_output
from leakscan.cli.sizes import parse_size
from leakscan.model.rule import Confidence, Severity
from leakscan.reporters import FORMATS
from leakscan.streams.limits import GIB, Limits

Command = Callable[..., Any]

_LIMITS = Limits()

FAIL_ON = Severity.MEDIUM
MIN_SEVERITY = Severity.LOW
MIN_CONFIDENCE = Confidence.LIKELY


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The values of the shared options, and their defaults."""

    report_format: str = "text"
    outputs: tuple[OutputFile, ...] = ()
    fail_on: Severity | None = FAIL_ON
    min_severity: Severity = MIN_SEVERITY
    min_confidence: Confidence = MIN_CONFIDENCE
    jobs: int = field(default_factory=usable_cpus)
    max_layer_bytes: int = _LIMITS.max_expanded_bytes
    max_temp_bytes: int = _LIMITS.max_spool_bytes
    max_depth: int = _LIMITS.max_depth
    max_archive_bytes: int = _LIMITS.max_archive_bytes
    max_archive_seconds: float = _LIMITS.max_archive_seconds
    max_members: int = _LIMITS.max_members
    no_cache: bool = False
    cache_dir: Path | None = None
    temp_dir: Path | None = None
    show_secrets: bool = False
    show_suppressed: bool = False
    sarif_category: str = ""
    baseline: Path | None = None
    ignore_file: Path | None = None
    no_color: bool = False
    no_progress: bool = False

    @property
    def limits(self) -> Limits:
        """The bounds on what is read, with those that the user moved."""
        return replace(
            _LIMITS,
            max_expanded_bytes=self.max_layer_bytes,
            max_spool_bytes=self.max_temp_bytes,
            max_depth=self.max_depth,
            max_archive_bytes=self.max_archive_bytes,
            max_archive_seconds=self.max_archive_seconds,
            max_members=self.max_members,
        )


def shared_options(command: Command) -> Command:
    """Give a command the shared options; it takes their values as one argument, `shared`."""
    names = [each.name for each in fields(Shared)]

    @functools.wraps(command)
    def with_shared(*session: Session, **values: Any) -> Any:  # noqa: ANN401 - as click parsed it
        shared = Shared(**{name: values.pop(name) for name in names})
        return command(*session, shared=shared, **values)

    return _given(with_shared, (*_SCAN_OPTIONS, *_TERMINAL_OPTIONS))


def report_options(command: Command) -> Command:
    """Give a command the options about its reports: format, outputs, and what they list."""
    return _given(command, (*_REPORT_OPTIONS, _SHOW_SUPPRESSED, *_TERMINAL_OPTIONS))


def config_options(command: Command) -> Command:
    """Give a command `--config` and `--no-config`: what was read is its session's."""
    return _given(command, _CONFIG_OPTIONS)


def terminal_options(command: Command) -> Command:
    """Give a command the options about what it prints: `no_color` and `no_progress`."""
    return _given(command, _TERMINAL_OPTIONS)


def _given(command: Command, options: tuple[Command, ...]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def _outputs(
    _: click.Context, __: click.Parameter, words: tuple[str, ...]
) -> tuple[OutputFile, ...]:
    outputs = tuple(parse_output(word, FORMATS) for word in words)
    if len({output.path.absolute() for output in outputs}) < len(outputs):
        raise click.BadParameter("two reports would go to the same file")
    return outputs


def _size(_: click.Context, __: click.Parameter, word: str) -> int:
    return parse_size(word)


def _severity(_: click.Context, __: click.Parameter, value: str) -> Severity | None:
    return None if value == "none" else Severity[value.upper()]


def _confidence(_: click.Context, __: click.Parameter, value: str) -> Confidence:
    return Confidence[value.upper()]


def _config(context: click.Context, _: click.Parameter, given: Path | None) -> None:
    """Read the configuration, and let its values stand where nothing else says one."""
    session = context.ensure_object(Session)
    if context.meta.get(_NO_CONFIG):
        if given is not None and context.get_parameter_source("config") is _ON_THE_LINE:
            raise click.UsageError("--config and --no-config exclude each other")
        return
    path = given or find_configuration(_folders(context))
    if path is None:
        return
    session.configuration = configuration_in(path)
    options = options_of(context.command)
    context.default_map = {
        options[name].name or "": value
        for name, value in session.configuration.values(context.command.name or "").items()
        if name in options
    }


def configuration_in(path: Path) -> Configuration:
    """
    Return what a file says.

    Raises:
        ConfigError: It cannot be read, or a key or value in it is wrong.
    """
    commands = {name: importlib.import_module(f"leakscan.cli.{name}").command for name in COMMANDS}
    return read_configuration(path, commands)


def _folders(context: click.Context) -> list[Path]:
    """Return where a configuration is looked for: the working directory, then what is scanned."""
    target = context.params.get("path")
    return [Path(), *([target] if isinstance(target, Path) and target.is_dir() else [])]


def _no_config(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's call
    context.meta[_NO_CONFIG] = value
    context.ensure_object(Session).no_config = value


_NO_CONFIG = "leakscan.no_config"
_ON_THE_LINE = click.core.ParameterSource.COMMANDLINE


def _verbose(context: click.Context, _: click.Parameter, value: int) -> None:
    session = context.ensure_object(Session)
    session.verbosity = max(session.verbosity, value)


def _debug(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's call
    if value:
        context.ensure_object(Session).verbosity = 2


def _quiet(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's call
    context.ensure_object(Session).quiet = value


_SEVERITIES = [severity.label for severity in Severity]
_CONFIDENCES = [confidence.label for confidence in reversed(Confidence)]

_TERMINAL_OPTIONS = (
    click.option("--no-color", is_flag=True, help="Print the report without colours."),
    click.option("--no-progress", is_flag=True, help="Do not show how far the scan is."),
    click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_quiet,
        help="Print the report and errors, nothing else.",
    ),
    click.option(
        "-v",
        "--verbose",
        count=True,
        expose_value=False,
        callback=_verbose,
        help="Say more about the run; twice: tracebacks, too.",
    ),
    click.option(
        "--debug",
        is_flag=True,
        expose_value=False,
        callback=_debug,
        help="The same as -vv.",
    ),
)

_SHOW_SUPPRESSED = click.option(
    "--show-suppressed",
    is_flag=True,
    help="List what was found and suppressed, too.",
)

_REPORT_OPTIONS = (
    click.option(
        "--format",
        "report_format",
        envvar="LEAKSCAN_FORMAT",
        type=click.Choice(list(FORMATS)),
        default="text",
        show_default=True,
        help="How to print the report.",
    ),
    click.option(
        "-o",
        "--output",
        "outputs",
        envvar="LEAKSCAN_OUTPUT",
        metavar="FORMAT=PATH",
        callback=_outputs,
        multiple=True,
        help="Write a report to a file as well; may be repeated.",
    ),
    click.option(
        "--sarif-category",
        metavar="NAME",
        default="",
        help="What tells this SARIF from others of the same commit.",
    ),
)

_CONFIG_OPTIONS = (
    # Listed before --config, and so decided before it.
    click.option(
        "--no-config",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_no_config,
        help="Read no configuration file and no ignore file.",
    ),
    click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=_config,
        metavar="FILE",
        help="Configuration file.  [default: .leakscan.toml or pyproject.toml, if there is one]",
    ),
)

_EXCUSE_OPTIONS = (
    click.option(
        "--baseline",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Findings of this baseline are suppressed: leakscan's, or a .secrets.baseline.",
    ),
    click.option(
        "--ignore-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="What to suppress, and why.  [default: .leakscanignore, if there is one]",
    ),
)

_SCAN_OPTIONS = (
    *_CONFIG_OPTIONS,
    *_EXCUSE_OPTIONS,
    *_REPORT_OPTIONS,
    click.option(
        "--fail-on",
        type=click.Choice(["none", *_SEVERITIES]),
        default=FAIL_ON.label,
        show_default=True,
        callback=_severity,
        help="Least severity that makes the exit code 1.",
    ),
    click.option(
        "--min-severity",
        type=click.Choice(_SEVERITIES),
        default=MIN_SEVERITY.label,
        show_default=True,
        callback=_severity,
        help="Least severity to report.",
    ),
    click.option(
        "--min-confidence",
        type=click.Choice(_CONFIDENCES),
        default=MIN_CONFIDENCE.label,
        show_default=True,
        callback=_confidence,
        help="Least certainty to report.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=usable_cpus,
        show_default="all processors",
        metavar="N",
        help="Scan with N processes.",
    ),
    click.option(
        "--max-layer-bytes",
        metavar="SIZE",
        default=f"{_LIMITS.max_expanded_bytes // GIB}GiB",
        show_default=True,
        callback=_size,
        help="How much of one layer to read, unpacked.",
    ),
    click.option(
        "--max-temp-bytes",
        metavar="SIZE",
        default=f"{_LIMITS.max_spool_bytes // GIB}GiB",
        show_default=True,
        callback=_size,
        help="How much to put into --temp-dir.",
    ),
    click.option(
        "--max-depth",
        type=click.IntRange(min=0),
        default=_LIMITS.max_depth,
        show_default=True,
        metavar="N",
        help="How many archives deep to look inside a file.",
    ),
    click.option(
        "--max-archive-bytes",
        metavar="SIZE",
        default=f"{_LIMITS.max_archive_bytes // GIB}GiB",
        show_default=True,
        callback=_size,
        help="How much to unpack of one file, all in it included.",
    ),
    click.option(
        "--max-archive-seconds",
        type=click.FloatRange(min=0, min_open=True),
        default=_LIMITS.max_archive_seconds,
        show_default=True,
        metavar="SECONDS",
        help="How much processor time to spend on one file.",
    ),
    click.option(
        "--max-members",
        type=click.IntRange(min=0),
        default=_LIMITS.max_members,
        show_default=True,
        metavar="N",
        help="How many files to read inside one file.",
    ),
    click.option("--no-cache", is_flag=True, help="Keep nothing between runs."),
    click.option(
        "--cache-dir",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where to keep what makes the next run faster.",
    ),
    click.option(
        "--temp-dir",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Where to put what does not fit into memory.",
    ),
    click.option(
        "--show-secrets",
        is_flag=True,
        help="Show the secrets themselves in every report.",
    ),
    _SHOW_SUPPRESSED,
)
