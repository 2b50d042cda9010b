"""Keys of package registries and artifact stores."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    HEX_UPPER,
    LOWER_NUM,
    UPPER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_RUBYGEMS = Issuer(
    "RubyGems.org",
    "https://guides.rubygems.org/api-key-scopes/",
    "Delete it under API keys in the RubyGems.org settings.",
)
_NUGET = Issuer(
    "NuGet",
    "https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package",
    "Delete it under API keys in the nuget.org account.",
)
_CRATES = Issuer(
    "crates.io",
    "https://doc.rust-lang.org/cargo/reference/publishing.html",
    "Revoke it under API Tokens in the crates.io settings.",
)
_PACKAGIST = Issuer(
    "Packagist",
    "https://packagist.com/docs/api",
    "Revoke it in the settings of the Packagist account or organisation.",
)
_CLOJARS = Issuer(
    "Clojars", "https://github.com/clojars/clojars-web/wiki/Deploy-Tokens", "Disable it at Clojars."
)
_HEX_PM = Issuer("Hex", "https://hex.pm/docs/publish", "Revoke it under Keys in the Hex dashboard.")
_JFROG = Issuer(
    "JFrog",
    "https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens",
    "Revoke it under Access Tokens in the JFrog platform.",
)
_CLOUDSMITH = Issuer(
    "Cloudsmith",
    "https://docs.cloudsmith.com/accounts-and-teams/api-key",
    "Refresh it under API Settings in Cloudsmith.",
)
_ANACONDA = Issuer(
    "Anaconda",
    "https://www.anaconda.com/docs/tools/anaconda-org/user-guide/packages/",
    "Revoke it under Access in the Anaconda account.",
)
_OPEN_VSX = Issuer(
    "Open VSX",
    "https://github.com/eclipse/openvsx/wiki/Publishing-Extensions",
    "Delete it under Access Tokens in the Open VSX profile.",
)
_THUNDERSTORE = Issuer(
    "Thunderstore", "https://thunderstore.io/package/create/docs/", "Delete the service account."
)
_MODRINTH = Issuer(
    "Modrinth", "https://docs.modrinth.com/", "Revoke it under Personal access tokens."
)
_QUAY = Issuer(
    "Quay",
    "https://docs.quay.io/glossary/robot-accounts.html",
    "Regenerate the token of the robot account.",
)

RULES: tuple[Rule, ...] = (
    _RUBYGEMS.token("rubygems-api-key", "RubyGems API key", "rubygems_", LOWER_NUM * 48),
    _NUGET.token("nuget-api-key", "NuGet API key", "oy2", LOWER_NUM * 43, min_entropy=3.5),
    _CRATES.token("crates-io-token", "crates.io API token", "cio", ALNUM * 32, min_entropy=3.5),
    _PACKAGIST.token(
        "packagist-token",
        "Packagist token",
        "packagist_",
        either("ack", "acs", "out", "uut", "act", "ort") + "_" + HEX * (32, 80),
    ),
    _CLOJARS.token("clojars-token", "Clojars deploy token", "CLOJARS_", LOWER_NUM * 60),
    _HEX_PM.keyed("hex-pm-api-key", "Hex API key", ("hex_api_key", "hexpm", "hex_pm"), HEX * 32),
    _JFROG.token("artifactory-api-key", "Artifactory API key", "AKCp", ALNUM * (60, 80)),
    _JFROG.keyed(
        "artifactory-encrypted-password",
        "Artifactory encrypted password",
        ("artifactory", "jfrog", "artif", "_password"),
        "AP" + HEX_UPPER * 1 + ALNUM * (16, 100),
    ),
    _JFROG.token("artifactory-reference-token", "Artifactory reference token", "cmVmd", ALNUM * 59),
    _JFROG.keyed(
        "jfrog-token",
        "JFrog token",
        ("jfrog", "artifactory", "bintray", "xray"),
        one_of(ALNUM * 73, ALNUM * 64),
    ),
    _CLOUDSMITH.keyed("cloudsmith-api-key", "Cloudsmith API key", ("cloudsmith",), HEX * 40),
    _ANACONDA.keyed(
        "anaconda-token",
        "Anaconda token",
        ("anaconda", "conda_token"),
        one_of(ALNUM * 2 + "-" + UUID, UUID),
    ),
    _OPEN_VSX.token("open-vsx-token", "Open VSX access token", "ovsxp_", UUID),
    _THUNDERSTORE.token("thunderstore-token", "Thunderstore API token", "tss_", BASE64URL * 32),
    _MODRINTH.token("modrinth-token", "Modrinth access token", "mrp_", ALNUM * 60),
    _QUAY.keyed(
        "quay-robot-token",
        "Quay robot token",
        ("quay", "quay.io", "robot_token"),
        UPPER_NUM * 64,
    ),
)
