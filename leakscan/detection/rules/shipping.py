"""Keys of services that move parcels, letters and people."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_EASYPOST = Issuer(
    "EasyPost",
    "https://docs.easypost.com/docs/authentication",
    "Delete it under API keys in the EasyPost dashboard.",
)
_SHIPPO = Issuer(
    "Shippo",
    "https://docs.goshippo.com/docs/guides_general/authentication/",
    "Delete it under API in the Shippo settings.",
)
_LOB = Issuer(
    "Lob",
    "https://docs.lob.com/#tag/Authentication",
    "Delete it under API keys in the Lob settings.",
)
_DUFFEL = Issuer(
    "Duffel",
    "https://duffel.com/docs/api/overview/authentication",
    "Revoke it under Access tokens in the Duffel dashboard.",
)

RULES: tuple[Rule, ...] = (
    _EASYPOST.token("easypost-api-key", "EasyPost API key", "EZ", either("AK", "TK") + ALNUM * 54),
    _SHIPPO.token(
        "shippo-token", "Shippo API token", "shippo_", either("live", "test") + "_" + HEX * 40
    ),
    _LOB.token("lob-api-key", "Lob API key", "live_", HEX * 35),
    _LOB.token("lob-test-api-key", "Lob test API key", "test_", HEX * 35, severity=Severity.LOW),
    _LOB.token(
        "lob-publishable-key",
        "Lob publishable key",
        "",
        either("live_pub_", "test_pub_") + HEX * 31,
        severity=Severity.LOW,
    ),
    _DUFFEL.token(
        "duffel-token",
        "Duffel access token",
        "duffel_",
        either("live", "test") + "_" + BASE64URL * (43, 46),
    ),
)
