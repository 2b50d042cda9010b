"""Keys of places where code is kept and searched."""

from leakscan.detection.facts import (
    HEX,
    HEX_ANY,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_SOURCEGRAPH = Issuer(
    "Sourcegraph",
    "https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token",
    "Revoke it under Access tokens in the Sourcegraph user settings.",
)
_GITEA = Issuer(
    "Gitea",
    "https://docs.gitea.com/development/api-usage",
    "Delete it under Applications in the Gitea or Forgejo settings.",
)

RULES: tuple[Rule, ...] = (
    _SOURCEGRAPH.token(
        "sourcegraph-token",
        "Sourcegraph access token",
        "sgp_",
        one_of(one_of(HEX_ANY * 16, "local") + "_" + HEX_ANY * 40, HEX_ANY * 40),
        min_entropy=3.2,
    ),
    _SOURCEGRAPH.token(
        "sourcegraph-license-key", "Sourcegraph license key token", "slk_", HEX * 64
    ),
    _SOURCEGRAPH.keyed(
        "sourcegraph-legacy-token",
        "Sourcegraph access token, old form",
        ("sourcegraph",),
        HEX_ANY * 40,
    ),
    _GITEA.keyed("gitea-token", "Gitea access token", ("gitea", "forgejo", "codeberg"), HEX * 40),
)
