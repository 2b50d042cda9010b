"""
The report as one page to hand over: no other file, no network, readable without its script.

The page allows itself one style sheet and one script, by their digests, so that nothing which a
target brings in can run or load anything.
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from leakscan.model.report import Report, TargetKind
from leakscan.model.rule import Confidence, Severity
from leakscan.reporters.html_finding import advice, article, kinds, package
from leakscan.reporters.html_text import code, element, prose, text
from leakscan.reporters.html_timeline import timelines
from leakscan.reporters.html_tree import tree
from leakscan.reporters.style import Style
from leakscan.reporters.verdict import how_complete, how_many, left_out, next_step
from leakscan.reporters.wording import missing_and_how

_MAX_FINDINGS = 10_000
_MAX_LISTED = 500
_MAX_PACKAGES = 200


def render(report: Report, style: Style) -> str:
    """Return the page."""
    css, script = _asset("html.css"), _asset("html.js")
    policy = (
        f"default-src 'none'; style-src {_digest(css)}; script-src {_digest(script)};"
        " base-uri 'none'; form-action 'none'"
    )
    title = f"leakscan: {report.target.kind.value} {report.target.name}"
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{text(title, 200)}</title><style>{css}</style>"
    )
    body = "\n".join(_body(report, style))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>{head}</head>\n'
        f"<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n"
    )


@cache
def _asset(name: str) -> str:
    return (files("leakscan.reporters") / name).read_text("utf-8")


def _digest(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _body(report: Report, style: Style) -> Iterator[str]:
    yield element("a", "To the findings", class_="skip", href="#findings")
    yield element("header", "\n".join(_head(report)))
    yield "<main>"
    if report.findings:
        yield _filters(report)
    if report.target.kind is TargetKind.IMAGE and report.images:
        yield element("h2", "How the image came to be")
        yield from timelines(report)
    if report.target.kind is TargetKind.CONTEXT and report.findings:
        yield element("h2", "How far the build carries them")
        yield from tree(report)
    yield element("h2", "Findings", id="findings")
    if not report.findings:
        yield element("p", text(how_many(report)))
    for number, finding in enumerate(report.findings[:_MAX_FINDINGS], start=1):
        yield article(report.target, finding, f"f{number}", filtered=True)
    if len(report.findings) > _MAX_FINDINGS:
        yield element(
            "p", f"and {len(report.findings) - _MAX_FINDINGS:,} more, no worse than these"
        )
    yield from _rest(report, style)
    yield "</main>"
    tool = report.tool
    made = f"leakscan {tool.version}, rules {tool.rules_digest[:19]}, engine {tool.engine}"
    yield element("footer", element("p", text(made)))


def _head(report: Report) -> Iterator[str]:
    target = report.target
    yield element("h1", f"{target.kind.value.capitalize()} {code(target.name)}")
    facts = [target.source, target.digest, *target.platforms[:10], target.dockerfile]
    yield element("p", text(", ".join(filter(None, facts))), class_="facts")
    clean = report.complete and not report.findings
    verdict = f"{how_many(report)} {how_complete(report)}"
    yield element("p", text(verdict), class_="verdict clean" if clean else "verdict")
    for said in (next_step(report), left_out(report)):
        if said:
            yield element("p", prose(said))
    severities = [each.severity for each in report.findings]
    items = "".join(
        element(
            "li", f"<b>{severities.count(level):,}</b> {level.label}", class_=f"c-{level.label}"
        )
        for level in reversed(Severity)
    )
    for number, name in ((len(report.suppressed), "suppressed"), (len(report.skipped), "not read")):
        items += element("li", f"<b>{number:,}</b> {name}")
    yield element("ul", items, class_="counts")


def _filters(report: Report) -> str:
    places = sorted({kind for each in report.findings for kind in kinds(each)})
    image = report.target.kind is TargetKind.IMAGE
    content = _choices("severity", "severity", [level.label for level in reversed(Severity)])
    content += _choices("confidence", "confidence", [each.label for each in reversed(Confidence)])
    content += _choices("place", "visibility" if image else "reach", places)
    packages = sorted({package(each) for each in report.findings} - {""})[:_MAX_PACKAGES]
    options = element("option", "all", value="all") + element("option", "none", value="none")
    options += "".join(element("option", text(name), value=name) for name in packages)
    content += (
        "<fieldset><legend>package</legend>"
        f'<select id="package" aria-label="package">{options}</select></fieldset>'
        "<fieldset><legend>words</legend>"
        '<input type="search" id="search" aria-label="words" autocomplete="off"></fieldset>'
        '<p><button type="reset">Show all</button>'
        ' <span id="shown" role="status" aria-live="polite"></span></p>'
    )
    return f'<form id="filters" class="filters" aria-label="Filters" hidden>{content}</form>'


def _choices(name: str, legend: str, values: list[str]) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" name="{name}" value="{text(value)}" checked> '
        f"{text(value)}</label> "
        for value in values
    )
    return f"<fieldset><legend>{legend}</legend>{boxes}</fieldset>"


def _rest(report: Report, style: Style) -> Iterator[str]:
    if style.show_suppressed and report.suppressed:
        yield element("h2", f"Suppressed: {len(report.suppressed):,}")
        for number, finding in enumerate(report.suppressed[:_MAX_LISTED], start=1):
            yield article(report.target, finding, f"s{number}", filtered=False)
    if report.skipped:
        yield element("h2", f"Not read: {len(report.skipped):,}")
        yield _listed([missing_and_how(item) for item in report.skipped])
    if report.advice:
        yield element("h2", f"Advice: {len(report.advice):,}")
        yield element("p", "No secret was seen here, but these lines lead to leaks.")
        yield from map(advice, report.advice[:_MAX_LISTED])
        if len(report.advice) > _MAX_LISTED:
            yield element("p", f"and {len(report.advice) - _MAX_LISTED:,} more")
    if report.notes:
        yield element("h2", "Notes")
        yield _listed(list(report.notes))


def _listed(items: list[str]) -> str:
    shown = "".join(element("li", prose(item)) for item in items[:_MAX_LISTED])
    rest = len(items) - _MAX_LISTED
    return element("ul", shown + (element("li", f"and {rest:,} more") if rest > 0 else ""))
