"""Keys to the places where the other keys are kept."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    HEX,
    PADDING,
    UPPER_NUM,
    UUID,
    Alphabet,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_DOPPLER = Issuer(
    "Doppler",
    "https://docs.doppler.com/docs/service-tokens",
    "Revoke it under Access or Tokens in Doppler.",
)
_ONEPASSWORD = Issuer(
    "1Password",
    "https://developer.1password.com/docs/service-accounts/",
    "Delete the service account, or reset the account's Secret Key.",
)
_BITWARDEN = Issuer(
    "Bitwarden", "https://bitwarden.com/help/access-tokens/", "Revoke it on the machine account."
)
_INFISICAL = Issuer(
    "Infisical",
    "https://infisical.com/docs/documentation/platform/token",
    "Delete it in the project.",
)
_AKEYLESS = Issuer("Akeyless", "https://docs.akeyless.io/docs/api-key", "Reset the access key.")
_DASHLANE = Issuer(
    "Dashlane",
    "https://cli.dashlane.com/business",
    "Delete the credentials in the Dashlane admin console.",
)
_CONFIG = Alphabet("lowernum", rb"0-9a-z_-")

RULES: tuple[Rule, ...] = (
    _DOPPLER.token(
        "doppler-token",
        "Doppler token",
        "dp.",
        one_of(
            either("pt", "st", "ct", "sa", "said", "scim", "audit") + "." + ALNUM * (40, 44),
            "st." + _CONFIG * (2, 36) + "." + ALNUM * (40, 44),
        ),
    ),
    _ONEPASSWORD.token(
        "onepassword-service-token",
        "1Password service account token",
        "ops_eyJ",
        BASE64 * (200, 1400) + PADDING,
        severity=Severity.CRITICAL,
        min_entropy=4.0,
    ),
    _ONEPASSWORD.token(
        "onepassword-secret-key",
        "1Password Secret Key",
        "A3-",
        one_of(
            UPPER_NUM * 6 + "-" + UPPER_NUM * 11,
            UPPER_NUM * 6 + "-" + UPPER_NUM * 6 + "-" + UPPER_NUM * 5,
        )
        + "-"
        + UPPER_NUM * 5
        + "-"
        + UPPER_NUM * 5
        + "-"
        + UPPER_NUM * 5,
    ),
    _BITWARDEN.token(
        "bitwarden-access-token",
        "Bitwarden Secrets Manager access token",
        "0.",
        UUID + "." + ALNUM * 30 + ":" + BASE64 * 22 + "==",
    ),
    _INFISICAL.token(
        "infisical-service-token",
        "Infisical service token",
        "st.",
        one_of(HEX * 24, UUID) + "." + HEX * 32 + "." + HEX * 32,
    ),
    _AKEYLESS.keyed("akeyless-access-key", "Akeyless access key", ("akeyless",), BASE64 * 43 + "="),
    _DASHLANE.token(
        "dashlane-cli-keys",
        "Dashlane non-interactive credentials",
        "dls_",
        HEX * 16 + "_" + HEX * 64 + "_" + BASE64 * (40, 400) + PADDING,
    ),
)
