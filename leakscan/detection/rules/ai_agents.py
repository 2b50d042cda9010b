"""Keys of services for agents, speech and generated media."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    PADDING,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_CURSOR = Issuer(
    "Cursor",
    "https://docs.cursor.com/account/teams/admin-api",
    "Revoke it in the Cursor dashboard.",
)
_DEVIN = Issuer(
    "Devin", "https://docs.devin.ai/api-reference/overview", "Revoke it in the Devin settings."
)
_E2B = Issuer("E2B", "https://e2b.dev/docs/api-key", "Delete it under Keys in the E2B dashboard.")
_DAYTONA = Issuer(
    "Daytona", "https://www.daytona.io/docs/en/api-keys/", "Revoke it under Keys in Daytona."
)
_BROWSERBASE = Issuer(
    "Browserbase", "https://docs.browserbase.com/", "Rotate it in the Browserbase settings."
)
_APIFY = Issuer(
    "Apify",
    "https://docs.apify.com/platform/integrations/api",
    "Delete it under API & Integrations in the Apify settings.",
)
_AUTHRESS = Issuer(
    "Authress",
    "https://authress.io/knowledge-base/docs/authorization/service-clients",
    "Delete the access key of the service client in the Authress portal.",
)
_INSTANTLY = Issuer(
    "Instantly", "https://developer.instantly.ai/", "Delete it under API keys in Instantly."
)

RULES: tuple[Rule, ...] = (
    _CURSOR.token("cursor-api-key", "Cursor API key", "key_", HEX * 64),
    _DEVIN.token("devin-api-key", "Devin API key", "apk_", BASE64 * (80, 140) + PADDING),
    _DEVIN.token("devin-service-token", "Devin service token", "cog_", LOWER_NUM * 52),
    _E2B.token("e2b-api-key", "E2B API key", "e2b_", HEX * 40),
    _DAYTONA.token("daytona-api-key", "Daytona API key", "dtn_", HEX * 64),
    _BROWSERBASE.token(
        "browserbase-api-key", "Browserbase API key", "bb_live_", BASE64URL * (26, 28)
    ),
    _APIFY.token("apify-token", "Apify API token", "apify_api_", ALNUM * 36),
    _AUTHRESS.token(
        "authress-access-key",
        "Authress service client access key",
        "sc_",
        ALNUM * (5, 30)
        + "."
        + ALNUM * (4, 6)
        + "."
        + either("acc_", "acc-")
        + BASE64URL * (10, 32)
        + "."
        + BASE64 * (30, 120)
        + PADDING,
    ),
    _INSTANTLY.keyed(
        "instantly-api-key", "Instantly API key", ("instantly",), BASE64 * (60, 80) + PADDING
    ),
)
