"""Keys of marketing, survey and engagement services."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    PADDING,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_KLAVIYO = Issuer(
    "Klaviyo",
    "https://developers.klaviyo.com/en/docs/authenticate_",
    "Delete it under API keys in the Klaviyo settings.",
)
_CUSTOMER_IO = Issuer(
    "Customer.io",
    "https://docs.customer.io/accounts-and-workspaces/managing-credentials/",
    "Delete it under API Credentials.",
)
_ITERABLE = Issuer(
    "Iterable",
    "https://api.iterable.com/api/docs",
    "Delete it under API Keys.",
)
_ACTIVECAMPAIGN = Issuer(
    "ActiveCampaign",
    "https://developers.activecampaign.com/reference/authentication",
    "Reset it under Developer in the ActiveCampaign settings.",
)
_KEAP = Issuer("Keap", "https://developer.keap.com/pat-and-sak/", "Delete it under API in Keap.")
_BRANCH = Issuer(
    "Branch", "https://help.branch.io/apidocs/", "Reset it under Account settings in Branch."
)
_BEAMER = Issuer("Beamer", "https://www.getbeamer.com/api", "Delete it under API in Beamer.")
_CLEARBIT = Issuer("Clearbit", "https://clearbit.com/docs", "Reset it under API in Clearbit.")
_HUNTER = Issuer(
    "Hunter", "https://hunter.io/api-documentation/v2", "Delete it under API in Hunter."
)
_OMNISEND = Issuer(
    "Omnisend",
    "https://api-docs.omnisend.com/reference/authentication",
    "Delete it under API keys.",
)
_KIT = Issuer("Kit", "https://developers.kit.com/", "Regenerate it in the Kit settings.")

RULES: tuple[Rule, ...] = (
    _KLAVIYO.token(
        "klaviyo-api-key", "Klaviyo private API key", "pk_", ALNUM * 34, min_entropy=3.5
    ),
    _KLAVIYO.token(
        "klaviyo-account-key", "Klaviyo private API key", "pk_", ALNUM * 6 + "_" + HEX * 34
    ),
    _CUSTOMER_IO.keyed(
        "customerio-key",
        "Customer.io API key",
        ("customerio", "customer_io", "customer.io"),
        HEX * 32,
    ),
    _CUSTOMER_IO.keyed(
        "customerio-site-key",
        "Customer.io tracking key",
        ("customerio", "customer_io", "customer.io"),
        HEX * 20,
        severity=Severity.MEDIUM,
    ),
    _ITERABLE.keyed(
        "iterable-api-key", "Iterable API key", ("iterable_api_key", "iterable"), HEX * 32
    ),
    _ACTIVECAMPAIGN.keyed(
        "activecampaign-api-key",
        "ActiveCampaign API key",
        ("activecampaign", "active_campaign"),
        HEX * 72,
    ),
    _KEAP.token("keap-api-key", "Keap API key", "KeapAK-", HEX * 40),
    _BRANCH.token(
        "branch-key",
        "Branch key",
        "key_",
        either("live", "test") + "_" + ALNUM * 32,
        severity=Severity.MEDIUM,
    ),
    _BEAMER.keyed(
        "beamer-api-key", "Beamer API key", ("beamer",), "b_" + BASE64 * (40, 46) + PADDING
    ),
    _CLEARBIT.keyed(
        "clearbit-api-key",
        "Clearbit API key",
        ("clearbit",),
        one_of("sk_" + HEX * 32, LOWER_NUM * 35),
    ),
    _HUNTER.keyed(
        "hunter-api-key", "Hunter API key", ("hunter", "hunterio", "hunter_io"), HEX * 40
    ),
    _OMNISEND.keyed(
        "omnisend-api-key", "Omnisend API key", ("omnisend",), HEX * 24 + "-" + ALNUM * (40, 60)
    ),
    _KIT.keyed("kit-api-secret", "Kit API secret", ("convertkit",), BASE64URL * 43),
)
