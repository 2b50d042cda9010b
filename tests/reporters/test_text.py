import re
from collections.abc import Callable

import pytest

from leakscan.model.location import ContextFile, Deciding, Reach, Step
from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters import Style
from leakscan.reporters.formats.text import render
from tests.reporters import samples

COLOR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    "sample",
    [
        samples.leaky_image,
        samples.leaky_context,
        samples.advised_context,
        samples.damaged_image,
        samples.image_report,
    ],
)
def test_report_reads_as_agreed(
    sample: Callable[[], Report], golden: Callable[[str, str], None]
) -> None:
    """A report of each kind is printed exactly as its golden file shows."""
    golden(f"{sample.__name__}.txt", render(sample(), Style(width=80)))


@pytest.mark.parametrize("width", [60, 120])
@pytest.mark.parametrize("sample", [samples.leaky_image, samples.advised_context])
def test_report_fits_narrow_and_wide_screens(
    sample: Callable[[], Report], width: int, golden: Callable[[str, str], None]
) -> None:
    """From 60 columns on a report is readable; prose is never wider than 100."""
    golden(f"{sample.__name__}_{width}.txt", render(sample(), Style(width=width)))


def test_suppressed_findings_are_listed_on_request(golden: Callable[[str, str], None]) -> None:
    """What is suppressed is listed with its reason when the style asks for it."""
    golden(
        "leaky_image_suppressed.txt",
        render(samples.leaky_image(), Style(width=100, show_suppressed=True)),
    )


def test_suppressed_findings_are_only_counted_by_default() -> None:
    """Without the request, suppressed findings appear as a number with the reason."""
    report = samples.image_report(suppressed=(samples.finding(suppressed="pragma"),))

    text = render(report, Style())

    assert "No secrets found. Everything was read" in text
    assert "1 suppressed (1 pragma)" in text
    assert "app/.env" not in text


@pytest.mark.parametrize("width", [1, 60, 72, 100])
def test_prose_keeps_within_the_screen(width: int) -> None:
    """No line is wider than the screen, from 60 columns on; commands are not broken."""
    lines = render(samples.leaky_image(), Style(width=width)).splitlines()

    headline, *rest = lines
    assert "acme/api:1.4" in headline
    prose = [line for line in rest if not line.startswith("  recover ")]
    assert max(map(len, prose)) <= max(width, 60)
    assert len(prose) < len(rest)


def test_long_names_stay_whole_on_their_line() -> None:
    """A path wider than the screen is not broken, so that it can be copied."""
    path = "/".join(["directory"] * 12)
    report = samples.image_report(samples.finding(locations=(samples.layer_file(path),)))

    assert f"{path}:3:14\n" in render(report, Style(width=60))


def test_color_changes_nothing_but_colors() -> None:
    """Taking the colours out of a coloured report gives the plain one."""
    report = samples.leaky_image()

    colored = render(report, Style(color=True))

    assert COLOR.search(colored)
    assert render(report, Style(color=False)) == COLOR.sub("", colored)


def test_small_project_fits_one_screen() -> None:
    """Three secrets of a build context take no more than forty lines."""
    assert render(samples.leaky_context(), Style(width=100)).count("\n") <= 40


@pytest.mark.parametrize("reach", list(Reach))
def test_every_reach_is_said_in_words(reach: Reach) -> None:
    """Each reach of a context file reads as a phrase and names the line that decided it."""
    place = samples.context_file(reach=reach)

    text = render(samples.context_report(samples.key(locations=(place,))), Style())

    assert "because of  Dockerfile:7 COPY . ." in text
    assert {
        Reach.BAKED: "baked into the image",
        Reach.INTERMEDIATE: "left in the build cache",
        Reach.SENT: "sent to the builder",
        Reach.REACHABLE: "not ignored",
        Reach.IGNORED: "the builder does not see it",
    }[reach] in text


def test_incomplete_report_with_findings_warns_of_more() -> None:
    """With findings, the summary still says that parts were not read."""
    report = samples.image_report(samples.finding(), skipped=(samples.skipped(),))

    text = render(report, Style())

    assert "Not read: 1 (this is not a clean result)" in text
    assert "checksum wrong at offset 5120" in text
    assert "1 secret: 1 high. Not complete: 1 part of the image was not read" in text


def test_skipped_parts_are_bounded_and_counted() -> None:
    """Of thousands of unread parts a few are shown, and the exact number is said."""
    report = samples.image_report(skipped=(samples.skipped(),) * 12_345)

    text = render(report, Style())

    assert "Not read: 12,345" in text
    assert "and 12,335 more" in text
    assert text.count("\n") < 40


def test_findings_are_bounded_and_counted() -> None:
    """Of thousands of secrets the first are shown, and the summary counts all."""
    report = samples.image_report(*[samples.finding()] * 1_234)

    text = render(report, Style())

    assert "and 1,034 more secrets" in text
    assert "1,234 secrets: 1,234 high." in text


def test_value_is_shown_only_when_the_finding_carries_it() -> None:
    """An explicitly requested value is printed with its line breaks escaped."""
    shown = samples.finding(value="first\nsecond")

    assert "value       first\\nsecond" in render(samples.image_report(shown), Style())
    assert "value" not in render(samples.image_report(samples.finding()), Style())


def test_deciding_lines_are_masked() -> None:
    """A quoted Dockerfile line does not show the value it assigns."""
    line = Deciding(file="Dockerfile", line=3, text="ENV DB_PASSWORD=hunter2")
    place: ContextFile = samples.context_file(decided_by=(line,))

    text = render(samples.context_report(samples.key(locations=(place,))), Style())

    assert "Dockerfile:3 ENV DB_PASSWORD=***" in text
    assert "hunter2" not in text


def test_steps_of_history_read_like_a_dockerfile_and_are_masked() -> None:
    """A step is shown without its shell and marks, and without the values it assigns."""
    made_by = Step(created_by="RUN |1 A=b /bin/sh -c login --token hunter2 # buildkit", base=True)
    removed = Step(created_by="/bin/sh -c #(nop) COPY dir:1234 in /app ", layer_index=4)
    place = samples.layer_file(introduced_by=made_by, removed_by=removed)

    text = render(samples.image_report(samples.finding(locations=(place,))), Style())

    assert "added by    RUN login --token *** (base image)" in text
    assert "deleted by  COPY dir:1234 in /app" in text
    assert "hunter2" not in text


@pytest.mark.parametrize("severity", list(Severity))
def test_every_severity_is_named_and_counted(severity: Severity) -> None:
    """Each severity heads its finding in capitals and is counted in the summary."""
    text = render(samples.image_report(samples.finding(severity=severity)), Style())

    assert f"{severity.label.upper()}  GitLab personal access token" in text
    assert f"1 secret: 1 {severity.label}." in text
