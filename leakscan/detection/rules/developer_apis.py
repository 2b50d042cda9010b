"""Keys of services for interfaces: gateways, jobs, links, data."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_POSTMAN = Issuer(
    "Postman",
    "https://learning.postman.com/docs/developer/postman-api/authentication/",
    "Delete it under API keys in the Postman settings.",
)
_RAPIDAPI = Issuer(
    "RapidAPI", "https://docs.rapidapi.com/docs/keys", "Delete the app's key at RapidAPI."
)
_KONG = Issuer("Kong", "https://developer.konghq.com/konnect-api/", "Revoke it in Konnect.")
_UNKEY = Issuer(
    "Unkey", "https://www.unkey.com/docs/security/root-keys", "Delete it under Root Keys."
)
_TRIGGER = Issuer(
    "Trigger.dev", "https://trigger.dev/docs/apikeys", "Regenerate it under API keys."
)
_INNGEST = Issuer(
    "Inngest", "https://www.inngest.com/docs/platform/signing-keys", "Rotate it in Inngest."
)
_LIVEBLOCKS = Issuer(
    "Liveblocks", "https://liveblocks.io/docs/authentication", "Roll it in the project."
)
_FILE_IO = Issuer("file.io", "https://www.file.io/developers", "Delete it in the account.")
_FRAME_IO = Issuer(
    "Frame.io", "https://developer.frame.io/docs/getting-started/authentication", "Delete it."
)
_SIDEKIQ = Issuer(
    "Contributed Systems",
    "https://github.com/sidekiq/sidekiq/wiki/Commercial-FAQ",
    "Ask Contributed Systems to replace the credentials.",
)

RULES: tuple[Rule, ...] = (
    _POSTMAN.token("postman-api-key", "Postman API key", "PMAK-", HEX * 24 + "-" + HEX * 34),
    _RAPIDAPI.token(
        "rapidapi-key",
        "RapidAPI key",
        "",
        HEX * 10 + "msh" + HEX * 15 + "p1" + HEX * (5, 6) + "jsn" + HEX * (10, 12),
    ),
    _KONG.token("konnect-token", "Kong Konnect token", "", either("kpat_", "spat_") + ALNUM * 49),
    _UNKEY.token("unkey-root-key", "Unkey root key", "unkey_", ALNUM * (22, 32), mixed=True),
    _TRIGGER.token(
        "trigger-dev-key",
        "Trigger.dev secret key",
        "tr_",
        either("prod", "dev", "stg", "pat") + "_" + ALNUM * (20, 40),
    ),
    _INNGEST.token(
        "inngest-signing-key",
        "Inngest signing key",
        "signkey-",
        either("prod", "test", "branch") + "-" + HEX * (32, 64),
    ),
    _LIVEBLOCKS.token(
        "liveblocks-secret-key",
        "Liveblocks secret key",
        "sk_",
        either("prod", "dev") + "_" + BASE64URL * (44, 70),
    ),
    _FILE_IO.keyed(
        "file-io-key",
        "file.io API key",
        ("fileio", "file_io", "file.io"),
        ALNUM * (16, 20) + "." + ALNUM * (16, 20),
    ),
    _FRAME_IO.token("frame-io-token", "Frame.io token", "fio-u-", BASE64URL * 64),
    _SIDEKIQ.token(
        "sidekiq-credentials",
        "Sidekiq Pro or Enterprise credentials in an address",
        "",
        HEX * 8 + ":" + HEX * 8 + "@" + either("gems", "enterprise") + ".contribsys.com",
        min_entropy=2.0,
    ),
    _SIDEKIQ.keyed(
        "sidekiq-bundle-credentials",
        "Sidekiq Pro or Enterprise credentials",
        ("contribsys.com", "contribsys__com", "contribsys"),
        HEX * 8 + ":" + HEX * 8,
        min_entropy=2.0,
    ),
)
