"""`leakscan demo`: something to scan, with fresh fake secrets, and both scans of it."""

import random
import shlex
from pathlib import Path

import click

from leakscan.cli.console import Session
from leakscan.cli.delivery import deliver, print_out
from leakscan.cli.demo.writing import Demo, write_demo
from leakscan.cli.environment import program
from leakscan.cli.exits import ExitCode, exit_code
from leakscan.cli.options import Shared, terminal_options
from leakscan.cli.scanning import scanning
from leakscan.cli.settings import SETTINGS
from leakscan.model.report import Report
from leakscan.scanners.context import scan_context
from leakscan.scanners.image import scan_image


@click.command("demo", context_settings=SETTINGS)
@click.argument("directory", type=click.Path(path_type=Path), default="leakscan-demo")
@terminal_options
@click.pass_obj
def command(session: Session, *, directory: Path, no_color: bool, no_progress: bool) -> ExitCode:
    """
    Write a leaky project and image, and scan both.

    They go to DIRECTORY; their secrets are fake and made afresh.  No container engine is needed.
    """
    demo = write_demo(directory, random.SystemRandom())
    shared = Shared(no_color=no_color, no_progress=no_progress)
    with scanning(shared, session) as options:
        before = scan_context(demo.project, options=options)
        after = scan_image(str(demo.image), options=options, dockerfile=demo.dockerfile)
    print_out(f"A project, and what a build of it would give away:\n\n$ {context_words(demo)}\n")
    deliver(before, shared)
    print_out(f"\nThe image built from it:\n\n$ {image_words(demo)}\n")
    deliver(after, shared)
    print_out(_farewell(demo, before, after, shared))
    return ExitCode.CLEAN


def context_words(demo: Demo) -> str:
    """Return the command that scans the demo's project."""
    return f"{program()} context {_quoted(demo.project)}"


def image_words(demo: Demo) -> str:
    """Return the command that scans the demo's image."""
    return f"{program()} image {_quoted(demo.image)} -f {_quoted(demo.dockerfile)}"


def _farewell(demo: Demo, before: Report, after: Report, shared: Shared) -> str:
    codes = exit_code(before, shared.fail_on), exit_code(after, shared.fail_on)
    return (
        f"\nRun them yourself; they exit with {codes[0].value} and {codes[1].value}:\n\n"
        f"  {context_words(demo)}\n  {image_words(demo)}\n"
    )


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
