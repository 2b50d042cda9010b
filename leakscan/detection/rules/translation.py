"""Keys of services that translate."""

from leakscan.detection.facts import (
    HEX,
    UUID,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_DEEPL = Issuer(
    "DeepL", "https://developers.deepl.com/docs/getting-started/auth", "Delete it under API Keys."
)
_LOKALISE = Issuer(
    "Lokalise",
    "https://developers.lokalise.com/reference/api-authentication",
    "Delete it under API tokens.",
)
_CROWDIN = Issuer(
    "Crowdin",
    "https://support.crowdin.com/account-settings/",
    "Delete it under API in the settings.",
)
_TRANSIFEX = Issuer("Transifex", "https://developers.transifex.com/", "Delete it under API token.")
_PHRASE = Issuer("Phrase", "https://developers.phrase.com/", "Revoke it under Access tokens.")

RULES: tuple[Rule, ...] = (
    _DEEPL.token("deepl-api-key", "DeepL API Free key", "", UUID + ":fx"),
    _DEEPL.keyed("deepl-pro-api-key", "DeepL API Pro key", ("deepl",), UUID),
    _LOKALISE.keyed("lokalise-token", "Lokalise API token", ("lokalise",), HEX * 40),
    _CROWDIN.keyed(
        "crowdin-token", "Crowdin access token", ("crowdin",), one_of(HEX * 80, HEX * 64)
    ),
    _TRANSIFEX.token("transifex-token", "Transifex API token", "1/", HEX * 40),
    _PHRASE.keyed(
        "phrase-token",
        "Phrase access token",
        ("phraseapp", "phrase_access_token", "phrase_api"),
        HEX * 64,
    ),
)
