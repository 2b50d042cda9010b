"""Keys of services that fetch, paste and look up data of the web."""

from leakscan.detection.facts import ALNUM, HEX, UUID, Issuer, either
from leakscan.model.rule import Rule

_APILAYER = Issuer(
    "APILayer", "https://apilayer.com/docs", "Reset it in the dashboard of the service."
)
_PASTEBIN = Issuer("Pastebin", "https://pastebin.com/doc_api", "Write to Pastebin for another key.")
_SCRAPFLY = Issuer(
    "Scrapfly", "https://scrapfly.io/docs/scrape-api/getting-started", "Rotate it in the dashboard."
)
_ZENROWS = Issuer(
    "ZenRows", "https://docs.zenrows.com/first-steps/getting-started", "Regenerate it in ZenRows."
)
_BROWSERLESS = Issuer(
    "Browserless", "https://docs.browserless.io/", "Rotate it in the Browserless account."
)
_KAGGLE = Issuer(
    "Kaggle",
    "https://www.kaggle.com/docs/api",
    "Expire the token in the settings of the Kaggle account.",
)

RULES: tuple[Rule, ...] = (
    _APILAYER.keyed(
        "apilayer-key",
        "APILayer access key",
        (
            "apilayer",
            "ipstack",
            "ipapi",
            "currencylayer",
            "weatherstack",
            "mediastack",
            "aviationstack",
            "marketstack",
            "positionstack",
            "numverify",
            "mailboxlayer",
            "userstack",
            "fixer",
        ),
        HEX * 32,
    ),
    _PASTEBIN.keyed(
        "pastebin-key", "Pastebin developer key", ("pastebin", "api_dev_key"), ALNUM * 32
    ),
    _SCRAPFLY.token(
        "scrapfly-key", "Scrapfly API key", "scp-", either("live", "test") + "-" + HEX * 32
    ),
    _ZENROWS.keyed("zenrows-key", "ZenRows API key", ("zenrows",), HEX * 40),
    _BROWSERLESS.keyed("browserless-token", "Browserless token", ("browserless",), UUID),
    _KAGGLE.keyed("kaggle-key", "Kaggle API key", ("kaggle",), HEX * 32),
    _KAGGLE.token("kaggle-token", "Kaggle API token", "KGAT_", HEX * 32),
)
