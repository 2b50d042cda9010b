import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from leakscan.model.advice import Edit, Fix
from leakscan.model.location import Deciding, LayerRef, Reach, Region
from leakscan.model.report import Report, Target, TargetKind
from leakscan.model.rule import Confidence, Severity
from leakscan.reporters import FORMATS, Style, sarif_places
from leakscan.reporters.formats import sarif
from leakscan.reporters.uris import uri
from tests.reporters import samples
from tests.reporters.acceptance import MAX_RESULTS, complaints

SCHEMA = json.loads((Path(__file__).parent / "sarif-schema-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def run_of(report: Report, **style: Any) -> Any:
    """Return the run of a report, after checking it by schema and by the services' rules."""
    log = json.loads(FORMATS["sarif"](report, Style(**style)))
    VALIDATOR.validate(log)
    assert complaints(log) == []
    (run,) = log["runs"]
    return run


def result_of(report: Report) -> Any:
    """Return the only result of a report."""
    (result,) = run_of(report)["results"]
    return result


def primary(result: Any) -> Any:
    """Return the physical location that services go by."""
    return result["locations"][0]["physicalLocation"]


def place_of(result: Any) -> tuple[str, int]:
    """Return the primary location's path and line."""
    physical = primary(result)
    return unquote(physical["artifactLocation"]["uri"]), physical["region"]["startLine"]


@pytest.mark.parametrize(
    "sample",
    [samples.leaky_image, samples.leaky_context, samples.damaged_image, samples.image_report],
)
def test_reports_of_every_kind_are_accepted(sample: Callable[[], Report]) -> None:
    """Each kind of report keeps to the schema and to what code scanning services require."""
    run = run_of(sample(), show_suppressed=True, category="app")

    assert run["tool"]["driver"]["name"] == "leakscan"
    assert run["columnKind"] == "unicodeCodePoints"


def test_report_is_written_as_agreed(golden: Callable[[str, str], None]) -> None:
    """The whole of a small log is exactly what its golden file shows."""
    report = samples.image_report(samples.finding(), skipped=(samples.skipped(),))

    golden("image.sarif", FORMATS["sarif"](report, Style(category="api")))


def test_image_finding_points_at_the_dockerfile_line() -> None:
    """When the line is known that put a file into the image, the alert stands there."""
    assert place_of(result_of(samples.image_report(samples.finding()))) == ("Dockerfile", 7)


def test_image_finding_without_line_points_into_the_image() -> None:
    """Without a Dockerfile, the alert stands at the path inside the image."""
    place = samples.layer_file("app/.env", introduced_by=None)

    result = result_of(samples.image_report(samples.finding(locations=(place,))))

    assert place_of(result) == ("app/.env", 3)
    assert "codeFlows" not in result


def test_dockerfile_line_of_a_lesser_place_is_preferred() -> None:
    """One place with a known line is enough for the alert to stand under version control."""
    unknown = samples.layer_file(introduced_by=None)

    result = result_of(
        samples.image_report(samples.finding(locations=(unknown, samples.layer_file())))
    )

    assert place_of(result) == ("Dockerfile", 7)


def test_variables_are_placed_by_name() -> None:
    """A variable of the config is named, for its position changes with its neighbours."""
    place = samples.image_field(introduced_by=None)

    result = result_of(samples.image_report(samples.finding(locations=(place,))))

    assert place_of(result) == ("config/GITLAB_TOKEN", 1)


def test_context_finding_points_at_the_line_that_decided() -> None:
    """The alert stands at the committed line, the file itself is a related location."""
    result = result_of(samples.context_report(samples.key()))

    assert place_of(result) == ("Dockerfile", 7)
    assert primary(result)["region"]["endColumn"] == len("COPY . .") + 1
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "deploy/id_ed25519"


def test_context_finding_that_no_line_decided_points_at_the_dockerfile() -> None:
    """
    Without a deciding line, the alert stands at the Dockerfile: uploaders hash the line of an
    alert, and that of a file which may not be committed gives its value away.
    """
    place = samples.context_file(decided_by=(), reach=Reach.REACHABLE)

    result = result_of(samples.context_report(samples.key(locations=(place,))))

    assert place_of(result) == ("Dockerfile", 1)


@pytest.mark.parametrize(
    ("name", "dockerfile", "expected"),
    [
        (".", "Dockerfile", ["Dockerfile", "a/.env"]),
        ("./", "./Dockerfile", ["Dockerfile", "a/.env"]),
        ("services/api", "Dockerfile", ["services/api/Dockerfile", "services/api/a/.env"]),
        ("services/api", "../Dockerfile", ["Dockerfile", "services/api/a/.env"]),
        ("/src/api", "Dockerfile", ["Dockerfile", "a/.env"]),
        ("../api", "Dockerfile", ["Dockerfile", "a/.env"]),
        (".", "/src/Dockerfile", ["src/Dockerfile", "a/.env"]),
    ],
)
def test_context_paths_count_from_the_working_directory(
    name: str, dockerfile: str, expected: list[str]
) -> None:
    """Paths in a context below the repository's root are given as seen from the root."""
    target = Target(kind=TargetKind.CONTEXT, name=name, source="context")
    line = Deciding(file=dockerfile, line=7, text="COPY . .")
    key = samples.key(locations=(samples.context_file("a/.env", decided_by=(line,)),))

    result = result_of(samples.context_report(key, target=target))

    related = result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert [place_of(result)[0], related] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.env", "a/b.env"),
        ("./Dockerfile", "Dockerfile"),
        ("/etc/passwd", "etc/passwd"),
        ("../../etc/x", "etc/x"),
        ("a/../b", "b"),
        ("", "unnamed"),
        ("/", "unnamed"),
        ("..", "unnamed"),
        ("a b#c%d?e", "a%20b%23c%25d%3Fe"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("http://host/x", "http%3A/host/x"),
        ("C:\\x", "C%3A%5Cx"),
        (os.fsdecode(b"caf\xe9"), "caf%E9"),
        ("é", "%C3%A9"),
        ("\ud800", "%ED%A0%80"),
        ("new\nline", "new%0Aline"),
    ],
)
def test_any_name_is_a_relative_reference(path: str, expected: str) -> None:
    """Names become normalised, percent-encoded references without scheme or leading slash."""
    assert uri(path) == expected


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (Region(3, 14, 3, 40), (3, 14, 3, 40)),
        (Region(3, 14, 3, 14), (3, 14, 3, 15)),
        (Region(0, 0, 0, 0), (1, 1, 1, 2)),
        (Region(5, 9, 7, 1), (5, 9, 7, 1)),
        (Region(5, 9, 4, 2), (5, 9, 5, 10)),
        (None, (1, 1, 1, 2)),
    ],
)
def test_regions_are_never_empty(region: Region | None, expected: tuple[int, ...]) -> None:
    """Whatever a region says, it starts at 1:1 or later and ends after it starts."""
    place = samples.layer_file(region=region, introduced_by=None)

    result = result_of(samples.image_report(samples.finding(locations=(place,))))

    assert tuple(primary(result)["region"].values()) == expected


