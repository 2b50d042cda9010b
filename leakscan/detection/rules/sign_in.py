"""Keys of services that developers let sign users in."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX_UPPER,
    PADDING,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_CLERK = Issuer(
    "Clerk",
    "https://clerk.com/docs/deployments/clerk-environment-variables",
    "Delete it under API keys.",
)
_WORKOS = Issuer("WorkOS", "https://workos.com/docs/glossary/api-key", "Delete it under API Keys.")
_STYTCH = Issuer(
    "Stytch", "https://stytch.com/docs/api", "Rotate it under API keys in the dashboard."
)
_DESCOPE = Issuer(
    "Descope", "https://docs.descope.com/management/m2m-access-keys", "Delete it under Access Keys."
)
_ORY = Issuer(
    "Ory", "https://www.ory.sh/docs/concepts/personal-access-token", "Delete it in the console."
)
_MAGIC = Issuer("Magic", "https://magic.link/docs/", "Roll it in the Magic dashboard.")

RULES: tuple[Rule, ...] = (
    _CLERK.keyed(
        "clerk-secret-key",
        "Clerk secret key",
        ("clerk",),
        either("sk_live_", "sk_test_") + ALNUM * (24, 64),
    ),
    _WORKOS.token(
        "workos-api-key",
        "WorkOS API key",
        "sk_",
        either("live", "test") + "_a2V5X" + BASE64 * (40, 140) + PADDING,
    ),
    _STYTCH.token(
        "stytch-secret",
        "Stytch secret",
        "secret-",
        either("live", "test") + "-" + BASE64URL * 36 + "=",
    ),
    _DESCOPE.keyed(
        "descope-key", "Descope access or management key", ("descope",), "K" + ALNUM * (40, 80)
    ),
    _ORY.token(
        "ory-token",
        "Ory token",
        "ory_",
        either("pat", "at", "rt", "ac", "st", "wak") + "_" + ALNUM * (30, 120),
    ),
    _MAGIC.token(
        "magic-secret-key", "Magic secret key", "sk_", either("live", "test") + "_" + HEX_UPPER * 16
    ),
)
