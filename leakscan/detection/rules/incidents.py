"""Keys of services that watch for trouble and call people."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    HEX,
    HEX_ANY,
    UUID,
    Alphabet,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_PAGERDUTY = Issuer(
    "PagerDuty",
    "https://support.pagerduty.com/main/docs/api-access-keys",
    "Delete it under API Access Keys, or in the user's settings.",
)
_OPSGENIE = Issuer(
    "Opsgenie",
    "https://support.atlassian.com/opsgenie/docs/api-key-management/",
    "Delete it under API key management in Opsgenie.",
)
_ROOTLY = Issuer("Rootly", "https://docs.rootly.com/", "Delete it under API Keys in Rootly.")
_FIREHYDRANT = Issuer(
    "FireHydrant", "https://docs.firehydrant.com/", "Delete the bot user's key in FireHydrant."
)
_AIRBRAKE = Issuer(
    "Airbrake",
    "https://docs.airbrake.io/docs/devops-tools/api/",
    "Regenerate it in the project settings.",
)
_BUGSNAG = Issuer(
    "BugSnag", "https://docs.bugsnag.com/api/data-access/", "Delete it in the account settings."
)
_RAYGUN = Issuer("Raygun", "https://raygun.com/documentation/", "Regenerate it in Raygun.")
_SCOUT = Issuer("Scout", "https://scoutapm.com/docs/", "Rotate it in the organization's settings.")
_KEY = Alphabet("base64url", rb"0-9A-Za-z_+-")

RULES: tuple[Rule, ...] = (
    _PAGERDUTY.keyed(
        "pagerduty-api-key",
        "PagerDuty API key",
        ("pagerduty", "pager_duty", "pd_api", "pd_key", "pd_token"),
        one_of(_KEY * 20, HEX_ANY * 32),
    ),
    _PAGERDUTY.keyed(
        "pagerduty-user-token", "PagerDuty API key in a header", ("token token",), "u+" + _KEY * 18
    ),
    _PAGERDUTY.token(
        "pagerduty-oauth-token",
        "PagerDuty OAuth token",
        "pd",
        either("us", "eu") + "+_" + BASE64 * (60, 100),
    ),
    _OPSGENIE.keyed(
        "opsgenie-api-key", "Opsgenie API key", ("opsgenie", "genie", "geniekey"), UUID
    ),
    _ROOTLY.token("rootly-api-key", "Rootly API key", "rootly_", HEX * 64),
    _FIREHYDRANT.token("firehydrant-key", "FireHydrant bot token", "fhb-", HEX * 32),
    _AIRBRAKE.keyed("airbrake-key", "Airbrake key", ("airbrake",), one_of(ALNUM * 40, HEX * 32)),
    _BUGSNAG.keyed(
        "bugsnag-api-key", "BugSnag API key", ("bugsnag",), HEX * 32, severity=Severity.MEDIUM
    ),
    _RAYGUN.keyed("raygun-api-key", "Raygun API key", ("raygun",), BASE64 * 22 + "=="),
    _SCOUT.keyed(
        "scout-apm-key",
        "Scout APM key",
        ("scout_key", "scoutapm"),
        ALNUM * 20,
        severity=Severity.MEDIUM,
    ),
)
