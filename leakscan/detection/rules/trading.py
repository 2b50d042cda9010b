"""Keys of further exchanges and money services."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    HEX_UPPER,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_BITTREX = Issuer("Bittrex", "https://bittrex.github.io/api/v3", "Delete it under API Keys.")
_KUCOIN = Issuer(
    "KuCoin", "https://www.kucoin.com/docs-new/authentication", "Delete it under API Management."
)
_BYBIT = Issuer(
    "Bybit", "https://bybit-exchange.github.io/docs/v5/guide", "Delete it under API in Bybit."
)
_OKX = Issuer("OKX", "https://www.okx.com/docs-v5/en/", "Delete it under API in the OKX account.")
_BITFINEX = Issuer(
    "Bitfinex", "https://docs.bitfinex.com/docs/rest-auth", "Revoke it under API Keys."
)
_BITMEX = Issuer("BitMEX", "https://www.bitmex.com/app/apiKeysUsage", "Delete it under API Keys.")
_GEMINI = Issuer(
    "Gemini", "https://docs.gemini.com/authentication/api-key", "Revoke it in the API settings."
)
_SETTLEMINT = Issuer(
    "SettleMint", "https://console.settlemint.com/documentation/", "Revoke it in the console."
)
_WEPAY = Issuer("WePay", "https://dev.wepay.com/", "Reset it in the WePay dashboard.")
_WISE = Issuer("Wise", "https://docs.wise.com/api-docs/", "Delete it under API tokens in Wise.")
_RECURLY = Issuer(
    "Recurly", "https://recurly.com/developers/", "Regenerate it under API Credentials."
)
_TAXJAR = Issuer(
    "TaxJar", "https://developers.taxjar.com/api/reference/", "Deactivate it in the account."
)
_DWOLLA = Issuer("Dwolla", "https://developers.dwolla.com/", "Rotate it in the Dwolla dashboard.")
_SQUARESPACE = Issuer(
    "Squarespace",
    "https://developers.squarespace.com/commerce-apis/authentication-and-permissions",
    "Delete it under Developer API Keys.",
)
_TATUM = Issuer("Tatum", "https://docs.tatum.io/docs/authentication", "Delete it in the dashboard.")
_QUICKNODE = Issuer(
    "QuickNode", "https://www.quicknode.com/docs/welcome", "Reset the token of the endpoint."
)
_HELIUS = Issuer("Helius", "https://www.helius.dev/docs", "Delete it in the Helius dashboard.")
_COVALENT = Issuer("GoldRush", "https://goldrush.dev/docs/", "Delete it in the GoldRush platform.")


RULES: tuple[Rule, ...] = (
    _BITTREX.keyed("bittrex-key", "Bittrex key or secret", ("bittrex",), ALNUM * 32),
    _KUCOIN.keyed("kucoin-key", "KuCoin API key", ("kucoin",), HEX * 24),
    _KUCOIN.keyed("kucoin-secret", "KuCoin API secret", ("kucoin",), UUID),
    _BYBIT.keyed("bybit-secret", "Bybit API secret", ("bybit",), one_of(ALNUM * 36, ALNUM * 18)),
    _OKX.keyed("okx-secret", "OKX secret key", ("okx", "okex"), one_of(HEX_UPPER * 32, UUID)),
    _BITFINEX.keyed("bitfinex-key", "Bitfinex key or secret", ("bitfinex",), ALNUM * 43),
    _BITMEX.keyed(
        "bitmex-secret", "BitMEX secret", ("bitmex",), one_of(BASE64URL * 48, BASE64URL * 24)
    ),
    _GEMINI.token(
        "gemini-exchange-key",
        "Gemini exchange API key",
        "",
        either("account-", "master-") + ALNUM * 20,
        mixed=True,
        min_entropy=3.5,
    ),
    _SETTLEMINT.token(
        "settlemint-token",
        "SettleMint token",
        "sm_",
        either("aat", "pat", "sat") + "_" + ALNUM * 16,
    ),
    _WEPAY.keyed(
        "wepay-token",
        "WePay token",
        ("wepay",),
        one_of(HEX * 64, either("stage_", "production_") + ALNUM * (40, 70)),
    ),
    _WISE.keyed("wise-token", "Wise API token", ("wise", "transferwise"), UUID),
    _RECURLY.keyed("recurly-key", "Recurly API key", ("recurly",), HEX * 32),
    _TAXJAR.keyed("taxjar-token", "TaxJar API token", ("taxjar",), HEX * 32),
    _DWOLLA.keyed("dwolla-secret", "Dwolla secret", ("dwolla",), ALNUM * 50),
    _SQUARESPACE.keyed("squarespace-key", "Squarespace API key", ("squarespace",), UUID),
    _TATUM.token("tatum-key", "Tatum API key", "t-", HEX * 24 + "-" + HEX * 24),
    _QUICKNODE.token(
        "quicknode-url", "QuickNode endpoint with its token", "quiknode.pro/", HEX * 40
    ),
    _HELIUS.keyed("helius-key", "Helius API key", ("helius", "helius-rpc.com"), UUID),
    _COVALENT.token("goldrush-key", "GoldRush API key", "cqt_", ALNUM * 26),
)
