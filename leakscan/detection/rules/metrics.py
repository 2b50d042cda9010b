"""Keys of services for metrics and traces."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    HEX,
    LOWER,
    LOWER_NUM,
    UPPER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_DATADOG = Issuer(
    "Datadog",
    "https://docs.datadoghq.com/account_management/api-app-keys/",
    "Revoke it under API Keys or Application Keys in the organization settings.",
)
_NEW_RELIC = Issuer(
    "New Relic",
    "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
    "Delete it under API keys in the New Relic administration.",
)
_HONEYCOMB = Issuer(
    "Honeycomb",
    "https://docs.honeycomb.io/configure/environments/manage-api-keys/",
    "Delete it under API Keys of the Honeycomb environment or team.",
)
_DYNATRACE = Issuer(
    "Dynatrace",
    "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
    "Delete it under Access Tokens in Dynatrace.",
)
_INFLUX = Issuer(
    "InfluxData",
    "https://docs.influxdata.com/influxdb/cloud/admin/tokens/",
    "Delete it under API Tokens in InfluxDB.",
)

RULES: tuple[Rule, ...] = (
    _DATADOG.keyed(
        "datadog-api-key",
        "Datadog API key",
        ("datadog", "dd_api_key", "dd-api-key", "datadog_api_key"),
        HEX * 32,
    ),
    _DATADOG.keyed(
        "datadog-app-key",
        "Datadog application key",
        ("datadog", "dd_app_key", "dd_application_key", "dd-application-key"),
        ALNUM * 40,
    ),
    _DATADOG.keyed(
        "datadog-client-token",
        "Datadog client token",
        ("datadog", "dd_client_token", "dd_token", "dd_rum", "clientToken"),
        "pub" + HEX * 32,
        severity=Severity.LOW,
    ),
    _NEW_RELIC.token("newrelic-user-key", "New Relic user key", "NRAK-", UPPER_NUM * 27),
    _NEW_RELIC.token(
        "newrelic-key",
        "New Relic key",
        "NR",
        either("AA", "II", "IQ", "RA", "SP") + "-" + BASE64URL * (25, 42),
    ),
    _NEW_RELIC.token(
        "newrelic-browser-key", "New Relic browser key", "NRJS-", HEX * 19, severity=Severity.LOW
    ),
    _NEW_RELIC.token("newrelic-license-key", "New Relic license key", "", HEX * (32, 36) + "NRAL"),
    _NEW_RELIC.token(
        "newrelic-mobile-key",
        "New Relic token of a mobile application",
        "",
        one_of("AA" + HEX * 40, "eu01xx" + HEX * 36) + "-NRMA",
        severity=Severity.LOW,
    ),
    _NEW_RELIC.token(
        "pixie-key", "Pixie deploy or API key", "px-", either("dep", "api") + "-" + UUID
    ),
    _HONEYCOMB.token(
        "honeycomb-api-key",
        "Honeycomb API key",
        "hc",
        LOWER * 1 + either("ik", "lk", "mk") + "_" + LOWER_NUM * (26, 64),
    ),
    _HONEYCOMB.keyed(
        "honeycomb-legacy-key",
        "Honeycomb API key, old form",
        ("honeycomb", "x-honeycomb-team"),
        one_of(HEX * 32, ALNUM * 22),
    ),
    _DYNATRACE.token(
        "dynatrace-token",
        "Dynatrace token",
        "dt0",
        LOWER * 1 + DIGIT * 2 + "." + UPPER_NUM * (8, 24) + "." + UPPER_NUM * 64,
    ),
    _INFLUX.keyed(
        "influxdb-token", "InfluxDB API token", ("influx", "influxdb"), BASE64URL * 86 + "=="
    ),
)
