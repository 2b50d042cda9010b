"""The command line: the only code that reads the environment, prints, and ends the process."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from leakscan.cli.console import Session, say, tell
from leakscan.cli.exits import ExitCode
from leakscan.cli.failures import describe, frames
from leakscan.cli.main import main
from leakscan.cli.signals import ignore_signals, supervised


def run() -> NoReturn:
    """Run the command that the arguments name, and end the process with its exit code."""
    _open_closed_streams()
    session = Session()
    code = supervised(lambda: execute(sys.argv[1:], session), session)
    if code == ExitCode.BROKEN_PIPE or not _flushed():
        _silence_streams()
    ignore_signals()
    sys.exit(code)  # noqa: TID251 - the one place that ends the process


def execute(arguments: Sequence[str], session: Session | None = None) -> int:
    """Run a command and return its exit code: the one place where errors become codes."""
    session = session or Session()
    try:
        code = main(arguments, session)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as usage:
        click.echo(usage.format_message(), err=True)
        return ExitCode.USAGE
    except BaseException as error:  # noqa: BLE001 - whatever ends a run has an exit code
        return _explain(error, session)
    return code


def _explain(error: BaseException, session: Session) -> int:
    failure = describe(error)
    # Standard error may be the pipe that broke.
    with suppress(OSError):
        if session.debug:
            for line in frames(error):
                tell(line)
        if failure.message:
            say(failure.message, failure.hint)
    return failure.code


def _open_closed_streams() -> None:
    """Give standard streams that the parent closed (`>&-`) somewhere to go."""
    # Left open until the process ends.
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - see above
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - see above


def _flushed() -> bool:
    """Whether nothing is left in the standard streams' buffers: a full disk keeps it there."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return False
    return True


def _silence_streams() -> None:
    """Send what is still buffered nowhere: Python would complain at its end, with a code of 120."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