def test_nested_content_keeps_the_outer_file() -> None:
    """Lines inside an archive are not lines of the archive."""
    place = samples.layer_file("opt/a.jar", inner=("x.properties",), introduced_by=None)

    result = result_of(samples.image_report(samples.finding(locations=(place,))))

    assert place_of(result) == ("opt/a.jar", 1)
    assert "opt/a.jar > x.properties:3:14" in result["message"]["text"]
    name = result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    assert name == "acme/api:1.4!layer 4!opt/a.jar!x.properties"


def test_fingerprint_follows_the_id_and_nothing_else() -> None:
    """Equal ids have equal fingerprints, whatever was found, and other ids others."""

    def fingerprint(**changes: object) -> str:
        result = result_of(samples.image_report(samples.finding(**changes)))
        return str(result["partialFingerprints"]["primaryLocationLineHash"])

    assert fingerprint() == fingerprint(redacted="x", value="secret", message="other")
    assert fingerprint() != fingerprint(id="another")


@pytest.mark.parametrize("severity", list(Severity))
def test_severity_is_that_of_the_finding(severity: Severity) -> None:
    """A finding better or worse than its rule gets a rule entry of its own severity."""
    run = run_of(samples.image_report(samples.finding(severity=severity)))

    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    low, high = {
        Severity.CRITICAL: (9.1, 10.0),
        Severity.HIGH: (7.0, 8.9),
        Severity.MEDIUM: (4.0, 6.9),
        Severity.LOW: (0.1, 3.9),
    }[severity]
    assert low <= float(rule["properties"]["security-severity"]) <= high
    assert rule["id"] == result["ruleId"]
    assert (rule["id"] == "gitlab-pat") == (severity is Severity.HIGH)


def test_finding_of_an_unknown_rule_is_still_described() -> None:
    """A result whose rule is not in the report gets its description from the finding."""
    run = run_of(samples.image_report(samples.finding(rule_id="house-rule"), rules={}))

    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "house-rule"
    assert rule["shortDescription"]["text"] == "GitLab personal access token"


def test_rules_are_listed_once() -> None:
    """Many findings of one rule share one entry."""
    findings = [samples.finding(id=str(number)) for number in range(5)]

    run = run_of(samples.image_report(*findings, samples.key()))

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["gitlab-pat", "private-key"]


