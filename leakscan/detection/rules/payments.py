"""Keys of companies that move money for others."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER,
    LOWER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_SQUARE = Issuer(
    "Square",
    "https://developer.squareup.com/docs/build-basics/access-tokens",
    "Replace it under Credentials in the Square developer dashboard.",
)
_PAYPAL = Issuer(
    "PayPal",
    "https://developer.paypal.com/api/rest/authentication/",
    "Deactivate the secret of the app in the PayPal developer dashboard.",
)
_BRAINTREE = Issuer(
    "Braintree",
    "https://developer.paypal.com/braintree/docs/guides/authorization/overview",
    "Revoke it under API Keys in the Braintree control panel.",
)
_ADYEN = Issuer(
    "Adyen",
    "https://docs.adyen.com/development-resources/api-credentials/",
    "Generate a new key for the API credential in the Customer Area.",
)
_PADDLE = Issuer(
    "Paddle",
    "https://developer.paddle.com/api-reference/about/api-keys",
    "Revoke it under Authentication in the Paddle dashboard.",
)
_POLAR = Issuer(
    "Polar", "https://polar.sh/docs/integrate/oat", "Delete it in the settings of the organisation."
)
_CHECKOUT = Issuer(
    "Checkout.com",
    "https://www.checkout.com/docs/developer-resources/api/manage-api-keys",
    "Deactivate it under Keys in the Checkout.com dashboard.",
)
_GUMROAD = Issuer(
    "Gumroad", "https://gumroad.com/api", "Delete the application in the Gumroad settings."
)

RULES: tuple[Rule, ...] = (
    _SQUARE.token(
        "square-access-token",
        "Square personal access token",
        "EAAA",
        BASE64URL * 60,
        severity=Severity.CRITICAL,
    ),
    _SQUARE.token("square-oauth-token", "Square OAuth access token", "sq0atp-", BASE64URL * 22),
    _SQUARE.token(
        "square-oauth-secret", "Square application secret", "sq0csp-", BASE64URL * (40, 43)
    ),
    _PAYPAL.keyed("paypal-secret", "PayPal client secret", ("paypal",), "E" + BASE64URL * 79),
    _BRAINTREE.token(
        "braintree-access-token",
        "Braintree access token",
        "access_token$",
        either("production", "sandbox") + "$" + LOWER_NUM * 16 + "$" + HEX * 32,
    ),
    _BRAINTREE.keyed("braintree-private-key", "Braintree private key", ("braintree",), HEX * 32),
    _ADYEN.token(
        "adyen-api-key",
        "Adyen API key",
        "AQE",
        LOWER * 1
        + "hmfx"
        + BASE64 * (60, 200)
        + "-"
        + BASE64 * (40, 60)
        + "=-"
        + BASE64URL * (12, 24),
    ),
    _PADDLE.token(
        "paddle-api-key",
        "Paddle API key",
        "pdl_",
        either("live", "sdbx") + "_apikey_" + LOWER_NUM * 26 + "_" + ALNUM * 22 + "_" + ALNUM * 3,
    ),
    _POLAR.token(
        "polar-access-token",
        "Polar access token",
        "polar_",
        either("oat", "pat", "at_o", "at_u") + "_" + BASE64URL * (40, 50),
    ),
    _CHECKOUT.token(
        "checkout-secret-key",
        "Checkout.com secret key",
        "sk_",
        either("", "sbox_") + LOWER_NUM * 27,
    ),
    _CHECKOUT.token(
        "checkout-legacy-secret-key",
        "Checkout.com secret key, old form",
        "sk_",
        either("", "test_") + UUID,
    ),
    _GUMROAD.keyed(
        "gumroad-token", "Gumroad access token", ("gumroad",), one_of(HEX * 64, BASE64URL * 43)
    ),
)
