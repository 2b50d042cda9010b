"""What is said beside the report: lines on standard error, from one place."""

import sys
from dataclasses import dataclass, field

from leakscan.cli.configuration import Configuration
from leakscan.reporters.escape import visible


@dataclass(slots=True)
class Session:
    """
    How much to say.  Made before the options are read and filled in while they are.

    It outlives the command, so that an error knows whether its traceback is wanted.
    """

    verbosity: int = 0
    quiet: bool = False
    configuration: Configuration = field(default_factory=Configuration)
    """The configuration file in force."""

    @property
    def debug(self) -> bool:
        """Whether tracebacks are wanted."""
        return self.verbosity >= 2


def say(message: str, hint: str = "") -> None:
    """Print one line on standard error, and a second one with what to do next."""
    tell(f"leakscan: {message}")
    if hint:
        tell(f"  hint: {hint}")


def tell(line: str) -> None:
    """Print a line on standard error; whatever could steer a terminal is escaped."""
    print(visible(line), file=sys.stderr, flush=True)  # noqa: T201 - the command line prints
