"""Keys of publishers and public data."""

from leakscan.detection.facts import (
    ALNUM,
    HEX,
    UUID,
    Issuer,
)
from leakscan.model.rule import Rule

_DATA_GOV = Issuer(
    "data.gov", "https://api.data.gov/docs/developer-manual/", "Ask data.gov to disable it."
)
_NYTIMES = Issuer(
    "The New York Times", "https://developer.nytimes.com/get-started", "Delete the app."
)
_GUARDIAN = Issuer(
    "The Guardian", "https://open-platform.theguardian.com/documentation/", "Delete it."
)
_NEWSAPI = Issuer("News API", "https://newsapi.org/docs/authentication", "Regenerate it.")
_OWLBOT = Issuer("Owlbot", "https://owlbot.info/", "Request another token.")
_TMDB = Issuer(
    "TMDB", "https://developer.themoviedb.org/docs/authentication-application", "Delete it."
)

RULES: tuple[Rule, ...] = (
    _DATA_GOV.keyed(
        "data-gov-key",
        "data.gov API key",
        (
            "data.gov",
            "data_gov",
            "datagov",
            "nasa_api",
            "nasa_key",
            "fec_api",
            "usda_api",
            "congress_api",
        ),
        ALNUM * 40,
    ),
    _NYTIMES.keyed(
        "nytimes-key",
        "New York Times API key",
        ("nytimes", "nyt", "new-york-times", "newyorktimes", "new_york_times"),
        ALNUM * 32,
    ),
    _GUARDIAN.keyed(
        "guardian-key", "Guardian API key", ("guardian_api", "guardian_key", "theguardian"), UUID
    ),
    _NEWSAPI.keyed("newsapi-key", "News API key", ("newsapi", "news_api"), HEX * 32),
    _OWLBOT.keyed("owlbot-token", "Owlbot token", ("owlbot",), HEX * 40),
    _TMDB.keyed("tmdb-key", "TMDB API key", ("tmdb", "themoviedb"), HEX * 32),
)
