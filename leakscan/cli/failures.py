"""What ended a run, in one line: an exit code, a message, a hint, and on request a traceback."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

import click

from leakscan.cli.exits import ExitCode
from leakscan.errors import LeakscanError, UsageError

if TYPE_CHECKING:
    from traceback import StackSummary

REPORT_BUGS = "Please report it, with what the same command and --debug prints."

_FRAME = re.compile(r'  File "[^"\n]+", line \d+, in [\w.<>]+')


@dataclass(frozen=True, slots=True)
class Failure:
    """How a run ends that does not end with a report."""

    code: int
    message: str = ""
    """Empty: nothing is said."""
    hint: str = ""


@singledispatch
def describe(error: BaseException) -> Failure:
    """
    Return how `error` ends the run.

    Only errors that leakscan and click raise on purpose are quoted: the message of any other may
    hold a piece of the target, and so a secret.
    """
    where = f"{type(error).__name__}{_place(error)}"
    return Failure(ExitCode.BUG, f"internal error: {where}", REPORT_BUGS)


@describe.register
def _(error: click.ClickException) -> Failure:
    return Failure(ExitCode.USAGE, error.format_message())


@describe.register
def _(error: click.UsageError) -> Failure:
    hint = f"See '{error.ctx.command_path} --help'." if error.ctx is not None else ""
    return Failure(ExitCode.USAGE, error.format_message(), hint)


@describe.register
def _(error: LeakscanError) -> Failure:
    return Failure(ExitCode.UNREADABLE, str(error), error.hint)


@describe.register
def _(error: UsageError) -> Failure:
    return Failure(ExitCode.USAGE, str(error), error.hint)


@describe.register
def _(error: ModuleNotFoundError) -> Failure:
    missing = f"the installation is incomplete: no module {error.name!r}"
    return Failure(ExitCode.BUG, missing, "Install leakscan again, with what it depends on.")


@describe.register
def _(error: OSError) -> Failure:
    place = f": {error.filename!r}" if error.filename is not None else ""
    problem = error.strerror or type(error).__name__
    return Failure(ExitCode.UNREADABLE, f"{problem}{place}")


@describe.register
def _(_: BrokenPipeError) -> Failure:
    return Failure(ExitCode.BROKEN_PIPE)


@describe.register
def _(_: MemoryError) -> Failure:
    return Failure(ExitCode.UNREADABLE, "out of memory", "Use fewer processes: --jobs 1.")


@describe.register
def _(_: KeyboardInterrupt) -> Failure:
    return Failure(ExitCode.INTERRUPTED, "interrupted")


def frames(error: BaseException) -> Iterator[str]:
    """
    Yield the lines of `error`'s traceback, causes first, without messages and values.

    Python's own traceback ends with the message, which may quote the bytes at hand.
    """
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from frames(cause)
        yield "which led to:"
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    # A worker process sends its frames as a note: tracebacks do not travel.
    for note in getattr(error, "__notes__", ()):
        yield from _FRAME.findall(note)
    for frame in _frames(error):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'


def _place(error: BaseException) -> str:
    trace = _frames(error)
    return f" in {trace[-1].name}, {trace[-1].filename}:{trace[-1].lineno}" if trace else ""


def _frames(error: BaseException) -> "StackSummary":
    from traceback import extract_tb  # noqa: PLC0415 - for an error only

    return extract_tb(error.__traceback__)
