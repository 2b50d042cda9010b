"""Keys of content delivery networks."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    PADDING,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_CLOUDFLARE = Issuer(
    "Cloudflare",
    "https://developers.cloudflare.com/fundamentals/api/get-started/create-token/",
    "Roll or delete it under API Tokens in the Cloudflare profile.",
)
_FASTLY = Issuer(
    "Fastly",
    "https://www.fastly.com/documentation/guides/account-info/user-and-account-management/using-api-tokens/",
    "Delete it under API tokens in the Fastly account.",
)
_AKAMAI = Issuer(
    "Akamai",
    "https://techdocs.akamai.com/developer/docs/edgegrid",
    "Deactivate the credential of the API client in Akamai Control Center.",
)
_BUNNY = Issuer(
    "bunny.net", "https://docs.bunny.net/", "Reset it under API in the bunny.net account settings."
)

RULES: tuple[Rule, ...] = (
    _CLOUDFLARE.token(
        "cloudflare-token",
        "Cloudflare API token or key",
        "cf",
        either("k", "ut", "at") + "_" + ALNUM * 40 + HEX * 8,
    ),
    _CLOUDFLARE.token(
        "cloudflare-origin-ca-key",
        "Cloudflare Origin CA key",
        "v1.0-",
        HEX * (24, 120) + "-" + HEX * (40, 146),
    ),
    _CLOUDFLARE.keyed(
        "cloudflare-api-token",
        "Cloudflare API token",
        ("cloudflare", "cf_api_token"),
        BASE64URL * 40,
    ),
    _CLOUDFLARE.keyed(
        "cloudflare-global-key",
        "Cloudflare global API key",
        ("cloudflare", "cf_api_key", "x-auth-key"),
        HEX * 37,
        severity=Severity.CRITICAL,
    ),
    _CLOUDFLARE.token(
        "cloudflare-tunnel-token",
        "Cloudflare tunnel token",
        "eyJhIjoi",
        BASE64 * (120, 400) + PADDING,
    ),
    _FASTLY.keyed("fastly-api-token", "Fastly API token", ("fastly",), BASE64URL * 32),
    _AKAMAI.token(
        "akamai-edgegrid-token",
        "Akamai EdgeGrid client or access token",
        "akab-",
        LOWER_NUM * 16 + "-" + LOWER_NUM * 16,
    ),
    _AKAMAI.keyed(
        "akamai-client-secret",
        "Akamai EdgeGrid client secret",
        ("akamai", "edgegrid"),
        BASE64 * 43 + "=",
    ),
    _BUNNY.keyed(
        "bunny-api-key", "bunny.net API key", ("bunny", "bunnycdn"), one_of(UUID + UUID, UUID)
    ),
)
