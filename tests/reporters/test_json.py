import base64
import json
import os
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from leakscan.model.location import ContextFile, Deciding, Step
from leakscan.model.report import Report
from leakscan.reporters import FORMATS, Style
from tests.reporters import samples

SCHEMA = json.loads((files("leakscan.reporters") / "report.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def rendered(report: Report) -> Any:
    """Return the parsed report, after checking that it keeps to the schema."""
    document = json.loads(FORMATS["json"](report, Style()))
    VALIDATOR.validate(document)
    return document


def test_schema_is_itself_valid() -> None:
    """The shipped schema keeps to the dialect it names."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


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
def test_reports_of_every_kind_keep_to_the_schema(sample: Callable[[], Report]) -> None:
    """Each kind of report is valid, and its numbers agree with its lists."""
    document = rendered(sample())

    assert document["summary"]["findings"] == len(document["findings"])
    assert document["summary"]["suppressed"] == len(document["suppressed"])
    assert sum(document["summary"]["by_severity"].values()) == len(document["findings"])
    assert document["complete"] is (not document["skipped"])


def test_report_is_written_as_agreed(golden: Callable[[str, str], None]) -> None:
    """The whole of a small report is exactly what its golden file shows."""
    report = samples.image_report(
        samples.finding(locations=(samples.layer_file(), samples.image_field())),
        suppressed=(samples.finding(suppressed="baseline"),),
        skipped=(samples.skipped(),),
        notes=("a note",),
    )

    golden("image.json", FORMATS["json"](report, Style()))


def test_unknown_keys_are_invalid() -> None:
    """The schema admits no key that it does not describe, at any level."""
    document = rendered(samples.leaky_image())
    document["findings"][0]["locations"][0]["layer"]["extra"] = 1

    assert not VALIDATOR.is_valid(document)


def test_every_kind_of_place_is_named() -> None:
    """Each location carries the kind that tells its keys apart."""
    kinds = ("config", "history", "annotation", "attestation")
    fields = [samples.image_field(kind=kind) for kind in kinds]
    places = (samples.layer_file(), *fields, samples.context_file(), samples.instruction())

    document = rendered(samples.image_report(samples.finding(locations=places)))

    found = [place["kind"] for place in document["findings"][0]["locations"]]
    assert found == ["layer-file", *kinds, "context-file", "dockerfile"]


def test_fixes_and_advice_are_whole() -> None:
    """A place carries the lines that keep its secret out, and advice the same way, or null."""
    document = rendered(samples.advised_context())

    (finding,) = document["findings"]
    (edit,) = finding["locations"][0]["fix"]["edits"]
    assert edit == {
        "file": ".dockerignore",
        "start_line": 3,
        "end_line": 2,
        "text": "**/id_ed25519",
    }
    argument, file = document["advice"]
    assert (argument["kind"], argument["line"]) == ("build-argument", 2)
    assert [len(each["text"].splitlines()) for each in argument["fix"]["edits"]] == [0, 2]
    assert (file["line"], file["fix"]) == (0, None)


def test_names_that_are_not_utf8_come_with_their_bytes() -> None:
    """Such a name is readable as text and complete as base64."""
    place = samples.layer_file(os.fsdecode(b"caf\xe9.env"), inner=(os.fsdecode(b"\xff"), "b"))
    part = samples.skipped(path=os.fsdecode(b"\xfe"))
    report = samples.image_report(samples.finding(locations=(place,)), skipped=(part,))

    document = rendered(report)

    (location,) = document["findings"][0]["locations"]
    assert location["path"] == r"caf\xe9.env"
    assert base64.b64decode(location["path_bytes"]) == b"caf\xe9.env"
    assert location["inner"] == [r"\xff", "b"]
    assert [base64.b64decode(name) for name in location["inner_bytes"]] == [b"\xff", b"b"]
    assert base64.b64decode(document["skipped"][0]["path_bytes"]) == b"\xfe"


def test_names_that_are_utf8_come_without_bytes() -> None:
    """Ordinary names, whatever their script, are plain JSON text."""
    document = rendered(samples.context_report(samples.key(locations=(samples.context_file("é"),))))

    (location,) = document["findings"][0]["locations"]
    assert location["path"] == "é"
    assert not {"path_bytes", "inner_bytes"} & location.keys()


def test_output_is_ascii_without_controls() -> None:
    """Nothing but printable ASCII and line breaks is written, whatever the names hold."""
    place = samples.layer_file("é\x1b\x7f\x9b\u202e\n\ud800")

    text = FORMATS["json"](samples.image_report(samples.finding(locations=(place,))), Style())

    assert all(" " <= character <= "~" or character == "\n" for character in text)
    assert json.loads(text)["findings"][0]["locations"][0]["path"] == "é\x1b\x7f\x9b\u202e\n\\ud800"


def test_value_is_written_only_when_the_finding_carries_it() -> None:
    """The key `value` exists only on explicit request."""
    document = rendered(samples.image_report(samples.finding(value="v"), samples.finding()))

    assert [finding["secret"].get("value") for finding in document["findings"]] == ["v", None]
    assert "value" not in document["findings"][1]["secret"]


def test_quoted_lines_are_masked() -> None:
    """Neither history nor Dockerfile lines carry the values that they assign."""
    line = Deciding(file="Dockerfile", line=3, text="ENV DB_PASSWORD=hunter2")
    decided: ContextFile = samples.context_file(decided_by=(line,))
    added = samples.layer_file(introduced_by=Step(created_by="RUN |1 A=hunter2 /bin/sh -c make"))

    text = FORMATS["json"](
        samples.image_report(samples.finding(locations=(decided, added))), Style()
    )

    assert "hunter2" not in text


def test_unknown_steps_are_null() -> None:
    """A place without history keeps its keys, with null for what is not known."""
    place = samples.layer_file(introduced_by=None, removed_by=None, region=None)

    document = rendered(samples.image_report(samples.finding(locations=(place,))))

    (location,) = document["findings"][0]["locations"]
    assert location["introduced_by"] is None
    assert location["removed_by"] is None
    assert location["region"] is None


def test_same_report_gives_the_same_bytes() -> None:
    """Rendering twice gives equal text."""
    first = FORMATS["json"](samples.leaky_image(), Style())

    assert first == FORMATS["json"](samples.leaky_image(), Style(width=200, color=True))
