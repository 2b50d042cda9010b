"""Webhooks and keys of services that join other services."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    LOWER_NUM,
    WORD,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_ZAPIER = Issuer("Zapier", "https://help.zapier.com/", "Delete the Zap's webhook.")
_TINES = Issuer(
    "Tines", "https://www.tines.com/docs/actions/types/webhook/", "Reset the secret of the webhook."
)
_MAKE = Issuer("Make", "https://help.make.com/webhooks", "Delete the webhook in Make.")
_IFTTT = Issuer("IFTTT", "https://ifttt.com/maker_webhooks", "Regenerate the key at IFTTT.")

RULES: tuple[Rule, ...] = (
    _ZAPIER.token(
        "zapier-webhook",
        "Zapier webhook",
        "",
        either("hooks.zapier.com", "www.zapier.com")
        + "/hooks/catch/"
        + DIGIT * (4, 10)
        + "/"
        + ALNUM * (5, 12),
    ),
    _TINES.token(
        "tines-webhook",
        "Tines webhook",
        ".tines.com/webhook/",
        LOWER_NUM * 32 + "/" + LOWER_NUM * 32,
        severity=Severity.MEDIUM,
    ),
    _MAKE.token(
        "make-webhook",
        "Make webhook",
        "hook.",
        either("eu1", "eu2", "us1", "us2") + ".make.com/" + LOWER_NUM * 32,
    ),
    _IFTTT.token(
        "ifttt-webhook-key",
        "IFTTT webhook key",
        "maker.ifttt.com/trigger/",
        WORD * (1, 60) + "/with/key/" + BASE64URL * (22, 43),
    ),
)
