"""Keys of databases that somebody else runs."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    LOWER_NUM,
    UUID,
    Alphabet,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_MONGODB = Issuer(
    "MongoDB Atlas",
    "https://www.mongodb.com/docs/atlas/configure-api-access/",
    "Revoke it under Access Manager in Atlas.",
)
_PLANETSCALE = Issuer(
    "PlanetScale",
    "https://planetscale.com/docs/concepts/service-tokens",
    "Delete the service token or the password in the PlanetScale settings.",
)
_NEON = Issuer(
    "Neon", "https://neon.com/docs/manage/api-keys", "Revoke it under API keys in the Neon console."
)
_COCKROACH = Issuer(
    "Cockroach Labs",
    "https://www.cockroachlabs.com/docs/cockroachcloud/managing-access",
    "Delete the API key of the service account in the Cloud Console.",
)
_CLICKHOUSE = Issuer(
    "ClickHouse", "https://clickhouse.com/docs/cloud/manage/openapi", "Delete it under API Keys."
)
_FAUNA = Issuer("Fauna", "https://docs.fauna.com/", "Revoke the key in the Fauna dashboard.")
_XATA = Issuer("Xata", "https://xata.io/docs/", "Delete it under API keys in the Xata account.")
_PSCALE = Alphabet("base64url", rb"0-9A-Za-z_=.-")

RULES: tuple[Rule, ...] = (
    _MONGODB.token(
        "mongodb-atlas-secret", "MongoDB Atlas service account secret", "mdb_sa_sk_", BASE64URL * 40
    ),
    _MONGODB.keyed(
        "mongodb-atlas-private-key",
        "MongoDB Atlas private API key",
        ("atlas", "mongodb_atlas", "mcli"),
        UUID,
    ),
    _PLANETSCALE.token(
        "planetscale-token",
        "PlanetScale token or password",
        "pscale_",
        either("tkn", "pw", "oauth") + "_" + _PSCALE * (32, 64),
    ),
    _NEON.token("neon-api-key", "Neon API key", "napi_", LOWER_NUM * 64),
    _COCKROACH.token(
        "cockroach-cloud-key", "CockroachDB Cloud API key", "CCDB1_", ALNUM * 22 + "_" + ALNUM * 40
    ),
    _CLICKHOUSE.token("clickhouse-cloud-secret", "ClickHouse Cloud API secret", "4b1d", ALNUM * 38),
    _FAUNA.token("fauna-key", "Fauna key", "fnA", BASE64URL * 37, min_entropy=3.5),
    _XATA.token("xata-api-key", "Xata API key", "xau_", ALNUM * (32, 40)),
)
