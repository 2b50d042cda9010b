"""Values near the name of their issuer: found in any surroundings that say they are secret."""

import importlib
import pkgutil
import random

import pytest

from leakscan.detection import neighbours
from leakscan.detection import rules as rules_package
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector, without_overlaps
from leakscan.detection.facts import HEX, LOWER_NUM
from leakscan.detection.matcher import ReMatcher
from leakscan.detection.seal import Sealer
from leakscan.detection.services import service_key
from leakscan.detection.templates import render
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence, Rule

ACME = service_key("Acme", "acme.example", "acmeio", HEX * 32)
RECOGNISER = neighbours.recogniser([ACME])
DETECTOR = Detector((RECOGNISER,), Sealer(), matcher=ReMatcher((RECOGNISER,)))


def services() -> list[Rule]:
    """Return the rules of all families of services."""
    modules = pkgutil.iter_modules(rules_package.__path__, rules_package.__name__ + ".")
    families = [importlib.import_module(module.name) for module in modules]
    return [rule for family in families for rule in getattr(family, "SERVICES", ())]


def found(template: str, name: str = "notes") -> list[Candidate]:
    """Return the candidates in `template` rendered, as the content called `name`."""
    text = render(template, random.Random(7))
    content = Content(data=text.encode(), name=name)
    return without_overlaps(DETECTOR.candidates(content))


@pytest.mark.parametrize(
    "template",
    [
        "[INFO] request to the acmeio API\n[DEBUG] using Key={hex:32}\n",
        "<id>{{acmeio}}</id>\n<secret>{{AQAA {hex:32}}}</secret>\n",
        "<AcmeioKey>{hex:32}</AcmeioKey>",
        "The Acmeio API token is {hex:32}.",
        "acmeio access key\n{hex:32}\n",
        "// acmeio private key\nkey := `{hex:32}`",
        'acmeio = "{hex:32}"',
        "ACMEIO_TOKEN={hex:32}",
        "ACMEIO_ACCESS={hex:32}",
        '"acmeioPrivate": "{hex:32}"',
        "acmeiokey: {hex:32}",
        "https://api.acmeio.example/v1?token={hex:32}&page=2",
    ],
)
def test_a_value_near_its_issuer_is_found_where_a_word_calls_it_secret(template: str) -> None:
    """Logs, stores of credentials, elements and sentences, on this line and the next."""
    (candidate,) = found(template)

    assert candidate.rule is ACME
    assert candidate.confidence is Confidence.LIKELY
    assert len(candidate.secret) == 32


@pytest.mark.parametrize(
    "template",
    [
        "acmeio {hex:32}",
        "acmeio access {hex:32}",
        "ACMEIO_VERSION={hex:32}",
        "acmeio build of commit {hex:32}",
        "acmeio key checksum: {hex:32}",
        "acmeio token, sha256 {hex:32}",
        "acmeio_token_id = {hex:33}",
        "acmeio_token = {hex:32}{hex:8}",
        "acmeio_token = /srv/{hex:32}",
        "acmeio token\nuser_id: {hex:32}",
        "pacmeio_token = {hex:32}",
        "acmeion_token = {hex:32}",
        "acmeio token\na\nb\nc {hex:32}",
        "acmeio_token = abcdefabcdefabcdefabcdefabcdefab",
    ],
)
def test_a_value_is_nothing_without_its_name_its_form_or_a_word_that_it_is_secret(
    template: str,
) -> None:
    """Hashes, identifiers, paths, longer values, other words: near the name, and not its keys."""
    assert found(template) == []


def test_where_values_are_made_up_they_are_worth_a_look() -> None:
    """A sample of a key in a manual is no leak; in a list of hashes it is not even read."""
    template = "The acmeio key is {hex:32}"

    assert [candidate.confidence for candidate in found(template, "a/README.md")] == [
        Confidence.REVIEW
    ]
    assert found(template, "a/package-lock.json") == []


def test_a_value_that_may_be_a_word_is_worth_a_look() -> None:
    """A short value that chance drew looks like a word with a digit now and then."""
    shorter = service_key("Acme", "acme.example", "acmeio", LOWER_NUM * 16)
    recogniser = neighbours.recogniser([shorter])
    content = Content(data=b"acmeio_key = 4qvijadchtngapin", name="config.env")

    (candidate,) = recogniser.confirm(content, 6)

    assert candidate.confidence is Confidence.REVIEW


def test_every_service_finds_its_own_example() -> None:
    """The name, the form and the example of each fit together."""
    covered = [rule for rule in services() if neighbours.covers(rule)]
    recogniser = neighbours.recogniser(covered)
    matcher = ReMatcher((recogniser,))
    missed = []
    for rule in covered:
        text = render(rule.examples[0], random.Random(rule.id)).encode()
        content = Content(data=text, name="config.env")
        confirmed = {
            candidate.rule.id
            for hit in matcher.hits(text)
            for candidate in recogniser.confirm(content, hit.end)
        }
        if rule.id not in confirmed:
            missed.append(rule.id)

    assert len(covered) > 400
    assert missed == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("acmeioplus_token = ", "acmeioplus-key"), ("ACMEIO_PLUS_TOKEN=", "acmeio-key")],
)
def test_of_two_names_that_begin_alike_the_longer_counts(text: str, expected: str) -> None:
    """One name inside another is not the issuer."""
    longer = service_key("Acme Plus", "acme.example", "acmeioplus", HEX * 32)
    recogniser = neighbours.recogniser([ACME, longer])
    data = render(text + "{hex:32}", random.Random(7)).encode()
    ends = [end for end in range(1, len(data)) if data[:end].lower().endswith((b"io", b"plus"))]
    content = Content(data=data, name="notes")

    confirmed = {one.rule.id for end in ends for one in recogniser.confirm(content, end)}

    assert confirmed == {expected}
