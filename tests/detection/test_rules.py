"""Every rule that is a fact keeps what it promises: shape, bounds, length and anchor."""

import importlib
import pkgutil
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from leakscan.detection import rules as rules_package
from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.entropy import shannon
from leakscan.detection.facts import ALNUM, HEX, Alphabet, keyed, token
from leakscan.detection.registry import load_rules
from leakscan.detection.templates import render
from leakscan.model.rule import Rule

RULES = tuple(load_rules().rules.values())
PLAIN = tuple(
    rule
    for recogniser in load_rules().recognisers
    for rule in recogniser.rules
    if recogniser.confirm.__module__ == pattern_recogniser.__module__
)
"""Rules that their own pattern confirms."""

FACTS = pytest.mark.parametrize("rule", PLAIN, ids=lambda rule: rule.id)


SURROUNDINGS = (
    (b'x = "', b'";\n'),
    (b"line\n", b"\nline"),
    (b"\\n", b"\\n"),
    (b"?q=", b"&r=1"),
)
"""Quotes, lines, escapes and addresses."""


ACME = keyed(
    "acme-token",
    "Acme token",
    issuer="Acme",
    near=("acme",),
    value=HEX * 32,
    reference="https://example.com/",
    remediation="Revoke it.",
)


def fresh(template: str, seed: int = 7) -> bytes:
    """Return `template` rendered."""
    return render(template, random.Random(seed)).encode()


@cache
def compiled(rule: Rule) -> re.Pattern[bytes]:
    """Return the rule's exact pattern."""
    return re.compile(rule.pattern, re.IGNORECASE if rule.caseless else 0)


def matches(rule: Rule, text: bytes) -> list[bytes]:
    """Return the secrets that the rule's pattern finds in `text`."""
    return [match["secret"] for match in compiled(rule).finditer(text)]


def test_every_rule_says_what_to_do() -> None:
    """A rule has a kebab-case id, a title, an issuer, its page and a sentence of advice."""
    lacking = [
        rule.id
        for rule in RULES
        if not (
            re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
            and rule.title.rstrip(".") == rule.title != ""
            and rule.issuer
            and rule.reference.startswith("https://")
            and rule.remediation.endswith(".")
        )
    ]

    assert lacking == []


@FACTS
def test_examples_match_whole_and_alone(rule: Rule) -> None:
    """
    Each example has one secret, random enough and no longer than promised, in any surroundings.

    A longer word that contains an example does not contain its secret, and what lacks a character,
    or the word that tells it apart, has none.
    """
    assert rule.examples
    assert rule.counter_examples

    for template in rule.examples:
        text = fresh(template)
        (match,) = compiled(rule).finditer(text)
        secret = match["secret"]
        assert len(match[0]) <= rule.max_length
        assert secret.startswith(rule.prefix.encode())
        assert shannon(secret) >= rule.min_entropy
        for before, after in SURROUNDINGS:
            assert matches(rule, before + text + after) == [secret]
        assert secret not in matches(rule, text.replace(secret, secret + b"zZ9" * rule.max_length))
        if secret[:1].isalnum():
            assert secret not in matches(rule, text.replace(secret, b"zZ9" + secret))
    for template in rule.counter_examples:
        assert matches(rule, fresh(template)) == []


def test_the_anchor_matches_wherever_the_pattern_does() -> None:
    """The expression for the matcher finds each example with the standard library, too."""
    missed = [
        rule.id
        for rule in PLAIN
        for template in rule.examples
        if not re.search(_flagged(rule), b"before " + fresh(template) + b" after")
    ]

    assert missed == []


def test_hyperscan_finds_every_example() -> None:
    """All anchors compile together, and each finds its rule's examples, lines and noise around."""
    hyperscan = pytest.importorskip("hyperscan")
    database = hyperscan.Database()
    database.compile(
        expressions=[_flagged(rule) for rule in PLAIN],
        ids=list(range(len(PLAIN))),
        elements=len(PLAIN),
        flags=[hyperscan.HS_FLAG_DOTALL] * len(PLAIN),
    )
    missed = []

    for number, rule in enumerate(PLAIN):
        for template in rule.examples:
            found: set[int] = set()
            text = b"before\n  " + fresh(template) + b"\nafter"
            database.scan(text, lambda id_, *_, found=found: found.add(id_))
            if number not in found:
                missed.append((rule.id, template))

    assert missed == []


