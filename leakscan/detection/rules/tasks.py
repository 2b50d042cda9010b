"""Keys of services that keep lists of things to do."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    DIGIT,
    HEX,
    HEX_ANY,
    HEX_UPPER,
    UPPER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_LINEAR = Issuer(
    "Linear",
    "https://linear.app/developers/graphql",
    "Revoke it under Security & access in Linear.",
)
_ASANA = Issuer(
    "Asana",
    "https://developers.asana.com/docs/personal-access-token",
    "Deauthorize it in the Asana developer console.",
)
_TRELLO = Issuer(
    "Trello",
    "https://developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction/",
    "Revoke it under Applications in the Trello account.",
)
_MONDAY = Issuer(
    "monday.com",
    "https://developer.monday.com/api-reference/docs/authentication",
    "Regenerate it under Developers in monday.com.",
)
_CLICKUP = Issuer(
    "ClickUp", "https://developer.clickup.com/docs/authentication", "Regenerate it under Apps."
)
_TODOIST = Issuer(
    "Todoist", "https://developer.todoist.com/", "Issue a new one under Integrations in Todoist."
)
_SHORTCUT = Issuer(
    "Shortcut", "https://developer.shortcut.com/api/rest/v3", "Delete it under API Tokens."
)

RULES: tuple[Rule, ...] = (
    _LINEAR.token(
        "linear-api-key", "Linear API key", "lin_", either("api", "oauth") + "_" + ALNUM * (40, 64)
    ),
    _LINEAR.keyed("linear-client-secret", "Linear client secret", ("linear",), HEX * 32),
    _ASANA.token(
        "asana-token",
        "Asana personal access token",
        "",
        either("1/", "2/")
        + DIGIT * (15, 17)
        + one_of("/" + DIGIT * 16 + ":" + HEX * 32, ":" + HEX * 32),
    ),
    _ASANA.keyed("asana-secret", "Asana client secret", ("asana",), HEX_ANY * (32, 35)),
    _TRELLO.token("trello-token", "Trello token", "ATTA", HEX * 64 + HEX_UPPER * 8),
    _TRELLO.keyed("trello-key", "Trello key or token", ("trello",), one_of(HEX * 64, HEX * 32)),
    _MONDAY.keyed(
        "monday-token",
        "monday.com API token",
        ("monday",),
        "eyJ" + BASE64URL * (10, 200) + "." + BASE64URL * (60, 600) + "." + BASE64URL * 43,
    ),
    _CLICKUP.token(
        "clickup-token", "ClickUp API token", "pk_", DIGIT * (5, 9) + "_" + UPPER_NUM * 32
    ),
    _TODOIST.keyed("todoist-token", "Todoist API token", ("todoist",), HEX * 40),
    _SHORTCUT.keyed("shortcut-token", "Shortcut API token", ("shortcut", "clubhouse"), UUID),
)
