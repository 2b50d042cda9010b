"""Keys of services that sign users in and check who they are."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER_NUM,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_OKTA = Issuer(
    "Okta",
    "https://developer.okta.com/docs/guides/create-an-api-token/main/",
    "Revoke it under Security, API, Tokens in the Okta Admin Console.",
)
_AUTH0 = Issuer(
    "Auth0",
    "https://auth0.com/docs/get-started/applications/rotate-client-secret",
    "Rotate the client secret in the settings of the application.",
)
_JUMPCLOUD = Issuer(
    "JumpCloud",
    "https://jumpcloud.com/support/understand-apis-in-jumpcloud",
    "Regenerate it in the admin portal.",
)
_ONELOGIN = Issuer(
    "OneLogin",
    "https://developers.onelogin.com/api-docs/2/getting-started/working-with-api-credentials",
    "Disable it under API Credentials.",
)
_DUO = Issuer("Duo", "https://duo.com/docs/adminapi", "Reset the secret key of the application.")
_ONFIDO = Issuer("Onfido", "https://documentation.onfido.com/", "Revoke it under Tokens in Onfido.")
_LOOKER = Issuer(
    "Looker",
    "https://cloud.google.com/looker/docs/api-auth",
    "Delete the API key of the user in Looker.",
)
_SUMSUB = Issuer("Sumsub", "https://docs.sumsub.com/", "Delete the app token in the dashboard.")

RULES: tuple[Rule, ...] = (
    _OKTA.keyed("okta-api-token", "Okta API token", ("okta", "ssws"), "00" + BASE64URL * 40),
    _OKTA.token("okta-ssws-token", "Okta API token in a header", "SSWS 00", BASE64URL * 40),
    _AUTH0.keyed("auth0-client-secret", "Auth0 client secret", ("auth0",), BASE64URL * (64, 66)),
    _JUMPCLOUD.token("jumpcloud-prefixed-key", "JumpCloud API key", "jca_", ALNUM * 36),
    _JUMPCLOUD.keyed(
        "jumpcloud-api-key", "JumpCloud API key, old form", ("jumpcloud",), LOWER_NUM * 40
    ),
    _ONELOGIN.keyed("onelogin-secret", "OneLogin client secret", ("onelogin",), HEX * 64),
    _DUO.keyed(
        "duo-secret-key",
        "Duo secret key",
        ("duo", "duo_secret", "duo_skey", "duosecurity"),
        ALNUM * 40,
    ),
    _ONFIDO.token(
        "onfido-token",
        "Onfido API token",
        "api_",
        either("live", "sandbox")
        + either("", "_us", "_ca")
        + "."
        + BASE64URL * 11
        + "."
        + BASE64URL * 32,
    ),
    _LOOKER.keyed("looker-client-secret", "Looker client secret", ("looker",), ALNUM * 24),
    _LOOKER.keyed(
        "looker-client-id",
        "Looker client ID",
        ("looker_client_id", "looker client_id", "lookersdk_client_id"),
        LOWER_NUM * 20,
        severity=Severity.LOW,
    ),
    _SUMSUB.token(
        "sumsub-token",
        "Sumsub app token",
        "",
        either("prd:", "sbx:") + ALNUM * 24 + "." + ALNUM * 32,
    ),
)
