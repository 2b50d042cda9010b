"""What JUnit.xsd of windyroad/JUnit-Schema demands of a report, and what readers make of it."""

import re
from xml.etree import ElementTree as ET


def suite_of(text: str) -> ET.Element:
    """Return the only suite of a report, after checking what the schema demands."""
    root = ET.fromstring(text)  # noqa: S314 - our own output
    assert root.tag == "testsuites"
    (suite,) = root
    for name in ("package", "id", "name", "hostname", "tests", "failures", "errors", "time"):
        assert name in suite.attrib
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
    tags = [child.tag for child in suite]
    cases = tags.count("testcase")
    assert tags == ["properties", *["testcase"] * cases, "system-out", "system-err"]
    counts = {"tests": cases}
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        counts[name] = len(suite.findall(f"testcase/{tag}"))
    assert counts == {name: int(suite.attrib[name]) for name in counts}
    for case in suite.iter("testcase"):
        assert {"name", "classname", "time"} <= case.attrib.keys()
        assert len(case) <= 1
    return suite
