"""Keys of payment companies at home in one part of the world."""

from leakscan.detection.facts import ALNUM, BASE64URL, DIGIT, HEX, LOWER_NUM, Issuer, either
from leakscan.model.rule import Rule, Severity

_RAZORPAY = Issuer(
    "Razorpay",
    "https://razorpay.com/docs/payments/dashboard/account-settings/api-keys/",
    "Regenerate it under API Keys in the Razorpay dashboard.",
)
_PAYSTACK = Issuer(
    "Paystack",
    "https://paystack.com/docs/api/authentication/",
    "Generate a new key under API Keys & Webhooks in Paystack.",
)
_FLUTTERWAVE = Issuer(
    "Flutterwave",
    "https://developer.flutterwave.com/docs/authentication",
    "Regenerate it under API in the Flutterwave dashboard.",
)
_MOLLIE = Issuer(
    "Mollie",
    "https://docs.mollie.com/reference/authentication",
    "Reset it under API keys in the Mollie dashboard.",
)
_GOCARDLESS = Issuer(
    "GoCardless",
    "https://developer.gocardless.com/api-reference/",
    "Revoke it under Developers in the GoCardless dashboard.",
)
_MIDTRANS = Issuer(
    "Midtrans",
    "https://docs.midtrans.com/docs/technical-reference",
    "Rotate it under Access Keys in the Midtrans dashboard.",
)
_XENDIT = Issuer(
    "Xendit", "https://docs.xendit.co/docs/api-keys", "Delete it under API Keys in Xendit."
)
_MERCADO_PAGO = Issuer(
    "Mercado Pago",
    "https://www.mercadopago.com/developers/en/docs/your-integrations/credentials",
    "Renew it under Production credentials of the application.",
)

RULES: tuple[Rule, ...] = (
    _RAZORPAY.token(
        "razorpay-key-id",
        "Razorpay key ID",
        "rzp_",
        either("live", "test") + "_" + ALNUM * 14,
        severity=Severity.MEDIUM,
    ),
    _RAZORPAY.keyed("razorpay-key-secret", "Razorpay key secret", ("razorpay",), ALNUM * 24),
    _PAYSTACK.token(
        "paystack-secret-key", "Paystack secret key", "sk_", either("live", "test") + "_" + HEX * 40
    ),
    _FLUTTERWAVE.token(
        "flutterwave-secret-key",
        "Flutterwave secret key",
        "FLWSECK",
        either("-", "_TEST-") + LOWER_NUM * (12, 32) + either("-X", ""),
    ),
    _MOLLIE.token(
        "mollie-api-key", "Mollie API key", "live_", ALNUM * 30, mixed=True, min_entropy=3.5
    ),
    _MOLLIE.keyed(
        "mollie-access-token",
        "Mollie organization access token",
        ("mollie",),
        "access_" + ALNUM * 40,
    ),
    _GOCARDLESS.token(
        "gocardless-token",
        "GoCardless access token",
        "live_",
        BASE64URL * 40,
        mixed=True,
        min_entropy=3.8,
    ),
    _MIDTRANS.token(
        "midtrans-key",
        "Midtrans key",
        "Mid-",
        either("server", "client") + "-" + BASE64URL * (16, 24),
    ),
    _XENDIT.token(
        "xendit-secret-key",
        "Xendit secret key",
        "xnd_",
        either("production", "development") + "_" + ALNUM * (40, 70),
    ),
    _MERCADO_PAGO.token(
        "mercado-pago-token",
        "Mercado Pago access token",
        "APP_USR-",
        DIGIT * (10, 20) + "-" + DIGIT * 6 + "-" + HEX * 32 + "-" + DIGIT * (5, 12),
    ),
)
