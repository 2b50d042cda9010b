"""JSON Web Tokens: when they expire, who signed them, and whose claims are made up."""

import base64
import hashlib
import hmac
import json

import pytest

from leakscan.detection.validators import jwt
from leakscan.model.rule import Confidence, Severity, Verdict

NOW = 1_900_000_000
NO_DAY = "expires on a day that no calendar has"
SIGNATURE = base64.urlsafe_b64encode(hashlib.sha256(b"a").digest())
EXAMPLE = Verdict(Confidence.REVIEW, "claims of an example", Severity.LOW)


def _part(value: object) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def _judged(claims: dict[str, object], header: object = None) -> Verdict:
    head = _part({"alg": "RS256"} if header is None else header)
    return jwt.jwt(b".".join((head, _part({"sub": "deploy"} | claims), SIGNATURE)))


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        ({}, Verdict(Confidence.LIKELY, "never expires")),
        ({"exp": True}, Verdict(Confidence.LIKELY, "never expires")),
        ({"exp": "2030"}, Verdict(Confidence.LIKELY, "never expires")),
        ({"exp": 0}, Verdict(Confidence.LIKELY, "expired on 1970-01-01", Severity.LOW)),
        ({"exp": 1_735_689_599}, Verdict(Confidence.LIKELY, "expired on 2024-12-31", Severity.LOW)),
        ({"exp": 1_735_689_600}, Verdict(Confidence.LIKELY, "expires on 2025-01-01")),
        ({"exp": 1_735_689_600.5}, Verdict(Confidence.LIKELY, "expires on 2025-01-01")),
        ({"exp": NOW, "iat": "now"}, Verdict(Confidence.LIKELY, "expires on 2030-03-17")),
        (
            {"exp": NOW + 86_400, "iat": NOW},
            Verdict(Confidence.LIKELY, "valid for a day at most, until 2030-03-18", Severity.LOW),
        ),
        ({"exp": NOW + 86_401, "iat": NOW}, Verdict(Confidence.LIKELY, "expires on 2030-03-18")),
        (
            {"exp": NOW, "iat": NOW},
            Verdict(Confidence.LIKELY, "valid for a day at most, until 2030-03-17", Severity.LOW),
        ),
        ({"exp": NOW, "iat": NOW + 1}, Verdict(Confidence.LIKELY, "expires on 2030-03-17")),
        (
            {"exp": 1_700_086_400, "iat": 1_700_000_000},
            Verdict(Confidence.LIKELY, "expired on 2023-11-15", Severity.LOW),
        ),
        ({"exp": 10**400, "iat": 0.5}, Verdict(Confidence.LIKELY, NO_DAY)),
        ({"exp": float("inf")}, Verdict(Confidence.LIKELY, NO_DAY)),
        ({"exp": float("nan")}, Verdict(Confidence.LIKELY, NO_DAY)),
        (
            {"exp": -(10**15)},
            Verdict(Confidence.LIKELY, NO_DAY.replace("expires", "expired"), Severity.LOW),
        ),
    ],
)
def test_expiry_is_told_to_the_second(claims: dict[str, object], verdict: Verdict) -> None:
    """
    A day is the longest that counts as short, and 2025 begins at midnight.

    When it was says how bad a leak is; how sure a finding is, is the same.
    """
    assert _judged(claims) == verdict


