"""Keys of services that send bills and count revenue."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_FRESHBOOKS = Issuer(
    "FreshBooks",
    "https://www.freshbooks.com/api/authentication",
    "Revoke it in the FreshBooks developer settings.",
)
_BAREMETRICS = Issuer(
    "Baremetrics",
    "https://developers.baremetrics.com/reference/authentication",
    "Roll it under API in the Baremetrics settings.",
)
_CHARGEBEE = Issuer(
    "Chargebee",
    "https://apidocs.chargebee.com/docs/api/auth",
    "Delete it under API Keys in the Chargebee settings.",
)

RULES: tuple[Rule, ...] = (
    _FRESHBOOKS.keyed("freshbooks-token", "FreshBooks access token", ("freshbooks",), HEX * 64),
    _BAREMETRICS.keyed(
        "baremetrics-api-key",
        "Baremetrics API key, any form",
        ("baremetrics",),
        BASE64URL * (22, 25),
    ),
    _BAREMETRICS.token(
        "baremetrics-live-key",
        "Baremetrics API key",
        "lk_",
        BASE64URL * 22,
        mixed=True,
        min_entropy=3.5,
    ),
    _CHARGEBEE.keyed(
        "chargebee-api-key",
        "Chargebee API key",
        ("chargebee",),
        either("live_", "test_") + ALNUM * (24, 40),
    ),
)
