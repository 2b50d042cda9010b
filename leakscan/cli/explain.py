"""`leakscan explain`: why each thing in a file that looks like a secret is reported or not."""

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

import click

from leakscan.cli.console import Session
from leakscan.cli.delivery import print_out
from leakscan.cli.environment import default_cache_dir
from leakscan.cli.exits import ExitCode
from leakscan.cli.options import config_options
from leakscan.cli.own_rules import user_rules_of
from leakscan.cli.settings import SETTINGS
from leakscan.cli.table import table
from leakscan.detection.content import Content
from leakscan.detection.explain import Explained, explain
from leakscan.detection.seal import Sealer
from leakscan.detection.user_rules import UserRules
from leakscan.errors import TargetNotFound, TargetUnreadable
from leakscan.model.rule import Confidence
from leakscan.reporters.escape import visible
from leakscan.scanners.detectors import DetectionSettings, detector_for, recognisers_for

_LARGEST = 64 << 20
_PLACE = re.compile(r"(.+):([1-9]\d{0,8})")


@click.command("explain", context_settings=SETTINGS)
@click.argument("place", metavar="FILE[:LINE]")
@config_options
@click.option(
    "--min-confidence",
    type=click.Choice([each.label for each in Confidence]),
    default=Confidence.LIKELY.label,
    show_default=True,
    envvar="LEAKSCAN_MIN_CONFIDENCE",
    help="What a scan would report.",
)
@click.option(
    "--format",
    "output_format",
    envvar="LEAKSCAN_FORMAT",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.pass_obj
def command(session: Session, place: str, min_confidence: str, output_format: str) -> ExitCode:
    """
    Tell why each thing in a file that looks like a secret is reported or not.

    With :LINE only what begins on that line is told. The project's own rules and allow-lists
    count; what a baseline or an ignore file excuses does not. The file is searched as it is:
    archives are not opened. No secret is shown.
    """
    path, line = _parsed(place)
    explained = _explained(path, min_confidence, user_rules_of(session.configuration))
    told = [each for each in explained if line in {0, each.line}]
    if output_format == "json":
        print_out(json.dumps([asdict(each) for each in told], indent=2))
    elif told:
        rows = [_row(each) for each in told]
        print_out(table(("LINE", "OUTCOME", "RULE", "VALUE", "WHY"), rows))
    else:
        where = f"line {line} of {path}" if line else str(path)
        print_out(visible(f"Nothing in {where} looks like what any rule knows."))
    return ExitCode.CLEAN


def _row(each: Explained) -> tuple[str, ...]:
    shown = f"{each.shown} ({each.length} bytes)" if each.shown else f"{each.length} bytes"
    place = f"{each.line}:{each.column}"
    return place, each.outcome, each.rule_id, visible(shown), visible(each.reason)


def _parsed(place: str) -> tuple[Path, int]:
    """Return the path and the line, 0 for all; a file may be called `a:1`, too."""
    match = _PLACE.fullmatch(place)
    if match is None or Path(place).exists():
        return Path(place), 0
    return Path(match[1]), int(match[2])


def _explained(path: Path, min_confidence: str, user_rules: UserRules) -> list[Explained]:
    data = _bytes(path)
    # Plugins speak at `review` only, and everything is to be told here.
    settings = DetectionSettings(
        sealer=Sealer(),
        min_confidence=Confidence.REVIEW,
        cache_dir=default_cache_dir(),
        user_rules=user_rules,
    )
    return explain(
        detector_for(settings),
        recognisers_for(Confidence.REVIEW, user_rules),
        Content(data=data, name=str(path)),
        Confidence[min_confidence.upper()],
    )


def _bytes(path: Path) -> bytes:
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(_LARGEST + 1)
        elif not path.is_file():
            if path.exists():
                raise TargetUnreadable(f"{str(path)!r} is no file", "Name a single file.")
            raise TargetNotFound(f"no file {str(path)!r}")
        else:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
    except OSError as error:
        raise TargetUnreadable(f"{str(path)!r}: {error.strerror}") from error
    if len(data) > _LARGEST:
        raise TargetUnreadable(f"{str(path)!r} is over 64 MiB", "Cut out the part in question.")
    return data
