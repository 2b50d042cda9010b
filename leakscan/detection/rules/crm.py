"""Keys of services for customers, sales and support."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER_NUM,
    UUID,
    Alphabet,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_HUBSPOT = Issuer(
    "HubSpot",
    "https://developers.hubspot.com/docs/guides/apps/private-apps/overview",
    "Rotate it under Private Apps in the HubSpot settings.",
)
_SALESFORCE = Issuer(
    "Salesforce",
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_tokens_scopes.htm",
    "Revoke the session or the connected app in Salesforce Setup.",
)
_PIPEDRIVE = Issuer(
    "Pipedrive",
    "https://pipedrive.readme.io/docs/core-api-concepts-authentication",
    "Regenerate it under API.",
)
_ZOHO = Issuer(
    "Zoho", "https://www.zoho.com/accounts/protocol/oauth/", "Revoke it in the Zoho API console."
)
_CLOSE = Issuer(
    "Close", "https://developer.close.com/topics/api-keys/", "Delete it under API Keys."
)
_APOLLO = Issuer(
    "Apollo", "https://docs.apollo.io/docs/create-api-key", "Delete it under API keys."
)
_ATTIO = Issuer(
    "Attio", "https://docs.attio.com/rest-api/how-to/authentication", "Delete it in Attio."
)
_GONG = Issuer(
    "Gong", "https://help.gong.io/docs/receive-access-to-the-api", "Delete it under API."
)
_SESSION = Alphabet("alnum", rb"0-9A-Za-z._")

RULES: tuple[Rule, ...] = (
    _HUBSPOT.token(
        "hubspot-private-app-token",
        "HubSpot private app token",
        "pat-",
        LOWER_NUM * (2, 3) + either("1", "2", "3") + "-" + UUID,
    ),
    _HUBSPOT.keyed("hubspot-api-key", "HubSpot API key", ("hubspot", "hapikey"), UUID),
    _SALESFORCE.token(
        "salesforce-session",
        "Salesforce access token",
        "00D",
        ALNUM * (12, 15) + "!" + _SESSION * (80, 120),
    ),
    _SALESFORCE.token(
        "salesforce-refresh-token", "Salesforce refresh token", "5Aep861", _SESSION * (60, 90)
    ),
    _SALESFORCE.token(
        "salesforce-consumer-key",
        "Salesforce consumer key",
        "3MVG9",
        _SESSION * (75, 85),
        severity=Severity.MEDIUM,
    ),
    _PIPEDRIVE.keyed("pipedrive-token", "Pipedrive API token", ("pipedrive",), HEX * 40),
    _ZOHO.token("zoho-token", "Zoho OAuth token", "1000.", HEX * 32 + "." + HEX * 32),
    _ZOHO.keyed("zoho-client-secret", "Zoho client secret", ("zoho",), HEX * 42),
    _CLOSE.token("close-api-key", "Close API key", "api_", ALNUM * 22 + "." + ALNUM * 22),
    _APOLLO.keyed(
        "apollo-io-key",
        "Apollo API key",
        ("apollo_api_key", "apollo_io", "apolloio"),
        BASE64URL * 22,
    ),
    _ATTIO.keyed("attio-token", "Attio access token", ("attio",), HEX * 64),
    _GONG.keyed(
        "gong-secret",
        "Gong access key secret",
        ("gong",),
        "eyJ" + BASE64URL * (10, 200) + "." + BASE64URL * (20, 600) + "." + BASE64URL * 43,
    ),
)
