"""Keys of services that read texts and pages of the web."""

from leakscan.detection.facts import ALNUM, BASE64URL, HEX, LOWER_NUM, UPPER_NUM, UUID, WORD
from leakscan.detection.services import service_key
from leakscan.model.rule import Rule

SERVICES: tuple[Rule, ...] = (
    service_key("Adobe", "developer.adobe.com", "adobe", LOWER_NUM * 32, common=True),
    service_key("Adzuna", "adzuna.com", "adzuna", LOWER_NUM * 32),
    service_key("AssemblyAI", "assemblyai.com", "assemblyai", LOWER_NUM * 32),
    service_key("Aylien", "aylien.com", "aylien", LOWER_NUM * 32),
    service_key("DeepAI", "deepai.org", "deepai", UUID),
    service_key("Deepgram", "deepgram.com", "deepgram", LOWER_NUM * 40),
    service_key("DeepSeek", "deepseek.com", "deepseek", "sk-" + LOWER_NUM * 32),
    service_key("DetectLanguage", "detectlanguage.com", "detectlanguage", LOWER_NUM * 32),
    service_key("Diffbot", "diffbot.com", "diffbot", LOWER_NUM * 32),
    service_key("Diggernaut", "diggernaut.com", "diggernaut", LOWER_NUM * 40),
    service_key("EdenAI", "edenai.run", "edenai", ALNUM * 36 + "." + ALNUM * 92 + "." + WORD * 43),
    service_key("Fulcrum", "fulcrumapp.com", "fulcrum", LOWER_NUM * 80, common=True),
    service_key("LanguageLayer", "languagelayer.com", "languagelayer", LOWER_NUM * 32),
    service_key("Meaningcloud", "meaningcloud.com", "meaningcloud", LOWER_NUM * 32),
    service_key("MonkeyLearn", "monkeylearn.com", "monkeylearn", HEX * 40),
    service_key("Neutrino API", "www.neutrinoapi.com", "neutrinoapi", ALNUM * 48),
    service_key("ParallelDots", "paralleldots.com", "paralleldots", ALNUM * 43),
    service_key("Parsers", "parsers.dev", "parsers", LOWER_NUM * 64),
    service_key("ProxyCrawl", "proxycrawl.com", "proxycrawl", WORD * 22),
    service_key("RapidAPI", "docs.rapidapi.com", "rapidapi", BASE64URL * 50, form="50"),
    service_key("Roaring", "roaring.io", "roaring", BASE64URL * 28),
    service_key("ScrapeOwl", "scrapeowl.com", "scrapeowl", LOWER_NUM * 30),
    service_key("ScraperAPI", "scraperapi.com", "scraperapi", LOWER_NUM * 32, form="32"),
    service_key("ScraperBox", "scraperbox.com", "scraperbox", UPPER_NUM * 32),
    service_key("ScrapeStack", "scrapestack.com", "scrapestack", LOWER_NUM * 32),
    service_key("Scrapfly", "scrapfly.io", "scrapfly", LOWER_NUM * 32, form="32"),
    service_key("ScrapingAnt", "scrapingant.com", "scrapingant", LOWER_NUM * 32),
    service_key("Serphouse", "serphouse.com", "serphouse", ALNUM * 60),
    service_key("SerpStack", "serpstack.com", "serpstack", LOWER_NUM * 32),
    service_key("Sheety", "sheety.co", "sheety", LOWER_NUM * 64),
    service_key("uClassify", "uclassify.com", "uclassify", ALNUM * 12),
    service_key("WebScraper", "webscraper.io", "webscraper", ALNUM * 60),
    service_key("Webscraping", "webscrapingapi.com", "webscraping", ALNUM * 32),
    service_key("Zenscrape", "zenscrape.com", "zenscrape", UUID),
    service_key("Zenserp", "zenserp.com", "zenserp", UUID),
)
