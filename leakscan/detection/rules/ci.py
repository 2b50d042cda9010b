"""Keys of build and delivery services."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    HEX_ANY,
    LOWER_NUM,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_CIRCLECI = Issuer(
    "CircleCI",
    "https://circleci.com/docs/managing-api-tokens/",
    "Delete it under Personal API Tokens, or API Permissions of the project.",
)
_BUILDKITE = Issuer(
    "Buildkite",
    "https://buildkite.com/docs/apis/managing-api-tokens",
    "Revoke it under API Access Tokens or Agents in Buildkite.",
)
_TRAVIS = Issuer(
    "Travis CI",
    "https://docs.travis-ci.com/user/triggering-builds/",
    "Regenerate it in the Travis CI account settings.",
)
_HARNESS = Issuer(
    "Harness",
    "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
    "Delete it under API Keys of the user or service account.",
)
_BITRISE = Issuer(
    "Bitrise", "https://docs.bitrise.io/", "Revoke it under Security in the Bitrise account."
)
_APPVEYOR = Issuer(
    "AppVeyor", "https://www.appveyor.com/docs/api/", "Regenerate it under API keys in AppVeyor."
)
_APP_CENTER = Issuer(
    "Visual Studio App Center",
    "https://learn.microsoft.com/en-us/appcenter/api-docs/",
    "Delete it under API Tokens in the App Center account.",
)
_EXPO = Issuer(
    "Expo",
    "https://docs.expo.dev/accounts/programmatic-access/",
    "Revoke it under Access tokens in the Expo account.",
)

RULES: tuple[Rule, ...] = (
    _CIRCLECI.token(
        "circleci-token",
        "CircleCI API token",
        "CCI",
        either("PAT", "PRJ") + "_" + ALNUM * 22 + "_" + LOWER_NUM * 40,
    ),
    _CIRCLECI.keyed(
        "circleci-legacy-token",
        "CircleCI API token, old form",
        ("circle", "circleci", "circle_ci"),
        HEX_ANY * 40,
    ),
    _BUILDKITE.token(
        "buildkite-token",
        "Buildkite token",
        "bk",
        either("ua_", "at_", "ct_", "aj_", "p_") + LOWER_NUM * 40,
    ),
    _TRAVIS.keyed(
        "travis-token", "Travis CI API token", ("travis", "travisci"), ALNUM * 22, min_entropy=3.5
    ),
    _HARNESS.token(
        "harness-token",
        "Harness access token",
        "",
        either("pat.", "sat.") + BASE64URL * 22 + "." + ALNUM * 24 + "." + ALNUM * 20,
    ),
    _BITRISE.keyed("bitrise-token", "Bitrise access token", ("bitrise",), BASE64URL * 86),
    _APPVEYOR.keyed(
        "appveyor-token",
        "AppVeyor API token",
        ("appveyor",),
        one_of("v2." + ALNUM * 20, ALNUM * 20),
    ),
    _APP_CENTER.keyed(
        "app-center-token", "App Center API token", ("appcenter", "app_center"), HEX * 40
    ),
    _EXPO.keyed(
        "expo-token",
        "Expo access token",
        ("expo_token", "expo_access_token", "eas_token", "eas_access_token"),
        BASE64URL * 40,
    ),
)
