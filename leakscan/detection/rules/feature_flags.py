"""Keys of services that switch features."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER,
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

RULES: tuple[Rule, ...] = (
    _LAUNCHDARKLY.token("launchdarkly-token", "LaunchDarkly access token", "api-", UUID),
    _LAUNCHDARKLY.token("launchdarkly-sdk-key", "LaunchDarkly SDK key", "sdk-", UUID),
    _LAUNCHDARKLY.token(
        "launchdarkly-mobile-key", "LaunchDarkly mobile key", "mob-", UUID, severity=Severity.LOW
    ),
    _LAUNCHDARKLY.keyed(
        "launchdarkly-legacy-token",
        "LaunchDarkly access token, old form",
        ("launchdarkly",),
        BASE64URL * 40,
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
    _FLAGSMITH.keyed(
        "flagsmith-server-key",
        "Flagsmith server-side key",
        ("flagsmith",),
        "ser." + ALNUM * (20, 24),
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
)