@pytest.mark.parametrize(
    ("claims", "verdict"),
    [
        (
            {"iss": "kubernetes/serviceaccount"},
            Verdict(
                Confidence.CONFIRMED, "Kubernetes service account, never expires", Severity.HIGH
            ),
        ),
        (
            {"kubernetes.io": {}, "exp": NOW, "iat": NOW - 3600},
            Verdict(
                Confidence.CONFIRMED,
                "Kubernetes service account, valid for a day at most, until 2030-03-17",
                Severity.LOW,
            ),
        ),
        (
            {"iss": "supabase", "role": "service_role", "exp": NOW},
            Verdict(
                Confidence.CONFIRMED,
                "Supabase service role, expires on 2030-03-17",
                Severity.CRITICAL,
            ),
        ),
        (
            {"iss": "supabase", "role": "service_role", "exp": 1_700_000_000},
            Verdict(
                Confidence.CONFIRMED,
                "Supabase service role, expired on 2023-11-14",
                Severity.LOW,
            ),
        ),
        (
            {"iss": "kubernetes/serviceaccount", "exp": 1_700_000_000},
            Verdict(
                Confidence.CONFIRMED,
                "Kubernetes service account, expired on 2023-11-14",
                Severity.LOW,
            ),
        ),
        (
            {"iss": "supabase", "role": "anon"},
            Verdict(Confidence.REVIEW, "Supabase anonymous key, made to be public", Severity.LOW),
        ),
        ({"iss": "acme", "role": "anon"}, Verdict(Confidence.LIKELY, "never expires")),
        ({"iss": "acme", "role": "service_role"}, Verdict(Confidence.LIKELY, "never expires")),
        ({"iss": "supabase", "role": "x"}, Verdict(Confidence.LIKELY, "never expires")),
    ],
)
def test_an_issuer_is_named(claims: dict[str, object], verdict: Verdict) -> None:
    """Only where issuer and role are both what they are to be."""
    assert _judged(claims) == verdict


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": 1_516_239_022},
        {"iat": 1_422_779_638},
        {"exp": 1_300_819_380},
        {"iat": 1_300_819_381},
        {"exp": 1_311_280_970},
        {"sub": "1234567890"},
        {"name": "John Doe"},
    ],
)
def test_a_documented_token_is_dropped(claims: dict[str, object]) -> None:
    """By its subject, its name or its time, each alone; with another value it is a token."""
    others = {name: 2 + at if isinstance(at, int) else f"{at}x" for name, at in claims.items()}

    assert _judged(claims) == Verdict(None)
    assert _judged(others).confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("claims", "made_up"),
    [
        ({"foo": 1}, True),
        ({"sub": "Hello"}, True),
        ({"world": 1}, True),
        ({"aud": "https://example.com/a"}, True),
        ({"email": "jane@example.org"}, True),
        ({"aud": "api.example"}, True),
        ({"aud": "https://counterexample.com"}, False),
        ({"aud": "example.community"}, False),
        ({"sub": "helloworld"}, False),
    ],
)
def test_claims_of_an_example_are_left_for_review(
    claims: dict[str, object],
    made_up: bool,  # noqa: FBT001 - a table's column
) -> None:
    """Names and values that manuals use, and hosts that nobody can own."""
    assert (_judged(claims) == EXAMPLE) == made_up


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("key", [b"secret", b"your-256-bit-secret", b"k3Z-pQ9w"])
def test_a_signature_with_a_known_word_proves_nothing(algorithm: str, key: bytes) -> None:
    """Anybody could have made it; one with another key is likely a real one."""
    signed = _part({"alg": algorithm}) + b"." + _part({"sub": "deploy"})
    digest = hmac.digest(key, signed, f"sha{algorithm[2:]}")

    verdict = jwt.jwt(signed + b"." + base64.urlsafe_b64encode(digest).rstrip(b"="))

    known = Verdict(Confidence.REVIEW, "signed with a word that everybody knows", Severity.LOW)
    other = Verdict(Confidence.LIKELY, "never expires")
    assert verdict == (other if key == b"k3Z-pQ9w" else known)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE"])
def test_an_unsigned_token_is_left_for_review(algorithm: str) -> None:
    """By its algorithm, or by having no signature."""
    unsigned = Verdict(Confidence.REVIEW, "not signed", Severity.LOW)

    assert _judged({}, {"alg": algorithm}) == unsigned
    assert jwt.jwt(_part({"alg": "RS256"}) + b"." + _part({"sub": "deploy"}) + b".") == unsigned


def test_a_token_has_three_parts_and_a_header() -> None:
    """A header that does not decode is told; one without its algorithm is none."""
    parts = (_part({"alg": "RS256"}), _part({"sub": "deploy"}), SIGNATURE)
    broken = Verdict(Confidence.REVIEW, "its header does not decode", Severity.LOW)

    assert jwt.jwt(b".".join(parts)).confidence is Confidence.LIKELY
    assert jwt.jwt(b".".join(parts[:2])) == Verdict(None)
    assert jwt.jwt(b".".join((*parts, SIGNATURE))) == Verdict(None)
    assert jwt.jwt(b".".join((b"eyJ", *parts[1:]))) == broken
    assert jwt.jwt(b".".join((b"eyJ", b"eyJ", SIGNATURE))) == Verdict(None)
    assert jwt.jwt(b".".join((parts[0], b"eyJ", SIGNATURE))) == Verdict(None)
    assert _judged({}, {"typ": "JWT"}) == Verdict(None)
    assert _judged({}, {"alg": 256}) == Verdict(None)
    assert jwt.jwt(b".".join((parts[0], _part({}), SIGNATURE))) == Verdict(None)


def test_both_parts_are_in_the_alphabet_of_addresses() -> None:
    """Where others have plus and slash."""
    header = _part({"alg": "RS256", "kid": "~~~???~~~???>>>"})
    claims = _part({"sub": "deploy", "aud": "~~~???~~~???>>>"})

    assert {b"-", b"_"} & {bytes((byte,)) for byte in header}
    assert {b"-", b"_"} & {bytes((byte,)) for byte in claims}
    assert jwt.jwt(b".".join((header, claims, SIGNATURE))).confidence is Confidence.LIKELY
