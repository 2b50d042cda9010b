"""Text from a target through every format: it may say anything, and it must do nothing."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leakscan.model.advice import Advice, AdviceKind, Edit, Fix
from leakscan.model.finding import Finding
from leakscan.model.location import (
    ContextFile,
    Deciding,
    ImageField,
    Instruction,
    LayerFile,
    LayerRef,
    Region,
    Span,
    Step,
    Via,
)
from leakscan.model.report import ImageSteps, Report, Target, TargetKind, Tool
from leakscan.model.rule import Confidence, Severity
from leakscan.reporters import FORMATS, Style
from tests.reporters import samples, test_formats, test_json, test_sarif
from tests.reporters.acceptance import complaints
from tests.reporters.hostile_names import NAMES as HOSTILE
from tests.reporters.html_page import check_html
from tests.reporters.junit import suite_of

BAIT = (
    "\x1b[2J\x1b]8;;http://evil.test\x07",
    "\u202egnp.exe",
    "\u2066\u200b\ufeff",
    "\udcff\ud800",
    "line\r\nbreak\u2028",
    "::error file=x::injected",
    "quote\"'`",
    "javascript:alert(1)",
    "http://evil.test/x",
    "../../../etc/passwd",
    "![x](http://evil.test/x)",
    "<script>alert(1)</script>",
    "{0}",
    "%00%2e%2e",
    "\\",
    "",
)

ANY_TEXT = st.one_of(
    st.sampled_from(BAIT),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=12),
    st.lists(st.sampled_from(BAIT), max_size=3).map("/".join),
)
NUMBERS = st.integers(0, 2**40)
SPANS = st.builds(Span, NUMBERS, NUMBERS)
LINES = st.integers(1, 2**31)
REGIONS = st.none() | st.builds(Region, LINES, LINES, LINES, LINES)


def of(model: type[Any], /, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return instances of a model type with hostile text in every text field."""
    texts = {
        name: ANY_TEXT
        for name, field in model.__dataclass_fields__.items()
        if field.type is str and name not in fixed
    }
    return st.builds(model, **texts, **fixed)


INDEXES = st.none() | st.integers(0, 200)
STEPS = of(
    Step,
    line=st.none() | LINES,
    history_index=INDEXES,
    layer_index=INDEXES,
    via=st.lists(of(Via, lines=st.lists(LINES, max_size=2).map(tuple)), max_size=2).map(tuple),
)
NAMES = st.lists(ANY_TEXT, max_size=3).map(tuple)
DECIDING = st.lists(of(Deciding, line=LINES), max_size=2).map(tuple)
EDITS = st.lists(of(Edit, start_line=LINES, end_line=LINES), min_size=1, max_size=2).map(tuple)
FIXES = st.none() | of(Fix, edits=EDITS)
ADVICE = st.lists(of(Advice, kind=st.sampled_from(AdviceKind), line=LINES, fix=FIXES), max_size=2)
PLACES = st.one_of(
    of(
        LayerFile,
        platforms=NAMES,
        inner=NAMES,
        layer=of(LayerRef, index=st.integers(-1, 200), count=st.integers(0, 200)),
        span=SPANS,
        region=REGIONS,
        introduced_by=st.none() | STEPS,
        removed_by=st.none() | STEPS,
    ),
    of(
        ImageField,
        kind=st.sampled_from(["config", "history", "annotation", "attestation"]),
        platforms=NAMES,
        span=SPANS,
        region=REGIONS,
        introduced_by=st.none() | STEPS,
    ),
    of(ContextFile, inner=NAMES, span=SPANS, region=REGIONS, decided_by=DECIDING, fix=FIXES),
    of(Instruction, span=SPANS, region=REGIONS, decided_by=DECIDING, fix=FIXES),
)
NAMED = ANY_TEXT.filter(bool)


def findings(suppressed: st.SearchStrategy[str]) -> st.SearchStrategy[Finding]:
    """Return findings with hostile text, suppressed for such a reason."""
    return of(
        Finding,
        id=NAMED,
        rule_id=NAMED,
        severity=st.sampled_from(Severity),
        confidence=st.sampled_from(Confidence),
        length=NUMBERS,
        value=st.none() | ANY_TEXT,
        locations=st.lists(PLACES, min_size=1, max_size=4).map(tuple),
        suppressed=suppressed,
    )


REPORTS = st.builds(
    Report,
    tool=of(Tool),
    target=of(Target, kind=st.sampled_from(TargetKind), platforms=NAMES),
    findings=st.lists(findings(st.just("")), max_size=2).map(tuple),
    suppressed=st.lists(findings(NAMED), max_size=1).map(tuple),
    skipped=st.lists(of(type(samples.skipped()), span=st.none() | SPANS), max_size=2).map(tuple),
    notes=NAMES,
    advice=ADVICE.map(tuple),
    images=st.lists(of(ImageSteps, steps=st.lists(STEPS, max_size=3).map(tuple)), max_size=2).map(
        tuple
    ),
)

