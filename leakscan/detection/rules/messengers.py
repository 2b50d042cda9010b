"""Keys of messengers and calls."""

from leakscan.detection.facts import (
    ALNUM,
    ALPHA,
    BASE64,
    BASE64URL,
    HEX,
    UUID,
    Issuer,
)
from leakscan.model.rule import Rule

_MATRIX = Issuer(
    "Matrix",
    "https://spec.matrix.org/latest/client-server-api/#client-authentication",
    "Log the device out.",
)
_ZOOM = Issuer(
    "Zoom",
    "https://developers.zoom.us/docs/internal-apps/",
    "Regenerate it in the marketplace app.",
)
_LINE = Issuer(
    "LINE",
    "https://developers.line.biz/en/docs/basics/channel-access-token/",
    "Reissue it in the LINE developers console.",
)
_WEBEX = Issuer(
    "Webex", "https://developer.webex.com/docs/bots", "Regenerate it in the Webex developer portal."
)
_VIBER = Issuer(
    "Viber", "https://developers.viber.com/docs/api/rest-bot-api/", "Make a new token for the bot."
)

RULES: tuple[Rule, ...] = (
    _MATRIX.token(
        "matrix-access-token",
        "Matrix access token",
        "syt_",
        BASE64 * (4, 60) + "_" + ALPHA * 20 + "_" + ALNUM * 6,
    ),
    _ZOOM.keyed(
        "zoom-client-secret", "Zoom client secret", ("zoom",), ALNUM * (32, 36), min_entropy=3.5
    ),
    _LINE.keyed(
        "line-channel-token",
        "LINE channel access token",
        (
            "line_channel",
            "line_access",
            "line_token",
            "line_bot",
            "linebot",
            "channel_access_token",
        ),
        BASE64 * 171 + "=",
    ),
    _WEBEX.keyed(
        "webex-token",
        "Webex access token",
        ("webex",),
        BASE64URL * 64 + "_" + BASE64URL * 4 + "_" + UUID,
    ),
    _VIBER.keyed(
        "viber-token", "Viber bot token", ("viber",), HEX * 16 + "-" + HEX * 16 + "-" + HEX * 16
    ),
)
