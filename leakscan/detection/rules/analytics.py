"""Keys of services that count visits and events."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    HEX_ANY,
    HEX_UPPER,
    UUID,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_SEGMENT = Issuer(
    "Twilio Segment",
    "https://docs.segmentapis.com/",
    "Revoke it under Access Management, Tokens in Segment.",
)
_MIXPANEL = Issuer(
    "Mixpanel",
    "https://developer.mixpanel.com/reference/service-accounts",
    "Reset it in the Mixpanel project settings.",
)
_AMPLITUDE = Issuer(
    "Amplitude",
    "https://amplitude.com/docs/apis/authentication",
    "Revoke it in the Amplitude project settings.",
)
_POSTHOG = Issuer(
    "PostHog", "https://posthog.com/docs/api", "Delete it under Personal API keys in PostHog."
)
_TINYBIRD = Issuer(
    "Tinybird", "https://www.tinybird.co/docs/", "Refresh it under Tokens in the workspace."
)
_KEEN = Issuer("Keen", "https://keen.io/docs/api/", "Revoke it under Access in the Keen project.")
_PENDO = Issuer(
    "Pendo",
    "https://engageapi.pendo.io/",
    "Delete it under Integration Keys.",
)
_PLAUSIBLE = Issuer(
    "Plausible", "https://plausible.io/docs/stats-api", "Delete it under API keys in the settings."
)
_RUDDERSTACK = Issuer(
    "RudderStack", "https://www.rudderstack.com/docs/", "Regenerate it in the settings."
)
_ADJUST = Issuer("Adjust", "https://dev.adjust.com/en/api/", "Regenerate it in the Adjust account.")

RULES: tuple[Rule, ...] = (
    _SEGMENT.token("segment-public-token", "Segment Public API token", "sgp_", ALNUM * 64),
    _SEGMENT.keyed(
        "segment-write-key",
        "Segment write key",
        ("segment_write_key", "segment_key", "segment_api"),
        ALNUM * 32,
        severity=Severity.MEDIUM,
    ),
    _MIXPANEL.keyed(
        "mixpanel-secret", "Mixpanel API secret", ("mixpanel",), one_of(HEX * 32, ALNUM * 32)
    ),
    _AMPLITUDE.keyed("amplitude-key", "Amplitude API or secret key", ("amplitude",), HEX * 32),
    _POSTHOG.token(
        "posthog-personal-key", "PostHog personal API key", "phx_", BASE64URL * (38, 50)
    ),
    _POSTHOG.token(
        "posthog-project-key",
        "PostHog project key",
        "phc_",
        BASE64URL * (38, 50),
        severity=Severity.LOW,
    ),
    _TINYBIRD.token(
        "tinybird-token", "Tinybird token", "p.eyJ", BASE64URL * (60, 200) + "." + BASE64URL * 43
    ),
    _KEEN.keyed(
        "keen-key", "Keen key", ("keen",), one_of(HEX * 64, HEX_UPPER * 64, ALNUM * (64, 200))
    ),
    _PENDO.keyed(
        "pendo-integration-key",
        "Pendo integration key",
        ("pendo",),
        one_of(UUID, HEX_ANY * (32, 40)),
    ),
    _PLAUSIBLE.keyed("plausible-api-key", "Plausible API key", ("plausible",), BASE64URL * 64),
    _RUDDERSTACK.keyed(
        "rudderstack-key",
        "RudderStack write key",
        ("rudderstack", "rudder"),
        ALNUM * 27,
        severity=Severity.MEDIUM,
    ),
    _ADJUST.keyed(
        "adjust-token",
        "Adjust API token",
        ("adjust_api_token", "adjust_token", "adjust_user_token"),
        BASE64URL * 20,
    ),
)
