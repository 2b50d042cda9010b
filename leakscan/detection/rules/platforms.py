"""Keys of further platforms for developers."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    DIGIT,
    HEX,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_PACKAGECLOUD = Issuer(
    "packagecloud", "https://packagecloud.io/docs/api", "Regenerate it under API Token."
)
_DEFINED = Issuer(
    "Defined Networking",
    "https://docs.defined.net/get-started/overview/",
    "Revoke it under API keys.",
)
_SOCKET = Issuer("Socket", "https://docs.socket.dev/docs/", "Revoke it under API Tokens in Socket.")
_CODESANDBOX = Issuer("CodeSandbox", "https://codesandbox.io/docs/", "Delete it under API keys.")
_RETOOL = Issuer(
    "Retool", "https://docs.retool.com/", "Revoke it under API in the Retool settings."
)
_WEBFLOW = Issuer(
    "Webflow",
    "https://developers.webflow.com/data/reference/authentication",
    "Revoke it in the site's settings.",
)
_CODEFRESH = Issuer(
    "Codefresh",
    "https://codefresh.io/docs/docs/integrations/codefresh-api/",
    "Delete it under API keys.",
)
_DEPOT = Issuer(
    "Depot", "https://depot.dev/docs/cli/authentication", "Delete it under API tokens in Depot."
)
_KEYCDN = Issuer("KeyCDN", "https://www.keycdn.com/api", "Reset it in the KeyCDN account.")
_IMGIX = Issuer(
    "Imgix", "https://docs.imgix.com/apis/management", "Revoke it under API Keys in Imgix."
)
_GCORE = Issuer("Gcore", "https://gcore.com/docs/account-settings/", "Delete it under API tokens.")
_TABLEAU = Issuer(
    "Tableau",
    "https://help.tableau.com/current/server/en-us/security_personal_access_tokens.htm",
    "Revoke it in the account's settings.",
)
_GITTER = Issuer("Gitter", "https://developer.gitter.im/docs/authentication", "Reset it at Gitter.")

RULES: tuple[Rule, ...] = (
    _PACKAGECLOUD.keyed("packagecloud-token", "packagecloud token", ("packagecloud",), HEX * 48),
    _DEFINED.token(
        "defined-networking-key",
        "Defined Networking API key",
        "dnkey-",
        BASE64URL * 26 + "-" + BASE64URL * 52,
    ),
    _SOCKET.token("socket-token", "Socket API token", "sktsec_", BASE64URL * (43, 60)),
    _CODESANDBOX.token("codesandbox-token", "CodeSandbox API token", "csb_v1_", BASE64URL * 43),
    _RETOOL.token("retool-token", "Retool API token", "retool_", ALNUM * (26, 40), mixed=True),
    _WEBFLOW.keyed("webflow-token", "Webflow token", ("webflow",), HEX * 64),
    _CODEFRESH.keyed(
        "codefresh-key", "Codefresh API key", ("codefresh",), HEX * 24 + "." + HEX * 32
    ),
    _DEPOT.token(
        "depot-token", "Depot token", "depot_", either("project", "org", "user") + "_" + HEX * 64
    ),
    _KEYCDN.token("keycdn-key", "KeyCDN API key", "sk_prod_", BASE64 * 43 + "="),
    _IMGIX.token("imgix-key", "Imgix API key", "ak_", HEX * 64),
    _GCORE.keyed(
        "gcore-token", "Gcore permanent token", ("gcore",), DIGIT * (3, 9) + "$" + HEX * (200, 260)
    ),
    _TABLEAU.keyed(
        "tableau-token",
        "Tableau personal access token",
        ("tableau", "personalAccessTokenSecret"),
        BASE64 * 22 + "==:" + ALNUM * 32,
    ),
    _GITTER.keyed("gitter-token", "Gitter access token", ("gitter",), HEX * 40),
)
