"""Compares a JSON report with what a case says must and must not be found."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from tests.corpus.case import Case, Habit, Place
from tests.corpus.files import base64_of

Json = Mapping[str, Any]


def judge(
    case: Case, builder: str, values: Mapping[str, str], report: Json, code: int
) -> list[str]:
    """
    Return what is wrong with `report`, one sentence each; nothing when all is right.

    The report was made with `--show-secrets`: a finding at the right place that took the wrong
    bytes for the secret is wrong.
    """
    expected = [place for place in case.expect if _applies(place, builder)]
    allowed = [place for place in case.allow if _applies(place, builder)]
    absent = [place for place in case.absent if _applies(place, builder)]
    found = list(_locations(report))
    problems = [
        f"not found: {_describe(place)}"
        for place in expected
        if not any(_holds(place, finding, location, values) for finding, location in found)
    ]
    problems += [
        f"found, must be absent ({_describe(place)}): {_show(finding, location)}"
        for place in absent
        for finding, location in found
        if _holds(place, finding, location, values)
    ]
    problems += [
        f"found, not expected: {_show(finding, location)}"
        for finding, location in found
        if not any(_holds(place, finding, location, values) for place in (*expected, *allowed))
    ]
    problems += _not_one_finding_each(expected, values, report)
    problems += _not_as_advised(case, report)
    problems += [f"incomplete: {skipped}" for skipped in report["skipped"]]
    ledger = report["ledger"]
    if ledger["bytes_in"] != sum(ledger.values()) - ledger["bytes_in"]:
        problems.append(f"the ledger does not balance: {ledger}")
    if report["complete"] is not True:
        problems.append("complete is not true")
    if code != (1 if expected else 0):
        problems.append(f"exit code {code}")
    return problems


def _applies(place: Place, builder: str) -> bool:
    return not place.builders or builder in place.builders


def _locations(report: Json) -> Iterator[tuple[Json, Json]]:
    for finding in report["findings"]:
        for location in finding["locations"]:
            yield finding, location


def _not_one_finding_each(
    expected: list[Place], values: Mapping[str, str], report: Json
) -> Iterator[str]:
    for name in sorted({place.secret for place in expected if place.secret}):
        count = sum(_same_secret(finding, values[name]) for finding in report["findings"])
        if count > 1:
            yield f"{count} findings for the one secret {name!r}"


def _not_as_advised(case: Case, report: Json) -> Iterator[str]:
    """Yield advice that is missing, and what is too much; only in a case that judges advice."""
    if not (case.advise or case.silent):
        return
    given = list(report.get("advice", ()))
    for habit in case.advise:
        if not any(_is(habit, item) for item in given):
            yield f"not advised: {habit}"
    for item in given:
        if not any(_is(habit, item) for habit in case.advise):
            yield f"advised, not expected: {item['kind']} {item['file']}:{item['line']}"


def _is(habit: Habit, item: Json) -> bool:
    edits = (item.get("fix") or {}).get("edits", ())
    return (item["kind"], item["file"], item["line"]) == (habit.kind, habit.file, habit.line) and (
        not habit.instead or habit.instead in [edit["text"] for edit in edits]
    )


def _same_secret(finding: Json, value: str) -> bool:
    """Whether the finding's secret is `value`, in one of the forms that give it away."""
    found = str(finding["secret"].get("value", "")).strip()
    if value.startswith("-----BEGIN") and found.startswith("-----BEGIN"):
        return len(found) > len(value) // 2 and found in value
    return found in forms(value)


def forms(value: str) -> set[str]:
    """Return the spellings of one secret: itself, its base64 form, a user's password alone."""
    spellings = {value.strip(), base64_of(value).decode()}
    user, colon, password = value.partition(":")
    if colon and user.isalnum():
        spellings.add(password)
    return spellings


def _holds(place: Place, finding: Json, location: Json, values: Mapping[str, str]) -> bool:
    introduced = location.get("introduced_by") or {}
    removed = location.get("removed_by") or {}
    region = location.get("region") or {}
    decided = [row.get("line") for row in location.get("decided_by") or ()]
    text = (
        not place.secret or _same_secret(finding, values[place.secret]),
        not place.rule or fnmatchcase(finding["rule_id"], place.rule),
        not place.path or _path_is(location["path"], place.path),
        not place.inner or any(_path_is(n, place.inner) for n in location.get("inner") or ()),
        not place.platform or _platforms(location) == [place.platform],
        place.introduced in introduced.get("created_by", ""),
        place.removed in removed.get("created_by", ""),
        all(
            wanted in ("", location.get(name))
            for name, wanted in (
                ("kind", place.kind),
                ("key", place.key),
                ("visibility", place.visibility),
                ("reach", place.reach),
            )
        ),
    )
    via = (introduced.get("via") or [{}])[0].get("lines") or [None]
    numbers = (
        (place.layer, (location.get("layer") or {}).get("index")),
        (place.line, introduced.get("line") if introduced else region.get("start_line")),
        (place.removed_line, removed.get("line")),
        (place.via_line, via[0] if len(via) == 1 else None),
        (place.base, bool(introduced.get("base"))),
        (place.recoverable, bool(location.get("recovery"))),
        (place.decided_line, place.decided_line if place.decided_line in decided else None),
    )
    return all(text) and all(wanted in (None, actual) for wanted, actual in numbers)


def _path_is(path: str, wanted: str) -> bool:
    # `[` stands for itself: `config.Env[3]`.
    return path == wanted or fnmatchcase(path, wanted.replace("[", "[[]"))


def _platforms(location: Json) -> list[str]:
    if "platforms" in location:
        return list(location["platforms"])
    return [location["platform"]] if location.get("platform") else []


def _describe(place: Place) -> str:
    return ", ".join(
        f"{name}={getattr(place, name)!r}"
        for name in Place.__dataclass_fields__
        if getattr(place, name) not in ("", None, ())
    )


def _show(finding: Json, location: Json) -> str:
    wanted = (
        "kind",
        "path",
        "inner",
        "key",
        "visibility",
        "reach",
        "introduced_by",
        "removed_by",
        "region",
    )
    shown = {name: location[name] for name in wanted if location.get(name)}
    value = finding["secret"].get("value", finding["secret"]["redacted"])
    return f"{finding['rule_id']} {value[:80]!r} {shown}"
