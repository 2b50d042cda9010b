"""
`.secrets.baseline`: baselines of detect-secrets, read and written.

Its entries hold the plain SHA-1 of each value, by which a guess is confirmed in microseconds.  They
are read because teams have them, and written on explicit request alone.

Source: detect-secrets 1.5, core/baseline.py and core/potential_secret.py (`json`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leakscan.errors import ConfigError
from leakscan.model.finding import Finding
from leakscan.model.location import ContextFile, Instruction, Location
from leakscan.scanners.baseline import parsed

Known = frozenset[tuple[str, str]]
"""File with the SHA-1 of a value, or with `line N`."""


@dataclass(frozen=True, slots=True)
class SecretsBaseline:
    """What a `.secrets.baseline` knows."""

    known: Known

    def covers(self, finding: Finding) -> bool:
        """Return whether every place of a finding is listed, by its value or by its line."""
        digests = [mark for mark in finding.marks if mark.startswith("sha1:")]
        return all(
            any((path, word) in self.known for word in (*digests, line))
            for path, line in map(_spot, finding.locations)
        )


def is_secrets_baseline(document: object) -> bool:
    """Return whether a document is one."""
    return isinstance(document, dict) and "plugins_used" in document and "results" in document


def read_secrets_baseline(text: str, name: str) -> SecretsBaseline:
    """
    Return what a file of detect-secrets lists.

    Raises:
        ConfigError: It is none.
    """
    document = parsed(text, name)
    results = document.get("results") if is_secrets_baseline(document) else None
    if not isinstance(results, dict):
        raise ConfigError(f"{name}: not a baseline of detect-secrets")
    known = set()
    for file, secrets in results.items():
        for secret in secrets if isinstance(secrets, list) else ():
            if isinstance(secret, dict):
                path = str(file).replace("\\", "/").removeprefix("./")
                known.add((path, f"sha1:{secret.get('hashed_secret')}"))
                known.add((path, f"line {secret.get('line_number')}"))
    return SecretsBaseline(frozenset(known))


def as_secrets_baseline(findings: Iterable[Finding], now: datetime) -> str:
    """Return a `.secrets.baseline` that lists the findings in files of a context."""
    results: dict[str, list[Mapping[str, Any]]] = {}
    for finding in findings:
        digest = next((m[5:] for m in finding.marks if m.startswith("sha1:")), "")
        for location in finding.locations:
            if isinstance(location, ContextFile | Instruction) and digest:
                path = location.path.encode("utf-8", "backslashreplace").decode()
                line = location.region.start_line if location.region else 1
                results.setdefault(path, []).append(
                    {
                        "type": finding.title,
                        "filename": path,
                        "hashed_secret": digest,
                        "is_verified": False,
                        "line_number": line,
                    }
                )
    document = {
        "version": "1.5.0",
        "plugins_used": [],
        "filters_used": [],
        "results": {path: _in_order(results[path]) for path in sorted(results)},
        "generated_at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return json.dumps(document, indent=2) + "\n"


def _in_order(secrets: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(secrets, key=lambda each: (each["line_number"], each["hashed_secret"]))


def _spot(location: Location) -> tuple[str, str]:
    region = location.region
    return location.path, f"line {region.start_line if region else 0}"
