"""`leakscan context`: what a build of a directory would send and bake."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from leakscan.cli.console import Session
from leakscan.cli.ending import finish
from leakscan.cli.environment import variable
from leakscan.cli.exits import ExitCode
from leakscan.cli.options import Shared, shared_options
from leakscan.cli.scanning import scanning
from leakscan.cli.settings import SETTINGS
from leakscan.context.builders import Builder
from leakscan.context.remote import FLAG
from leakscan.context.request import Build
from leakscan.scanners.context import scan_context


@click.command("context", context_settings=SETTINGS)
@click.argument("path", type=click.Path(readable=False, path_type=Path), default=".", is_eager=True)
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
    help="Additional named context: a directory is searched, what a builder fetches is noted.",
)
@click.option(
    FLAG,
    is_flag=True,
    allow_from_autoenv=False,
    help="Apply none, as BuildKit does to a context from git, a URL or standard input.",
)
@click.option("--list", "list_files", is_flag=True, help="List every file and how far it gets.")
@click.option(
    "--fix",
    "fix_files",
    is_flag=True,
    allow_from_autoenv=False,
    help="Add to the ignore file what keeps the secrets found out.",
)
@click.option("--diff", "show_diff", is_flag=True, help="Print what --fix would change.")
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
    no_dockerignore: bool,
    list_files: bool,
    fix_files: bool,
    show_diff: bool,
    shared: Shared,
) -> ExitCode:
    """
    Find secrets that a build would send or bake.

    Nothing is built: PATH is read as the builder would, and what it would send is searched.

    With --list nothing is searched either: every file is printed with how far the build would
    carry it, and the line of the ignore file or Dockerfile that decides it.

    With --fix the ignore file is given the fewest lines that keep out what was found, and the
    report is that of a second scan.  A line that would take away what the Dockerfile copies by
    name is not written.
    """
    if list_files + fix_files + show_diff > 1:
        raise click.UsageError("--list, --fix and --diff exclude each other")
    if no_dockerignore and (fix_files or show_diff):
        raise click.UsageError(
            "--fix and --diff are about an ignore file: without --no-dockerignore"
        )
    build = Build(
        dockerfile=dockerfile,
        target=target,
        builder=Builder(builder),
        build_args=_build_args(build_args),
        build_contexts=_build_contexts(build_contexts),
        unfiltered=no_dockerignore,
    )
    # Loaded when asked for: most scans print a report.
    if list_files:
        from leakscan.cli.listing import list_context  # noqa: PLC0415 - see above

        return list_context(path, build, shared, session)
    if fix_files or show_diff:
        from leakscan.cli.fixing import mend  # noqa: PLC0415 - see above

        return mend(path, build, shared, session, write=fix_files)
    with scanning(shared, session, in_parts=True) as options:
        report = scan_context(path, options=options, **build)
    return finish(report, shared, session)


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


def _build_contexts(words: Sequence[str]) -> Mapping[str, str]:
    pairs = [word.partition("=") for word in words]
    if not all(name and place for name, _, place in pairs):
        raise click.UsageError("--build-context takes NAME=PATH")
    return {name: place for name, _, place in pairs}
