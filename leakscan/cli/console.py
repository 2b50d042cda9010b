"""What is said beside the report: lines on standard error, from one place."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from leakscan.cli.configuration import Configuration
from leakscan.cli.exits import ExitCode
from leakscan.engine.executor import Stop
from leakscan.reporters.escape import visible

if TYPE_CHECKING:
    from leakscan.detection.seal import Following
    from leakscan.model.report import Report
    from leakscan.scanners.suppress import Excuses


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
    no_config: bool = False
    """Whether no file of the project is to have a say."""
    excuses: "Excuses | None" = None
    """What the project's baseline and ignore file excuse; None: no scan has asked."""
    marking: "Following | None" = None
    """What values are to be followed by, when a baseline is made of the scan."""
    stop: Stop = field(default_factory=Stop)
    """Asks the scan that runs for what it has."""
    unfinished: str = ""
    """What is lost when the run ends now, in words that follow `interrupted`."""
    clear_progress: Callable[[], None] = lambda: None
    """Takes away the line that shows progress."""
    take: Callable[["Report"], ExitCode] | None = None
    """Takes the report instead of its being printed: `leakscan baseline`."""

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
