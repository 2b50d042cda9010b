"""The `leakscan` command itself: finds the command to run, and nothing else."""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import click

import leakscan
from leakscan.cli.console import Session
from leakscan.cli.environment import variable
from leakscan.cli.exits import ExitCode
from leakscan.cli.settings import SETTINGS
from leakscan.errors import UsageError

NAME = "leakscan"

COMMANDS = (
    "context", "image", "baseline", "convert", "config", "demo", "rules", "explain",
)  # fmt: skip
"""In the order of the help text; each is the `command` of the module of its name."""


class Commands(click.Group):
    """A group that imports a command when it is asked for: scanners are heavy, `--help` is not."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help text."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, if there is one."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"leakscan.cli.{cmd_name}")
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of `args`, or say which one was probably meant."""
        name = args[0]
        if name in COMMANDS or name.startswith("-"):
            return super().resolve_command(ctx, args)
        raise UsageError(f"no such command: {name!r}", f"Did you mean '{_meant(name)}'?")


def main(arguments: Sequence[str], session: Session) -> int:
    """
    Run the command that `arguments` name and return its exit code.

    What goes wrong is raised; `--help` and `--version` end with click's own `Exit`.
    """
    commands = group()
    if instruction := variable(f"_{NAME.upper()}_COMPLETE"):
        from click.shell_completion import shell_complete  # noqa: PLC0415 - for a shell only

        return shell_complete(commands, {}, NAME, f"_{NAME.upper()}_COMPLETE", instruction)
    # Not group.main(): it would give exit codes of its own to Ctrl-C and broken pipes.
    with commands.make_context(NAME, list(arguments), obj=session) as context:
        return int(commands.invoke(context))


def group() -> Commands:
    """Return the command with all of its commands, not run yet."""
    commands = Commands(
        NAME,
        help=leakscan.__doc__,
        epilog=_epilog(),
        context_settings=SETTINGS,
        no_args_is_help=True,
    )
    version = click.version_option(
        leakscan.__version__,
        prog_name=NAME,
        message="%(prog)s %(version)s",
        # Build scripts keep the version to install in LEAKSCAN_VERSION.
        allow_from_autoenv=False,
    )
    return version(commands)


def _meant(name: str) -> str:
    import difflib  # noqa: PLC0415 - for an error only

    close = difflib.get_close_matches(name, COMMANDS, n=1)
    if close:
        return f"{NAME} {close[0]}"
    return f"{NAME} {'context' if Path(name).is_dir() else 'image'} {name}"


def _epilog() -> str:
    codes = "\n".join(f"  {code.value:3}  {code.meaning.replace('`', '')}" for code in ExitCode)
    return f"\b\nExit codes:\n{codes}"
