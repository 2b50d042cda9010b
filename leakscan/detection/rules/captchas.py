"""Secrets of services that tell people from programs."""

from leakscan.detection.facts import (
    BASE64URL,
    HEX,
    HEX_ANY,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_RECAPTCHA = Issuer(
    "Google reCAPTCHA",
    "https://developers.google.com/recaptcha/intro",
    "Replace the key in the reCAPTCHA console.",
)
_HCAPTCHA = Issuer(
    "hCaptcha", "https://docs.hcaptcha.com/", "Generate another secret in the hCaptcha settings."
)
_TURNSTILE = Issuer(
    "Cloudflare Turnstile",
    "https://developers.cloudflare.com/turnstile/",
    "Rotate the secret key of the widget.",
)

RULES: tuple[Rule, ...] = (
    _RECAPTCHA.keyed(
        "recaptcha-secret",
        "reCAPTCHA secret key",
        (
            "recaptcha_secret",
            "recaptcha_private",
            "recaptcha secret",
            "recaptchaSecret",
            "recaptcha-secret",
        ),
        "6L" + BASE64URL * 38,
        severity=Severity.MEDIUM,
    ),
    _HCAPTCHA.keyed(
        "hcaptcha-secret",
        "hCaptcha secret",
        ("hcaptcha",),
        one_of("0x" + HEX_ANY * 40, "ES_" + HEX * 32),
        severity=Severity.MEDIUM,
    ),
    _TURNSTILE.keyed(
        "turnstile-secret",
        "Turnstile secret key",
        ("turnstile",),
        "0x4AAAAAA" + BASE64URL * (20, 30),
        severity=Severity.MEDIUM,
    ),
)
