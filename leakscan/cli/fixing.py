"""`--fix` and `--diff`: what is changed, what is not, and why."""

from pathlib import Path

from leakscan.cli.console import Session, say
from leakscan.cli.delivery import print_out, refuse_report
from leakscan.cli.ending import finish
from leakscan.cli.exits import ExitCode, exit_code
from leakscan.cli.options import Shared
from leakscan.cli.scanning import scanning
from leakscan.context.doctor.difference import unified
from leakscan.context.doctor.remedy import Remedy
from leakscan.context.doctor.writing import write as write_lines
from leakscan.context.request import Build
from leakscan.reporters.escape import visible
from leakscan.reporters.mask import masked
from leakscan.scanners.mending import Examination, examine_context

_MAX_SHOWN = 20


def mend(path: Path, build: Build, shared: Shared, session: Session, *, write: bool) -> ExitCode:
    """Change the ignore file and report what is left, or print the change alone."""
    if not write:
        refuse_report(shared, "--diff", ("text",))
    with scanning(shared, session) as options:
        examined = examine_context(path, options=options, **build)
        if write and _apply_all(path, examined):
            examined = examine_context(path, options=options, **build)
    if write:
        code = finish(examined.report, shared, session)
    else:
        code = exit_code(examined.report, shared.fail_on)
        changes = "".join(map(unified, (examined.remedy, *examined.named)))
        if changes:
            print_out(printable(changes))
    for remedy in (examined.remedy, *examined.named):
        _tell_kept(remedy)
    return code


def _apply_all(root: Path, examined: Examination) -> bool:
    """Write every change there is; return whether there was one."""
    written = False
    for remedy in (examined.remedy, *examined.named):
        written = _apply(remedy.subject.root or root, remedy) or written
    return written


def _apply(root: Path, remedy: Remedy) -> bool:
    """Write the change, if there is one, and say so; return whether there was."""
    if not remedy.lines:
        return False
    write_lines(root, remedy.target, remedy.data)
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


def _tell_kept(remedy: Remedy) -> None:
    """Say which files the ignore file cannot keep out, and why, and what is not certain."""
    for kept in remedy.kept[:_MAX_SHOWN]:
        say(f"not ignored: {kept.path}: {kept.reason}")
    if len(remedy.kept) > _MAX_SHOWN:
        say(f"and {len(remedy.kept) - _MAX_SHOWN:,} more files")
    for doubt in remedy.doubts[:_MAX_SHOWN]:
        say(f"in doubt: {masked(doubt)}", "Give the variable with --build-arg to be sure.")
