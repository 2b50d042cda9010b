"""Keys of services that read and check mail."""

from leakscan.detection.facts import (
    ALNUM,
    DIGIT,
    HEX,
    LOWER_NUM,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_NYLAS = Issuer(
    "Nylas", "https://developer.nylas.com/docs/v3/auth/", "Delete it under API Keys in Nylas."
)
_KICKBOX = Issuer("Kickbox", "https://docs.kickbox.com/docs", "Delete it under API in Kickbox.")
_FASTMAIL = Issuer(
    "Fastmail",
    "https://www.fastmail.com/dev/",
    "Revoke it under Manage API tokens in the Fastmail settings.",
)

RULES: tuple[Rule, ...] = (
    _NYLAS.token("nylas-api-key", "Nylas API key", "nyk_", ALNUM * (60, 80)),
    _NYLAS.keyed("nylas-secret", "Nylas client secret", ("nylas",), LOWER_NUM * (25, 30)),
    _KICKBOX.keyed(
        "kickbox-api-key",
        "Kickbox API key",
        ("kickbox",),
        either("live_", "test_") + ALNUM * (60, 68),
    ),
    _FASTMAIL.token(
        "fastmail-token",
        "Fastmail API token",
        "fmu1-",
        HEX * 8 + "-" + HEX * (32, 64) + "-" + DIGIT * 1 + "-" + HEX * 32,
    ),
)
