"""Tokens and webhooks of chat and video services."""

from leakscan.detection.facts import (
    ALNUM,
    ALPHA,
    BASE64,
    BASE64URL,
    DIGIT,
    LOWER_NUM,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_DISCORD = Issuer(
    "Discord",
    "https://discord.com/developers/docs/reference#authentication",
    "Reset it in the Discord developer portal, or delete the webhook.",
)
_TELEGRAM = Issuer(
    "Telegram", "https://core.telegram.org/bots/api#authorizing-your-bot", "Revoke it at BotFather."
)
_MATTERMOST = Issuer(
    "Mattermost",
    "https://developers.mattermost.com/integrate/reference/personal-access-token/",
    "Revoke it under Security in the Mattermost profile, or delete the webhook.",
)
_ZULIP = Issuer("Zulip", "https://zulip.com/api/api-keys", "Generate another key in the settings.")
_ROCKET_CHAT = Issuer(
    "Rocket.Chat",
    "https://developer.rocket.chat/apidocs/authentication",
    "Remove it under Personal Access Tokens in the account.",
)
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

RULES: tuple[Rule, ...] = (
    _DISCORD.token(
        "discord-bot-token",
        "Discord bot token",
        "",
        either("M", "N", "O") + ALNUM * (23, 27) + "." + BASE64URL * 6 + "." + BASE64URL * (27, 40),
        min_entropy=3.5,
    ),
    _DISCORD.token(
        "discord-webhook",
        "Discord webhook",
        "",
        either("discord.com", "discordapp.com")
        + "/api/webhooks/"
        + DIGIT * (17, 20)
        + "/"
        + BASE64URL * (60, 80),
    ),
    _DISCORD.keyed("discord-client-secret", "Discord client secret", ("discord",), BASE64URL * 32),
    _TELEGRAM.token(
        "telegram-bot-token",
        "Telegram bot token",
        "",
        DIGIT * (8, 10) + ":A" + BASE64URL * 34,
        min_entropy=3.5,
    ),
    _MATTERMOST.keyed(
        "mattermost-token", "Mattermost access token", ("mattermost", "mm_token"), LOWER_NUM * 26
    ),
    _MATTERMOST.token(
        "mattermost-webhook", "Mattermost webhook", "/hooks/", LOWER_NUM * 26, mixed=True
    ),
    _ZULIP.keyed("zulip-api-key", "Zulip API key", ("zulip",), ALNUM * 32),
    _ROCKET_CHAT.keyed(
        "rocket-chat-token",
        "Rocket.Chat token",
        ("rocketchat", "rocket_chat", "rocket.chat"),
        BASE64URL * 43,
    ),
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
        ("line_channel_access_token", "line", "linebot"),
        BASE64 * 171 + "=",
    ),
    _WEBEX.keyed(
        "webex-token",
        "Webex access token",
        ("webex",),
        BASE64URL * 64 + "_" + BASE64URL * 4 + "_" + UUID,
    ),
)
