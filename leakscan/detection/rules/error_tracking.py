"""Keys of services that collect errors."""

from leakscan.detection.facts import (
    BASE64,
    HEX,
    PADDING,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_SENTRY = Issuer(
    "Sentry",
    "https://docs.sentry.io/account/auth-tokens/",
    "Revoke it under Auth Tokens in the Sentry settings.",
)
_ROLLBAR = Issuer(
    "Rollbar",
    "https://docs.rollbar.com/docs/access-tokens",
    "Disable it under Access Tokens of the Rollbar project or account.",
)

RULES: tuple[Rule, ...] = (
    _SENTRY.token(
        "sentry-org-token",
        "Sentry organization token",
        "sntrys_",
        BASE64 * (60, 400) + PADDING + "_" + BASE64 * (40, 50),
    ),
    _SENTRY.token(
        "sentry-user-token",
        "Sentry user or integration token",
        "sntry",
        either("u", "a", "i") + "_" + HEX * 64,
    ),
    _SENTRY.keyed("sentry-token", "Sentry auth token, old form", ("sentry",), HEX * 64),
    _ROLLBAR.keyed("rollbar-token", "Rollbar access token", ("rollbar",), HEX * 32),
)
