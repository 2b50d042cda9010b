"""Keys of services that search and scrape."""

from leakscan.detection.facts import (
    BASE64URL,
    HEX,
    UPPER_NUM,
    Issuer,
)
from leakscan.model.rule import Rule

_KAGI = Issuer("Kagi", "https://help.kagi.com/kagi/api/overview.html", "Regenerate it under API.")
_SERPAPI = Issuer(
    "SerpApi", "https://serpapi.com/search-api", "Regenerate it in the SerpApi account."
)
_SCRAPINGBEE = Issuer(
    "ScrapingBee", "https://www.scrapingbee.com/documentation/", "Regenerate it in the dashboard."
)
_SCRAPER_API = Issuer(
    "ScraperAPI", "https://docs.scraperapi.com/", "Regenerate it in the dashboard."
)
_ALGOLIA = Issuer(
    "Algolia",
    "https://www.algolia.com/doc/guides/security/api-keys/",
    "Revoke it under API Keys in the Algolia dashboard.",
)

RULES: tuple[Rule, ...] = (
    _KAGI.keyed(
        "kagi-api-key",
        "Kagi API key",
        ("kagi_api", "kagi_key", "kagi_token", "kagi-api"),
        BASE64URL * (8, 12) + "." + BASE64URL * 43,
    ),
    _SERPAPI.keyed("serpapi-key", "SerpApi key", ("serpapi", "serp_api"), HEX * 64),
    _SCRAPINGBEE.keyed("scrapingbee-key", "ScrapingBee API key", ("scrapingbee",), UPPER_NUM * 80),
    _SCRAPER_API.keyed("scraperapi-key", "ScraperAPI key", ("scraperapi", "scraper_api"), HEX * 32),
    _ALGOLIA.keyed(
        "algolia-api-key",
        "Algolia API key",
        ("algolia", "x-algolia-api-key", "docsearch"),
        HEX * 32,
    ),
)
