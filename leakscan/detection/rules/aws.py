"""Amazon Web Services: access keys, session tokens, Bedrock keys."""

from collections.abc import Iterator

from leakscan.detection.confirm import judge
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.facts import BASE64, PADDING, UPPER_NUM, Issuer, one_of
from leakscan.detection.validators.aws import access_key_id, secret_access_key, session_token
from leakscan.detection.validators.tokens import bedrock_long_term, bedrock_short_term
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Rule, Severity

_AWS = Issuer(
    "Amazon Web Services",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    "Deactivate the access key in IAM at once, then delete it; look for its use in CloudTrail.",
)
_BEDROCK = Issuer(
    "Amazon Web Services",
    "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
    "Delete the service-specific credential in IAM, and the user that was made for it.",
)


def _key_id(name: str, prefix: str, severity: Severity) -> Rule:
    return _AWS.token(
        f"aws-{name.replace(' ', '-')}-id",
        f"AWS {name} id",
        prefix,
        UPPER_NUM * 16,
        severity=severity,
        proof=access_key_id,
        examples=(f"{{awskeyid:{prefix}}}",),
        counter_examples=(f"{prefix}{{uppernum:15}}", f"{prefix}{{uppernum:17}}"),
    )


_SECRET = _AWS.keyed(
    "aws-secret-access-key",
    "AWS secret access key",
    (
        "aws_secret_access_key",
        "aws_secret_key",
        "aws_secret",
        "awssecret",
        "secret_access_key",
        "secretaccesskey",
        "secret-access-key",
        "secret access key",
        "s3_secret",
        "aws_access",
        "amazon_secret",
        "secret_key",
        "secretkey",
        "aws_key",
        "aws-secret",
        "aws secret",
    ),
    BASE64 * 40,
    severity=Severity.CRITICAL,
    proof=secret_access_key,
    examples=("aws_secret_access_key = {awssecret}",),
)

RULES: tuple[Rule, ...] = (
    _key_id("access key", "AKIA", Severity.MEDIUM),
    _key_id("temporary access key", "ASIA", Severity.LOW),
    _key_id("bearer token", "ABIA", Severity.LOW),
    _key_id("context credential", "ACCA", Severity.LOW),
    _SECRET,
    _AWS.token(
        "aws-session-token",
        "AWS session token",
        "",
        one_of("IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz") + BASE64 * (100, 2048) + PADDING,
        severity=Severity.LOW,
        proof=session_token,
        examples=("aws_session_token = IQoJb3JpZ2lu{base64:300}",),
        counter_examples=("IQoJb3JpZ2lu{base64:40}",),
    ),
    _BEDROCK.token(
        "aws-bedrock-api-key",
        "Amazon Bedrock API key, long-term",
        "ABSKQmVkcm9ja0FQSUtleS",
        BASE64 * (80, 300) + PADDING,
        proof=bedrock_long_term,
        examples=("{bedrock}",),
        counter_examples=("ABSKQmVkcm9ja0FQSUtleS{base64:40}",),
    ),
    _BEDROCK.token(
        "aws-bedrock-temporary-key",
        "Amazon Bedrock API key, short-term",
        "bedrock-api-key-",
        "YmVkcm9jay5hbWF6b25hd3MuY29tL" + BASE64 * (100, 4096) + PADDING,
        severity=Severity.LOW,
        proof=bedrock_short_term,
        counter_examples=("bedrock-api-key-{base64:100}",),
    ),
)

_NEAR = 256
_ID = expression(rb"(?<![0-9A-Za-z])A[KS]IA[A-Z2-7]{16}(?![0-9A-Za-z])")
_LONE_SECRET = expression(rb"(?<![0-9A-Za-z+/=_.-])[0-9A-Za-z+/]{40}(?![0-9A-Za-z+/=_.-])")


def _confirm_pair(content: Content, hit_end: int) -> Iterator[Candidate]:
    """
    Yield the secret that stands beside an access key id without a name of its own.

    So do the console's `accessKeys.csv`, and calls with two positional arguments.
    """
    data = content.data
    if not _ID.match(data, max(0, hit_end - 20)):
        return
    for match in _LONE_SECRET.finditer(data, max(0, hit_end - 20 - _NEAR), hit_end + _NEAR):
        candidate = judge(_SECRET, Span(match.start(), 40), match[0])
        if candidate is not None:
            yield candidate


RECOGNISERS: tuple[Recogniser, ...] = (
    Recogniser(
        rules=(_SECRET,),
        anchors=(rb"A[KS]IA[A-Z2-7]{16}",),
        literals=(b"akia", b"asia"),
        reach=2 * _NEAR,
        confirm=_confirm_pair,
    ),
)
