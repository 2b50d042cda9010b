"""Keys of services for text messages, calls and push."""

from leakscan.detection.facts import (
    ALNUM,
    HEX,
    HEX_UPPER,
    UPPER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_TWILIO = Issuer(
    "Twilio",
    "https://www.twilio.com/docs/iam/api-keys",
    "Delete the key, or rotate the auth token, in the Twilio console.",
)
_VONAGE = Issuer(
    "Vonage",
    "https://developer.vonage.com/en/getting-started/concepts/authentication",
    "Rotate the secret in the Vonage API settings.",
)
_MESSAGEBIRD = Issuer(
    "Bird", "https://developers.messagebird.com/api/", "Delete it under Developers, API access."
)
_PLIVO = Issuer(
    "Plivo", "https://www.plivo.com/docs/voice/api/overview/", "Reset it in the Plivo console."
)
_TELNYX = Issuer(
    "Telnyx",
    "https://developers.telnyx.com/docs/overview",
    "Delete it under API Keys in the portal.",
)
_COURIER = Issuer(
    "Courier", "https://www.courier.com/docs/", "Rotate it under API Keys in the Courier settings."
)
_INFOBIP = Issuer(
    "Infobip",
    "https://www.infobip.com/docs/essentials/api-essentials/api-authentication",
    "Disable it under API keys in the Infobip account.",
)

RULES: tuple[Rule, ...] = (
    _TWILIO.token(
        "twilio-api-key",
        "Twilio API key SID",
        "SK",
        HEX * 32,
        min_entropy=3.0,
        severity=Severity.MEDIUM,
    ),
    _TWILIO.keyed(
        "twilio-secret",
        "Twilio auth token or key secret",
        ("twilio",),
        one_of(HEX * 32, ALNUM * 32),
        severity=Severity.CRITICAL,
    ),
    _VONAGE.keyed(
        "vonage-secret",
        "Vonage API secret",
        ("vonage_api_secret", "nexmo_api_secret", "nexmo_secret", "vonage_secret"),
        ALNUM * 16,
    ),
    _MESSAGEBIRD.keyed(
        "messagebird-token",
        "Bird API token",
        ("messagebird", "message_bird", "message-bird"),
        one_of(ALNUM * 25, UUID),
    ),
    _PLIVO.keyed("plivo-auth-token", "Plivo auth token", ("plivo",), ALNUM * 40),
    _TELNYX.token("telnyx-api-key", "Telnyx API key", "KEY0", HEX_UPPER * 31 + "_" + ALNUM * 22),
    _COURIER.token(
        "courier-api-key", "Courier API key", "pk_", either("prod", "test") + "_" + UPPER_NUM * 28
    ),
    _INFOBIP.keyed(
        "infobip-api-key",
        "Infobip API key",
        ("infobip", "ibsso", "authorization: app"),
        HEX * 32 + "-" + UUID,
    ),
)
