"""Keys of services for contracts, appointments and integrations."""

from leakscan.detection.facts import (
    BASE64URL,
    HEX,
    HEX_ANY,
    UUID,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_DOCUSIGN = Issuer(
    "DocuSign", "https://developers.docusign.com/platform/auth/", "Delete the secret of the app."
)
_PANDADOC = Issuer(
    "PandaDoc",
    "https://developers.pandadoc.com/reference/api-key-authentication-process",
    "Delete it.",
)
_CALENDLY = Issuer(
    "Calendly",
    "https://developer.calendly.com/how-to-authenticate-with-personal-access-tokens",
    "Revoke it.",
)
_MULESOFT = Issuer(
    "MuleSoft",
    "https://docs.mulesoft.com/access-management/connected-apps-overview",
    "Delete the connected app.",
)

RULES: tuple[Rule, ...] = (
    _DOCUSIGN.keyed("docusign-secret", "DocuSign secret key", ("docusign",), UUID),
    _PANDADOC.keyed("pandadoc-key", "PandaDoc API key", ("pandadoc",), HEX * 40),
    _CALENDLY.keyed(
        "calendly-token",
        "Calendly token",
        ("calendly",),
        one_of(
            "eyJ"
            + BASE64URL * (10, 200)
            + "."
            + BASE64URL * (60, 600)
            + "."
            + BASE64URL * (43, 90),
            HEX * 32,
        ),
    ),
    _MULESOFT.keyed(
        "anypoint-key",
        "Anypoint secret or ID",
        ("anypoint", "mulesoft"),
        one_of(HEX_ANY * 32, UUID),
    ),
)
