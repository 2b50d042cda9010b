"""The registry collects every rule, always in the same order."""

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Files
from leakscan.detection.facts import HEX, Issuer
from leakscan.detection.registry import assemble, load_rules
from leakscan.model.rule import Confidence, Severity, Verdict

ACME = Issuer("Acme", "https://example.com/", "Revoke it.")
RULE = ACME.token("acme-token", "Acme token", "acme_", HEX * 32)


def test_many_issuers_are_known() -> None:
    """The rules cover hundreds of kinds of secrets, each with its recogniser."""
    rules = load_rules()

    assert len(rules.rules) >= 1_400
    assert len({rule.issuer for rule in rules.rules.values()}) >= 1_000
    assert {rule.id for item in rules.recognisers for rule in item.rules} == set(rules.rules)


def test_rules_are_sorted_by_id_and_cannot_be_changed() -> None:
    """The mapping is sorted and read-only."""
    rules = load_rules().rules

    assert list(rules) == sorted(rules)
    with pytest.raises(TypeError):
        rules["acme-token"] = RULE  # type: ignore[index] # that is the point


def test_the_digest_is_the_same_in_another_process() -> None:
    """Hash seeds and import order do not change the digest, so caches survive."""
    program = "from leakscan.detection.registry import load_rules; print(load_rules().digest)"

    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert other.stdout.strip() == load_rules().digest
    assert load_rules().digest.startswith("sha256:")


def test_an_id_belongs_to_one_rule() -> None:
    """Two different rules with one id are an error."""
    other = replace(RULE, title="Another")

    with pytest.raises(ValueError, match="acme-token"):
        assemble([pattern_recogniser(RULE), pattern_recogniser(other)])


@pytest.mark.parametrize(
    "changed",
    [
        replace(RULE, severity=Severity.LOW),
        replace(RULE, confidence=Confidence.REVIEW),
        replace(RULE, pattern=RULE.pattern + b"(?!!)"),
        replace(RULE, anchor=RULE.anchor[:-1] + b",}"),
        replace(RULE, min_entropy=4.0),
        replace(RULE, chosen=True),
        replace(RULE, proof=lambda _: Verdict(None)),
    ],
)
def test_the_digest_covers_what_decides(changed: object) -> None:
    """Whatever can change a finding changes the digest; a title cannot."""
    before = assemble([pattern_recogniser(RULE)]).digest

    assert before != assemble([pattern_recogniser(changed)]).digest  # type: ignore[arg-type] # a Rule
    assert before == assemble([pattern_recogniser(replace(RULE, title="Another"))]).digest


def test_the_digest_covers_the_files_that_are_asked_for() -> None:
    """A rule for other files finds something else."""
    recogniser = pattern_recogniser(RULE)

    digests = {
        assemble([replace(recogniser, files=files)]).digest
        for files in (None, Files(re.compile("a$"), ("a",)), Files(re.compile("b$"), ("b",)))
    }

    assert len(digests) == 3
