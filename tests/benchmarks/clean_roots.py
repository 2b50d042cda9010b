"""
What leakscan reports on trees that hold no secrets of anybody.

    python -m tests.benchmarks.clean_roots

A minimal Debian and one with servers, a Python environment and a node_modules tree with forty
popular packages each, a Go module cache and a JDK, as images of one layer.  Findings at `likely`
are false alarms, but for keys that the installation of a server makes on this machine; those at
`review` are noise, counted for each gigabyte.  Names of trees limit it to those.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import builders
from tests.benchmarks import roots
from tests.end_to_end.program import Outcome, scan

ROOTS: dict[str, Callable[[], Path]] = {
    "minimal": roots.debian,
    "debian": roots.debian_servers,
    "python": roots.python_environment,
    "node": roots.node_modules,
    "go": roots.go_modules,
    "jdk": roots.jdk,
}
SHOWN = 30
TIMEOUT_SECONDS = 3600
"""A module cache of Go has everything twice, and once of it packed."""


def image_of(name: str) -> Path:
    """Return the archive of an image that holds the tree called `name`."""
    archive = roots.cache() / f"{name}-image.tar"
    layer = roots.tar_of(ROOTS[name]())
    if not archive.exists():
        built = builders.image([layer.read_bytes()], name=f"clean-{name}:1")
        archive.write_bytes(builders.docker_archive_legacy(built))
    return archive


def scan_root(name: str, confidence: str) -> Outcome:
    """Return the outcome of scanning that image at a confidence."""
    words = "image", "--min-confidence", confidence, image_of(name)
    return scan(*words, timeout=TIMEOUT_SECONDS)


def alarms(report: dict[str, Any]) -> list[str]:
    """Return one line for each finding: the rule, the value, the first place."""
    return [
        f"{finding['confidence']} {finding['rule_id']} {finding['secret']['value'][:60]!r} "
        f"in {finding['locations'][0]['path']}"
        for finding in report["findings"]
    ]


def main() -> int:
    """Print the counts for each tree, what was found at `likely`, and what most noise is."""
    counts: dict[str, dict[str, float]] = {}
    for name in sys.argv[1:] or ROOTS:
        size = image_of(name).stat().st_size
        counts[name] = {"MB": size // 1_000_000}
        for confidence in ("likely", "review"):
            report = scan_root(name, confidence).report
            for kind in ("findings", "suppressed", "skipped"):
                counts[name][f"{confidence} {kind}"] = len(report[kind])
            shown = alarms(report)[: SHOWN if confidence == "likely" else None]
            sys.stdout.write("".join(line + "\n" for line in shown))
        per_gigabyte = counts[name]["review findings"] * 1e9 / size
        counts[name]["review per GB"] = round(per_gigabyte, 1)
        sys.stdout.write(f"{name}: {counts[name]}\n")
    sys.stdout.write(json.dumps(counts) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
