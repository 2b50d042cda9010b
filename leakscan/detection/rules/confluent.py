"""Confluent Cloud and Zuplo: keys with a checksum of their own."""

from leakscan.detection.facts import BASE64, HEX, LOWER_NUM, Issuer
from leakscan.detection.validators.tokens import confluent, zuplo
from leakscan.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Issuer(
        "Confluent",
        "https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html",
        "Delete the API key in the cluster's or the account's API keys and make another.",
    ).token(
        "confluent-api-secret",
        "Confluent Cloud API secret",
        "cflt",
        BASE64 * 60,
        proof=confluent,
        examples=("{confluent}",),
    ),
    Issuer(
        "Zuplo",
        "https://zuplo.com/docs/articles/api-key-leak-detection",
        "Delete the key of that consumer and make another.",
    ).token(
        "zuplo-api-key",
        "Zuplo API key",
        "zpka_",
        LOWER_NUM * 32 + "_" + HEX * 8,
        proof=zuplo,
        examples=("{zuplo}",),
    ),
)
