"""Slack tokens and webhooks."""

from leakscan.detection.facts import ALNUM, BASE64URL, DIGIT, HEX, UPPER_NUM, Body, Issuer, one_of
from leakscan.detection.validators.tokens import slack_webhook
from leakscan.model.rule import Rule, Severity

_SLACK = Issuer(
    "Slack",
    "https://docs.slack.dev/authentication/tokens",
    "Revoke it with auth.revoke or under the app's OAuth settings, and read the access logs.",
)
_ID = DIGIT * (6, 14) + "-"
_OLD = one_of(DIGIT * 1 + "-" + ALNUM * (8, 48), ALNUM * (8, 48))
_COOKIE = Body(
    rb"[0-9A-Za-z%+/=-]{50,400}",
    rb"[0-9A-Za-z%+/=-]{50}",
    400,
    50,
    "{base64:80}",
    rb"0-9A-Za-z%+/-",
    mixed=True,
)


def _token(name: str, prefix: str, body: Body, severity: Severity = Severity.HIGH) -> Rule:
    rule_id = f"slack-{name.replace(' ', '-')}"
    return _SLACK.token(rule_id, f"Slack {name}", prefix, body, severity=severity)


def _webhook(name: str, path: str, body: Body) -> Rule:
    return _SLACK.token(
        f"slack-{name.replace(' ', '-')}",
        f"Slack {name}",
        f"hooks.slack.com/{path}/",
        body,
        severity=Severity.MEDIUM,
        proof=slack_webhook,
    )


_INCOMING = one_of(
    UPPER_NUM * (8, 13) + "/" + UPPER_NUM * (7, 13) + "/" + ALNUM * (18, 26), ALNUM * (40, 46)
)
_WORKFLOW = one_of(
    UPPER_NUM * (9, 13) + "/" + ALNUM * (9, 20) + "/" + ALNUM * (9, 20) + "/" + ALNUM * (18, 64),
    ALNUM * (9, 20) + "/" + ALNUM * (9, 20) + "/" + ALNUM * (18, 64),
    ALNUM * (40, 60),
)

RULES: tuple[Rule, ...] = (
    _token("bot token", "xoxb-", _ID + one_of(_ID + ALNUM * (18, 34), ALNUM * (18, 34))),
    _token("user token", "xoxp-", _ID + _ID + _ID + ALNUM * (28, 34), Severity.CRITICAL),
    _token(
        "app token", "xapp-", DIGIT * 1 + "-" + UPPER_NUM * (9, 12) + "-" + _ID + HEX * (50, 64)
    ),
    _token("workspace token", "xoxa-2-", _ID + _ID + _ID + HEX * (16, 64)),
    _token("legacy workspace token", "xoxa-", _OLD),
    _token("legacy refresh token", "xoxr-", _OLD),
    _token("legacy token", "xoxs-", _ID + _ID + _ID + HEX * (8, 64)),
    _token("legacy personal token", "xoxo-", _ID + _ID + _ID + HEX * (8, 64)),
    _token("rotating user token", "xoxe.xoxp-1-", BASE64URL * (140, 240)),
    _token("rotating bot token", "xoxe.xoxb-1-", BASE64URL * (140, 240)),
    _token("refresh token", "xoxe-1-", BASE64URL * (140, 240)),
    _token("browser token", "xoxc-", _ID + _ID + _ID + HEX * (50, 64)),
    _token("browser cookie", "xoxd-", _COOKIE),
    _webhook("webhook", "services", _INCOMING),
    _webhook("workflow webhook", "workflows", _WORKFLOW),
    _webhook("trigger webhook", "triggers", _WORKFLOW),
)
