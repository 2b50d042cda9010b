"""Stripe keys."""

from leakscan.detection.facts import ALNUM, BASE64, Issuer, either
from leakscan.model.rule import Rule, Severity

_STRIPE = Issuer(
    "Stripe",
    "https://docs.stripe.com/keys",
    "Roll it under Developers > API keys, and look through the request log for foreign calls.",
)


def _key(rule_id: str, title: str, prefix: str, severity: Severity) -> Rule:
    return _STRIPE.token(
        rule_id, title, prefix, ALNUM * (24, 240), severity=severity, min_entropy=3.5
    )


RULES: tuple[Rule, ...] = (
    _key("stripe-secret-key", "Stripe secret key", "sk_live_", Severity.CRITICAL),
    _key("stripe-restricted-key", "Stripe restricted key", "rk_live_", Severity.HIGH),
    _key("stripe-organisation-key", "Stripe organisation key", "sk_org_live_", Severity.CRITICAL),
    _key("stripe-test-key", "Stripe secret key of the test mode", "sk_test_", Severity.LOW),
    _key(
        "stripe-restricted-test-key",
        "Stripe restricted key of the test mode",
        "rk_test_",
        Severity.LOW,
    ),
    _STRIPE.token(
        "stripe-intent-secret",
        "Client secret of a Stripe payment",
        "",
        either("pi", "seti") + "_" + ALNUM * 24 + "_secret_" + ALNUM * 25,
        severity=Severity.MEDIUM,
    ),
    _STRIPE.token(
        "webhook-signing-secret",
        "Webhook signing secret",
        "whsec_",
        BASE64 * (32, 64),
        severity=Severity.MEDIUM,
        min_entropy=3.5,
    ),
)
