"""
What JUnit.xsd of windyroad/JUnit-Schema demands of a report, and what readers make of it.

The schema itself is not in this repository: these are its rules for the elements in use.
"""

import re
from xml.etree import ElementTree as ET

_REQUIRED = {
    "testsuites": set(),
    "testsuite": {
        "package", "id", "name", "timestamp", "hostname", "tests", "failures", "errors", "time",
    },
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type"},
    "error": {"type"},
    "skipped": set(),
    "system-out": set(),
    "system-err": set(),
}  # fmt: skip
_OPTIONAL = {
    "testsuite": {"skipped"},
    "failure": {"message"},
    "error": {"message"},
    "skipped": {"message"},
}
_INTEGERS = ("id", "tests", "failures", "errors", "skipped")
_OUTCOMES = {"failure", "error", "skipped"}


def suite_of(text: str) -> ET.Element:
    """Return the only suite of a report, after checking what the schema demands."""
    root = ET.fromstring(text)  # noqa: S314 - our own output
    assert root.tag == "testsuites"
    (suite,) = root
    for element in root.iter():
        given = element.attrib.keys()
        required = _REQUIRED[element.tag]
        assert required <= given <= required | _OPTIONAL.get(element.tag, set()), element.tag
        if element.tag in {"property", "testsuite"}:
            assert element.attrib["name"].strip()
    assert suite.attrib["hostname"].strip()
    assert all(int(suite.attrib[name]) < 2**31 for name in _INTEGERS)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
    tags = [child.tag for child in suite]
    cases = tags.count("testcase")
    assert tags == ["properties", *["testcase"] * cases, "system-out", "system-err"]
    assert {child.tag for child in suite[0]} <= {"property"}
    counts = {"tests": cases}
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[name] = len(suite.findall(f"testcase/{tag}"))
    assert counts == {name: int(suite.attrib[name]) for name in counts}
    for case in suite.iter("testcase"):
        assert float(case.attrib["time"]) >= 0
        assert {outcome.tag for outcome in case} <= _OUTCOMES
        assert len(case) <= 1
    return suite
