"""`leakscan baseline`: start today with what is already there, and get rid of it one by one."""

import importlib
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from leakscan.cli.configuration import COMMANDS
from leakscan.cli.console import Session, say
from leakscan.cli.delivery import print_out
from leakscan.cli.excuses import load, text_of
from leakscan.cli.exits import ExitCode
from leakscan.cli.files import write_complete
from leakscan.cli.settings import SETTINGS
from leakscan.detection.seal import Following
from leakscan.errors import UsageError
from leakscan.model.report import Report
from leakscan.reporters.escape import excerpt, visible
from leakscan.reporters.wording import counted
from leakscan.scanners.baseline import Baseline, Entry, Verdict, as_json, updated
from leakscan.scanners.detect_secrets import as_secrets_baseline, read_secrets_baseline

FILE = ".leakscan.baseline.json"

_SCAN = {**SETTINGS, "ignore_unknown_options": True, "allow_interspersed_args": False}
_FILE = click.option(
    "--file",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=FILE,
    show_default=True,
    metavar="FILE",
    help="The baseline.",
)
_WORDS = click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="context|image ...")


@click.group("baseline", context_settings=SETTINGS)
def command() -> None:
    """Keep a list of known findings, so that only new ones fail."""


@command.command("create", context_settings=_SCAN)
@_FILE
@_WORDS
@click.pass_obj
def create(session: Session, file: Path, words: Sequence[str]) -> ExitCode:
    """
    Make a baseline of what a scan finds now.

    The words after the options are a scan: leakscan baseline create context .
    """
    if file.exists():
        raise UsageError(f"{str(file)!r} is there already", "Use 'leakscan baseline update'.")
    baseline = Baseline(salt=secrets.token_bytes(16))
    report = _scan(session, words, Following(salt=baseline.salt))
    return _write(file, baseline, report)


@command.command("update", context_settings=_SCAN)
@_FILE
@_WORDS
@click.pass_obj
def update(session: Session, file: Path, words: Sequence[str]) -> ExitCode:
    """
    Bring a baseline up to date with what a scan finds now.

    What is new is added, what is gone is dropped, and what people said of the others is kept.
    """
    baseline = _ours(file)
    report = _scan(session, words, Following(salt=baseline.salt))
    return _write(file, baseline, report)


@command.command("import", context_settings=_SCAN)
@_FILE
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_WORDS
@click.pass_obj
def import_(session: Session, file: Path, source: Path, words: Sequence[str]) -> ExitCode:
    """Make a baseline of the findings of a scan that a .secrets.baseline, SOURCE, lists."""
    if file.exists():
        raise UsageError(f"{str(file)!r} is there already", "Name another one with --file.")
    listed = read_secrets_baseline(text_of(source), str(source))
    baseline = Baseline(salt=secrets.token_bytes(16))
    report = _scan(session, words, Following(salt=baseline.salt, sha1=True))
    known = tuple(finding for finding in report.findings if listed.covers(finding))
    say(f"{len(known):,} of {counted(len(report.findings), 'finding')} are in {str(source)!r}")
    return _write(file, baseline, replace(report, findings=known))


@command.command("export", context_settings=_SCAN)
@_WORDS
@click.pass_obj
def export(session: Session, words: Sequence[str]) -> ExitCode:
    """
    Print what a scan of a context finds as a .secrets.baseline.

    That format holds the plain SHA-1 of each value: whoever reads it can try out guesses.
    """
    if words[:1] != ("context",):
        raise UsageError("a .secrets.baseline lists files of a context", "Scan a context.")
    report = _scan(session, words, Following(sha1=True))
    say("a .secrets.baseline holds unsalted hashes: weak values can be guessed from it")
    print_out(as_secrets_baseline(report.findings, datetime.now(UTC)))
    return ExitCode.CLEAN if report.complete else ExitCode.INCOMPLETE


