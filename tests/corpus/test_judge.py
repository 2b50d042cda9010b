"""The judge itself: what it passes and what it objects to."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.corpus.case import Case, Place
from tests.corpus.judge import judge

VALUE = "made-up-value-0123456789"
PLACE = Place(
    secret="token",
    kind="layer-file",
    path="app/.env",
    visibility="deleted",
    introduced="COPY .env",
    line=2,
    removed="RUN rm",
    removed_line=3,
)
CASE = Case(
    name="example",
    folder=Path(),
    title="Example",
    scanner="image",
    builders=("synthetic",),
    expect=(PLACE,),
)


def report_of(*locations: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a report with one finding of the planted secret, or none without locations."""
    finding = {
        "rule_id": "example-token",
        "secret": {"redacted": "...", "value": VALUE},
        "locations": list(locations),
    }
    ledger = {"bytes_in": 3, "bytes_scanned": 1, "bytes_skipped": 1, "bytes_metadata": 1}
    report = {"skipped": [], "complete": True, "ledger": ledger}
    return report | {"findings": [finding] if locations else []} | changes


def location(**changes: Any) -> dict[str, Any]:
    """Return the location that `PLACE` describes, with some fields changed."""
    return {
        "kind": "layer-file",
        "path": "app/.env",
        "visibility": "deleted",
        "introduced_by": {"created_by": "COPY .env /app/.env # buildkit", "line": 2},
        "removed_by": {"created_by": "RUN rm /app/.env # buildkit", "line": 3},
    } | changes


def problems(report: dict[str, Any], code: int = 1, case: Case = CASE) -> list[str]:
    """Return the judge's verdict."""
    return judge(case, "synthetic", {"token": VALUE}, report, code)


def test_the_right_report_passes() -> None:
    """A report that says what the case expects has no problems."""
    assert problems(report_of(location())) == []


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "config"},
        {"path": "app/.env2"},
        {"visibility": "visible"},
        {"introduced_by": {"created_by": "COPY .env /", "line": 4}},
        {"introduced_by": None},
        {"removed_by": {"created_by": "RUN ls", "line": 3}},
        {"removed_by": {"created_by": "RUN rm /app/.env"}},
    ],
)
def test_each_field_counts(change: dict[str, Any]) -> None:
    """A location that differs in one expected field is both missing and unexpected."""
    assert len(problems(report_of(location(**change)))) == 2


def test_an_empty_report_fails() -> None:
    """Finding nothing is a problem, and so is the exit code that says so."""
    assert len(problems(report_of(), code=0)) == 2


def test_more_than_expected_fails() -> None:
    """A second location that no row allows is a problem."""
    extra = location(path="etc/passwd")
    allowing = replace(CASE, allow=(Place(path="etc/*"),))

    assert len(problems(report_of(location(), extra))) == 1
    assert problems(report_of(location(), extra), case=allowing) == []


def test_another_value_at_the_right_place_fails() -> None:
    """A finding counts only with the planted secret itself, not a part of it nor more than it."""
    for value in (VALUE[:-1], f"TOKEN={VALUE}"):
        report = report_of(location())
        report["findings"][0]["secret"]["value"] = value

        assert problems(report)


def test_an_absent_row_forbids() -> None:
    """What a case says must be absent is a problem wherever it is found."""
    case = replace(CASE, absent=(Place(path="app/*"),))

    assert len(problems(report_of(location()), case=case)) == 1


def test_an_incomplete_report_fails() -> None:
    """A report that left something unread is a problem, whatever it found."""
    skipped = [{"path": "x", "reason": "y"}]

    assert problems(report_of(location(), complete=False, skipped=skipped))


def test_two_findings_for_one_secret_fail() -> None:
    """One secret in two places is to be one finding with two locations."""
    report = report_of(location())
    report["findings"] *= 2

    assert len(problems(report)) == 1


def test_bytes_that_went_nowhere_are_wrong() -> None:
    """A ledger that does not balance is a problem of its own."""
    ledger = {"bytes_in": 4, "bytes_scanned": 1, "bytes_skipped": 1, "bytes_metadata": 1}

    problems = judge(CASE, "synthetic", {"token": VALUE}, report_of(location(), ledger=ledger), 1)

    assert [problem for problem in problems if "balance" in problem] == problems != []
