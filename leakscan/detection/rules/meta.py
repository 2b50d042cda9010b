"""Keys of Facebook and Instagram."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    HEX,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_FACEBOOK = Issuer(
    "Meta",
    "https://developers.facebook.com/docs/facebook-login/guides/access-tokens/",
    "Reset the app secret, or invalidate the token, in the Meta app dashboard.",
)

RULES: tuple[Rule, ...] = (
    _FACEBOOK.token(
        "facebook-access-token", "Facebook access token", "EAA", ALNUM * (100, 400), min_entropy=4.0
    ),
    _FACEBOOK.token(
        "facebook-app-token",
        "Facebook app access token",
        "",
        DIGIT * (15, 16) + "|" + BASE64URL * 27,
    ),
    _FACEBOOK.token(
        "facebook-app-token-escaped",
        "Facebook app access token in a URL",
        "",
        DIGIT * (15, 16) + either("%7C", "%7c") + BASE64URL * 27,
    ),
    _FACEBOOK.keyed(
        "facebook-app-secret",
        "Facebook app secret",
        (
            "facebook_app",
            "facebook_secret",
            "facebook_client",
            "facebook_api",
            "facebook_key",
            "facebook_consumer",
            "facebookapp",
            "facebooksecret",
            "facebook-app",
            "facebook secret",
            "fb_app",
            "fb_secret",
            "fb_client",
            "fb_key",
            "meta_app_secret",
            "instagram",
        ),
        HEX * 32,
    ),
    _FACEBOOK.token(
        "instagram-token",
        "Instagram access token",
        "IG",
        either("QV", "QW", "AA") + ALNUM * (90, 300),
        min_entropy=4.0,
    ),
)
