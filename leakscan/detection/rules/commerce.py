"""Keys of shops, marketplaces and their helpers."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    HEX_ANY,
    LOWER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_SHOPIFY = Issuer(
    "Shopify",
    "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens",
    "Rotate it in the Shopify Partner Dashboard, or uninstall the app.",
)
_WOOCOMMERCE = Issuer(
    "WooCommerce",
    "https://woocommerce.com/document/woocommerce-rest-api/",
    "Revoke it under REST API.",
)
_BIGCOMMERCE = Issuer(
    "BigCommerce",
    "https://developer.bigcommerce.com/docs/start/authentication/api-accounts",
    "Delete the API account.",
)
_AMAZON = Issuer(
    "Amazon Selling Partner",
    "https://developer-docs.amazon.com/sp-api/docs/viewing-your-application-information-and-credentials",
    "Rotate the credentials of the application in Seller Central.",
)
_ETSY = Issuer("Etsy", "https://developers.etsy.com/documentation/", "Delete the app at Etsy.")
_EBAY = Issuer(
    "eBay",
    "https://developer.ebay.com/api-docs/static/gs_request-developer-account.html",
    "Rotate it in the application keys.",
)
_PRINTFUL = Issuer(
    "Printful",
    "https://developers.printful.com/docs/",
    "Delete it in the Printful developer portal.",
)
_SNIPCART = Issuer(
    "Snipcart", "https://docs.snipcart.com/v3/api-reference/authentication", "Delete it."
)

RULES: tuple[Rule, ...] = (
    _SHOPIFY.token(
        "shopify-token",
        "Shopify token or secret",
        "shp",
        either("at", "ca", "pa", "ss", "ua", "rt") + "_" + HEX_ANY * 32,
    ),
    _SHOPIFY.keyed("shopify-key", "Shopify key or secret, old form", ("shopify",), HEX * 32),
    _WOOCOMMERCE.token(
        "woocommerce-key", "WooCommerce REST key", "c", either("k", "s") + "_" + HEX * 40
    ),
    _BIGCOMMERCE.keyed(
        "bigcommerce-token",
        "BigCommerce token or secret",
        ("bigcommerce",),
        one_of(HEX * 64, ALNUM * 31),
    ),
    _AMAZON.token(
        "amazon-client-secret", "Amazon OAuth client secret", "amzn1.oa2-cs.v1.", HEX * 64
    ),
    _AMAZON.token(
        "amazon-refresh-token", "Amazon OAuth refresh token", "Atzr|", BASE64URL * (100, 900)
    ),
    _AMAZON.token(
        "amazon-access-token", "Amazon OAuth access token", "Atza|", BASE64URL * (100, 900)
    ),
    _AMAZON.token("amazon-mws-token", "Amazon MWS token", "amzn.mws.", UUID),
    _ETSY.keyed("etsy-key", "Etsy API key", ("etsy",), LOWER_NUM * 24),
    _EBAY.token(
        "ebay-cert-id",
        "eBay production cert ID",
        "PRD-",
        HEX * 12 + "-" + HEX * 8 + "-" + HEX * 4 + "-" + HEX * 4 + "-" + HEX * 4,
    ),
    _PRINTFUL.keyed("printful-token", "Printful API token", ("printful",), ALNUM * 40),
    _SNIPCART.keyed("snipcart-key", "Snipcart secret key", ("snipcart",), BASE64 * (70, 80)),
)
