"""`leakscan image`: what an image gives away."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from leakscan.cli.console import Session
from leakscan.cli.ending import finish
from leakscan.cli.exits import ExitCode
from leakscan.cli.options import Shared, shared_options
from leakscan.cli.reaching import daemon_settings, registry_settings
from leakscan.cli.scanning import scanning
from leakscan.cli.settings import SETTINGS
from leakscan.errors import UsageError
from leakscan.images.reference import reads_standard_input
from leakscan.images.sources.settings import RegistrySettings
from leakscan.scanners.image import scan_image


@click.command("image", context_settings=SETTINGS)
@click.argument("reference", metavar="REF")
@click.option(
    "--platform",
    default="all",
    show_default=True,
    metavar="all|OS/ARCH",
    help="Which platform of a multi-platform image to scan.",
)
@click.option(
    "-f",
    "--file",
    "dockerfile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="DOCKERFILE",
    help="Name the lines of this Dockerfile that each finding comes from.",
)
@click.option(
    "--base",
    default="",
    metavar="REF",
    help="Name the image this one is built on: what it brought is labelled.",
)
@click.option(
    "--no-provenance",
    is_flag=True,
    help="Report what packages shipped unmodified, too.",
)
@click.option(
    "--insecure-registry",
    "insecure_registries",
    multiple=True,
    metavar="HOST[:PORT]",
    help="A registry to be trusted without a valid certificate, or without TLS; may be repeated.",
)
@click.option(
    "--registry-timeout",
    type=click.IntRange(min=1),
    default=RegistrySettings().deadline_seconds,
    show_default=True,
    metavar="SECONDS",
    help="How long a registry may take to deliver the whole image.",
)
@shared_options
@click.pass_obj
def command(
    session: Session,
    *,
    reference: str,
    platform: str,
    dockerfile: Path | None,
    base: str,
    no_provenance: bool,
    insecure_registries: tuple[str, ...],
    registry_timeout: int,
    shared: Shared,
) -> ExitCode:
    """
    Find secrets in an image: its layers, config and history.

    What a later layer deletes or overwrites is found, too: anyone with the image can get it back.

    \b
    REF is one of
      repo:tag          an image of the local container daemon, else of its registry
      PATH              an archive (docker save, OCI) or an OCI layout directory
      -                 an archive on standard input
      docker://NAME     an image of a registry, whatever the daemon has; needs no daemon
      TRANSPORT:NAME    docker-daemon: docker-archive: oci-archive: oci:
    """  # noqa: D301 - click reads the escape: lines stay as they are
    stdin = _archive_on_stdin() if reads_standard_input(reference) else None
    with scanning(shared, session, in_parts=True) as options:
        report = scan_image(
            reference,
            options=options,
            platform=platform,
            dockerfile=dockerfile,
            base=base,
            provenance=not no_provenance,
            stdin=stdin,
            daemon=daemon_settings(),
            registry=registry_settings(insecure_registries, registry_timeout),
        )
    return finish(report, shared, session)


def _archive_on_stdin() -> BinaryIO:
    if sys.stdin is None or sys.stdin.isatty():
        hint = "Pipe an archive into it: docker save NAME | leakscan image -"
        raise UsageError("nothing on standard input", hint)
    return sys.stdin.buffer
