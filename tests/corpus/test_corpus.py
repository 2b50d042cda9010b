"""Builds every case of the corpus as it asks, scans it, and judges the report."""

import random
from pathlib import Path

import pytest

from leakscan.reporters.reading import read_report
from tests.corpus.build import Engines, Target, build_case
from tests.corpus.case import Case, cases
from tests.corpus.judge import judge
from tests.corpus.mutants import mutants
from tests.end_to_end.program import Outcome, scan
from tests.engines.parts import need_root, packaged
from tests.reporters.agreement import disagreements, rendered

_NEEDS_ENGINE = {"buildkit", "buildkit-latest", "classic", "buildah", "debootstrap"}


def _parameters() -> list[object]:
    return [
        pytest.param(
            case,
            builder,
            id=f"{case.name}-{builder}",
            marks=[pytest.mark.engine] if builder in _NEEDS_ENGINE else [],
        )
        for case in cases()
        for builder in case.builders
    ]


@pytest.fixture
def engines(request: pytest.FixtureRequest) -> Engines:
    """Return the engines, each started when a case first asks for it."""
    return Engines(
        docker=lambda: request.getfixturevalue("docker"),
        buildkit=lambda: request.getfixturevalue("buildkit"),
        buildah=lambda: request.getfixturevalue("buildah"),
    )


@pytest.mark.parametrize(("case", "builder"), _parameters())
def test_case(case: Case, builder: str, engines: Engines, tmp_path: Path) -> None:
    """
    The report of each case names every planted secret at its place and nothing else, no altered
    expectation would have passed, and all formats agree with the JSON on the numbers.
    """
    if builder == "debootstrap":
        need_root()
        packaged("debootstrap")
    values = case.values(random.randrange(2**32))
    target = build_case(case, builder, values, tmp_path, engines)

    outcome = scan_target(case, target)

    assert outcome.code in {0, 1}, outcome.errors
    report = outcome.report
    assert judge(case, builder, values, report, outcome.code) == []
    assert disagreements(rendered(read_report(outcome.stdout))) == []
    for altered, what in mutants(case, builder, values):
        assert judge(altered, builder, values, report, outcome.code), f"judge passes {what}"


def scan_target(case: Case, target: Target) -> Outcome:
    """Return the outcome of the case's scanner on what was built."""
    words = list(case.scan)
    if case.scanner == "context":
        if case.dockerfile:
            words += ["-f", str(target.reference / case.dockerfile)]
        for name, path in target.contexts.items():
            words += ["--build-context", f"{name}={path}"]
        return scan("context", *words, target.reference)
    if target.dockerfile:
        words += ["-f", str(target.dockerfile)]
    return scan("image", *words, target.reference)


def test_there_are_cases_for_both_scanners() -> None:
    """The corpus has at least sixteen cases and exercises both scanners."""
    every = list(cases())

    assert len(every) >= 16
    assert {case.scanner for case in every} == {"image", "context"}
