"""What code scanning services reject or lose although the SARIF schema allows it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

MAX_RESULTS = 25_000
MAX_RULES = 25_000
MAX_LOCATIONS = 1_000
MAX_TAGS = 10


def complaints(log: Any) -> list[str]:
    """Return every reason to reject or misread `log`; none for a good one."""
    return list(_complaints(log))


def _complaints(log: Any) -> Iterator[str]:
    if not log.get("$schema") or log.get("version") != "2.1.0":
        yield "$schema and version are required"
    if len(log["runs"]) != 1:
        yield "several runs of one tool and category are rejected"
    for run in log["runs"]:
        yield from _run(run)
    for path, text in _texts(log):
        if not text:
            yield f"{path} is empty"


def _run(run: Any) -> Iterator[str]:
    rules = run["tool"]["driver"].get("rules", [])
    if not run["tool"]["driver"].get("name"):
        yield "tool.driver.name is required"
    if len(rules) > MAX_RULES or len({rule["id"] for rule in rules}) < len(rules):
        yield "rules are too many or duplicate"
    if len(run["results"]) > MAX_RESULTS:
        yield "too many results"
    if "automationDetails" in run and "/" not in run["automationDetails"]["id"]:
        yield "without a slash there is no category"
    if not run.get("redactionTokens"):
        yield "redactionTokens shall be present"
    for rule in rules:
        yield from _rule(rule)
    for result in run["results"]:
        yield from _result(result, rules, run["artifacts"])


def _rule(rule: Any) -> Iterator[str]:
    if not (rule["id"] and rule["shortDescription"]["text"] and rule["help"]["text"]):
        yield "id, shortDescription and help are required"
    if not 0 < len(rule["fullDescription"]["text"]) <= 1024:
        yield "fullDescription is empty or too long"
    if len(rule.get("name", "")) > 255:
        yield "name is too long"
    properties = rule["properties"]
    if "security" not in properties["tags"] or len(properties["tags"]) > MAX_TAGS:
        yield "tags need `security` and are at most ten"
    if properties["precision"] not in {"very-high", "high", "medium", "low"}:
        yield "unknown precision"
    severity = properties["security-severity"]
    if not isinstance(severity, str) or not 0.1 <= float(severity) <= 10:
        yield "security-severity is a string from 0.1 to 10.0"


def _result(result: Any, rules: Any, artifacts: Any) -> Iterator[str]:
    if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
        yield "ruleIndex points at another rule"
    if not result["message"]["text"].strip():
        yield "message.text is required"
    if len(result["locations"]) != 1:
        yield "there is one primary location"
    if not result["partialFingerprints"].get("primaryLocationLineHash"):
        yield "primaryLocationLineHash is the fingerprint in use"
    if len(result.get("relatedLocations", [])) > MAX_LOCATIONS:
        yield "too many related locations"
    flows = [
        step["location"]
        for flow in result.get("codeFlows", [])
        for thread in flow["threadFlows"]
        for step in thread["locations"]
    ]
    for location in (*result["locations"], *result.get("relatedLocations", []), *flows):
        yield from _physical(location["physicalLocation"], artifacts)
    for fix in result.get("fixes", []):
        yield from _fix(fix)


def _fix(fix: Any) -> Iterator[str]:
    for change in fix["artifactChanges"]:
        yield from _uri(change["artifactLocation"]["uri"])
        for replacement in change["replacements"]:
            region = replacement["deletedRegion"]
            start, end = region["startLine"], region["endLine"]
            inserts = (end, region.get("endColumn")) == (start, region["startColumn"])
            if end < start or (inserts and not replacement["insertedContent"]["text"]):
                yield f"replacement {replacement} changes nothing"


def _physical(physical: Any, artifacts: Any) -> Iterator[str]:
    uri = physical["artifactLocation"]["uri"]
    yield from _uri(uri)
    index = physical["artifactLocation"].get("index")
    if index is not None and artifacts[index]["location"]["uri"] != uri:
        yield f"artifact {index} is not {uri!r}"
    region = physical["region"]
    start = (region["startLine"], region["startColumn"])
    end = (region["endLine"], region["endColumn"])
    if min(start + end) < 1 or end <= start:
        yield f"region {region} is empty"


def _uri(uri: str) -> Iterator[str]:
    if not re.fullmatch(r"(?:[0-9A-Za-z._~/-]|%[0-9A-F]{2})+", uri):
        yield f"{uri!r} is not percent-encoded"
    segments = uri.split("/")
    if uri.startswith("/") or ":" in segments[0]:
        yield f"{uri!r} is absolute"
    if {"", ".", ".."} & {unquote(segment) for segment in segments}:
        yield f"{uri!r} is not normalised"


def _texts(value: Any, path: str = "$") -> Iterator[tuple[str, str]]:
    match value:
        case {"text": str(text)}:
            yield f"{path}.text", text
        case dict():
            for key, item in value.items():
                yield from _texts(item, f"{path}.{key}")
        case list():
            for number, item in enumerate(value):
                yield from _texts(item, f"{path}[{number}]")
