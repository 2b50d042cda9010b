"""Real, clean trees: no false alarm at the default confidence, and nothing left unread."""

import pytest

from tests.benchmarks.clean_roots import ROOTS, alarms, scan_root
from tests.engines.parts import need_root, packaged

NEEDS = {"debian": "debootstrap", "python": "python3", "node": "npm"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ROOTS)
def test_a_clean_tree_has_no_findings(name: str) -> None:
    """A minimal Debian, and ten popular packages of Python and of Node, are clean and complete."""
    need_root()
    packaged(NEEDS[name])

    outcome = scan_root(name, "likely")

    report = outcome.report
    assert alarms(report) == []
    assert report["skipped"] == []
    assert outcome.code == 0
