"""Proofs of tokens: made ones are confirmed, changed ones are not, samples are dropped."""

import base64
import hashlib
import hmac
import json
import random
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.detection.templates import render
from leakscan.detection.validators import (
    aws,
    azure,
    google,
    hashes,
    known_keys,
    logins,
    openpgp,
    private_keys,
    ssh_keys,
    tokens,
)
from leakscan.detection.validators import jwt as json_web_token
from leakscan.detection.validators.checksums import BASE36, in_base
from leakscan.model.rule import Confidence, Proof, Severity, Verdict

ANNOUNCED: dict[str, tuple[str, Proof]] = {
    "github": ("{github:ghp_}", tokens.github),
    "npm": ("{npm:npm_}", tokens.github),
    "gitlab": ("{gitlab:glpat-}", tokens.gitlab_routable),
    "grafana": ("{grafana}", tokens.grafana_service_account),
    "grafana cloud": ("{grafanacloud}", tokens.grafana_cloud),
    "grafana legacy": ("{grafanalegacy}", tokens.grafana_legacy),
    "atlassian": ("{atlassian}", tokens.atlassian),
    "bitbucket": ("{bitbucket}", tokens.atlassian),
    "confluent": ("{confluent}", tokens.confluent),
    "zuplo": ("{zuplo}", tokens.zuplo),
    "pypi": ("{pypi}", tokens.pypi),
    "age": ("{age}", tokens.age),
    "xprv": ("{xprv}", tokens.extended_private_key),
    "cask": ("{cask:AZDO}", azure.common_annotated_key),
    "entra": ("{entra}", azure.entra_client_secret),
    **{
        mark.decode(): (f"{{azure:{mark.decode()}}}", azure.identifiable_key)
        for mark in azure.SEEDS
    },
}
"""Formats with a mark of their own: what fails its check is left for review."""

UNANNOUNCED: dict[str, tuple[str, Proof]] = {
    "nats": ("{nats}", tokens.nats),
    "wif": ("{wif}", tokens.bitcoin_wif),
    "devops": ("{adopat}", azure.devops_token),
    "data center": ("{atlassiandc}", tokens.atlassian_data_center),
}
"""Formats that nothing announces: what fails its check is nothing."""

EVERY_PROOF: tuple[Callable[[bytes], Verdict], ...] = (
    *{proof for _, proof in (ANNOUNCED | UNANNOUNCED).values()},
    tokens.bedrock_long_term,
    tokens.bedrock_short_term,
    tokens.slack_webhook,
    aws.access_key_id,
    aws.secret_access_key,
    aws.session_token,
    tokens.swarm_join_token,
    google.api_key,
    azure.account_key,
    azure.shared_access_signature,
    hashes.password_hash,
    json_web_token.jwt,
    logins.basic_auth,
    openpgp.secret_key_block,
    private_keys.der_key,
    ssh_keys.openssh,
    ssh_keys.putty,
)


def made(template: str, seed: int = 1) -> bytes:
    """Return `template` rendered."""
    return render(template, random.Random(seed)).encode()


def with_other_last(secret: bytes) -> bytes:
    """Return `secret` with one character of its middle changed."""
    at = len(secret) // 2
    return secret[:at] + (b"A" if secret[at : at + 1] != b"A" else b"B") + secret[at + 1 :]


@pytest.mark.parametrize("name", [*ANNOUNCED, *UNANNOUNCED])
def test_a_right_checksum_confirms(name: str) -> None:
    """Fifty fresh values of each format are all confirmed."""
    template, proof = (ANNOUNCED | UNANNOUNCED)[name]

    verdicts = {proof(made(template, seed)).confidence for seed in range(50)}

    assert verdicts == {Confidence.CONFIRMED}


@pytest.mark.parametrize(
    "name", [name for name in ANNOUNCED if not name.startswith(("grafana ", "pypi"))]
)
def test_a_wrong_checksum_leaves_it_for_review(name: str) -> None:
    """A value with its mark and one character changed is neither confirmed nor dropped."""
    template, proof = ANNOUNCED[name]

    assert proof(with_other_last(made(template))).confidence == Confidence.REVIEW


