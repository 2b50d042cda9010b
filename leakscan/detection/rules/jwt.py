"""JSON Web Tokens."""

from leakscan.detection.facts import Body, Issuer
from leakscan.detection.validators.jwt import jwt
from leakscan.model.rule import Rule, Severity

_PARTS = Body(
    pattern=rb"[0-9A-Za-z_-]{12,2048}+\.eyJ[0-9A-Za-z_-]{12,6144}+\.[0-9A-Za-z_-]{0,1400}",
    anchor=rb"[0-9A-Za-z_-]{12}",
    max_length=9600,
    min_length=28,
    template="{base64url:20}.eyJ{base64url:40}.{base64url:43}",
    last=rb"0-9A-Za-z_-",
    mixed=True,
)

RULES: tuple[Rule, ...] = (
    Issuer(
        "JSON Web Token",
        "https://www.rfc-editor.org/rfc/rfc7519",
        "Revoke it at its issuer, or change the signing key if the issuer cannot revoke.",
    ).token(
        "json-web-token",
        "JSON Web Token",
        "eyJ",
        _PARTS,
        severity=Severity.MEDIUM,
        proof=jwt,
        examples=("Authorization: Bearer {jwt:deploy-bot}",),
        counter_examples=("eyJ{base64url:20}.eyJ{base64url:40}",),
    ),
)
