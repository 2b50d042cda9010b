"""`leakscan rules`: what is looked for, and what is known about it."""

import difflib
import json
import random
import textwrap
from collections.abc import Sequence

import click

from leakscan.cli.console import Session
from leakscan.cli.delivery import print_out
from leakscan.cli.exits import ExitCode
from leakscan.cli.options import config_options
from leakscan.cli.own_rules import all_rules
from leakscan.cli.rule_files import check_rules, import_rules
from leakscan.cli.settings import SETTINGS
from leakscan.cli.table import table
from leakscan.detection.templates import render
from leakscan.errors import UsageError
from leakscan.model.rule import Rule

_FORMATS = click.option(
    "--format",
    "output_format",
    envvar="LEAKSCAN_FORMAT",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the rules.",
)


@click.group("rules", context_settings=SETTINGS)
def command() -> None:
    """List the kinds of secrets that are found, explain one, or bring rules of your own."""


@command.command("list", context_settings=SETTINGS)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@_FORMATS
@config_options
@click.pass_obj
def list_rules(session: Session, words: Sequence[str], output_format: str) -> ExitCode:
    """
    List the rules by issuer, with those of the project's configuration.

    With WORDs, only those that have each of them in their issuer, title or id.
    """
    rules = [rule for rule in all_rules(session.configuration).values() if _has(rule, words)]
    rules.sort(key=lambda rule: (rule.issuer.lower(), rule.id))
    if output_format == "json":
        print_out(json.dumps([_facts(rule) for rule in rules], indent=2))
        return ExitCode.CLEAN
    rows = [(rule.issuer, rule.id, rule.severity.label, rule.title) for rule in rules]
    print_out(table(("ISSUER", "ID", "SEVERITY", "TITLE"), rows))
    return ExitCode.CLEAN


@command.command("show", context_settings=SETTINGS)
@click.argument("rule_id", metavar="ID")
@_FORMATS
@config_options
@click.pass_obj
def show_rule(session: Session, rule_id: str, output_format: str) -> ExitCode:
    """Explain one rule, and what to do about what it finds."""
    rules = all_rules(session.configuration)
    rule = rules.get(rule_id)
    if rule is None:
        close = difflib.get_close_matches(rule_id, rules, n=1)
        hint = f"Did you mean '{close[0]}'?" if close else "See 'leakscan rules list'."
        raise UsageError(f"no rule has the id {rule_id!r}", hint)
    print_out(json.dumps(_facts(rule), indent=2) if output_format == "json" else page_of(rule))
    return ExitCode.CLEAN


command.add_command(check_rules)
command.add_command(import_rules)


def _has(rule: Rule, words: Sequence[str]) -> bool:
    said = f"{rule.issuer} {rule.title} {rule.id}".lower()
    return all(word.lower() in said for word in words)


def _facts(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "title": rule.title,
        "issuer": rule.issuer,
        "severity": rule.severity.label,
        "confidence": rule.confidence.label,
        "reference": rule.reference,
        "remediation": rule.remediation,
    }


def page_of(rule: Rule) -> str:
    """Return what is known about a rule, one fact a paragraph."""
    facts = (
        ("issuer", rule.issuer),
        ("severity", rule.severity.label),
        ("confidence", rule.confidence.label),
        ("prefix", rule.prefix),
        ("at most", f"{rule.max_length} bytes"),
        ("proved by", _proof(rule)),
        ("looks like", _example(rule)),
        ("do", rule.remediation),
        ("reference", rule.reference),
    )
    lines = [f"{rule.id}: {rule.title}", ""]
    lines += [_fact(name, text) for name, text in facts if text]
    return "\n".join(lines) + "\n"


def _example(rule: Rule) -> str:
    """Return the first line of a made-up secret with its surroundings; each time the same."""
    if not rule.examples:
        return ""
    rng = random.Random(rule.id)  # noqa: S311 - nothing is protected by it
    return render(rule.examples[0], rng).strip().split("\n")[0]


def _proof(rule: Rule) -> str:
    """Return the first sentence of what the rule's proof says of itself."""
    function = getattr(rule.proof, "func", rule.proof)
    return (getattr(function, "__doc__", None) or "").strip().split("\n")[0]


def _fact(name: str, text: str) -> str:
    return textwrap.fill(
        text,
        width=96,
        initial_indent=f"  {name:<12}",
        subsequent_indent=" " * 14,
        break_long_words=False,
        break_on_hyphens=False,
    )