@pytest.mark.parametrize("name", [name for name in UNANNOUNCED if name != "data center"])
def test_a_wrong_checksum_drops_what_nothing_announces(name: str) -> None:
    """A run of letters of the right length is nothing when its checksum is wrong."""
    template, proof = UNANNOUNCED[name]

    assert proof(with_other_last(made(template))).confidence is None


@settings(deadline=None)  # the first example loads the library that parses keys
@given(data=st.binary(max_size=400))
def test_no_proof_ever_raises(data: bytes) -> None:
    """Any bytes at all get a verdict from every proof."""
    for proof in EVERY_PROOF:
        assert isinstance(proof(data), Verdict)


@settings(deadline=None)  # as above
@given(
    name=st.sampled_from([*ANNOUNCED, *UNANNOUNCED]),
    cut=st.integers(0, 100),
    noise=st.binary(max_size=8),
)
def test_no_proof_raises_on_what_is_nearly_right(name: str, cut: int, noise: bytes) -> None:
    """Cut and soiled values get a verdict, and are never confirmed by the cut alone."""
    template, proof = (ANNOUNCED | UNANNOUNCED)[name]

    assert isinstance(proof(made(template)[:cut] + noise), Verdict)


def test_an_access_key_id_tells_its_account() -> None:
    """The account number is in the identifier, and nothing else of it is told."""
    secret = b"ASIA" + base64.b32encode((1 << 79 | 123_456_789_012 << 39 | 5).to_bytes(10, "big"))

    verdict = aws.access_key_id(secret)

    assert verdict.confidence == Confidence.LIKELY
    assert "account 123456789012" in verdict.detail
    assert verdict.severity == Severity.LOW


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("IOSFODNN7" + "EXAMPLE", None),
        ("A" * 16, None),
        ("0123456789ABCDEF", Confidence.REVIEW),
        ("7777777777ABCDEF", Confidence.REVIEW),
        ("IABCDEFGH234567A", Confidence.LIKELY),
    ],
)
def test_an_access_key_id_that_cannot_be_one(body: str, expected: Confidence | None) -> None:
    """Samples are dropped; impossible letters and accounts are left for review."""
    assert expected == aws.access_key_id(b"AKIA" + body.encode()).confidence


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{awssecret}", Confidence.LIKELY),
        ("{hex:40}", None),
        ("{lower:40}", None),
        ("wJalrXUtnFEMI/K7MDENG/{alnum:8}EXAMPLEKEY", None),
        ("usr/lib/x86/a1/B2/c3/d4/{alnum:16}", None),
        ("aB1" + "a" * 37, None),
    ],
)
def test_a_secret_access_key_looks_like_chance(template: str, expected: Confidence | None) -> None:
    """Digests, words, samples and paths of forty characters are no secret access keys."""
    assert expected == aws.secret_access_key(made(template)).confidence


def test_what_a_manual_prints_is_left_for_review(monkeypatch: pytest.MonkeyPatch) -> None:
    """Identifiers and keys that are in everybody's copy of a client are known by fingerprint."""
    key, name = made("AIzaSy{base64url:33}"), made("{awskeyid}")
    before = google.api_key(key).confidence
    table = {known_keys.fingerprint(value): "A manual" for value in (key, name)}
    monkeypatch.setattr(known_keys, "_table", lambda: table)

    assert before == Confidence.LIKELY
    assert google.api_key(key).confidence == Confidence.REVIEW
    assert aws.access_key_id(name).detail == "publicly known key: A manual"
    assert tokens.swarm_join_token(name).confidence == Confidence.REVIEW
    assert google.api_key(b"AIzaSy" + b"x" * 33).confidence is None


def test_a_session_token_of_a_manual_is_dropped() -> None:
    """AWS marks the tokens of its documentation."""
    token_text = made("IQoJb3JpZ2lu{base64:200}")

    assert aws.session_token(token_text).confidence == Confidence.LIKELY
    assert aws.session_token(token_text + b"wEXAMPLEt").confidence is None


