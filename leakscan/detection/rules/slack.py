"""Slack tokens and webhooks."""

from leakscan.detection.facts import ALNUM, BASE64URL, DIGIT, HEX, UPPER_NUM, Body, Issuer, one_of
from leakscan.detection.validators.tokens import slack_webhook
from leakscan.model.rule import Rule, Severity

_SLACK = Issuer(
    "Slack",
    "https://docs.slack.dev/authentication/tokens",
    "Revoke it with auth.revoke or under the app's OAuth settings, and read the access logs.",
)
_IDS = DIGIT * (9, 14) + "-" + DIGIT * (9, 14) + "-"


def _token(
    name: str, prefix: str, body: Body, severity: Severity = Severity.HIGH, example: str = ""
) -> Rule:
    rule_id = f"slack-{name.replace(' ', '-')}"
    examples = (example,) if example else ()
    return _SLACK.token(
        rule_id, f"Slack {name}", prefix, body, severity=severity, examples=examples
    )


RULES: tuple[Rule, ...] = (
    _token(
        "bot token",
        "xoxb-",
        one_of(_IDS + ALNUM * (23, 26), DIGIT * (8, 14) + "-" + ALNUM * (18, 26)),
    ),
    _token(
        "user token",
        "xoxp-",
        DIGIT * (9, 14) + "-" + DIGIT * (9, 14) + "-" + DIGIT * (9, 14) + "-" + ALNUM * (28, 34),
        Severity.CRITICAL,
    ),
    _token(
        "app token",
        "xapp-",
        DIGIT * 1 + "-" + UPPER_NUM * (9, 12) + "-" + DIGIT * (9, 14) + "-" + HEX * 64,
    ),
    _token(
        "workspace token",
        "xoxa-2-",
        DIGIT * (9, 14) + "-" + DIGIT * (9, 14) + "-" + DIGIT * (9, 14) + "-" + HEX * 32,
    ),
    _token(
        "legacy workspace token",
        "xoxa-",
        one_of(DIGIT * 1 + "-" + ALNUM * (8, 48), ALNUM * (8, 48)),
    ),
    _token(
        "legacy refresh token", "xoxr-", one_of(DIGIT * 1 + "-" + ALNUM * (8, 48), ALNUM * (8, 48))
    ),
    _token(
        "legacy token",
        "xoxs-",
        DIGIT * (6, 14) + "-" + DIGIT * (6, 14) + "-" + DIGIT * (6, 14) + "-" + HEX * (8, 64),
    ),
    _token(
        "legacy personal token",
        "xoxo-",
        DIGIT * (6, 14) + "-" + DIGIT * (6, 14) + "-" + DIGIT * (6, 14) + "-" + HEX * (8, 64),
    ),
    _token("rotating user token", "xoxe.xoxp-1-", BASE64URL * (140, 240)),
    _token("rotating bot token", "xoxe.xoxb-1-", BASE64URL * (140, 240)),
    _token("refresh token", "xoxe-1-", BASE64URL * (140, 240)),
    _token(
        "browser token",
        "xoxc-",
        DIGIT * (9, 14) + "-" + DIGIT * (9, 14) + "-" + DIGIT * (9, 14) + "-" + HEX * 64,
    ),
    _SLACK.token(
        "slack-browser-cookie",
        "Slack browser cookie",
        "xoxd-",
        Body(
            rb"[0-9A-Za-z%+/=-]{50,400}",
            rb"[0-9A-Za-z%+/=-]{50}",
            400,
            50,
            "{base64:80}",
            rb"0-9A-Za-z%+/-",
            mixed=True,
        ),
        min_entropy=4.0,
    ),
    _SLACK.token(
        "slack-webhook",
        "Slack incoming webhook",
        "https://hooks.slack.com/services/",
        "T" + UPPER_NUM * (8, 12) + "/B" + UPPER_NUM * (8, 12) + "/" + ALNUM * (23, 26),
        severity=Severity.MEDIUM,
        proof=slack_webhook,
    ),
    _SLACK.token(
        "slack-workflow-webhook",
        "Slack workflow webhook",
        "https://hooks.slack.com/",
        one_of("workflows", "triggers")
        + "/"
        + UPPER_NUM * (9, 13)
        + "/"
        + ALNUM * (9, 20)
        + "/"
        + ALNUM * (18, 64),
        severity=Severity.MEDIUM,
        examples=(
            "https://hooks.slack.com/workflows/T{uppernum:9}/A{uppernum:9}/{digit:18}/{alnum:24}",
        ),
    ),
)
