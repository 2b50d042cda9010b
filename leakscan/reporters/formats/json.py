"""
The report for programs: stable keys, described by `report.schema.json` beside this file.

The output is ASCII: other characters are JSON escapes.  A name that is not UTF-8 is written with
its odd bytes escaped and, in `path_bytes`, whole as base64.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import assert_never

from leakscan.model.advice import Advice, Fix
from leakscan.model.finding import Finding, Skipped
from leakscan.model.location import (
    ContextFile,
    Deciding,
    ImageField,
    Instruction,
    LayerFile,
    Location,
    Region,
    Span,
    Step,
    Via,
)
from leakscan.model.report import ImageSteps, Report
from leakscan.model.rule import Confidence, Rule, Severity
from leakscan.reporters.encoding import document
from leakscan.reporters.escape import encodable
from leakscan.reporters.mask import masked
from leakscan.reporters.style import Style

SCHEMA_VERSION = "1"

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]
Object = dict[str, Value]


def render(report: Report, style: Style) -> str:  # noqa: ARG001 - every format takes the same
    """Return the report as one JSON object, suppressed findings in a list of their own."""
    findings = len(report.findings) + len(report.suppressed) + len(report.skipped)
    return document(_clean(_report(report)), findings=findings)


def _report(report: Report) -> Object:
    tool, target, ledger = report.tool, report.target, report.ledger
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {
            "name": "leakscan",
            "version": tool.version,
            "rules_digest": tool.rules_digest,
            "engine": tool.engine,
        },
        "target": {
            "kind": target.kind.value,
            "name": target.name,
            "family": target.family,
            "source": target.source,
            "digest": target.digest,
            "platforms": target.platforms,
            "dockerfile": target.dockerfile,
            "ignore_file": target.ignore_file,
        },
        "complete": report.complete,
        "summary": _summary(report),
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [
            {**_finding(finding), "suppressed": finding.suppressed} for finding in report.suppressed
        ],
        "skipped": [_skipped(item) for item in report.skipped],
        "notes": report.notes,
        "advice": [_advice(item) for item in report.advice],
        "ledger": {
            "bytes_in": ledger.bytes_in,
            "bytes_scanned": ledger.bytes_scanned,
            "bytes_skipped": ledger.bytes_skipped,
            "bytes_metadata": ledger.bytes_metadata,
        },
        "images": [_steps(image) for image in report.images],
        "rules": {name: _rule(rule) for name, rule in report.rules.items()},
    }


def _steps(image: ImageSteps) -> Object:
    return {
        "platform": image.platform,
        "name": image.name,
        "steps": [_step(step) for step in image.steps],
    }


def _rule(rule: Rule) -> Object:
    return {
        "title": rule.title,
        "issuer": rule.issuer,
        "severity": rule.severity.label,
        "confidence": rule.confidence.label,
        "prefix": rule.prefix,
        "reference": rule.reference,
        "remediation": rule.remediation,
    }


def _summary(report: Report) -> Object:
    severities = [finding.severity for finding in report.findings]
    return {
        "findings": len(report.findings),
        "suppressed": len(report.suppressed),
        "suppressed_confirmed": sum(
            finding.confidence is Confidence.CONFIRMED for finding in report.suppressed
        ),
        "below_threshold": report.below_threshold,
        "below_confidence": report.below_confidence,
        "by_severity": {level.label: severities.count(level) for level in reversed(Severity)},
    }


def _finding(finding: Finding) -> Object:
    secret: Object = {"redacted": finding.redacted, "length": finding.length}
    if finding.value is not None:
        secret["value"] = finding.value
    return {
        "id": finding.id,
        "rule_id": finding.rule_id,
        "title": finding.title,
        "severity": finding.severity.label,
        "confidence": finding.confidence.label,
        "message": finding.message,
        "detail": finding.detail,
        "remediation": finding.remediation,
        "secret": secret,
        "locations": [_location(location) for location in finding.locations],
    }


def _location(location: Location) -> Object:
    match location:
        case LayerFile():
            return {"kind": "layer-file", **_bytes_at(location), **_layer(location)}
        case ImageField():
            return {
                "kind": location.kind,
                **_bytes_at(location),
                **_image(location),
                "key": location.key,
                "introduced_by": _step(location.introduced_by),
            }
        case ContextFile():
            return {
                "kind": "context-file",
                **_bytes_at(location),
                "context": location.context,
                **_reach(location),
                "fix": _fix(location.fix),
            }
        case Instruction():
            return {
                "kind": "dockerfile",
                **_bytes_at(location),
                "instruction": location.instruction,
                "stage": location.stage,
                **_reach(location),
                "fix": _fix(location.fix),
            }
        case _:
            assert_never(location)


def _bytes_at(location: Location) -> Object:
    inner = location.inner if isinstance(location, LayerFile | ContextFile) else ()
    found = {
        **_path(location.path),
        "inner": inner,
        "region": _region(location.region),
        "span": _span(location.span),
    }
    if any(not _is_text(name) for name in inner):
        found["inner_bytes"] = [_base64(name) for name in inner]
    return found


def _layer(location: LayerFile) -> Object:
    layer = location.layer
    named: Object = {
        "index": layer.index,
        "diff_id": layer.diff_id,
        "digest": layer.digest,
        "count": layer.count,
    }
    return {
        **_image(location),
        "layer": named if layer.index >= 0 else None,
        "visibility": location.visibility.value,
        "introduced_by": _step(location.introduced_by),
        "removed_by": _step(location.removed_by),
        "package": location.package,
        "recovery": location.recovery,
    }


def _image(location: LayerFile | ImageField) -> Object:
    platforms = location.platforms
    return {
        "image": location.image,
        "platform": platforms[0] if platforms else "",
        "platforms": platforms,
    }


def _reach(location: ContextFile | Instruction) -> Object:
    return {
        "reach": location.reach.value,
        "decided_by": [_deciding(line) for line in location.decided_by],
    }


def _deciding(line: Deciding) -> Object:
    return {"file": line.file, "line": line.line, "text": masked(line.text)}


def _step(step: Step | None) -> Object | None:
    if step is None:
        return None
    return {
        "history_index": step.history_index,
        "layer_index": step.layer_index,
        "created_by": masked(step.created_by),
        "dockerfile": step.dockerfile,
        "line": step.line,
        "base": step.base,
        "via": [_via(stage) for stage in step.via],
    }


def _via(stage: Via) -> Object:
    return {
        "stage": stage.stage,
        "dockerfile": stage.dockerfile,
        "lines": stage.lines,
        "text": masked(stage.text),
    }


def _fix(fix: Fix | None) -> Object | None:
    if fix is None:
        return None
    return {
        "summary": fix.summary,
        "edits": [
            {
                "file": edit.file,
                "start_line": edit.start_line,
                "end_line": edit.end_line,
                "text": "\n".join(masked(line) for line in edit.text.split("\n")),
            }
            for edit in fix.edits
        ],
    }


def _advice(item: Advice) -> Object:
    return {
        "kind": item.kind.value,
        "file": item.file,
        "line": item.line,
        "text": masked(item.text),
        "message": item.message,
        "fix": _fix(item.fix),
    }


def _skipped(item: Skipped) -> Object:
    return {
        **_path(item.path),
        "layer": item.layer,
        "span": None if item.span is None else _span(item.span),
        "reason": item.reason,
        "hint": item.hint,
    }


def _span(span: Span) -> Object:
    return {"offset": span.offset, "length": span.length}


def _region(region: Region | None) -> Object | None:
    if region is None:
        return None
    return {
        "start_line": region.start_line,
        "start_column": region.start_column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    }


def _path(path: str) -> Object:
    return {"path": path} if _is_text(path) else {"path": path, "path_bytes": _base64(path)}


def _is_text(name: str) -> bool:
    return encodable(name) == name


def _base64(name: str) -> str:
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: it never was a file's name
        raw = name.encode("utf-8", "surrogatepass")
    return b64encode(raw).decode()


def _clean(value: Value) -> Value:
    """Return `value` with every text in it free of lone surrogates."""
    match value:
        case str():
            return encodable(value)
        case Mapping():
            return {key: _clean(item) for key, item in value.items()}
        case Sequence():
            return [_clean(item) for item in value]
        case _:
            return value
