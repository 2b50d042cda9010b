"""Keys of banking, card, billing and shipping services."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    PADDING,
    UUID,
    WORD,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_PLAID = Issuer(
    "Plaid", "https://plaid.com/docs/quickstart/glossary/", "Rotate it under Keys in Plaid."
)
_COINBASE = Issuer(
    "Coinbase",
    "https://docs.cdp.coinbase.com/get-started/docs/cdp-api-keys",
    "Delete it under API keys in the Coinbase developer platform.",
)
_MERCURY = Issuer(
    "Mercury", "https://docs.mercury.com/reference/getting-started", "Revoke it under API tokens."
)
_FINICITY = Issuer(
    "Finicity",
    "https://developer.mastercard.com/open-finance-us/documentation/",
    "Regenerate it in the Mastercard Open Finance project.",
)
_HIGHNOTE = Issuer(
    "Highnote", "https://highnote.com/docs/", "Revoke it under API keys in Highnote."
)
_RAINFOREST = Issuer(
    "Rainforest Pay", "https://docs.rainforestpay.com/docs/", "Revoke it under API keys."
)
_PERSONA = Issuer(
    "Persona", "https://docs.withpersona.com/api-keys", "Expire it under API Keys in Persona."
)
_ALPACA = Issuer(
    "Alpaca",
    "https://docs.alpaca.markets/docs/authentication",
    "Regenerate it in the Alpaca dashboard.",
)

RULES: tuple[Rule, ...] = (
    _PLAID.token(
        "plaid-access-token",
        "Plaid access token",
        "access-",
        either("production", "development", "sandbox") + "-" + UUID,
    ),
    _PLAID.keyed("plaid-secret", "Plaid secret", ("plaid",), LOWER_NUM * 30),
    _COINBASE.keyed("coinbase-api-key", "Coinbase access token", ("coinbase",), BASE64URL * 64),
    _COINBASE.keyed(
        "coinbase-private-key",
        "Coinbase API private key",
        ("coinbase", "privateKey"),
        BASE64 * 86 + "==",
    ),
    _MERCURY.token(
        "mercury-token",
        "Mercury API token",
        "secret-token:mercury_",
        either("production", "sandbox") + "_" + WORD * (30, 70),
    ),
    _FINICITY.keyed("finicity-secret", "Finicity client secret", ("finicity",), ALNUM * 20),
    _FINICITY.keyed("finicity-app-key", "Finicity app key", ("finicity",), HEX * 32),
    _HIGHNOTE.token(
        "highnote-secret-key", "Highnote secret key", "sk_live_a2V5X", BASE64 * (40, 140) + PADDING
    ),
    _RAINFOREST.token(
        "rainforest-api-key",
        "Rainforest Pay API key",
        "",
        either("apikey_", "sbx_apikey_") + HEX * 64,
    ),
    _PERSONA.token(
        "persona-api-key",
        "Persona API key",
        "persona_",
        either("production", "sandbox") + "_" + LOWER_NUM * (30, 60),
    ),
    _ALPACA.keyed("alpaca-secret-key", "Alpaca secret key", ("alpaca", "apca"), ALNUM * 40),
)
