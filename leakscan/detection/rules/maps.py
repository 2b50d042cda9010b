"""Keys of maps, weather and places."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    UPPER_NUM,
    UUID,
    Issuer,
)
from leakscan.model.rule import Rule, Severity

_MAPBOX = Issuer(
    "Mapbox",
    "https://docs.mapbox.com/help/getting-started/access-tokens/",
    "Delete it under Tokens.",
)
_HERE = Issuer(
    "HERE",
    "https://www.here.com/docs/",
    "Delete it in the HERE platform.",
)
_LOCATIONIQ = Issuer(
    "LocationIQ", "https://docs.locationiq.com/docs/", "Delete it in the dashboard."
)
_OPENCAGE = Issuer("OpenCage", "https://opencagedata.com/api", "Delete it in the dashboard.")
_TOMTOM = Issuer("TomTom", "https://developer.tomtom.com/", "Delete it in the dashboard.")
_MAXMIND = Issuer(
    "MaxMind", "https://dev.maxmind.com/geoip/", "Revoke it under Manage License Keys."
)
_IPINFO = Issuer("IPinfo", "https://ipinfo.io/developers", "Reset it in the IPinfo account.")
_FOURSQUARE = Issuer(
    "Foursquare",
    "https://docs.foursquare.com/developer/docs/manage-api-keys",
    "Revoke it in the console.",
)
_GRAPHHOPPER = Issuer("GraphHopper", "https://docs.graphhopper.com/", "Delete it in the dashboard.")
_MAPTILER = Issuer("MapTiler", "https://docs.maptiler.com/cloud/api/", "Delete it under Keys.")
_GEOAPIFY = Issuer("Geoapify", "https://apidocs.geoapify.com/", "Delete it in the project.")
_IPGEO = Issuer("ipgeolocation.io", "https://ipgeolocation.io/documentation.html", "Reset it.")

RULES: tuple[Rule, ...] = (
    _MAPBOX.token(
        "mapbox-secret-token",
        "Mapbox secret token",
        "sk.eyJ",
        BASE64URL * (40, 200) + "." + BASE64URL * 22,
    ),
    _MAPBOX.token(
        "mapbox-temporary-token",
        "Mapbox temporary token",
        "tk.eyJ",
        BASE64URL * (40, 200) + "." + BASE64URL * 22,
        severity=Severity.MEDIUM,
    ),
    _MAPBOX.token(
        "mapbox-public-token",
        "Mapbox public token",
        "pk.eyJ",
        BASE64URL * (40, 200) + "." + BASE64URL * 22,
        severity=Severity.LOW,
    ),
    _HERE.keyed(
        "here-api-key",
        "HERE API key",
        ("hereapi", "here_api", "here-api", "here_maps", "heremaps", "here_app"),
        BASE64URL * 43,
    ),
    _LOCATIONIQ.token("locationiq-token", "LocationIQ access token", "pk.", HEX * 32),
    _OPENCAGE.keyed("opencage-key", "OpenCage API key", ("opencage",), HEX * 32),
    _TOMTOM.keyed("tomtom-key", "TomTom API key", ("tomtom",), ALNUM * 32),
    _MAXMIND.token(
        "maxmind-license-key", "MaxMind license key", "", ALNUM * 6 + "_" + ALNUM * 29 + "_mmk"
    ),
    _MAXMIND.keyed(
        "maxmind-legacy-license-key",
        "MaxMind license key, old form",
        ("maxmind", "geoip", "geolite"),
        ALNUM * 16,
        min_entropy=3.2,
    ),
    _IPINFO.keyed("ipinfo-token", "IPinfo token", ("ipinfo",), HEX * 14, min_entropy=2.5),
    _FOURSQUARE.token("foursquare-api-key", "Foursquare API key", "fsq3", BASE64 * 43 + "="),
    _FOURSQUARE.keyed(
        "foursquare-secret",
        "Foursquare client ID or secret",
        ("foursquare", "client_id", "client_secret"),
        UPPER_NUM * 48,
    ),
    _GRAPHHOPPER.keyed("graphhopper-key", "GraphHopper API key", ("graphhopper",), UUID),
    _MAPTILER.keyed("maptiler-key", "MapTiler key", ("maptiler",), ALNUM * 20),
    _GEOAPIFY.keyed("geoapify-key", "Geoapify key", ("geoapify",), HEX * 32),
    _IPGEO.keyed(
        "ipgeolocation-key",
        "ipgeolocation.io key",
        ("ipgeolocation", "ipstack", "ipapi", "ip_stack"),
        HEX * 32,
    ),
)
