"""Keys of exchanges, chain nodes and market data."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    UPPER_NUM,
    UUID,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_BINANCE = Issuer(
    "Binance",
    "https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security",
    "Delete it under API Management in the Binance account.",
)
_KRAKEN = Issuer(
    "Kraken", "https://docs.kraken.com/api/docs/guides/spot-rest-auth", "Delete it under API."
)
_ETHERSCAN = Issuer(
    "Etherscan",
    "https://docs.etherscan.io/getting-an-api-key",
    "Remove it under API Keys in the Etherscan account.",
)
_INFURA = Issuer(
    "Infura", "https://docs.metamask.io/services/", "Delete it in the MetaMask developer dashboard."
)
_ALCHEMY = Issuer(
    "Alchemy", "https://www.alchemy.com/docs/create-an-api-key", "Rotate it in the Alchemy app."
)
_BLOCKFROST = Issuer(
    "Blockfrost", "https://docs.blockfrost.io/", "Delete it in the Blockfrost project."
)
_COINGECKO = Issuer(
    "CoinGecko",
    "https://docs.coingecko.com/reference/setting-up-your-api-key",
    "Delete it in the CoinGecko developer dashboard.",
)
_COINMARKETCAP = Issuer(
    "CoinMarketCap",
    "https://coinmarketcap.com/api/documentation/v1/",
    "Regenerate it in the CoinMarketCap account.",
)
_DATABENTO = Issuer(
    "Databento", "https://databento.com/docs/portal/api-keys", "Deactivate it under API keys."
)
_FINNHUB = Issuer(
    "Finnhub", "https://finnhub.io/docs/api/authentication", "Regenerate it in Finnhub."
)
_POLYGON = Issuer(
    "Polygon.io", "https://polygon.io/docs", "Delete it under API Keys in the dashboard."
)
_ALPHA_VANTAGE = Issuer(
    "Alpha Vantage", "https://www.alphavantage.co/documentation/", "Request another key."
)
_IEX = Issuer("IEX Cloud", "https://iexcloud.io/docs/", "Revoke it under API Tokens.")

RULES: tuple[Rule, ...] = (
    _BINANCE.keyed("binance-key", "Binance API key or secret", ("binance",), ALNUM * 64),
    _KRAKEN.keyed("kraken-private-key", "Kraken private key", ("kraken",), BASE64 * 86 + "=="),
    _ETHERSCAN.keyed(
        "etherscan-api-key",
        "Etherscan API key",
        ("etherscan", "bscscan", "polygonscan", "arbiscan", "snowtrace"),
        UPPER_NUM * 34,
    ),
    _INFURA.keyed(
        "infura-api-key", "Infura API key or secret", ("infura", "infura.io/v3/"), HEX * 32
    ),
    _INFURA.token("infura-url", "Infura endpoint with its key", "infura.io/v3/", HEX * 32),
    _ALCHEMY.token(
        "alchemy-url",
        "Alchemy endpoint with its key",
        "",
        either("g.alchemy.com", "alchemyapi.io") + "/v2/" + BASE64URL * 32,
    ),
    _ALCHEMY.keyed(
        "alchemy-api-key",
        "Alchemy API key, old form",
        ("alchemy",),
        BASE64URL * 32,
        min_entropy=3.5,
    ),
    _ALCHEMY.token("alchemy-prefixed-key", "Alchemy API key", "alcht_", ALNUM * 30),
    _BLOCKFROST.token(
        "blockfrost-project-id",
        "Blockfrost project ID",
        "",
        either("mainnet", "preprod", "preview", "testnet") + ALNUM * 32,
        min_entropy=3.5,
    ),
    _COINGECKO.token("coingecko-api-key", "CoinGecko API key", "CG-", ALNUM * 24),
    _COINMARKETCAP.keyed(
        "coinmarketcap-api-key",
        "CoinMarketCap API key",
        ("coinmarketcap", "cmc_pro_api_key", "cmc"),
        UUID,
    ),
    _DATABENTO.keyed(
        "databento-api-key", "Databento API key", ("databento",), "db-" + ALNUM * (26, 29)
    ),
    _FINNHUB.keyed("finnhub-api-key", "Finnhub API key", ("finnhub",), LOWER_NUM * (20, 40)),
    _POLYGON.keyed(
        "polygon-io-api-key", "Polygon.io API key", ("polygon", "polygonio"), ALNUM * 32
    ),
    _ALPHA_VANTAGE.keyed(
        "alpha-vantage-api-key",
        "Alpha Vantage API key",
        ("alphavantage", "alpha_vantage"),
        UPPER_NUM * 16,
    ),
    _IEX.keyed(
        "iex-cloud-token", "IEX Cloud token", ("iex", "iexcloud"), either("sk_", "pk_") + HEX * 32
    ),
)
