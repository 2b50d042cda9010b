"""`leakscan rules check` and `import`: rules that users write, or bring along."""

import tomllib
from pathlib import Path
from typing import Any

import click

from leakscan.cli.console import Session, say
from leakscan.cli.delivery import print_out
from leakscan.cli.exits import ExitCode
from leakscan.cli.options import config_options, configuration_in
from leakscan.cli.own_rules import user_rules_of
from leakscan.cli.settings import SETTINGS
from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Recogniser
from leakscan.detection.gitleaks import import_gitleaks
from leakscan.detection.registry import load_rules
from leakscan.detection.rule_checks import problems
from leakscan.detection.toml_writing import dumps
from leakscan.detection.user_rules import user_recognisers
from leakscan.errors import ConfigError, UsageError

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("check", context_settings=SETTINGS)
@click.argument("file", metavar="[FILE]", type=_FILE, required=False)
@click.option("--time", "timed", is_flag=True, help="Time leakscan's own rules, too: minutes.")
@config_options
@click.pass_obj
def check_rules(session: Session, file: Path | None, *, timed: bool) -> ExitCode:
    """
    Check that rules keep their word.

    The [[rules]] of FILE, or leakscan's own and those of the project's configuration: each finds
    its examples and none of its counter-examples, and takes no more than five seconds for a
    megabyte of bad input.
    """
    configuration = session.configuration if file is None else configuration_in(file)
    theirs = user_recognisers(user_rules_of(configuration))
    if file is not None and not theirs:
        raise UsageError(f"no rules in {str(file)!r}", "Write each as [[rules]].")
    ours = _own() if file is None else ()
    recognisers = (*ours, *theirs)
    found = [problem for each in ours for problem in problems(each, timed=timed)]
    found += [problem for each in theirs for problem in problems(each, timed=True)]
    for problem in found:
        say(problem)
    count = sum(len(recogniser.rules) for recogniser in recognisers)
    print_out(f"{count} rules checked, {len(found)} problems")
    return ExitCode.USAGE if found else ExitCode.CLEAN


@click.command("import", context_settings=SETTINGS)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("-o", "--output", type=_FILE, help="Where to write; by default standard output.")
def import_rules(file: Path, output: Path | None) -> ExitCode:
    """
    Turn rules in Gitleaks' TOML into [[rules]] for .leakscan.toml.

    What could not be taken over is said on standard error, a line for each.
    """
    result = import_gitleaks(_toml(file), taken=frozenset(load_rules().rules))
    text = dumps(result.document)
    count = len(result.document["rules"])
    for problem in result.problems:
        say(problem)
    if not count:
        raise UsageError(f"no rules could be taken over from {str(file)!r}")
    if output is None:
        print_out(text)
    else:
        _write(output, text)
    say(f"{count} rules taken over, {len(result.problems)} remarks")
    return ExitCode.CLEAN


def _write(output: Path, text: str) -> None:
    try:
        with output.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{str(output)!r} exists", "Name a new file.") from None
    except OSError as error:
        raise UsageError(f"{str(output)!r}: {error.strerror}") from error


def _own() -> tuple[Recogniser, ...]:
    """Return leakscan's own rules that are facts; the others have code and tests of their own."""
    return tuple(
        recogniser
        for recogniser in load_rules().recognisers
        if recogniser.confirm.__module__ == pattern_recogniser.__module__
    )


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"no file {str(file)!r}") from None
    except OSError as error:
        raise UsageError(f"{str(file)!r}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{str(file)!r} is no TOML: {error}") from error
