"""
What a project excuses: a baseline and an ignore file.  Findings are moved, never dropped.

An ignore file has one entry a line:

    tests/fixtures/**  because test data, made up
    config/old.env  rule=generic-*  until=2027-01-01  because it is revoked in December
    id:0123456789abcdef  because the sandbox key is public

The paths are those of `.gitignore`: of a context's files, or of files inside an image.
"""

import fnmatch
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from leakscan.errors import ConfigError
from leakscan.expressions import expression
from leakscan.model.finding import Finding
from leakscan.model.report import Report
from leakscan.scanners.baseline import Baseline
from leakscan.scanners.detect_secrets import SecretsBaseline

if TYPE_CHECKING:
    from pathspec import PathSpec

_ENTRY = expression(
    r"""(?P<what>(?:\\.|\S)+) (?:\s+rule=(?P<rule>\S+))? (?:\s+until=(?P<until>\S+))?
    \s+because\s+(?P<because>\S.*)""",
    re.VERBOSE,
)
_HINT = "Write PATH or id:ID, then rule=RULE and until=YYYY-MM-DD if wanted, then because REASON."
_MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One line of an ignore file."""

    where: str
    """File and line of it, for messages."""
    finding_id: str = ""
    paths: "PathSpec[Any] | None" = field(default=None, repr=False)
    rule: str = "*"
    until: date | None = None
    because: str

    def covers(self, finding: Finding) -> bool:
        """Return whether it names a finding with all of its places."""
        if not fnmatch.fnmatchcase(finding.rule_id, self.rule):
            return False
        if self.paths is None:
            return finding.id == self.finding_id
        spec = self.paths
        return all(spec.match_file(location.path) for location in finding.locations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuses:
    """All that a project excuses."""

    baseline: Baseline | SecretsBaseline | None = None
    ignores: tuple[Ignore, ...] = ()


def parse_ignore_file(text: str, name: str) -> tuple[Ignore, ...]:
    """
    Return the entries of an ignore file, in their order.

    Raises:
        ConfigError: A line says no such thing.
    """
    entries = tuple(_entries(text, name))
    if len(entries) > _MAX_ENTRIES:
        raise ConfigError(f"{name}: more than {_MAX_ENTRIES:,} entries", "Use patterns.")
    return entries


def suppress(report: Report, excuses: Excuses, today: date) -> Report:
    """Return a report with excused findings moved to the suppressed ones, and notes on the rest."""
    reported, suppressed = [], list(report.suppressed)
    used: set[str] = set()
    ended: dict[str, int] = {}
    for finding in report.findings:
        reason = _reason(finding, excuses, today, used, ended)
        if reason:
            suppressed.append(replace(finding, suppressed=reason))
        else:
            reported.append(finding)
    unused = [each.where for each in excuses.ignores if each.where not in used | ended.keys()]
    notes = [f"{where} has ended: {count} reported again" for where, count in ended.items()]
    if unused:
        notes.append(f"covers nothing any more: {', '.join(unused[:5])}")
    return replace(
        report,
        findings=tuple(reported),
        suppressed=tuple(suppressed),
        notes=(*report.notes, *notes),
    )


def _reason(
    finding: Finding, excuses: Excuses, today: date, used: set[str], ended: dict[str, int]
) -> str:
    for entry in excuses.ignores:
        if entry.covers(finding):
            if entry.until is None or entry.until >= today:
                used.add(entry.where)
                until = f" until {entry.until}" if entry.until else ""
                return f"ignored{until}: {entry.because}"
            ended[entry.where] = ended.get(entry.where, 0) + 1
    match excuses.baseline:
        case SecretsBaseline() as listed:
            return "baseline" if listed.covers(finding) else ""
        case Baseline() as baseline:
            known = baseline.entry_for(finding)
            if known is None:
                return ""
            if known.holds(today):
                return f"baseline: {known.because}" if known.because else "baseline"
            if known.until:
                ended["baseline entry"] = ended.get("baseline entry", 0) + 1
    return ""


def _entries(text: str, name: str) -> Iterator[Ignore]:
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()  # noqa: PLW2901 - nothing needs it as it was
        if not line or line.startswith("#"):
            continue
        where = f"{name}:{number}"
        found = _ENTRY.fullmatch(line)
        if found is None:
            raise ConfigError(f"{where}: an entry needs a reason", _HINT)
        what = found["what"]
        finding_id = what.removeprefix("id:") if what.startswith("id:") else ""
        yield Ignore(
            where=where,
            finding_id=finding_id,
            paths=None if finding_id else _paths([what], where),
            rule=found["rule"] or "*",
            until=_date(found["until"], where),
            because=found["because"],
        )


def _paths(patterns: Sequence[str], where: str) -> "PathSpec[Any]":
    from pathspec import PathSpec  # noqa: PLC0415 - heavy import, for projects with such a file

    try:
        return PathSpec.from_lines("gitignore", patterns)
    except ValueError:
        raise ConfigError(f"{where}: {patterns[0]!r} is no pattern", _HINT) from None


def _date(word: str | None, where: str) -> date | None:
    if word is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ConfigError(f"{where}: until={word}: not a date", "Write until=2027-01-31.") from None
