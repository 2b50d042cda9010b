"""Proof for JSON Web Tokens: what the two readable parts say."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.tokens import json_object
from leakscan.detection.validators.verdicts import DROPPED, confirmed, likely, review
from leakscan.expressions import expression
from leakscan.model.rule import Severity, Verdict

_LONG_PAST = 1_735_689_600
"""1 January 2025: what expired before then has expired whenever this runs."""
_DAY = 86_400

_SAMPLE_SUBJECTS = ("1234567890", "user123", "john.doe", "johndoe")
_SAMPLE_NAMES = ("John Doe", "Jane Doe", "Alice", "Bob")
_SAMPLE_TIMES = (1516239022, 1300819380, 1300819381, 1422779638, 1311280970)
"""The tokens of RFC 7519, of OpenID Connect and of the usual debuggers."""

_MADE_UP = ("foo", "bar", "baz", "foobar", "joe", "hello", "world", "john")
_RESERVED = expression(r"(?:^|[./@])example(?:\.(?:com|net|org|test))?(?:[:/]|$)")
"""Names that nobody can own: RFC 2606."""

_GUESSES = (
    b"secret",
    b"your-256-bit-secret",
    b"your-384-bit-secret",
    b"your-512-bit-secret",
    b"a-string-secret-at-least-256-bits-long",
    b"shhhhh",
    b"password",
    b"test",
    b"key",
    b"hunter2",
    b"changeme",
    b"changeit",
    b"your-secret-key",
    b"your_secret_key",
    b"your-secret",
    b"secret-key",
    b"secret_key",
    b"secretkey",
    b"my-secret",
    b"my_secret",
    b"mysecret",
    b"supersecret",
    b"super-secret",
    b"AllYourBase",
    b"keyboard cat",
)
"""Keys of manuals and of first attempts."""
_HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def jwt(secret: bytes) -> Verdict:
    """
    Judge a token by its header and its claims.

    Expiry says how bad a leak is, not whether it is one.  The day of the scan is not looked at, so
    that the same bytes always give the same verdict: a token counts as expired when it was so long
    ago, and as less bad when it lives for no more than a day.

    Source:
        RFC 7519.
    """
    parts = secret.split(b".")
    if len(parts) != 3:
        return DROPPED
    header = json_object(base64_bytes(parts[0], urlsafe=True) or b"")
    claims = json_object(base64_bytes(parts[1], urlsafe=True) or b"")
    if header is None and claims is not None:
        return review("its header does not decode", Severity.LOW)
    if header is None or claims is None or not isinstance(header.get("alg"), str):
        return DROPPED
    return DROPPED if _is_sample(claims) else _by_signature(header["alg"], parts, claims)


def _by_signature(algorithm: str, parts: list[bytes], claims: dict[str, Any]) -> Verdict:
    if algorithm.lower() == "none" or not parts[2]:
        return review("not signed", Severity.LOW)
    if _guessable(algorithm, parts):
        return review("signed with a word that everybody knows", Severity.LOW)
    return _by_claims(claims)


def _made_up(claims: dict[str, Any]) -> bool:
    texts = [value.lower() for value in claims.values() if isinstance(value, str)]
    return "foo" in claims or any(
        text in _MADE_UP or _RESERVED.search(text) for text in (*texts, *claims)
    )


def _is_sample(claims: dict[str, Any]) -> bool:
    return (
        claims.get("sub") in _SAMPLE_SUBJECTS
        or claims.get("name") in _SAMPLE_NAMES
        or claims.get("iat") in _SAMPLE_TIMES
        or claims.get("exp") in _SAMPLE_TIMES
        or not claims
    )


def _guessable(algorithm: str, parts: list[bytes]) -> bool:
    function = _HASHES.get(algorithm)
    signature = base64_bytes(parts[2], urlsafe=True)
    if function is None or signature is None:
        return False
    signed = parts[0] + b"." + parts[1]
    return any(hmac.digest(guess, signed, function) == signature for guess in _GUESSES)


def _by_claims(claims: dict[str, Any]) -> Verdict:
    if _made_up(claims):
        return review("claims of an example", Severity.LOW)
    return _by_issuer(claims, *_lifetime(claims))


def _by_issuer(claims: dict[str, Any], lifetime: str, severity: Severity | None) -> Verdict:
    issuer = claims.get("iss")
    if "kubernetes.io" in claims or issuer == "kubernetes/serviceaccount":
        return confirmed(f"Kubernetes service account, {lifetime}", severity or Severity.HIGH)
    if issuer == "supabase" and claims.get("role") == "anon":
        return review("Supabase anonymous key, made to be public", Severity.LOW)
    if issuer == "supabase" and claims.get("role") == "service_role":
        return confirmed(f"Supabase service role, {lifetime}", severity or Severity.CRITICAL)
    return likely(lifetime, severity)


def _lifetime(claims: dict[str, Any]) -> tuple[str, Severity | None]:
    """Return what the claims say about expiry, and the severity that follows from it."""
    expires = claims.get("exp")
    if not isinstance(expires, int | float) or isinstance(expires, bool):
        return "never expires", None
    if expires < _LONG_PAST:
        return f"expired on {_day(expires)}", Severity.LOW
    if _short_lived(claims):
        return f"valid for a day at most, until {_day(expires)}", Severity.LOW
    return f"expires on {_day(expires)}", None


def _day(seconds: float) -> str:
    """Return the day in UTC that so many seconds after 1970 lie in, as far as a calendar goes."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "a day that no calendar has"


def _short_lived(claims: dict[str, Any]) -> bool:
    """Return whether a token was made to be valid for a day at most."""
    expires, issued = claims.get("exp"), claims.get("iat")
    return (
        isinstance(expires, int | float)
        and isinstance(issued, int | float)
        and issued <= expires <= issued + _DAY
    )