def _flagged(rule: Rule) -> bytes:
    return (b"(?si)" if rule.caseless else b"(?s)") + rule.anchor


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acme_api_key = ", True),
        ("ACME_TOKEN=", True),
        ("acmeToken: ", True),
        ("ACMETOKEN=", True),
        ("my.acme.secret => '", True),
        ('{"acmeApiKey": "', True),
        ("acme = ", True),
        ("setAcmeKey('", True),
        ("--acme-token ", True),
        ('<add key="AcmeSecret" value="', True),
        ("acme ", False),
        ("acme: build of commit ", False),
        ("acmed_token=", False),
        ("pacme_token=", False),
        ("acme_author=", False),
        ("acme_path=", False),
    ],
)
def test_a_keyed_value_needs_a_name_that_says_so(name: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """The keyword is a word of its own, in the name of a credential or the name itself."""
    rule = keyed(
        "acme-key",
        "Acme key",
        issuer="Acme",
        near=("acme",),
        value=Alphabet("hex", b"0-9a-f") * 32,
        reference="https://example.com/",
        remediation="Revoke it.",
    )

    assert expected == bool(matches(rule, fresh(name + "{hex:32}")))


@pytest.mark.parametrize("value", ["{digit:32}", "abcdefabcdefabcdefabcdefabcdefab"])
def test_a_keyed_value_has_letters_and_digits(value: str) -> None:
    """A number or a word of the right length is not a key."""
    rule = keyed(
        "acme-key",
        "Acme key",
        issuer="Acme",
        near=("acme",),
        value=Alphabet("hex", b"0-9a-f") * 32,
        reference="https://example.com/",
        remediation="Revoke it.",
    )

    assert matches(rule, fresh(f"acme_key = {value}")) == []


@pytest.mark.parametrize(
    "template",
    [
        "ACME_TOKEN ::= '{hex:32}'",
        "ACME_TOKEN :::= '{hex:32}'",
        "if ACME_TOKEN != '{hex:32}'",
        'const ACME_TOKEN: &str = "{hex:32}";',
        'let acmeToken: String = "{hex:32}"',
        "const acmeToken = () => '{hex:32}'",
        "<acmeToken>\n  {hex:32}\n</acmeToken>",
        "  - name: ACME_TOKEN\n    value: {hex:32}",
        'variable "acme_token" {{\n  default = "{hex:32}"\n}}',
        '<input name="acme_token" value="{hex:32}">',
    ],
)
def test_a_keyed_value_is_found_in_the_syntax_of_many_languages(template: str) -> None:
    """Types, arrows, attributes and the next line may stand between a name and its value."""
    assert len(matches(ACME, fresh(template))) == 1
    assert re.search(ACME.anchor, fresh(template))


@pytest.mark.parametrize(
    "template",
    [
        "ACME_TOKEN\n{hex:32}",
        "acme:\n  token_file: a\n  {hex:32}",
        "acme_token {{\n  other = {hex:32}",
        "acme_token: Path = {hex:32}",
    ],
)
def test_the_next_line_belongs_to_a_name_only_where_syntax_says_so(template: str) -> None:
    """A name does not speak for whatever follows it."""
    assert matches(ACME, fresh(template)) == []


def test_the_digit_is_looked_for_in_the_value_itself() -> None:
    """A name of a function is no key because a number is among its arguments."""
    rule = keyed(
        "acme-key",
        "Acme key",
        issuer="Acme",
        near=("acme",),
        value=ALNUM * 20,
        reference="https://example.com/",
        remediation="Revoke it.",
    )

    assert matches(rule, b"x.acme = convertUrlsToStringsX"[:-1] + b"((0, y.z)(1));") == []
    assert len(matches(rule, fresh("x.acme = {alnum:20}((0, y));"))) == 1


def test_a_token_ends_a_word_before_an_escape() -> None:
    """An escaped newline before a token and a percent escape do not belong to a word."""
    rule = token(
        "acme-token",
        "Acme token",
        issuer="Acme",
        prefix="acme_",
        body=Alphabet("hex", b"0-9a-f") * 32,
        reference="https://example.com/",
        remediation="Revoke it.",
    )

    assert len(matches(rule, fresh(r"a\nacme_{hex:32}"))) == 1
    assert len(matches(rule, fresh("q=%20acme_{hex:32}"))) == 1
    assert matches(rule, fresh("xacme_{hex:32}")) == []


def test_files_of_facts_stay_short() -> None:
    """A family that outgrows its file becomes two."""
    long = [path.name for path in _files_of_facts() if len(path.read_text().splitlines()) > 120]

    assert long == []


def _files_of_facts() -> Iterator[Path]:
    for module in pkgutil.walk_packages(rules_package.__path__, rules_package.__name__ + "."):
        loaded = importlib.import_module(module.name)
        if loaded.__file__ and not hasattr(loaded, "RECOGNISERS"):
            yield Path(loaded.__file__)
