"""Keys of services that run experiments."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER_NUM,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_STATSIG = Issuer(
    "Statsig",
    "https://docs.statsig.com/access-management/api-keys/",
    "Deactivate it under API Keys.",
)
_GROWTHBOOK = Issuer(
    "GrowthBook", "https://docs.growthbook.io/api/", "Delete it under API Keys in the settings."
)
_SPLIT = Issuer(
    "Split",
    "https://help.split.io/",
    "Revoke it under API keys in the Split admin settings.",
)
_OPTIMIZELY = Issuer(
    "Optimizely", "https://docs.developers.optimizely.com/", "Revoke it under API Access."
)

RULES: tuple[Rule, ...] = (
    _STATSIG.token(
        "statsig-secret",
        "Statsig secret key",
        "",
        either("secret-", "console-") + ALNUM * (40, 46),
        min_entropy=3.5,
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
