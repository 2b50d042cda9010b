"""Keys of services that answer customers."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    HEX,
    PADDING,
    UUID,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_INTERCOM = Issuer(
    "Intercom",
    "https://developers.intercom.com/docs/build-an-integration/learn-more/authentication",
    "Regenerate it in the Intercom developer hub.",
)
_ZENDESK = Issuer(
    "Zendesk",
    "https://developer.zendesk.com/api-reference/introduction/security-and-auth/",
    "Delete it under API tokens in the Zendesk Admin Center.",
)
_FRESHWORKS = Issuer(
    "Freshworks",
    "https://developers.freshdesk.com/api/#authentication",
    "Reset it in the agent's profile.",
)
_HELP_SCOUT = Issuer(
    "Help Scout",
    "https://developer.helpscout.com/mailbox-api/overview/authentication/",
    "Delete the app in the profile.",
)

RULES: tuple[Rule, ...] = (
    _INTERCOM.token("intercom-token", "Intercom access token", "dG9rO", BASE64 * 54 + "="),
    _INTERCOM.keyed(
        "intercom-key",
        "Intercom token or secret",
        ("intercom",),
        one_of(BASE64 * (56, 60) + PADDING, UUID),
    ),
    _ZENDESK.keyed("zendesk-token", "Zendesk API token or secret", ("zendesk",), ALNUM * 40),
    _FRESHWORKS.keyed(
        "freshworks-api-key",
        "Freshworks API key",
        ("freshdesk", "freshservice", "freshsales", "freshchat"),
        ALNUM * (20, 22),
        min_entropy=2.8,
    ),
    _HELP_SCOUT.keyed(
        "helpscout-key",
        "Help Scout key or secret",
        ("helpscout", "help_scout"),
        one_of(ALNUM * 32, HEX * 40),
    ),
)