def test_an_emulators_key_is_the_same_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key whose digest is listed is left for review; another of its form is likely real."""
    key = made("{base64:86}==")
    before = azure.account_key(key).confidence
    monkeypatch.setattr(azure, "_EMULATOR_KEYS", {hashlib.sha256(key).hexdigest()})

    assert before == Confidence.LIKELY
    assert azure.account_key(key).confidence == Confidence.REVIEW
    assert azure.account_key(b"A" * 86 + b"==").confidence is None


def test_an_annotated_key_names_its_service() -> None:
    """The four letters before the checksum say which service issued it."""
    assert azure.common_annotated_key(made("{cask:AZMP}")).detail.startswith("Azure Maps")


@pytest.mark.parametrize("tail", ["", "%3D", "="])
def test_a_signature_may_be_percent_encoded(tail: str) -> None:
    """A shared access signature is 32 bytes of base64, however it is written in an address."""
    text = base64.b64encode(bytes(range(32))).decode().rstrip("=")
    text = text.replace("+", "%2B").replace("/", "%2F") if tail == "%3D" else text

    assert azure.shared_access_signature((text + tail).encode()).confidence == Confidence.LIKELY
    assert azure.shared_access_signature(b"A" * 43).confidence is None


def login(text: str) -> Verdict:
    """Return the verdict on `user:password` as registries store it."""
    return logins.basic_auth(base64.b64encode(text.encode()))


def test_a_registry_login_is_confirmed() -> None:
    """A user and a password that is no placeholder are a login."""
    assert login("builder:" + made("{alnum:20}").decode()).confidence == Confidence.CONFIRMED
    assert login("AWS:" + made("{alnum:200}").decode()).severity == Severity.LOW
    assert login('_json_key:{"type": "service_account"}').severity == Severity.CRITICAL


@pytest.mark.parametrize(
    "text",
    [
        "user:",
        "user:password",
        "user:${TOKEN}",
        "user:<token>",
        "builder",
        ":pw1",
        "a:\x00\x01\x02",
        "me:me",
    ],
)
def test_a_login_without_a_password_of_its_own_is_dropped(text: str) -> None:
    """Empty, placeholder and binary passwords are no secrets."""
    assert login(text).confidence is None


def token(claims: dict[str, object], header: dict[str, object] | None = None) -> bytes:
    """Return an unverifiable JSON Web Token."""
    parts = [header or {"alg": "RS256", "typ": "JWT"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join((*encoded, made("{base64url:86}")))


@pytest.mark.parametrize(
    ("claims", "confidence", "severity"),
    [
        ({"sub": "deploy"}, Confidence.LIKELY, None),
        ({"sub": "deploy", "exp": 1_600_000_000}, Confidence.LIKELY, Severity.LOW),
        ({"iat": 1_500_000_000, "exp": 1_600_000_000}, Confidence.LIKELY, Severity.LOW),
        ({"iat": 1_600_000_000, "exp": 1_600_003_600}, Confidence.LIKELY, Severity.LOW),
        ({"iat": 1_900_000_000, "exp": 1_900_003_600}, Confidence.LIKELY, Severity.LOW),
        ({"iat": 1_900_000_000, "exp": 1_990_000_000}, Confidence.LIKELY, None),
        ({"iss": "kubernetes/serviceaccount"}, Confidence.CONFIRMED, Severity.HIGH),
        ({"kubernetes.io": {"pod": {}}, "exp": 1}, Confidence.CONFIRMED, Severity.LOW),
        ({"iss": "supabase", "role": "anon"}, Confidence.REVIEW, Severity.LOW),
        ({"iss": "supabase", "role": "service_role"}, Confidence.CONFIRMED, Severity.CRITICAL),
        ({"sub": "1234567890", "name": "John Doe", "iat": 1516239022}, None, None),
        ({"iss": "joe", "exp": 1300819380}, None, None),
        ({}, None, None),
        ({"foo": "bar"}, Confidence.REVIEW, Severity.LOW),
        ({"iss": "https://issuer.example.com/"}, Confidence.REVIEW, Severity.LOW),
    ],
)
def test_a_web_token_is_judged_by_its_claims(
    claims: dict[str, object], confidence: Confidence | None, severity: Severity | None
) -> None:
    """Service accounts weigh more, expired tokens less, the samples of manuals nothing."""
    verdict = json_web_token.jwt(token(claims))

    assert (confidence, severity) == (verdict.confidence, verdict.severity)


def test_a_web_token_that_proves_nothing() -> None:
    """One without signature, and one that anybody could have signed, are left for review."""
    unsigned = token({"sub": "deploy"}, {"alg": "none"})
    guessable = b"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkZXBsb3kifQ"
    signature = base64.urlsafe_b64encode(_hs256(b"secret", guessable)).rstrip(b"=")

    assert json_web_token.jwt(unsigned).confidence == Confidence.REVIEW
    assert json_web_token.jwt(guessable + b"." + signature).confidence == Confidence.REVIEW
    assert json_web_token.jwt(token({"sub": "x"}, {"typ": "JWT"})).confidence is None
    assert json_web_token.jwt(b"eyJ." + b"." * 5).confidence is None


def _hs256(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)


def test_bedrock_keys_name_their_account() -> None:
    """The long-term key decodes to its name; a repeated sample is left for review."""
    assert tokens.bedrock_long_term(made("{bedrock}")).confidence == Confidence.CONFIRMED
    sample = b"ABSKQmVkcm9ja0FQSUtleS1" + b"EXAMPLE" * 12
    assert tokens.bedrock_long_term(sample).confidence == Confidence.REVIEW
    request = b"bedrock.amazonaws.com/?X-Amz-Signature=0a1b2c"
    short = b"bedrock-api-key-" + base64.b64encode(request)
    assert tokens.bedrock_short_term(short).severity == Severity.LOW
    assert tokens.bedrock_short_term(short).confidence == Confidence.CONFIRMED
    assert tokens.bedrock_short_term(b"bedrock-api-key-AAAA").confidence == Confidence.REVIEW


def test_a_structure_that_does_not_decode_is_left_for_review() -> None:
    """A Grafana token that is no JSON, or lacks a field, and a cut macaroon are not confirmed."""
    assert tokens.grafana_cloud(b"glc_eyJvIjoi").confidence == Confidence.REVIEW
    part = b"glc_" + base64.b64encode(b'{"o":"1"}')
    assert tokens.grafana_cloud(part).confidence == Confidence.LIKELY
    assert tokens.pypi(made("{pypi}")[:-4]).confidence == Confidence.REVIEW
    assert tokens.pypi(b"pypi-AgE" + b"A" * 80).confidence == Confidence.REVIEW


def test_a_routable_token_also_tells_its_length() -> None:
    """A right checksum over a wrong length is not what GitLab makes."""
    checked = made("glpat-{base64url:36}.01.0z")
    crc = in_base(zlib.crc32(checked), BASE36, 7).encode()

    assert tokens.gitlab_routable(checked + crc).confidence == Confidence.REVIEW


def test_a_documented_webhook_is_dropped() -> None:
    """The placeholder of the manual is no webhook."""
    real = b"hooks.slack.com/services/T01ABCDEF/B01ABCDEF/" + made("{alnum:24}")

    assert tokens.slack_webhook(real).confidence == Confidence.LIKELY
    assert tokens.slack_webhook(real[:-24] + b"X" * 24).confidence is None


def test_a_hash_is_named_by_its_method() -> None:
    """The method is told, and a hash of one repeated character is none."""
    assert hashes.password_hash(made("$6${crypt:16}${crypt:86}")).detail == "SHA-512-crypt"
    assert hashes.password_hash(made("$2y$10${crypt:53}")).detail == "bcrypt"
    assert hashes.password_hash(b"$6$abc$" + b"x" * 86).confidence is None


def test_microsofts_own_sample_of_a_client_secret_fits() -> None:
    """The example that Microsoft's library tests its pattern with has the right checksum."""
    sample = b"zzz8Q~" + b"z" * 31 + b"blP"

    assert azure.entra_client_secret(sample).confidence is Confidence.CONFIRMED
    assert azure.entra_client_secret(sample[:-1] + b"Q").confidence is Confidence.REVIEW
