"""Tokens and webhooks of chat and video services."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    HEX,
    LOWER_NUM,
    Issuer,
    either,
    one_of,
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
    _DISCORD.keyed(
        "discord-client-secret",
        "Discord client secret",
        ("discord",),
        one_of(BASE64URL * 32, HEX * 64),
    ),
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
)
