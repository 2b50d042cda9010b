"""Formats of one scan that say different numbers: none, and the comparison would see it."""

from collections.abc import Callable
from dataclasses import replace

from leakscan.model.report import Report
from tests.reporters import samples
from tests.reporters.agreement import disagreements, rendered
from tests.reporters.test_formats import every_sample


@every_sample
def test_all_formats_agree_on_the_numbers(sample: Callable[[], Report]) -> None:
    """Each says as many findings, as bad, and as much that was not read, as the JSON does."""
    assert disagreements(rendered(sample())) == []


def test_a_format_that_loses_a_finding_is_noticed() -> None:
    """The comparison names the format, and what it says."""
    report = samples.leaky_context()
    files = rendered(report)
    fewer = rendered(replace(report, findings=report.findings[1:]))

    for name in set(files) - {"json"}:
        said = disagreements({**files, name: fewer[name]})
        assert said
        assert all(each.startswith(name) for each in said)