@command.command("audit", context_settings=SETTINGS)
@_FILE
@click.option("--all", "again", is_flag=True, help="Ask about reviewed entries, too.")
def audit(file: Path, again: bool) -> ExitCode:  # noqa: FBT001 - click's call
    """Ask about each entry that nobody has looked at, and keep the answers."""
    baseline = _ours(file)
    if not sys.stdin.isatty():
        raise UsageError("an audit asks a person", "Run it in a terminal.")
    entries = list(baseline.entries)
    asked = [n for n, each in enumerate(entries) if again or each.verdict is Verdict.UNREVIEWED]
    for position, number in enumerate(asked, start=1):
        answer = _ask(entries[number], f"{position} of {len(asked)}")
        if answer is None:
            break
        entries[number] = answer
        # After each answer, so that none is lost.
        _put(file, replace(baseline, entries=tuple(entries)))
    left = sum(each.verdict is Verdict.UNREVIEWED for each in entries)
    say(f"{counted(left, 'entry', 'entries')} left to look at")
    return ExitCode.CLEAN


_ANSWERS = {"f": Verdict.FALSE, "a": Verdict.ACCEPTED, "r": Verdict.FIX, "s": Verdict.UNREVIEWED}


def _ask(entry: Entry, position: str) -> Entry | None:
    """Return an entry with a person's answer; None: they want to stop."""
    click.echo(f"\n{position}: {entry.severity.upper()} {excerpt(entry.title, 200)}", err=True)
    click.echo(f"  {excerpt(entry.redacted, 100)} ({visible(entry.rule)})", err=True)
    for path in entry.paths[:10]:
        click.echo(f"  in {excerpt(path, 300)}", err=True)
    answer = click.prompt(
        "false positive (f), accepted risk (a), report it (r), skip (s), quit (q)",
        type=click.Choice([*_ANSWERS, "q"]),
        show_choices=False,
        err=True,
    )
    if answer == "q":
        return None
    verdict = _ANSWERS[answer]
    because = ""
    if verdict in (Verdict.FALSE, Verdict.ACCEPTED):
        because = click.prompt("because", default="", show_default=False, err=True)
    return replace(entry, verdict=verdict, because=because.strip())


def _scan(session: Session, words: Sequence[str], marking: Following) -> Report:
    """Return the report of the scan that the words are."""
    if not words or words[0] not in COMMANDS:
        raise UsageError("what is to be scanned?", "As in 'leakscan baseline create context .'.")
    taken: list[Report] = []

    def take(report: Report) -> ExitCode:
        taken.append(report)
        return ExitCode.CLEAN

    session.marking, session.take = marking, take
    scanner = importlib.import_module(f"leakscan.cli.{words[0]}").command
    with scanner.make_context(words[0], list(words[1:]), obj=session) as context:
        scanner.invoke(context)
    if not taken:
        raise UsageError("that is no scan", "Leave out --list, --fix and --diff.")
    return taken[0]


def _ours(file: Path) -> Baseline:
    baseline = load(file)
    if not isinstance(baseline, Baseline):
        raise UsageError(
            f"{str(file)!r} is a baseline of detect-secrets", "Use 'leakscan baseline import'."
        )
    return baseline


def _write(file: Path, baseline: Baseline, report: Report) -> ExitCode:
    outcome = updated(baseline, report.findings)
    _put(file, outcome.baseline)
    said = f"{outcome.added:,} added, {outcome.kept:,} kept, {outcome.gone:,} gone"
    say(f"{str(file)!r}: {counted(len(outcome.baseline.entries), 'entry', 'entries')}: {said}")
    if not report.complete:
        say(f"{counted(len(report.skipped), 'part')} not read: the baseline may lack findings")
    return ExitCode.CLEAN if report.complete else ExitCode.INCOMPLETE


def _put(file: Path, baseline: Baseline) -> None:
    try:
        write_complete(file, as_json(baseline).encode(), private=False)
    except OSError as error:
        raise UsageError(f"{str(file)!r} was not written: {error.strerror or error}") from error
