"""Grafana tokens."""

from leakscan.detection.facts import ALNUM, BASE64, HEX_ANY, PADDING, Issuer
from leakscan.detection.validators.tokens import (
    grafana_cloud,
    grafana_legacy,
    grafana_service_account,
)
from leakscan.model.rule import Rule

_GRAFANA = Issuer(
    "Grafana",
    "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    "Delete it under Administration > Service accounts, or under the cloud access policies.",
)

RULES: tuple[Rule, ...] = (
    _GRAFANA.token(
        "grafana-service-account-token",
        "Grafana service account token",
        "glsa_",
        ALNUM * 32 + "_" + HEX_ANY * 8,
        proof=grafana_service_account,
        examples=("{grafana}",),
    ),
    _GRAFANA.token(
        "grafana-cloud-token",
        "Grafana Cloud access policy token",
        "glc_",
        "eyJ" + BASE64 * (40, 400) + PADDING,
        proof=grafana_cloud,
        examples=("{grafanacloud}",),
        counter_examples=("glc_eyJ{base64:20}",),
    ),
    _GRAFANA.token(
        "grafana-api-key",
        "Grafana API key",
        "eyJrIjoi",
        BASE64 * (60, 400) + PADDING,
        proof=grafana_legacy,
        examples=("{grafanalegacy}",),
        counter_examples=("eyJrIjoi{base64:30}",),
    ),
)
