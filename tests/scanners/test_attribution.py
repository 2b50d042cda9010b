"""Findings: one secret is one finding, under its best rule, with an id that says nothing of it."""

from dataclasses import replace

from leakscan.model.finding import Detection
from leakscan.model.location import LayerFile, LayerRef, Span, Visibility
from leakscan.model.rule import Confidence, Rule, Severity
from leakscan.scanners.advice import message
from leakscan.scanners.attribution import Located, findings_of


def test_a_blob_that_no_manifest_names_is_no_layer() -> None:
    """There is no layer 0: the sentence says what it is."""
    place = replace(PLACE, layer=LayerRef(index=-1, diff_id=""))

    assert message("Token", "", "", place) == "Token in app/.env, a blob that no manifest names."


def rule(rule_id: str, issuer: str = "Sample") -> Rule:
    """Return a rule of which only its name matters here."""
    return Rule(
        id=rule_id,
        title=rule_id.title(),
        issuer=issuer,
        severity=Severity.HIGH,
        anchor=b"x",
        pattern=b"(?P<secret>x)",
        max_length=1,
        reference="https://example.com",
        remediation="Revoke it.",
    )


RULES = {each.id: each for each in (rule("token"), rule("assigned", "generic"))}

DETECTION = Detection(
    rule_id="token",
    severity=Severity.HIGH,
    confidence=Confidence.LIKELY,
    span=Span(0, 10),
    region=None,
    redacted="[REDACTED]",
    length=10,
    identity="one",
)
PLACE = LayerFile(
    path="app/.env",
    platforms=("linux/amd64",),
    layer=LayerRef(index=1, diff_id="sha256:1"),
    visibility=Visibility.VISIBLE,
    span=Span(0, 10),
)


def test_equal_secrets_are_one_finding() -> None:
    """The same value in two files is one finding with two places, the visible one first."""
    deleted = replace(PLACE, path="tmp/.env", visibility=Visibility.DELETED)

    (finding,), _ = findings_of([Located(DETECTION, deleted), Located(DETECTION, PLACE)], RULES)

    assert finding.locations == (PLACE, deleted)


def test_the_issuers_rule_names_the_finding() -> None:
    """Of two rules as sure of a value, the one that knows whose it is gives the name."""
    generic = replace(DETECTION, rule_id="assigned")

    (finding,), _ = findings_of([Located(generic, PLACE), Located(DETECTION, PLACE)], RULES)

    assert finding.rule_id == "token"


def test_the_same_place_on_two_platforms_is_one_place() -> None:
    """A layer that two platforms share is listed once, with both."""
    other = replace(PLACE, platforms=("linux/arm64",))

    (finding,), _ = findings_of([Located(DETECTION, PLACE), Located(DETECTION, other)], RULES)

    assert finding.locations == (replace(PLACE, platforms=("linux/amd64", "linux/arm64")),)


def test_a_suppressed_copy_does_not_hide_a_live_one() -> None:
    """A value that a package ships and a user copied elsewhere is reported, where it was copied."""
    shipped = replace(PLACE, path="usr/share/doc/key")

    reported, suppressed = findings_of(
        [Located(DETECTION, shipped, "vendor-shipped"), Located(DETECTION, PLACE)], RULES
    )

    assert [finding.locations for finding in reported] == [(PLACE,)]
    assert suppressed == ()


def test_what_is_suppressed_everywhere_is_kept_apart() -> None:
    """A finding whose every place is suppressed is listed with the reason."""
    reported, suppressed = findings_of([Located(DETECTION, PLACE, "vendor-shipped")], RULES)

    assert reported == ()
    assert [finding.suppressed for finding in suppressed] == ["vendor-shipped"]


def test_ids_survive_a_rebuild() -> None:
    """Another value in the same file, in another layer, keeps the id; another file changes it."""
    rotated = replace(DETECTION, identity="two")
    rebuilt = replace(PLACE, layer=LayerRef(index=5, diff_id="sha256:5"))
    moved = replace(PLACE, path="other/.env")

    ids = [
        findings_of([Located(detection, place)], RULES)[0][0].id
        for detection, place in ((DETECTION, PLACE), (rotated, rebuilt), (DETECTION, moved))
    ]

    assert ids[0] == ids[1]
    assert ids[0] != ids[2]


def test_two_secrets_in_one_file_have_two_ids() -> None:
    """Findings of one rule in one file are told apart by their order."""
    second = replace(DETECTION, identity="two", span=Span(50, 10))
    below = replace(PLACE, span=Span(50, 10))

    found, _ = findings_of([Located(second, below), Located(DETECTION, PLACE)], RULES)

    assert len({finding.id for finding in found}) == 2


def test_the_worst_comes_first() -> None:
    """Findings are sorted by severity, then by how sure they are."""
    critical = replace(DETECTION, identity="two", severity=Severity.CRITICAL)
    confirmed = replace(DETECTION, identity="three", confidence=Confidence.CONFIRMED)

    found, _ = findings_of(
        [Located(each, PLACE) for each in (DETECTION, confirmed, critical)], RULES
    )

    assert [finding.severity for finding in found] == [4, 3, 3]
    assert found[1].confidence is Confidence.CONFIRMED
