"""A stored JSON report gives every other format, as the scan itself would have given it."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given

from leakscan.errors import MalformedObject
from leakscan.model.report import Report
from leakscan.reporters import FORMATS, Style
from leakscan.reporters.reading import read_report
from tests.reporters import samples
from tests.reporters.test_hostile import REPORTS, thorough

ALL = Style(show_suppressed=True)


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize(
    "sample", [samples.leaky_image, samples.leaky_context, samples.damaged_image]
)
def test_a_stored_report_says_all_that_the_scan_said(
    sample: Callable[[], Report], name: str
) -> None:
    """Each format made from the JSON equals the one made from the scan's own report."""
    stored = FORMATS["json"](sample(), ALL).encode()

    assert FORMATS[name](sample(), ALL) == FORMATS[name](read_report(stored), ALL)


@thorough
@given(report=REPORTS)
def test_any_report_comes_back_whole(report: Report) -> None:
    """What was read from a JSON report and written again is read as the same report."""
    first = read_report(FORMATS["json"](report, ALL).encode())
    second = read_report(FORMATS["json"](first, ALL).encode())

    assert first == second or "***" in str(first)
    assert len(first.findings) == len(report.findings)
    assert [each.locations[0].span for each in first.findings] == [
        each.locations[0].span for each in report.findings
    ]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"schema_version": "2"}, "report"),
        ({"target": 1}, "report.target"),
        ({"target": {}}, "report.target.kind"),
        ({"tool": None}, "report.tool"),
        ({"findings": {}}, "report.findings"),
        ({"findings": [1]}, "report.findings[0]"),
        ({"findings": [{"secret": {}, "locations": []}]}, "report.findings[0].locations"),
        ({"ledger": {"bytes_in": "1"}}, "report.ledger.bytes_in"),
        ({"notes": [None]}, "report.notes[0]"),
        ({"rules": {"x": {"title": 1}}}, "report.rules.x.title"),
    ],
)
def test_what_is_no_report_is_refused_by_place(change: dict[str, object], where: str) -> None:
    """A file that only looks like a report is refused, and the error names the place."""
    stored = json.loads(FORMATS["json"](samples.leaky_image(), ALL))

    with pytest.raises(MalformedObject) as caught:
        read_report(json.dumps(stored | change).encode())

    assert caught.value.where == where


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b"1" * 10_000])
def test_what_is_no_json_is_refused(text: bytes) -> None:
    """Damaged files, and those nested deeper than any report, are refused in one line."""
    with pytest.raises(MalformedObject):
        read_report(text)
