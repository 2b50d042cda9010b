"""Google Cloud: service accounts, API keys, OAuth."""

from collections.abc import Iterator

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.facts import BASE64URL, Issuer
from leakscan.detection.rules.private_key import candidates
from leakscan.detection.validators.armor import REACH, key_at
from leakscan.detection.validators.google import api_key
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.rule import Rule, Severity

_GOOGLE = Issuer(
    "Google Cloud",
    "https://cloud.google.com/docs/authentication/api-keys",
    "Delete or restrict it under APIs & Services > Credentials, and look at its use and its cost.",
)
_OAUTH = Issuer(
    "Google Cloud",
    "https://developers.google.com/identity/protocols/oauth2",
    "Reset the client's secret or revoke the grant, and look at the account's connected apps.",
)

RULES: tuple[Rule, ...] = (
    _GOOGLE.token(
        "google-api-key",
        "Google API key",
        "AIza",
        "Sy" + BASE64URL * 33,
        severity=Severity.MEDIUM,
        proof=api_key,
    ),
    _OAUTH.token(
        "google-oauth-client-secret",
        "Google OAuth client secret",
        "GOCSPX-",
        BASE64URL * 28,
        min_entropy=3.5,
    ),
    _OAUTH.token(
        "google-oauth-refresh-token",
        "Google OAuth refresh token",
        "1//0",
        BASE64URL * (40, 200),
        min_entropy=4.0,
    ),
    _OAUTH.token(
        "google-oauth-access-token",
        "Google OAuth access token",
        "ya29.",
        BASE64URL * (40, 1024),
        severity=Severity.LOW,
        min_entropy=4.0,
    ),
    _GOOGLE.token(
        "firebase-server-key",
        "Firebase Cloud Messaging server key",
        "AAAA",
        BASE64URL * 7 + ":" + BASE64URL * 140,
        min_entropy=4.5,
    ),
)

_SERVICE_ACCOUNT = Rule(
    id="gcp-service-account-key",
    title="Google Cloud service account key",
    issuer="Google Cloud",
    severity=Severity.CRITICAL,
    anchor=rb"private_key\\{0,3}\"",
    pattern=(
        rb"private_key\\{0,3}\"[ \t]{0,8}:[ \t]{0,8}\\{0,3}\""
        rb"(?P<secret>-----BEGIN PRIVATE KEY-----[^\"]{60,8192}-----END PRIVATE KEY-----)"
    ),
    max_length=8300,
    examples=("{gcpkey}",),
    counter_examples=('"private_key": "-----BEGIN PRIVATE KEY-----"',),
    reference="https://cloud.google.com/iam/docs/keys-create-delete",
    remediation="Delete the key in IAM > Service accounts, and read the audit log for its use.",
)

_AROUND = 4096
_ACCOUNT = expression(
    rb"client_email\\{0,3}\"\s{0,8}:\s{0,8}\\{0,3}\"[\w.%+-]{1,128}@[\w.-]{1,128}"
)


def _confirm_service_account(content: Content, hit_end: int) -> Iterator[Candidate]:
    data = content.data
    begin = data.rfind(b"-----BEGIN", max(0, hit_end - 16), hit_end)
    found = key_at(data, begin) if begin >= 0 else None
    if found is None:
        return
    around = data[max(0, begin - _AROUND) : begin], data[found.end : found.end + _AROUND]
    if any(_ACCOUNT.search(side) for side in around):
        yield from candidates(content, _SERVICE_ACCOUNT, found, found.start, found.end)


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(
        rules=(_SERVICE_ACCOUNT,),
        anchors=(rb"private_key\\{0,3}\"[ \t]{0,8}:[ \t]{0,8}\\{0,3}\"-----BEGIN",),
        literals=(b"private_key",),
        reach=REACH + _AROUND,
        confirm=_confirm_service_account,
        specific=4,
    ),
)
