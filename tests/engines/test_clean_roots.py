"""Real, clean trees: no false alarm at the default confidence, and nothing left unread."""

import pytest

from tests.benchmarks.clean_roots import alarms, scan_root
from tests.engines.parts import need_root, packaged

NEEDS = {"minimal": "debootstrap", "python": "python3", "node": "npm"}
"""The trees that are small enough to make each time; the benchmark measures all of them."""


@pytest.mark.slow
@pytest.mark.parametrize("name", NEEDS)
def test_a_clean_tree_has_no_findings(name: str) -> None:
    """A minimal Debian, and forty packages each of Python and Node, are clean and complete."""
    need_root()
    packaged(NEEDS[name])

    outcome = scan_root(name, "likely")

    report = outcome.report
    assert alarms(report) == []
    assert report["skipped"] == []
    assert outcome.code == 0
