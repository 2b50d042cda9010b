"""Keys of services for files, notes, tasks and drawings."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    LOWER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_DROPBOX = Issuer(
    "Dropbox",
    "https://developers.dropbox.com/oauth-guide",
    "Revoke it in the Dropbox app console.",
)
_BOX = Issuer(
    "Box",
    "https://developer.box.com/guides/authentication/",
    "Revoke it in the Box developer console.",
)
_FIGMA = Issuer(
    "Figma",
    "https://www.figma.com/developers/api#access-tokens",
    "Revoke it under Security in the Figma settings.",
)
_NOTION = Issuer(
    "Notion",
    "https://developers.notion.com/docs/authorization",
    "Refresh the secret of the integration at Notion.",
)
_WAKATIME = Issuer("WakaTime", "https://wakatime.com/developers", "Refresh it in the settings.")
_ERASER = Issuer("Eraser", "https://docs.eraser.io/", "Delete it in the Eraser team settings.")
_SMARTSHEET = Issuer(
    "Smartsheet",
    "https://developers.smartsheet.com/api/smartsheet/guides/basics/authentication",
    "Revoke it under API Access in the personal settings.",
)

RULES: tuple[Rule, ...] = (
    _DROPBOX.token(
        "dropbox-token",
        "Dropbox access token",
        "sl.",
        one_of("u." + BASE64URL * (130, 1400), BASE64URL * (130, 160)),
    ),
    _DROPBOX.keyed(
        "dropbox-secret", "Dropbox app secret", ("dropbox",), LOWER_NUM * 15, min_entropy=2.8
    ),
    _DROPBOX.keyed(
        "dropbox-legacy-token", "Dropbox access token, old form", ("dropbox",), BASE64URL * 64
    ),
    _BOX.keyed("box-token", "Box secret or token", ("box",), ALNUM * 32, min_entropy=3.5),
    _FIGMA.token(
        "figma-token",
        "Figma token",
        "fig",
        either("d", "o", "or", "p", "u", "ur", "oh", "uh") + "_" + BASE64URL * (36, 60),
    ),
    _FIGMA.keyed(
        "figma-legacy-token", "Figma token, old form", ("figma",), DIGIT * (4, 7) + "-" + UUID
    ),
    _NOTION.token("notion-token", "Notion integration secret", "ntn_", ALNUM * (44, 50)),
    _NOTION.token(
        "notion-legacy-secret",
        "Notion integration secret, old form",
        "secret_",
        ALNUM * 43,
        min_entropy=4.0,
    ),
    _WAKATIME.token("wakatime-api-key", "WakaTime API key", "waka_", UUID),
    _WAKATIME.keyed(
        "wakatime-legacy-api-key", "WakaTime API key, old form", ("wakatime", "waka_time"), UUID
    ),
    _ERASER.keyed("eraser-token", "Eraser API token", ("eraser",), ALNUM * 20),
    _SMARTSHEET.keyed(
        "smartsheet-token",
        "Smartsheet access token",
        ("smartsheet",),
        one_of(ALNUM * 37, LOWER_NUM * 26),
    ),
)