thorough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def everywhere(text: str) -> Report:
    """Return a report that has `text` in every place where a target could have put it."""
    via = (Via(stage=text, dockerfile=text, lines=(1,), text=text),)
    step = Step(layer_index=0, created_by=text, dockerfile=text, line=1, via=via)
    fix = Fix(summary=text, edits=(Edit(file=text, start_line=1, end_line=1, text=text),))
    places = (
        samples.layer_file(
            text,
            inner=(text,),
            platforms=(text,),
            image=text,
            package=text,
            recovery=text,
            introduced_by=step,
            removed_by=step,
        ),
        samples.image_field(path=text, key=text, image=text, introduced_by=step),
        samples.context_file(text, decided_by=(Deciding(file=text, line=1, text=text),), fix=fix),
        samples.instruction(path=text, stage=text, instruction=text, fix=fix),
    )
    found = [
        samples.finding(
            id=text or "-",
            rule_id=text or "-",
            title=text,
            message=text,
            remediation=text,
            redacted=text,
            value=text,
            locations=(place,),
            suppressed=text,
        )
        for place in places
    ]
    target = Target(
        kind=TargetKind.IMAGE, name=text, source=text, digest=text, platforms=(text, text)
    )
    return samples.image_report(
        *found,
        target=target,
        suppressed=(samples.finding(suppressed=text or "-", locations=places),),
        skipped=(samples.skipped(path=text, layer=text, reason=text, hint=text),),
        notes=(text,),
        images=(ImageSteps(platform=text, name=text, steps=(step, Step(layer_index=3))),),
        advice=(
            Advice(kind=AdviceKind.MOUNT, file=text, line=1, text=text, message=text, fix=fix),
        ),
        tool=Tool(version=text, rules_digest=text, engine=text),
    )


def assert_harmless(text: str) -> None:
    """Fail if text for people holds anything but line breaks and characters that only print."""
    text.encode()
    bad = {
        c for c in text if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    assert not bad


@pytest.mark.parametrize("text", BAIT)
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_bait_in_every_field_does_nothing(name: str, text: str) -> None:
    """Each known trick, put into every field at once, comes out of every format as mere text."""
    rendered = FORMATS[name](everywhere(text), Style(show_suppressed=True, category=text))

    assert_harmless(rendered)
    CHECKS.get(name, lambda _: None)(rendered)


@thorough
@given(report=REPORTS, width=st.integers(0, 200))
def test_any_report_prints_harmlessly(report: Report, width: int) -> None:
    """Whatever a report holds, the text for people holds only characters that print."""
    assert_harmless(FORMATS["text"](report, Style(width=width, show_suppressed=True)))


@thorough
@given(report=REPORTS)
def test_any_report_is_colored_with_colors_only(report: Report) -> None:
    """With colours on, the only control characters are those of the report's own colours."""
    colored = FORMATS["text"](report, Style(color=True, show_suppressed=True))

    assert_harmless(re.sub(r"\x1b\[(?:0|1|2|31|32|33|36|1;31)m", "", colored))


@thorough
@given(report=REPORTS, name=st.sampled_from(sorted(FORMATS)))
def test_any_report_is_harmless_in_every_format(report: Report, name: str) -> None:
    """Whatever a report holds, each format has text that only prints, in the form it must have."""
    rendered = FORMATS[name](report, Style(show_suppressed=True))

    assert_harmless(rendered)
    CHECKS.get(name, lambda _: None)(rendered)


@thorough
@given(report=REPORTS)
def test_any_report_is_valid_json(report: Report) -> None:
    """Whatever a report holds, the JSON is printable ASCII and keeps to the schema."""
    check_json(FORMATS["json"](report, Style()))


@thorough
@given(report=REPORTS, category=ANY_TEXT)
def test_any_report_is_acceptable_sarif(report: Report, category: str) -> None:
    """Whatever a report holds, the SARIF log is valid and nothing in it is rejected."""
    check_sarif(FORMATS["sarif"](report, Style(show_suppressed=True, category=category)))


def parsed(text: str) -> Any:
    """Return the document in `text`, which must be printable ASCII and hold only proper text."""
    assert re.fullmatch(r"[ -~\n]*", text)
    document = json.loads(text)
    json.dumps(document, ensure_ascii=False).encode()
    return document


def check_json(text: str) -> None:
    """Fail unless `text` is a valid JSON report."""
    test_json.VALIDATOR.validate(parsed(text))


def check_sarif(text: str) -> None:
    """Fail unless `text` is an acceptable SARIF log."""
    log = parsed(text)
    test_sarif.VALIDATOR.validate(log)
    assert complaints(log) == []


CHECKS: dict[str, Callable[[str], object]] = {
    "json": check_json,
    "sarif": check_sarif,
    "gitlab": test_formats.check_gitlab,
    "codequality": test_formats.check_codequality,
    "junit": suite_of,
    "csv": test_formats.check_csv,
    "github": test_formats.check_github,
    "html": check_html,
    "markdown": test_formats.check_markdown,
}


def test_there_are_enough_hostile_names() -> None:
    """More than the big list of naughty strings has, and all different."""
    assert len(set(HOSTILE)) >= 515


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_hostile_names_come_out_as_text(name: str) -> None:
    """
    No name out of hundreds that have broken other programs does anything in any format.

    A twentieth of them here; `python -m tests.reporters.test_hostile` takes them all.
    """
    check_names(name, HOSTILE[::20])


def check_names(name: str, texts: list[str]) -> None:
    """Fail unless a format shows each of these names as mere text."""
    whole = [everywhere(text) for text in texts]
    joined = replace(
        whole[0],
        findings=tuple(finding for each in whole for finding in each.findings),
        suppressed=tuple(finding for each in whole for finding in each.suppressed),
        skipped=tuple(item for each in whole for item in each.skipped),
        advice=tuple(item for each in whole for item in each.advice),
        notes=tuple(note for each in whole for note in each.notes),
        images=tuple(image for each in whole for image in each.images),
    )

    rendered = FORMATS[name](joined, Style(show_suppressed=True))

    assert_harmless(rendered)
    CHECKS.get(name, lambda _: None)(rendered)


if __name__ == "__main__":
    for each in sorted(FORMATS):
        for start in range(20):
            check_names(each, HOSTILE[start::20])
        print(f"{each}: {len(HOSTILE)} names")  # noqa: T201 - run by hand
