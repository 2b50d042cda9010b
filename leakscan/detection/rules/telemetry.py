"""Keys of further services that collect logs and errors."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_HONEYBADGER = Issuer(
    "Honeybadger", "https://docs.honeybadger.io/api/", "Revoke it in the settings."
)
_MEZMO = Issuer("Mezmo", "https://docs.mezmo.com/", "Revoke it under API Keys in Mezmo.")
_LOGGLY = Issuer(
    "Loggly",
    "https://documentation.solarwinds.com/en/success_center/loggly/",
    "Retire it under Customer Tokens.",
)
_SEMATEXT = Issuer("Sematext", "https://sematext.com/docs/", "Reset it in the app's settings.")
_SIGNALFX = Issuer(
    "Splunk Observability",
    "https://help.splunk.com/en/splunk-observability-cloud",
    "Delete it under Access Tokens.",
)
_APPSIGNAL = Issuer(
    "AppSignal", "https://docs.appsignal.com/api/overview.html", "Rotate it in the settings."
)

RULES: tuple[Rule, ...] = (
    _HONEYBADGER.token(
        "honeybadger-key", "Honeybadger key", "hb", either("p", "u") + "_" + ALNUM * 36
    ),
    _MEZMO.keyed("mezmo-key", "Mezmo key", ("mezmo", "logdna"), HEX * 32),
    _LOGGLY.keyed("loggly-token", "Loggly customer token", ("loggly",), UUID),
    _SEMATEXT.keyed("sematext-token", "Sematext token", ("sematext", "logsene"), UUID),
    _SIGNALFX.keyed(
        "splunk-observability-token",
        "Splunk Observability token",
        ("signalfx", "sfx", "x-sf-token", "splunk_access_token"),
        BASE64URL * 22,
    ),
    _APPSIGNAL.keyed("appsignal-key", "AppSignal key", ("appsignal",), UUID),
)
