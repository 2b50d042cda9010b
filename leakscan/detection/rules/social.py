"""Keys of social networks, music and video."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    DIGIT,
    HEX,
    LOWER_NUM,
    PADDING,
    Alphabet,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_X = Issuer(
    "X",
    "https://docs.x.com/resources/fundamentals/authentication/overview",
    "Regenerate it under Keys and tokens in the X developer portal.",
)
_LINKEDIN = Issuer(
    "LinkedIn",
    "https://learn.microsoft.com/en-us/linkedin/shared/authentication/authentication",
    "Regenerate the secret under Auth of the LinkedIn application.",
)
_PINTEREST = Issuer(
    "Pinterest", "https://developers.pinterest.com/docs/getting-started/", "Revoke it in the app."
)
_REDDIT = Issuer(
    "Reddit", "https://github.com/reddit-archive/reddit/wiki/OAuth2", "Delete the app at Reddit."
)
_TIKTOK = Issuer(
    "TikTok", "https://developers.tiktok.com/doc/login-kit-manage-user-access-tokens", "Revoke it."
)
_DEVIANTART = Issuer(
    "DeviantArt", "https://www.deviantart.com/developers/authentication", "Reset it in the app."
)
_PATREON = Issuer(
    "Patreon", "https://docs.patreon.com/", "Revoke it in the Patreon developer portal."
)
_FLICKR = Issuer("Flickr", "https://www.flickr.com/services/api/", "Delete the app at Flickr.")
_TUMBLR = Issuer("Tumblr", "https://www.tumblr.com/docs/en/api/v2", "Delete the app at Tumblr.")
_BEARER = Alphabet("alnum", rb"0-9A-Za-z%")

RULES: tuple[Rule, ...] = (
    _X.keyed(
        "x-bearer-token",
        "X bearer token",
        ("twitter", "bearer"),
        "AAAAAAAAAAAAAAAAAAAAA" + _BEARER * (30, 110),
    ),
    _X.keyed("x-secret", "X API secret or token secret", ("twitter", "twttr"), ALNUM * (45, 50)),
    _X.keyed(
        "x-api-key",
        "X API key",
        ("twitter", "twitter_id", "twitter_consumer"),
        one_of(ALNUM * 25, ALNUM * (18, 22)),
        min_entropy=3.4,
    ),
    _X.keyed(
        "x-access-token",
        "X access token",
        ("twitter", "access_token", "oauth_token"),
        DIGIT * (15, 20) + "-" + ALNUM * 40,
    ),
    _LINKEDIN.keyed(
        "linkedin-client-secret",
        "LinkedIn client secret",
        ("linkedin",),
        one_of("WPL_AP1." + ALNUM * 16 + "." + BASE64 * 6 + PADDING, ALNUM * 16),
    ),
    _LINKEDIN.keyed(
        "linkedin-access-token",
        "LinkedIn access token",
        ("linkedin", "bearer"),
        "AQ" + BASE64URL * (250, 420),
    ),
    _PINTEREST.token("pinterest-token", "Pinterest access token", "pina_", ALNUM * (32, 90)),
    _REDDIT.keyed(
        "reddit-client-secret", "Reddit client secret", ("reddit",), BASE64URL * (27, 30)
    ),
    _TIKTOK.token(
        "tiktok-token",
        "TikTok access token",
        "act.",
        ALNUM * (60, 100) + "!" + DIGIT * 4 + "." + LOWER_NUM * 2,
    ),
    _DEVIANTART.keyed("deviantart-secret", "DeviantArt client secret", ("deviantart",), HEX * 32),
    _PATREON.keyed("patreon-token", "Patreon access token", ("patreon",), BASE64URL * 43),
    _FLICKR.keyed("flickr-key", "Flickr API key", ("flickr",), HEX * 32),
    _TUMBLR.keyed("tumblr-key", "Tumblr API key", ("tumblr",), ALNUM * 50),
)