def test_incomplete_scan_is_not_successful() -> None:
    """What was not read is notified, and the run does not count as successful."""
    (invocation,) = run_of(samples.damaged_image())["invocations"]

    assert invocation["executionSuccessful"] is False
    texts = [item["message"]["text"] for item in invocation["toolExecutionNotifications"]]
    assert len(texts) == 12
    assert "checksum wrong at offset 5120" in texts[0]


def test_complete_scan_is_successful() -> None:
    """A complete scan says so, with its notes as notes."""
    (invocation,) = run_of(samples.context_report(notes=("a note",)))["invocations"]

    assert invocation["executionSuccessful"] is True
    assert [item["level"] for item in invocation["toolExecutionNotifications"]] == ["note"]


def test_notifications_are_bounded_and_counted() -> None:
    """Of thousands of unread parts a hundred are listed, and the exact number is said."""
    report = samples.image_report(skipped=(samples.skipped(),) * 1234)

    (invocation,) = run_of(report)["invocations"]

    assert len(invocation["toolExecutionNotifications"]) == 101
    assert "1,234 parts" in invocation["toolExecutionNotifications"][-1]["message"]["text"]


def test_results_are_capped_at_the_worst(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what services accept, the mildest results are left out, with a notification."""
    assert sarif._MAX_RESULTS == MAX_RESULTS
    monkeypatch.setattr(sarif, "_MAX_RESULTS", 10)
    mild = (samples.finding(severity=Severity.LOW, confidence=Confidence.REVIEW),) * 10

    run = run_of(samples.image_report(*mild, samples.key(locations=(samples.layer_file(),))))

    assert len(run["results"]) == 10
    assert run["results"][0]["ruleId"] == "private-key"
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "1 more" in note["message"]["text"]


def test_many_places_are_bounded_and_counted() -> None:
    """A secret in thousands of places lists the worst twenty and counts the others."""
    places = tuple(samples.layer_file(f"a/{number}") for number in range(3000))

    result = result_of(samples.image_report(samples.finding(locations=places)))

    assert len(result["relatedLocations"]) == 20
    assert "And in 2,999 other places." in result["message"]["text"]


def test_suppressed_findings_are_left_out() -> None:
    """Services show what is listed even if suppressed, so it is listed on request only."""
    report = samples.image_report(
        suppressed=(samples.finding(suppressed="pragma"), samples.key(suppressed="baseline"))
    )

    assert run_of(report)["results"] == []
    kinds = {
        result["suppressions"][0]["justification"]: result["suppressions"][0]["kind"]
        for result in run_of(report, show_suppressed=True)["results"]
    }
    assert kinds == {"pragma": "inSource", "baseline": "external"}


@pytest.mark.parametrize(
    ("category", "expected"), [("", None), ("app", "app/"), ("app/", "app/"), ("a/b", "a/b/")]
)
def test_category_is_written_only_when_given(category: str, expected: str | None) -> None:
    """The uploader's own category is not overruled unless one was asked for."""
    run = run_of(samples.image_report(), category=category)

    assert run.get("automationDetails", {}).get("id") == expected


def test_value_is_never_written() -> None:
    """Not even an explicitly shown secret enters a file that is made to be uploaded."""
    text = FORMATS["sarif"](samples.image_report(samples.finding(value="the-value")), Style())

    assert "the-value" not in text


def test_code_flow_goes_from_instruction_to_file() -> None:
    """The steps lead from the first stage's line over the layer to the file and its deletion."""
    result = result_of(samples.image_report(samples.finding()))

    (step_list,) = [flow["locations"] for flow in result["codeFlows"][0]["threadFlows"]]
    texts = [step["location"]["message"]["text"] for step in step_list]
    assert texts[0] == "stage build: Dockerfile:3 COPY . /src"
    assert texts[1] == "Dockerfile:7 COPY . ."
    assert texts[2].startswith("layer 4 of 9")
    assert texts[3].startswith("app/.env:3:14")
    assert texts[4] == "Dockerfile:9 RUN rm app/.env"


def test_artifacts_nest_file_in_layer_in_image() -> None:
    """Viewers see the file as part of its layer and the layer as part of the image."""
    run = run_of(samples.image_report(samples.finding()))

    related = run["results"][0]["relatedLocations"][0]["physicalLocation"]
    file = run["artifacts"][related["artifactLocation"]["index"]]
    layer = run["artifacts"][file["parentIndex"]]
    image = run["artifacts"][layer["parentIndex"]]
    assert file["location"]["uri"] == "app/.env"
    assert layer["hashes"] == {"sha-256": "03" * 32}
    assert image["hashes"] == {"sha-256": "cd" * 32}


def test_blob_that_no_manifest_names_is_placed_in_the_image() -> None:
    """A blob outside every layer is reported as just that."""
    place = samples.layer_file(
        "blobs/x", layer=LayerRef(index=-1, diff_id=""), introduced_by=None, removed_by=None
    )

    result = result_of(samples.image_report(samples.finding(locations=(place,))))

    assert "no manifest names" in result["message"]["text"]


def test_artifacts_are_listed_once() -> None:
    """Layers that only a damaged digest tells apart share one entry, as the schema demands."""
    places = [
        samples.layer_file("a", layer=LayerRef(index=3, diff_id=f"sha256:-{number}"))
        for number in range(3)
    ]

    run = run_of(samples.image_report(samples.finding(locations=tuple(places))))

    assert [artifact.get("parentIndex") for artifact in run["artifacts"]] == [None, None, 0, 2]


def test_artifacts_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of files, places go without an entry in the list."""
    monkeypatch.setattr(sarif_places, "_MAX_ARTIFACTS", 4)
    places = tuple(samples.layer_file(f"a/{number}") for number in range(9))

    run = run_of(samples.image_report(samples.finding(locations=places)))

    assert len(run["artifacts"]) == 4
    assert len(run["results"][0]["relatedLocations"]) == 9


def test_redaction_tokens_are_declared() -> None:
    """The marks that stand for left-out text are listed without the public prefix."""
    run = run_of(samples.image_report(samples.finding()))

    assert run["redactionTokens"] == ["***", "[REDACTED]"]


def test_messages_hold_no_links() -> None:
    """A file name cannot put a link of its own into an alert."""
    place = samples.layer_file("[click](http://evil.test/x)", introduced_by=None)

    result = result_of(samples.image_report(samples.finding(locations=(place,))))

    assert "](" not in result["message"]["text"]
    assert "](" not in result["relatedLocations"][0]["message"]["text"]


def test_deciding_lines_are_masked() -> None:
    """A quoted Dockerfile line does not show the value it assigns."""
    line = Deciding(file="Dockerfile", line=3, text="ENV DB_PASSWORD=hunter2")
    place = samples.context_file(decided_by=(line,))

    text = FORMATS["sarif"](samples.context_report(samples.key(locations=(place,))), Style())

    assert "hunter2" not in text


def test_help_shows_markdown_as_text() -> None:
    """Advice that comes with a user's rule cannot bring links or pictures into the help."""
    run = run_of(
        samples.image_report(samples.finding(remediation="![x](http://evil.test)"), rules={})
    )

    (rule,) = run["tool"]["driver"]["rules"]
    assert r"\!\[x\]\(http\:" in rule["help"]["markdown"]


def fixed(*edits: Edit) -> Any:
    """Return the result for a key in a context that these edits keep out."""
    place = samples.context_file(fix=Fix(summary="", edits=edits))
    return result_of(samples.context_report(samples.key(locations=(place,))))


def test_fixes_are_what_an_editor_applies() -> None:
    """A new line never joins the one before it, and a dropped one takes its end along."""
    result = fixed(
        Edit(file=".dockerignore", start_line=3, end_line=2, text="**/id_ed25519"),
        Edit(file="Dockerfile", start_line=2, end_line=2, text=""),
        Edit(file="Dockerfile", start_line=5, end_line=6, text="RUN make \\\n    all"),
    )

    (fix,) = result["fixes"]
    dockerfile, ignore_file = sorted(
        fix["artifactChanges"], key=lambda change: -len(change["replacements"])
    )
    assert ignore_file == {
        "artifactLocation": {"uri": ".dockerignore"},
        "replacements": [
            {
                "deletedRegion": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 1},
                "insertedContent": {"text": "\n**/id_ed25519\n"},
            }
        ],
    }
    assert dockerfile["replacements"] == [
        {"deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 3, "endColumn": 1}},
        {
            "deletedRegion": {"startLine": 5, "startColumn": 1, "endLine": 6},
            "insertedContent": {"text": "RUN make \\\n    all"},
        },
    ]


@pytest.mark.parametrize(
    "text", ["RUN login --token ***", "ENV A=[REDACTED]", "ENV DB_PASSWORD=hunter2", "RUN a\x1b[2J"]
)
def test_fixes_that_are_not_known_to_the_letter_are_left_out(text: str) -> None:
    """No mask, no secret and no control character is written into anybody's file."""
    edit = Edit(file="Dockerfile", start_line=2, end_line=2, text=text)

    assert "fixes" not in fixed(edit)


def test_advice_is_no_result() -> None:
    """It is a notification with its line, since services make an alert of every result."""
    run = run_of(samples.advised_context())

    assert len(run["results"]) == 1
    first, second = run["invocations"][0]["toolExecutionNotifications"]
    assert first["level"] == "note"
    assert first["message"]["text"].startswith("Dockerfile:2 ARG NPM_TOKEN: The value")
    physical = first["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "Dockerfile"
    assert physical["region"]["startLine"] == 2
    assert second["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
