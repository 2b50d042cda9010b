"""The formats for other tools: what each of them demands, and that none of them loses anything."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from markdown_it import MarkdownIt

from leakscan.model.report import Report
from leakscan.model.rule import Severity
from leakscan.reporters import FORMATS, Style
from leakscan.reporters.formats import markdown
from tests.reporters import samples
from tests.reporters.junit import suite_of
from tests.reporters.published import CODE_QUALITY, SECRET_DETECTION

SAMPLES = (samples.leaky_image, samples.leaky_context, samples.damaged_image, samples.image_report)
every_sample = pytest.mark.parametrize("sample", SAMPLES)


def check_gitlab(text: str) -> Any:
    """Return the document, after checking it."""
    document = json.loads(text)
    SECRET_DETECTION.validate(document)
    return document


def check_codequality(text: str) -> Any:
    """Return the entries, after checking them."""
    entries = json.loads(text)
    CODE_QUALITY.validate(entries)
    return entries


COMMAND = re.compile(r"::(error|warning|notice) ((?:[a-z]+=[^,:]*,)*[a-z]+=[^,:]*)::([^\n]*)")


def check_github(text: str) -> list[re.Match[str]]:
    """Return the commands: every line is one, and GitHub keeps them all."""
    matches = [COMMAND.fullmatch(line) for line in text.splitlines()]
    commands = [match for match in matches if match is not None]
    assert len(commands) == len(matches)
    for kind in ("error", "warning", "notice"):
        assert sum(match[1] == kind for match in commands) <= 10
    return commands


def check_csv(text: str) -> list[dict[str, str]]:
    """Return the rows: each has every cell, and no cell is a formula."""
    rows = list(csv.DictReader(io.StringIO(text), strict=True))
    for row in rows:
        assert None not in row
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row.values())
    return rows


def check_markdown(text: str) -> list[Any]:
    """Return the tokens: nothing in them is a link, an image or markup that is not ours."""
    assert len(text.encode()) < 2**20
    tokens = list(MarkdownIt("commonmark").enable("table").parse(text))
    flat = [each for token in tokens for each in (token, *(token.children or ()))]
    assert not {each.type for each in flat} & {"link_open", "image", "fence", "code_block"}
    for each in flat:
        if each.type in {"html_inline", "html_block"}:
            left = re.sub(r"</?(?:details|summary)>|<!-- -->", "", each.content)
            assert "<" not in left
        if each.type == "text":
            assert not re.search(r"://\S|www\.\S|\w@\w", each.content)
    return flat


@every_sample
def test_gitlab_takes_the_report(sample: Callable[[], Report]) -> None:
    """Every finding is a vulnerability with an id of its own, at a file and a commit."""
    document = check_gitlab(FORMATS["gitlab"](sample(), Style()))

    ids = {each["id"] for each in document["vulnerabilities"]}
    assert len(ids) == len(document["vulnerabilities"]) == len(sample().findings)
    assert (document["scan"]["status"] == "success") is sample().complete


def test_gitlab_is_told_time_and_commit() -> None:
    """They come from whoever writes the report, so that the report itself stays the same."""
    style = Style(now=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), commit="abc")

    document = check_gitlab(FORMATS["gitlab"](samples.leaky_context(), style))

    assert document["scan"]["start_time"] == "2026-01-02T03:04:05"
    assert document["vulnerabilities"][0]["location"]["commit"] == {"sha": "abc"}


@every_sample
def test_code_quality_takes_the_report(sample: Callable[[], Report]) -> None:
    """Every finding has a fingerprint of its own; an incomplete scan is an entry, too."""
    entries = check_codequality(FORMATS["codequality"](sample(), Style()))

    assert len(entries) == len(sample().findings) + (not sample().complete)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


@every_sample
def test_junit_takes_the_report(sample: Callable[[], Report]) -> None:
    """Findings are failures, unread parts errors, suppressed findings skipped tests."""
    report = sample()

    suite = suite_of(FORMATS["junit"](report, Style()))

    counts = [int(suite.attrib[name]) for name in ("failures", "errors", "skipped")]
    assert counts == [len(report.findings), len(report.skipped), len(report.suppressed)]


def test_a_clean_scan_is_a_test_that_passed() -> None:
    """A suite without tests counts as a failure in some services."""
    suite = suite_of(FORMATS["junit"](samples.image_report(), Style()))

    assert suite.attrib["tests"] == "1"


@every_sample
def test_csv_has_a_row_for_each_finding(sample: Callable[[], Report]) -> None:
    """What was not read has rows, too: a table without findings is no clean result."""
    rows = check_csv(FORMATS["csv"](sample(), Style()))

    status = [row["status"] for row in rows]
    assert status.count("found") == len(sample().findings)
    assert status.count("not read") == len(sample().skipped)


@every_sample
def test_annotations_stand_at_committed_lines(sample: Callable[[], Report]) -> None:
    """The worst findings come first, and the last command has the verdict."""
    commands = check_github(FORMATS["github"](sample(), Style()))

    assert len(commands) == len(sample().findings) + 1
    assert commands[-1][1] == ("notice" if sample().complete else "error")
    for command in commands[:-1]:
        files = re.findall(r"file=([^,]*)", command[2])
        assert set(files) <= {"Dockerfile", ".dockerignore"}


def test_annotations_are_bounded_and_counted() -> None:
    """GitHub drops what is over ten of a kind: the worst stay, and the number is said."""
    findings = [
        samples.finding(id=str(number), severity=severity)
        for severity in Severity
        for number in range(50)
    ]

    commands = check_github(FORMATS["github"](samples.image_report(*findings), Style()))

    assert [command[1] for command in commands].count("error") == 10
    assert all("title=critical%3A" in command[2] for command in commands[:10])
    assert "171 more findings" in commands[-1][3]


@every_sample
def test_markdown_shows_the_numbers(sample: Callable[[], Report]) -> None:
    """The verdict and every finding are there."""
    text = FORMATS["markdown"](sample(), Style())

    flat = check_markdown(text)
    headings = [each for each in flat if each.type == "heading_open" and each.tag == "h3"]
    assert len(headings) == len(sample().findings)


def test_markdown_stays_below_what_a_summary_may_have() -> None:
    """Beyond a mebibyte GitHub shows nothing at all: the rest is counted instead."""
    findings = [samples.finding(id=str(number), detail="x" * 900) for number in range(3000)]

    text = FORMATS["markdown"](samples.image_report(*findings), Style())

    assert len(text.encode()) <= markdown.MAX_BYTES
    shown = text.count("\n### ")
    assert f"**{3000 - shown:,} more secrets left out:**" in text
    assert text.rstrip().endswith("stores it.") or "Next" in text


def test_formats_for_uploads_never_hold_a_value() -> None:
    """What is made to be uploaded has no secret, even when the report on the terminal shows it."""
    report = samples.image_report(samples.finding(value="the-value"))

    for name in ("sarif", "gitlab", "codequality", "junit", "github", "markdown", "csv"):
        assert "the-value" not in FORMATS[name](report, Style(show_suppressed=True))


def test_markdown_shows_what_to_write_instead() -> None:
    """The lines of a fix and of advice, and the command that recovers a file, can be copied."""
    context = FORMATS["markdown"](samples.advised_context(), Style())
    image = FORMATS["markdown"](samples.image_report(samples.finding()), Style())

    check_markdown(context)
    assert "- **add** `.dockerignore:3`  \n  `**/id_ed25519`" in context
    assert "    `RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci \\`  \n" in context
    assert "- **recover**: `docker save app:1.0 | tar -xO" in image


def test_markdown_stays_below_its_limit_whatever_is_not_read() -> None:
    """Parts that were not read and advice take a share of the room and no more, and are counted."""
    bait = "@" * 600
    advice = samples.advised_context().advice[0]
    report = samples.context_report(
        *[samples.finding(id=str(number), remediation=bait) for number in range(2000)],
        skipped=[samples.skipped(path=bait, reason=bait, hint=bait)] * 500,
        advice=[replace(advice, text=bait, message=bait)] * 500,
        notes=[bait] * 500,
    )

    text = FORMATS["markdown"](report, Style())

    assert len(text.encode()) <= markdown.MAX_BYTES
    assert "<summary>Not read: 500</summary>" in text
    assert "<summary>Advice: 500</summary>" in text
    assert text.count("more secrets left out") == 1


def test_rows_and_failures_say_what_to_write_instead() -> None:
    """The change and the command that recovers a file are cells of CSV, and lines of JUnit."""
    context, image = samples.advised_context(), samples.image_report(samples.finding())

    (changed,) = check_csv(FORMATS["csv"](context, Style()))
    (hidden,) = check_csv(FORMATS["csv"](image, Style()))

    assert changed["change"] == "add .dockerignore:3 **/id_ed25519"
    assert hidden["recover"].startswith("docker save app:1.0 | tar -xO")
    assert changed["change"] in FORMATS["junit"](context, Style())
    assert "recover: docker save app:1.0 | tar" in FORMATS["junit"](image, Style())
