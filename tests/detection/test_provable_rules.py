"""Rules whose matches can be proved: found in what people write, and told apart from noise."""

import importlib
import random
import re

import pytest

from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.templates import render
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence

FAMILIES = (
    "atlassian",
    "aws",
    "azure",
    "azure_access",
    "azure_named",
    "confluent",
    "crypto_keys",
    "docker",
    "entra",
    "gcp",
    "github",
    "gitlab",
    "grafana",
    "hashes",
    "jwt",
    "npm",
    "private_key",
    "pypi",
    "slack",
    "stripe",
)


def recognisers(family: str) -> tuple[Recogniser, ...]:
    """Return all that a family recognises."""
    module = importlib.import_module(f"leakscan.detection.rules.{family}")
    patterns = tuple(map(pattern_recogniser, getattr(module, "RULES", ())))
    return patterns + tuple(getattr(module, "RECOGNISERS", ()))


ALL = tuple(recogniser for family in FAMILIES for recogniser in recognisers(family))


def found_in(text: str, seed: int = 5) -> list[Candidate]:
    """Return what any of the families finds in a rendered template, once each."""
    data = render(text, random.Random(seed)).encode()
    content = Content(data=data, name="notes.txt")
    found: dict[tuple[str, object], Candidate] = {}
    for recogniser in ALL:
        flags = re.DOTALL | (re.IGNORECASE if recogniser.caseless else 0)
        for anchor in recogniser.anchors:
            for match in re.finditer(anchor, data, flags):
                for candidate in recogniser.confirm(content, match.end()):
                    found[candidate.rule.id, candidate.span] = candidate
    return list(found.values())


def best(text: str) -> dict[str, Confidence]:
    """Return the confidence of each rule that fires."""
    return {candidate.rule.id: candidate.confidence for candidate in found_in(text)}


EXAMPLES = [
    (rule.id, example)
    for recogniser in ALL
    for rule in recogniser.rules
    for example in rule.examples
]


@pytest.mark.parametrize(("rule_id", "example"), EXAMPLES)
def test_every_example_is_found_by_its_rule(rule_id: str, example: str) -> None:
    """What a rule's author writes as an example is found, on a line of its own."""
    assert rule_id in best(f"first\n{example}\nlast\n")


@pytest.mark.parametrize(
    ("text", "rule_id", "confidence"),
    [
        ("git clone https://x:{github:ghp_}@github.com/a/b", "github-personal-access-token", 3),
        ("//npm.example.com/:_authToken={npm:npm_}", "npm-access-token", 3),
        ("aws_access_key_id = {awskeyid:AKIA}", "aws-access-key-id", 2),
        ("AWS_SECRET_ACCESS_KEY={awssecret}", "aws-secret-access-key", 2),
        ("ENV AWS_SECRET_ACCESS_KEY {awssecret}", "aws-secret-access-key", 2),
        ('"SecretAccessKey": "{awssecret}"', "aws-secret-access-key", 2),
        (
            "Access key ID,Secret access key\n{awskeyid:AKIA},{awssecret}",
            "aws-secret-access-key",
            2,
        ),
        ("AccountName=x;AccountKey={azure:+ASt};", "azure-storage-account-key", 3),
        ("AccountName=x;AccountKey={base64:86}==;", "azure-account-key", 2),
        ('"auth" : "{dockerauth:robot}"', "docker-registry-login", 3),
        ('\\"auth\\":\\"{dockerauth:robot}\\"', "docker-registry-login", 3),
        ("root:$6${crypt:12}${crypt:86}:19000:0:99999:7:::", "account-password-hash", 2),
        ("echo 'web:$y$j9T${crypt:22}${crypt:43}' | chpasswd -e", "account-password-hash", 2),
        ("admin:$2y$10${crypt:53}", "account-password-hash", 2),
        ("Authorization: Bearer {jwt:ci}", "json-web-token", 2),
        (
            "docker swarm join --token SWMTKN-1-{lowernum:50}-{lowernum:25}",
            "docker-swarm-join-token",
            2,
        ),
        ("client_secret={alnum:3}7Q~{alnum:34}", "entra-client-secret", 2),
        (
            "https://hooks.slack.com/services/T{uppernum:9}/B{uppernum:9}/{alnum:24}",
            "slack-webhook",
            2,
        ),
        ("SEED={nats}", "nats-seed", 3),
        ("# secret key: {age}", "age-secret-key", 3),
    ],
)
def test_a_secret_is_found_where_people_put_it(text: str, rule_id: str, confidence: int) -> None:
    """Files, addresses and commands as they are written."""
    assert best(text).get(rule_id) == Confidence(confidence)


@pytest.mark.parametrize(
    "text",
    [
        "root:!:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\nx:x:0:0::/:/bin/sh",
        '"auth": "{base64:3}"',
        '"auth": true, "auths": {{"registry.example.com": {{}}}}',
        "aws_sdk_commit = {hex:40}",
        '"integrity": "sha512-{base64:86}=="',
        "resolved {hex:40}",
        "eyJ{base64url:30}.eyJ{base64url:30}.{base64url:43}",
        "const key = '{base58:52}'",
        "AKIAIOSFODNN7" + "EXAMPLE",
        "-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----",
        "ssh-rsa AAAAB3NzaC1yc2E{base64:200} user@host",
        "{hex:32}  usr/share/doc/x\n{hex:64}  y\n",
        "{base64:4000}",
        "{base32:4000}",
        "{lower:4000}",
        "AccountKey=<storage-account-key>;",
        "xoxb-your-token-here",
        "sk_live_your_key_here",
    ],
)
def test_what_is_no_secret_is_not_likely_one(text: str) -> None:
    """Locked accounts, digests, samples, public halves and noise do not reach the default view."""
    likely = {rule_id for rule_id, sure in best(text).items() if sure >= Confidence.LIKELY}

    assert likely == set()


def test_a_candidate_covers_the_secret_and_nothing_else() -> None:
    """Span and value agree, and neither the name nor the quotes are part of them."""
    for rule_id, example in EXAMPLES:
        text = f"\u00e9\n{example}\n"
        data = render(text, random.Random(5)).encode()
        for candidate in found_in(text):
            span = candidate.span
            assert candidate.secret == data[span.offset : span.end], rule_id
