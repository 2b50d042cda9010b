"""
Baselines: findings that were there when a project began to look, and what people made of them.

An entry knows its secret by rule, paths and a mark of two bytes from a slow salted hash, so that
neither a rebuild nor a moved line makes it new, while another value at its place is.  No value can
be had from it, nor can a guess be confirmed by it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from leakscan.errors import ConfigError
from leakscan.model.finding import Finding
from leakscan.model.location import ImageField, Location

VERSION = 1

_MAX_ENTRIES = 1_000_000
_UNDO = "Make it anew, or undo the edit."


class Verdict(StrEnum):
    """What a person made of an entry."""

    UNREVIEWED = "unreviewed"
    FALSE = "false-positive"
    ACCEPTED = "accepted"
    FIX = "fix"
    """To be fixed: it is reported again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One secret of a baseline."""

    rule: str
    paths: tuple[str, ...]
    """Sorted; numbers of steps and positions left out."""
    mark: str
    title: str = ""
    severity: str = ""
    redacted: str = ""
    verdict: Verdict = Verdict.UNREVIEWED
    because: str = ""
    until: str = ""
    """Date after which it is reported again; empty: none."""

    def covers(self, finding: Finding) -> bool:
        """Return whether a finding is this secret and nowhere that this entry does not know."""
        return (
            self.rule == finding.rule_id
            and f"scrypt:{self.mark}" in finding.marks
            and paths_of(finding) <= set(self.paths)
        )

    def holds(self, today: date) -> bool:
        """Return whether it still keeps its secret from being reported."""
        if self.verdict is Verdict.FIX:
            return False
        return not self.until or date.fromisoformat(self.until) >= today


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """A baseline file."""

    salt: bytes
    entries: tuple[Entry, ...] = ()

    def entry_for(self, finding: Finding) -> Entry | None:
        """Return the entry that covers a finding, if there is one."""
        return next((entry for entry in self.entries if entry.covers(finding)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What became of a baseline when it was brought up to date."""

    baseline: Baseline
    added: int
    kept: int
    gone: int


def updated(baseline: Baseline, findings: Sequence[Finding]) -> Update:
    """Return a baseline of exactly these findings; what people said of the known ones is kept."""
    entries = {}
    kept = 0
    for finding in findings:
        known = baseline.entry_for(finding)
        kept += known is not None
        entry = _entry(finding)
        if known:
            entry = replace(entry, verdict=known.verdict, because=known.because, until=known.until)
        entries[entry.rule, entry.paths, entry.mark] = entry
    return Update(
        baseline=replace(baseline, entries=tuple(entries[key] for key in sorted(entries))),
        added=len(findings) - kept,
        kept=kept,
        gone=sum(not any(entry.covers(f) for f in findings) for entry in baseline.entries),
    )


def paths_of(finding: Finding) -> set[str]:
    """Return the paths of a finding's places as they are after a rebuild, too."""
    return {_path(location) for location in finding.locations}


def as_json(baseline: Baseline) -> str:
    """Return a baseline as its file has it: one entry a line, so that changes can be read."""
    entries = ",\n".join(f"  {json.dumps(asdict(entry))}" for entry in baseline.entries)
    salt = json.dumps(baseline.salt.hex())
    return f'{{"leakscan_baseline": {VERSION}, "salt": {salt}, "entries": [\n{entries}\n]}}\n'


def from_json(text: str, name: str) -> Baseline:
    """
    Return the baseline in a file.

    Raises:
        ConfigError: It is none.
    """
    document = parsed(text, name)
    if not isinstance(document, dict) or document.get("leakscan_baseline") != VERSION:
        raise ConfigError(
            f"{name}: not a baseline of leakscan, version {VERSION}",
            "Make one with 'leakscan baseline create'.",
        )
    try:
        salt = bytes.fromhex(document["salt"])
        entries = tuple(_entries(document["entries"]))
    except (KeyError, TypeError, ValueError):
        raise ConfigError(
            f"{name}: a damaged baseline", "Make it anew, or undo the edit."
        ) from None
    if len(salt) < 16 or len(entries) > _MAX_ENTRIES:
        raise ConfigError(f"{name}: a damaged baseline", "Make it anew, or undo the edit.")
    return Baseline(salt=salt, entries=entries)


def parsed(text: str, name: str) -> Any:  # noqa: ANN401 - JSON, to be looked at by the caller
    """
    Return the document in a file.

    Raises:
        ConfigError: It is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ConfigError(f"{name}: not JSON", "Undo the edit.") from None


def _entries(found: list[Mapping[str, Any]]) -> Iterator[Entry]:
    texts = [each.name for each in fields(Entry) if each.name not in ("paths", "verdict")]
    for each in found:
        values = {name: each.get(name, "") for name in texts}
        paths = tuple(each["paths"])
        if not all(isinstance(value, str) for value in (*values.values(), *paths)):
            raise TypeError
        if values["until"]:
            date.fromisoformat(values["until"])
        verdict = Verdict(each.get("verdict", Verdict.UNREVIEWED))
        yield Entry(**values, paths=paths, verdict=verdict)


def _entry(finding: Finding) -> Entry:
    marks = [mark.removeprefix("scrypt:") for mark in finding.marks if mark.startswith("scrypt:")]
    return Entry(
        rule=finding.rule_id,
        paths=tuple(sorted(paths_of(finding))),
        mark=marks[0] if marks else "",
        title=finding.title,
        severity=finding.severity.label,
        redacted=finding.redacted,
    )


def _path(location: Location) -> str:
    # Positions in a config or a history move when a step or a variable is added before them.
    if isinstance(location, ImageField):
        return f"{re.sub(r'[0-9]+', '', location.path)}:{location.key}"
    inner = getattr(location, "inner", ())
    return " > ".join((location.path, *inner)).encode("utf-8", "backslashreplace").decode()
