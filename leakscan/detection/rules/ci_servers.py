"""Keys of build and delivery servers that companies run themselves."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    HEX,
    LOWER_NUM,
    PADDING,
    UPPER_NUM,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_DRONE = Issuer(
    "Drone", "https://docs.drone.io/cli/configure/", "Rotate it in the Drone user settings."
)
_JENKINS = Issuer(
    "Jenkins",
    "https://www.jenkins.io/doc/book/system-administration/authenticating-scripted-clients/",
    "Revoke it under Security in the settings of the Jenkins user.",
)
_JETBRAINS = Issuer(
    "JetBrains",
    "https://www.jetbrains.com/help/teamcity/configuring-your-user-profile.html#Managing+Access+Tokens",
    "Delete it under Access Tokens or Authentication in the profile.",
)
_OCTOPUS = Issuer(
    "Octopus Deploy",
    "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    "Revoke it under My API Keys in the Octopus profile.",
)
_GRADLE = Issuer(
    "Gradle",
    "https://docs.gradle.com/develocity/",
    "Revoke it under Access keys in Develocity.",
)

RULES: tuple[Rule, ...] = (
    _DRONE.keyed("drone-token", "Drone API token", ("drone",), ALNUM * 32),
    _JENKINS.keyed("jenkins-api-token", "Jenkins API token", ("jenkins",), "11" + HEX * 32),
    _JETBRAINS.token(
        "teamcity-token",
        "TeamCity access token",
        "eyJ0eXAiOiAiVENWMiJ9.",
        BASE64URL * (20, 80) + "." + BASE64URL * (30, 80),
    ),
    _JETBRAINS.token(
        "jetbrains-permanent-token",
        "JetBrains permanent token",
        "perm",
        either("-", ":")
        + BASE64 * (6, 80)
        + PADDING
        + "."
        + BASE64URL * (6, 80)
        + PADDING
        + "."
        + ALNUM * 30,
    ),
    _OCTOPUS.token("octopus-api-key", "Octopus Deploy API key", "API-", UPPER_NUM * (26, 32)),
    _GRADLE.keyed(
        "gradle-access-key",
        "Develocity access key",
        ("gradle_enterprise_access_key", "develocity_access_key"),
        LOWER_NUM * 52,
    ),
    _JENKINS.keyed(
        "jenkins-crumb",
        "Jenkins crumb",
        ("jenkins-crumb", "jenkins_crumb"),
        one_of(HEX * 64, HEX * 32),
        severity=Severity.LOW,
    ),
)
