"""`--fix` and `--diff`: what is changed, what is not, and why."""

from collections.abc import Sequence
from pathlib import Path

from leakscan.cli.console import say
from leakscan.cli.options import Shared
from leakscan.context.doctor.remedy import Remedy
from leakscan.context.doctor.writing import write
from leakscan.errors import UsageError
from leakscan.reporters.escape import visible
from leakscan.reporters.mask import masked

_MAX_SHOWN = 20


def refuse_report(shared: Shared, option: str, formats: Sequence[str]) -> None:
    """
    Refuse formats and files of reports beside an option that prints something else.

    Raises:
        UsageError: One was asked for.
    """
    if shared.report_format not in formats or shared.outputs:
        raise UsageError(
            f"{option} is no report", f"Use --format {' or '.join(formats)}, and no -o."
        )


def apply(root: Path, remedy: Remedy) -> bool:
    """Write the change, if there is one, and say so; return whether there was."""
    if not remedy.lines:
        return False
    write(root, remedy.target, remedy.data)
    verb = "added to" if remedy.target.exists else "written to a new"
    for line in remedy.lines[:_MAX_SHOWN]:
        say(f"{verb} {remedy.target.name}: {line}")
    if len(remedy.lines) > _MAX_SHOWN:
        say(f"and {len(remedy.lines) - _MAX_SHOWN:,} more lines")
    return True


def printable(difference: str) -> str:
    """
    Return a diff that does nothing to a terminal and quotes no secret.

    It can be applied unless the ignore file has lines with control characters, bytes that are no
    text, or what looks like a secret.
    """
    lines = difference.split("\n")
    return "\n".join(
        visible(masked(line.removesuffix("\r"))) + "\r" * line.endswith("\r") for line in lines
    )


def tell_kept(remedy: Remedy) -> None:
    """Say which files the ignore file cannot keep out, and why, and what is not certain."""
    for kept in remedy.kept[:_MAX_SHOWN]:
        say(f"not ignored: {kept.path}: {kept.reason}")
    if len(remedy.kept) > _MAX_SHOWN:
        say(f"and {len(remedy.kept) - _MAX_SHOWN:,} more files")
    for doubt in remedy.doubts[:_MAX_SHOWN]:
        say(f"in doubt: {masked(doubt)}", "Give the variable with --build-arg to be sure.")
