"""Keys of services for push messages and live updates."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    PADDING,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_ONESIGNAL = Issuer(
    "OneSignal",
    "https://documentation.onesignal.com/docs/en/keys-and-ids",
    "Delete it under Keys & IDs in the OneSignal app.",
)
_PUSHOVER = Issuer("Pushover", "https://pushover.net/api", "Delete the application at Pushover.")
_PUSHBULLET = Issuer(
    "Pushbullet", "https://docs.pushbullet.com/", "Reset it under Access Tokens in the settings."
)
_PUSHER = Issuer(
    "Pusher",
    "https://pusher.com/docs/channels/library_auth_reference/rest-api/",
    "Create a new token under App Keys and delete the old one.",
)
_PUBNUB = Issuer(
    "PubNub",
    "https://www.pubnub.com/docs/general/resources/keys",
    "Remove it under Keysets in the PubNub admin portal.",
)
_ABLY = Issuer("Ably", "https://ably.com/docs/auth/basic", "Revoke it under API Keys of the app.")
_STREAM = Issuer("Stream", "https://getstream.io/docs/", "Rotate the secret in the dashboard.")
_SENDBIRD = Issuer(
    "Sendbird",
    "https://sendbird.com/docs/chat/platform-api/v3/prepare-to-use-api",
    "Revoke it under Application settings in the Sendbird dashboard.",
)
_NTFY = Issuer("ntfy", "https://docs.ntfy.sh/config/#access-tokens", "Remove the token in ntfy.")

RULES: tuple[Rule, ...] = (
    _ONESIGNAL.token(
        "onesignal-api-key",
        "OneSignal API key",
        "os_v2_",
        either("app", "org") + "_" + LOWER_NUM * (100, 110),
    ),
    _PUSHOVER.keyed("pushover-token", "Pushover application token", ("pushover",), LOWER_NUM * 30),
    _PUSHBULLET.keyed(
        "pushbullet-token", "Pushbullet access token", ("pushbullet",), "o." + ALNUM * 32
    ),
    _PUSHER.keyed("pusher-secret", "Pusher secret", ("pusher",), HEX * 20),
    _PUBNUB.token("pubnub-secret-key", "PubNub secret key", "sec-c-", BASE64 * (40, 60) + PADDING),
    _PUBNUB.token(
        "pubnub-publish-key", "PubNub publish key", "pub-c-", UUID, severity=Severity.MEDIUM
    ),
    _PUBNUB.token(
        "pubnub-subscribe-key",
        "PubNub subscribe key",
        "sub-c-",
        LOWER_NUM * 8
        + "-"
        + LOWER_NUM * 4
        + "-"
        + LOWER_NUM * 4
        + "-"
        + LOWER_NUM * 4
        + "-"
        + LOWER_NUM * 12,
        severity=Severity.LOW,
    ),
    _ABLY.keyed(
        "ably-api-key",
        "Ably API key",
        ("ably",),
        BASE64URL * 6 + "." + BASE64URL * 6 + ":" + BASE64URL * 43,
    ),
    _STREAM.keyed(
        "stream-secret",
        "Stream API secret",
        ("getstream", "stream_api", "stream_secret"),
        LOWER_NUM * 64,
    ),
    _SENDBIRD.keyed("sendbird-token", "Sendbird API token", ("sendbird",), HEX * 40),
    _NTFY.token("ntfy-access-token", "ntfy access token", "tk_", LOWER_NUM * 29, min_entropy=3.5),
)
