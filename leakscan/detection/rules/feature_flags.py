"""Keys of services that switch features."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER,
    LOWER_NUM,
    UUID,
    WORD,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_LAUNCHDARKLY = Issuer(
    "LaunchDarkly",
    "https://launchdarkly.com/docs/home/account/api",
    "Delete it under Authorization, or reset the SDK key of the environment.",
)
_STATSIG = Issuer(
    "Statsig",
    "https://docs.statsig.com/access-management/api-keys/",
    "Deactivate it under API Keys.",
)
_CONFIGCAT = Issuer(
    "ConfigCat", "https://configcat.com/docs/", "Revoke it under SDK keys in the dashboard."
)
_DEVCYCLE = Issuer(
    "DevCycle",
    "https://docs.devcycle.com/essentials/keys/",
    "Delete it under Environments and Keys.",
)
_FLAGSMITH = Issuer(
    "Flagsmith", "https://docs.flagsmith.com/clients/", "Delete it under SDK Keys in Flagsmith."
)
_UNLEASH = Issuer(
    "Unleash",
    "https://docs.getunleash.io/reference/api-tokens-and-client-keys",
    "Delete it under API access in Unleash.",
)
_GROWTHBOOK = Issuer(
    "GrowthBook", "https://docs.growthbook.io/api/", "Delete it under API Keys in the settings."
)
_SPLIT = Issuer(
    "Split",
    "https://help.split.io/hc/en-us/articles/360019916211-API-keys",
    "Revoke it under API keys in the Split admin settings.",
)
_OPTIMIZELY = Issuer(
    "Optimizely", "https://docs.developers.optimizely.com/", "Revoke it under API Access."
)

RULES: tuple[Rule, ...] = (
    _LAUNCHDARKLY.token("launchdarkly-token", "LaunchDarkly access token", "api-", UUID),
    _LAUNCHDARKLY.token("launchdarkly-sdk-key", "LaunchDarkly SDK key", "sdk-", UUID),
    _LAUNCHDARKLY.token(
        "launchdarkly-mobile-key", "LaunchDarkly mobile key", "mob-", UUID, severity=Severity.LOW
    ),
    _STATSIG.token(
        "statsig-secret",
        "Statsig secret key",
        "",
        either("secret-", "console-") + ALNUM * (40, 46),
        min_entropy=3.5,
    ),
    _CONFIGCAT.token(
        "configcat-sdk-key",
        "ConfigCat SDK key",
        "configcat-sdk-1/",
        BASE64URL * 22 + "/" + BASE64URL * 22,
    ),
    _CONFIGCAT.keyed(
        "configcat-legacy-key",
        "ConfigCat SDK key, old form",
        ("configcat",),
        BASE64URL * 22 + "/" + BASE64URL * 22,
    ),
    _DEVCYCLE.token(
        "devcycle-key",
        "DevCycle SDK key",
        "dvc_",
        either("server", "client", "mobile") + "_" + WORD * (20, 60),
    ),
    _FLAGSMITH.token(
        "flagsmith-server-key",
        "Flagsmith server-side key",
        "ser.",
        ALNUM * (20, 24),
        min_entropy=3.5,
    ),
    _UNLEASH.keyed(
        "unleash-token",
        "Unleash API token",
        ("unleash",),
        one_of(
            either("*", "default") + ":" + LOWER * (3, 20) + "." + HEX * (56, 64),
            BASE64URL * (1, 24) + ":" + LOWER * (3, 20) + "." + HEX * (56, 64),
        ),
    ),
    _GROWTHBOOK.token(
        "growthbook-secret",
        "GrowthBook secret key",
        "secret_",
        one_of(either("admin", "readonly", "user") + "_" + ALNUM * (40, 46), ALNUM * 44),
    ),
    _SPLIT.keyed(
        "split-api-key",
        "Split API key",
        ("split_api", "split_key", "splitio", "split_io"),
        LOWER_NUM * (50, 54),
    ),
    _OPTIMIZELY.keyed(
        "optimizely-token",
        "Optimizely access token",
        ("optimizely",),
        one_of("2:" + BASE64URL * (40, 60), HEX * 64),
    ),
)
