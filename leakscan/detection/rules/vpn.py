"""Keys of private networks and tunnels."""

from leakscan.detection.facts import (
    ALNUM,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_TAILSCALE = Issuer(
    "Tailscale",
    "https://tailscale.com/kb/1277/key-prefixes",
    "Revoke it under Settings, Keys in the Tailscale admin console.",
)
_NGROK = Issuer(
    "ngrok", "https://ngrok.com/docs/agent/", "Delete it under Authtokens or API Keys in ngrok."
)
_NETBIRD = Issuer(
    "NetBird", "https://docs.netbird.io/api", "Delete it under Access Tokens in NetBird."
)
_ZEROTIER = Issuer(
    "ZeroTier", "https://docs.zerotier.com/api/tokens/", "Delete it in the ZeroTier account."
)

RULES: tuple[Rule, ...] = (
    _TAILSCALE.token(
        "tailscale-key",
        "Tailscale key",
        "tskey-",
        one_of(
            either("api", "auth", "client", "scim", "webhook", "secret", "oauth", "reusable")
            + "-"
            + ALNUM * (6, 24)
            + "-"
            + ALNUM * (16, 48),
            either("", "api-", "auth-", "client-", "reusable-") + ALNUM * (10, 40),
        ),
    ),
    _NGROK.keyed(
        "ngrok-authtoken",
        "ngrok authtoken or API key",
        ("ngrok", "authtoken"),
        ALNUM * 27 + "_" + ALNUM * 21,
    ),
    _NETBIRD.token("netbird-token", "NetBird access token", "nbp_", ALNUM * 36),
    _ZEROTIER.keyed("zerotier-token", "ZeroTier API token", ("zerotier",), ALNUM * 32),
)
