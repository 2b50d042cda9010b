"""Keys of services that watch whether sites are up."""

from leakscan.detection.facts import (
    ALNUM,
    DIGIT,
    HEX,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_STATUSPAGE = Issuer(
    "Statuspage", "https://developer.statuspage.io/", "Regenerate it under API info in Statuspage."
)
_UPTIME_ROBOT = Issuer(
    "UptimeRobot", "https://uptimerobot.com/api/", "Delete it under API in UptimeRobot."
)
_CHECKLY = Issuer(
    "Checkly",
    "https://www.checklyhq.com/docs/accounts-and-users/creating-api-key/",
    "Delete it under API keys in the Checkly settings.",
)
_HEALTHCHECKS = Issuer(
    "Healthchecks.io", "https://healthchecks.io/docs/api/", "Revoke it in the project settings."
)
_STATUS_CAKE = Issuer(
    "StatusCake",
    "https://developers.statuscake.com/guides/api/authentication/",
    "Delete it in the account.",
)
_BETTER_STACK = Issuer(
    "Better Stack",
    "https://betterstack.com/docs/uptime/api/getting-started-with-uptime-api/",
    "Delete it under API tokens.",
)

RULES: tuple[Rule, ...] = (
    _STATUSPAGE.keyed(
        "statuspage-api-key", "Statuspage API key", ("statuspage",), one_of(UUID, HEX * 64)
    ),
    _STATUSPAGE.keyed(
        "statuspage-oauth-key",
        "Statuspage API key in a header",
        ("statuspage_api: oauth", "statuspage oauth"),
        HEX * 64,
    ),
    _UPTIME_ROBOT.keyed(
        "uptimerobot-api-key",
        "UptimeRobot API key",
        ("uptimerobot", "uptime_robot"),
        either("ur", "u", "m") + DIGIT * (6, 10) + "-" + HEX * 24,
    ),
    _CHECKLY.token("checkly-api-key", "Checkly API key", "cu_", HEX * 32),
    _HEALTHCHECKS.token(
        "healthchecks-ping-url",
        "Healthchecks.io ping address",
        "hc-ping.com/",
        UUID,
        severity=Severity.LOW,
    ),
    _STATUS_CAKE.keyed(
        "statuscake-api-key", "StatusCake API key", ("statuscake",), ALNUM * (20, 32)
    ),
    _BETTER_STACK.keyed(
        "betterstack-token",
        "Better Stack token",
        ("betterstack", "better_stack", "betteruptime", "better_uptime", "logtail"),
        ALNUM * 24,
    ),
)
