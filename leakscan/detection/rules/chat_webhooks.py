"""Webhooks of chat services: whoever knows the address can write to the channel."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    UUID,
    WORD,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_TEAMS = Issuer(
    "Microsoft Teams",
    "https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook",
    "Remove the webhook from the channel.",
)
_GOOGLE_CHAT = Issuer(
    "Google Chat",
    "https://developers.google.com/workspace/chat/quickstart/webhooks",
    "Delete the webhook in the settings of the space.",
)
_LARK = Issuer(
    "Lark",
    "https://open.larksuite.com/document/server-docs/api-call-guide/terminology",
    "Reset the app secret in the Lark developer console.",
)
_DINGTALK = Issuer(
    "DingTalk", "https://open.dingtalk.com/document/robots/custom-robot-access", "Delete the robot."
)
_WECOM = Issuer(
    "WeCom", "https://developer.work.weixin.qq.com/document/path/91770", "Delete the group robot."
)

RULES: tuple[Rule, ...] = (
    _TEAMS.token(
        "teams-webhook",
        "Microsoft Teams webhook",
        "webhook.office.com/",
        either("webhookb2/", "webhook/")
        + UUID
        + "@"
        + UUID
        + "/IncomingWebhook/"
        + HEX * 32
        + "/"
        + UUID,
    ),
    _GOOGLE_CHAT.token(
        "google-chat-webhook",
        "Google Chat webhook",
        "chat.googleapis.com/v1/spaces/",
        BASE64URL * (8, 16)
        + "/messages?key="
        + BASE64URL * 39
        + either("&token=", "\\u0026token=", "&amp;token=")
        + BASE64URL * (40, 50),
    ),
    _LARK.token(
        "lark-webhook",
        "Lark or Feishu webhook",
        "",
        either("open.feishu.cn", "open.larksuite.com") + "/open-apis/bot/v2/hook/" + UUID,
    ),
    _LARK.keyed(
        "lark-access-token",
        "Lark access token",
        ("lark", "larksuite", "feishu"),
        either("t-", "u-", "a-") + WORD * (28, 64),
    ),
    _LARK.keyed("lark-app-secret", "Lark app secret", ("lark", "larksuite", "feishu"), ALNUM * 32),
    _DINGTALK.token(
        "dingtalk-webhook",
        "DingTalk robot webhook",
        "oapi.dingtalk.com/robot/send?access_token=",
        HEX * 64,
    ),
    _WECOM.token(
        "wecom-webhook",
        "WeCom robot webhook",
        "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
        UUID,
    ),
)
