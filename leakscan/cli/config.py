"""`leakscan config`: what is in force, and who said so."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import click
from click.core import ParameterSource

from leakscan.cli.configuration import COMMANDS, options_of
from leakscan.cli.console import Session
from leakscan.cli.delivery import print_out
from leakscan.cli.exits import ExitCode
from leakscan.cli.settings import SETTINGS
from leakscan.cli.table import table

_ORIGINS = {
    ParameterSource.COMMANDLINE: "command line",
    ParameterSource.ENVIRONMENT: "environment",
    ParameterSource.DEFAULT: "default",
}


@click.group("config", context_settings=SETTINGS)
def command() -> None:
    """Show the configuration in force."""


@command.command("show", context_settings=SETTINGS)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option("--config", type=click.Path(path_type=Path), help="Read this configuration file.")
@click.option("--no-config", is_flag=True, help="Read no configuration file.")
@click.option(
    "--format",
    "output_format",
    envvar="LEAKSCAN_FORMAT",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
def show(path: Path, config: Path | None, no_config: bool, output_format: str) -> ExitCode:  # noqa: FBT001 - click's call
    """
    Print each option's value for a scan of PATH, and where it comes from.

    Values come from a flag, from LEAKSCAN_* in the environment, from the configuration file, or
    they are the default.
    """
    words = [
        *(["--config", str(config)] if config else []),
        *(["--no-config"] if no_config else []),
    ]
    rows = [row for name in COMMANDS for row in _rows(name, str(path), words)]
    if output_format == "json":
        keys = ("command", "option", "value", "origin")
        print_out(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2))
    else:
        print_out(table(("COMMAND", "OPTION", "VALUE", "FROM"), rows))
    return ExitCode.CLEAN


def _rows(name: str, target: str, words: list[str]) -> Iterator[tuple[str, str, str, str]]:
    scanner = importlib.import_module(f"leakscan.cli.{name}").command
    session = Session()
    with scanner.make_context(name, [*words, target], obj=session) as context:
        for option, param in options_of(scanner).items():
            value = context.params.get(param.name or "")
            source = context.get_parameter_source(param.name or "")
            origin = _ORIGINS.get(source or ParameterSource.DEFAULT)
            # What is left is click's default map: the file.
            yield name, option, _said(value), origin or str(session.configuration.path)


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    label = getattr(value, "label", None)
    return str(label) if label else "" if value is None else str(value)
