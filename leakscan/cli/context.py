"""`leakscan context`: what a build of a directory would send and bake."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from leakscan.cli.console import Session
from leakscan.cli.delivery import deliver, print_out
from leakscan.cli.environment import variable
from leakscan.cli.exits import ExitCode, exit_code
from leakscan.cli.listing import listing
from leakscan.cli.options import Shared, shared_options
from leakscan.cli.scanning import scanning
from leakscan.cli.settings import SETTINGS
from leakscan.context.builders import Builder
from leakscan.context.reach import predict
from leakscan.scanners.context import scan_context


@click.command("context", context_settings=SETTINGS)
@click.argument("path", type=click.Path(path_type=Path), default=".")
@click.option(
    "-f",
    "--file",
    "dockerfile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="DOCKERFILE",
    help="Dockerfile to build with.  [default: PATH/Dockerfile]",
)
@click.option("--target", metavar="STAGE", help="Stage to build.  [default: the last]")
@click.option(
    "--builder",
    type=click.Choice([builder.value for builder in Builder]),
    default=Builder.BUILDKIT.value,
    show_default=True,
    help="Whose rules decide what is sent.",
)
@click.option(
    "--build-arg",
    "build_args",
    multiple=True,
    allow_from_autoenv=False,
    metavar="NAME[=VALUE]",
    help="Build argument; without a value, the environment's.",
)
@click.option(
    "--build-context",
    "build_contexts",
    multiple=True,
    allow_from_autoenv=False,
    metavar="NAME=PATH",
    help="Additional named context.",
)
@click.option("--list", "list_files", is_flag=True, help="List every file and how far it gets.")
@shared_options
@click.pass_obj
def command(
    session: Session,
    *,
    path: Path,
    dockerfile: Path | None,
    target: str | None,
    builder: str,
    build_args: Sequence[str],
    build_contexts: Sequence[str],
    list_files: bool,
    shared: Shared,
) -> ExitCode:
    """
    Find secrets that a build of PATH would send to the builder or bake into the image.

    Nothing is built.  With --list nothing is scanned either: every file is printed with how far
    the build would carry it, and the line of the ignore file or Dockerfile that decides it.
    """
    build = {
        "dockerfile": dockerfile,
        "target": target,
        "builder": Builder(builder),
        "build_args": _build_args(build_args),
        "build_contexts": _pairs(build_contexts, "--build-context", "NAME=PATH"),
    }
    if list_files:
        print_out(listing(predict(path, **build), shared.report_format))
        return ExitCode.CLEAN
    with scanning(shared, session) as options:
        report = scan_context(path, options=options, **build)
    deliver(report, shared)
    return exit_code(report, shared.fail_on)


def _build_args(words: Sequence[str]) -> Mapping[str, str]:
    """
    Return the build arguments by name.

    One without a value takes the environment's, and is left out when there is none, as docker
    does.
    """
    given = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name:
            raise click.UsageError("--build-arg takes NAME=VALUE")
        if equals:
            given[name] = value
        elif (inherited := variable(name)) is not None:
            given[name] = inherited
    return given


def _pairs(words: Sequence[str], option: str, shape: str) -> Mapping[str, str]:
    pairs = [word.partition("=") for word in words]
    for name, _, value in pairs:
        if not name or not value:
            raise click.UsageError(f"{option} takes {shape}")
    return {name: value for name, _, value in pairs}
