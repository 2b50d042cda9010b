"""Keys of databases sold as a platform."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    DIGIT,
    HEX,
    PADDING,
    UUID,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_DATABRICKS = Issuer(
    "Databricks",
    "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
    "Revoke it under Developer, Access tokens in the Databricks settings.",
)
_DATASTAX = Issuer(
    "DataStax",
    "https://docs.datastax.com/en/astra-db-serverless/administration/manage-application-tokens.html",
    "Delete it under Application Tokens in Astra.",
)
_UPSTASH = Issuer(
    "Upstash",
    "https://upstash.com/docs/devops/developer-api/introduction",
    "Reset it in the console.",
)
_AIVEN = Issuer(
    "Aiven",
    "https://aiven.io/docs/platform/concepts/authentication-tokens",
    "Revoke it in the Aiven console.",
)
_MATERIALIZE = Issuer(
    "Materialize", "https://materialize.com/docs/security/", "Delete the app password."
)
_HASURA = Issuer("Hasura", "https://hasura.io/docs/", "Replace it in the Hasura project settings.")
_QDRANT = Issuer(
    "Qdrant",
    "https://qdrant.tech/documentation/cloud/authentication/",
    "Delete it in Qdrant Cloud.",
)

RULES: tuple[Rule, ...] = (
    _DATABRICKS.token(
        "databricks-token",
        "Databricks access token",
        "dapi",
        one_of(HEX * 32, HEX * 32 + "-" + DIGIT * 1),
    ),
    _DATABRICKS.token("databricks-oauth-secret", "Databricks OAuth secret", "dose", HEX * 32),
    _DATASTAX.token(
        "astra-token", "Astra DB application token", "AstraCS:", ALNUM * 24 + ":" + HEX * 64
    ),
    _UPSTASH.keyed(
        "upstash-token",
        "Upstash token",
        ("upstash", "qstash"),
        one_of(BASE64 * (40, 120) + PADDING, UUID),
    ),
    _AIVEN.token("aiven-service-password", "Aiven service password", "AVNS_", BASE64URL * 19),
    _AIVEN.keyed(
        "aiven-token", "Aiven authentication token", ("aiven",), BASE64 * (340, 400) + PADDING
    ),
    _MATERIALIZE.token("materialize-password", "Materialize app password", "mzp_", HEX * 64),
    _HASURA.keyed(
        "hasura-secret", "Hasura admin secret", ("hasura", "x-hasura-admin-secret"), ALNUM * 64
    ),
    _QDRANT.keyed("qdrant-api-key", "Qdrant API key", ("qdrant",), BASE64URL * (50, 56)),
)
