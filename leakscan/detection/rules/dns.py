"""Keys of registrars, name servers and certificate shops."""

from leakscan.detection.facts import (
    ALNUM,
    HEX,
    LOWER,
    LOWER_NUM,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_GODADDY = Issuer(
    "GoDaddy", "https://developer.godaddy.com/getstarted", "Delete it at developer.godaddy.com."
)
_DNSIMPLE = Issuer(
    "DNSimple",
    "https://support.dnsimple.com/articles/api-access-token/",
    "Delete it under Access tokens in the DNSimple account.",
)
_PORKBUN = Issuer(
    "Porkbun",
    "https://porkbun.com/api/json/v3/documentation",
    "Delete it under API Access in the Porkbun account.",
)
_GANDI = Issuer(
    "Gandi", "https://api.gandi.net/docs/authentication/", "Revoke it in the Gandi account."
)
_SSLMATE = Issuer(
    "SSLMate", "https://sslmate.com/help/reference/api", "Regenerate it in the SSLMate account."
)
_REDIRECT_PIZZA = Issuer(
    "redirect.pizza", "https://redirect.pizza/docs", "Delete it under API in redirect.pizza."
)

RULES: tuple[Rule, ...] = (
    _GODADDY.keyed(
        "godaddy-api-key",
        "GoDaddy API key or secret",
        ("godaddy",),
        one_of(ALNUM * (35, 38), ALNUM * (21, 23)),
        min_entropy=3.5,
    ),
    _DNSIMPLE.token(
        "dnsimple-token", "DNSimple access token", "dnsimple_", LOWER * 1 + "_" + ALNUM * 32
    ),
    _PORKBUN.token("porkbun-api-key", "Porkbun API key", "pk1_", HEX * 64),
    _PORKBUN.token("porkbun-secret-key", "Porkbun secret API key", "sk1_", HEX * 64),
    _GANDI.keyed("gandi-api-key", "Gandi API key", ("gandi",), one_of(HEX * 40, ALNUM * 24)),
    _SSLMATE.keyed("sslmate-api-key", "SSLMate API key", ("sslmate",), ALNUM * (36, 40)),
    _REDIRECT_PIZZA.token(
        "redirect-pizza-token", "redirect.pizza API token", "rpa_", LOWER_NUM * (24, 32)
    ),
)
