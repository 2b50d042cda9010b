"""Proposed edits as SARIF fixes, which editors apply: only those that are known to the letter."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from leakscan.model.advice import Edit, Fix
from leakscan.model.finding import Finding
from leakscan.model.report import Target
from leakscan.reporters.committed import in_repository
from leakscan.reporters.mask import MASK, masked
from leakscan.reporters.uris import uri
from leakscan.reporters.wording_changes import how_then, proposed

Object = dict[str, Any]

_MAX_FIXES = 20
_MASKS = (MASK, "[REDACTED]")


def fixes(finding: Finding, target: Target) -> list[Object]:
    """
    Return the changes that keep a secret out, each once.

    One that would write a mask into a file, or a character that does not show, is left out: the
    reports for people have it, and a person sees what is missing.
    """
    known = dict.fromkeys(filter(None, map(proposed, finding.locations)))
    return [_fix(fix, target) for fix in known if fix.edits and all(map(_exact, fix.edits))][
        :_MAX_FIXES
    ]


def _exact(edit: Edit) -> bool:
    lines = edit.text.split("\n")
    return not any(mask in edit.text for mask in _MASKS) and all(
        line == masked(line) and line.replace("\t", " ").isprintable() for line in lines
    )


def _fix(fix: Fix, target: Target) -> Object:
    return {
        "description": {"text": how_then(fix) or "Keep it out of the build."},
        "artifactChanges": list(_changes(fix, target)),
    }


def _changes(fix: Fix, target: Target) -> Iterator[Object]:
    by_file = sorted(fix.edits, key=lambda edit: edit.file)
    for file, edits in groupby(by_file, key=lambda edit: edit.file):
        yield {
            "artifactLocation": {"uri": uri(in_repository(file, target))},
            "replacements": [_replacement(edit) for edit in edits],
        }


def _replacement(edit: Edit) -> Object:
    """Return an edit in SARIF's terms; a region without an end column goes to the line's end."""
    region = {"startLine": edit.start_line, "startColumn": 1}
    if edit.inserts:
        region |= {"endLine": edit.start_line, "endColumn": 1}
        # A last line may have no end, and an editor would then put the new one behind it.
        before = "\n" if edit.start_line > 1 else ""
        return {"deletedRegion": region, "insertedContent": {"text": f"{before}{edit.text}\n"}}
    if not edit.text:
        return {"deletedRegion": region | {"endLine": edit.end_line + 1, "endColumn": 1}}
    return {
        "deletedRegion": region | {"endLine": edit.end_line},
        "insertedContent": {"text": edit.text},
    }
