"""Keys of services that collect and search logs."""

from leakscan.detection.facts import (
    ALNUM,
    ALPHA,
    BASE64,
    PADDING,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_SPLUNK = Issuer(
    "Splunk",
    "https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector",
    "Delete the token under HTTP Event Collector in the Splunk settings.",
)
_SUMO = Issuer(
    "Sumo Logic",
    "https://help.sumologic.com/docs/manage/security/access-keys/",
    "Deactivate it under Access Keys in Sumo Logic.",
)
_ELASTIC = Issuer(
    "Elastic",
    "https://www.elastic.co/docs/deploy-manage/api-keys",
    "Invalidate it under API keys in Kibana or Elastic Cloud.",
)
_AXIOM = Issuer(
    "Axiom", "https://axiom.co/docs/reference/tokens", "Delete it under API tokens in Axiom."
)
_LOGZ = Issuer(
    "Logz.io",
    "https://docs.logz.io/docs/user-guide/admin/authentication-tokens/",
    "Delete it under Manage tokens in Logz.io.",
)
_CORALOGIX = Issuer(
    "Coralogix",
    "https://coralogix.com/docs/user-guides/account-management/api-keys/",
    "Revoke it under API Keys in Coralogix.",
)
_PAPERTRAIL = Issuer(
    "Papertrail",
    "https://www.papertrail.com/help/http-api/",
    "Regenerate it under Profile in Papertrail.",
)

RULES: tuple[Rule, ...] = (
    _SPLUNK.keyed(
        "splunk-hec-token", "Splunk HTTP Event Collector token", ("splunk", "splunk_hec"), UUID
    ),
    _SUMO.keyed(
        "sumologic-access-key",
        "Sumo Logic access key",
        ("sumo", "sumologic", "sumo_logic"),
        ALNUM * 64,
    ),
    _SUMO.keyed(
        "sumologic-access-id",
        "Sumo Logic access ID",
        ("sumo", "sumologic", "sumo_logic"),
        "su" + ALNUM * 12,
        severity=Severity.MEDIUM,
        min_entropy=2.5,
    ),
    _ELASTIC.token(
        "elastic-cloud-key", "Elastic Cloud API key", "essu_", BASE64 * (60, 160) + PADDING
    ),
    _ELASTIC.keyed(
        "elastic-api-key",
        "Elasticsearch API key",
        ("elastic", "elasticsearch", "kibana", "apikey"),
        BASE64 * 58 + "==",
    ),
    _AXIOM.token("axiom-token", "Axiom token", "xa", either("at", "pt") + "-" + UUID),
    _LOGZ.keyed(
        "logzio-token",
        "Logz.io shipping token",
        ("logz", "logzio", "logz_io", "logz.io"),
        ALPHA * 32,
    ),
    _LOGZ.keyed(
        "logzio-api-token", "Logz.io API token", ("logz", "logzio", "logz_io", "logz.io"), UUID
    ),
    _CORALOGIX.token("coralogix-key", "Coralogix key", "cxt", either("p", "h") + "_" + ALNUM * 30),
    _PAPERTRAIL.keyed("papertrail-token", "Papertrail API token", ("papertrail",), ALNUM * 20),
)
