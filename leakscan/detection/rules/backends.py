"""Keys of platforms that run functions and serve a back end."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    DIGIT,
    HEX,
    LOWER_NUM,
    PADDING,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_SCALINGO = Issuer(
    "Scalingo",
    "https://developers.scalingo.com/",
    "Delete it under API tokens in the Scalingo profile.",
)
_DENO = Issuer(
    "Deno Deploy",
    "https://docs.deno.com/deploy/",
    "Delete it under Access Tokens in the Deno Deploy account.",
)
_CONVEX = Issuer(
    "Convex",
    "https://docs.convex.dev/cli/deploy-key-types",
    "Delete the deploy key in the settings of the Convex deployment.",
)
_KOYEB = Issuer(
    "Koyeb",
    "https://www.koyeb.com/docs/reference/api",
    "Delete it under API in the Koyeb settings.",
)
_APPWRITE = Issuer(
    "Appwrite",
    "https://appwrite.io/docs/advanced/platform/api-keys",
    "Delete it under API keys of the Appwrite project.",
)
_SUPABASE = Issuer(
    "Supabase",
    "https://supabase.com/docs/guides/api/api-keys",
    "Revoke it under API keys of the project, or Access Tokens of the account.",
)
_WPENGINE = Issuer(
    "WP Engine", "https://wpengineapi.com/", "Reset it under API access in the WP Engine portal."
)
_VAL_TOWN = Issuer(
    "Val Town", "https://docs.val.town/api/", "Delete it under API in the Val Town settings."
)

RULES: tuple[Rule, ...] = (
    _SCALINGO.token("scalingo-token", "Scalingo API token", "tk-us-", BASE64URL * 48),
    _DENO.token(
        "deno-deploy-token", "Deno Deploy token", "dd", either("p", "o", "w") + "_" + ALNUM * 36
    ),
    _CONVEX.token(
        "convex-deploy-key",
        "Convex deploy key",
        "prod:",
        LOWER_NUM * (4, 20)
        + "-"
        + LOWER_NUM * (4, 20)
        + "-"
        + DIGIT * 3
        + "|"
        + BASE64 * (40, 200)
        + PADDING,
    ),
    _KOYEB.keyed("koyeb-token", "Koyeb API token", ("koyeb",), LOWER_NUM * 64),
    _APPWRITE.token("appwrite-api-key", "Appwrite API key", "standard_", HEX * 256),
    _SUPABASE.token("supabase-access-token", "Supabase access token", "sbp_", LOWER_NUM * 40),
    _SUPABASE.token(
        "supabase-secret-key",
        "Supabase secret key",
        "sb_secret_",
        BASE64URL * 22 + "_" + BASE64URL * 8,
    ),
    _WPENGINE.keyed(
        "wpengine-api-key", "WP Engine API key", ("wpe", "wpengine", "wpe_apikey"), HEX * (28, 48)
    ),
    _VAL_TOWN.token("valtown-token", "Val Town API token", "vtwn_", ALNUM * (24, 32)),
)
