"""Keys of services for tickets, tables and rides."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    UPPER_NUM,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_TICKETMASTER = Issuer(
    "Ticketmaster",
    "https://developer.ticketmaster.com/products-and-docs/apis/getting-started/",
    "Delete the app.",
)
_EVENTBRITE = Issuer(
    "Eventbrite", "https://www.eventbrite.com/platform/api", "Delete the API key in the account."
)
_YELP = Issuer(
    "Yelp", "https://docs.developer.yelp.com/docs/fusion-authentication", "Reset it at Yelp."
)
_AMADEUS = Issuer(
    "Amadeus",
    "https://developers.amadeus.com/self-service/apis-docs/guides/developer-guides/",
    "Delete the app.",
)
_UBER = Issuer("Uber", "https://developer.uber.com/docs/", "Regenerate it in the Uber dashboard.")
_DOORDASH = Issuer(
    "DoorDash",
    "https://developer.doordash.com/en-US/docs/drive/reference/JWTs/",
    "Delete the access key.",
)

RULES: tuple[Rule, ...] = (
    _TICKETMASTER.keyed(
        "ticketmaster-key", "Ticketmaster key or secret", ("ticketmaster",), ALNUM * 32
    ),
    _EVENTBRITE.keyed("eventbrite-token", "Eventbrite token", ("eventbrite",), UPPER_NUM * 20),
    _YELP.keyed("yelp-api-key", "Yelp API key", ("yelp",), BASE64URL * 128),
    _AMADEUS.keyed(
        "amadeus-secret", "Amadeus API key or secret", ("amadeus",), one_of(ALNUM * 32, ALNUM * 16)
    ),
    _UBER.keyed(
        "uber-secret",
        "Uber client secret or server token",
        ("uber_client_secret", "uber_secret", "uber_server_token", "uber_api"),
        BASE64URL * 40,
    ),
    _DOORDASH.keyed("doordash-secret", "DoorDash signing secret", ("doordash",), BASE64URL * 43),
)
