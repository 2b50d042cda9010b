"""Keys of services that test, measure and check code."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64URL,
    HEX,
    LOWER,
    LOWER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Confidence, Rule, Severity

_SONAR = Issuer(
    "SonarQube",
    "https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/",
    "Revoke it under My Account, Security in SonarQube or SonarQube Cloud.",
)
_CODECOV = Issuer(
    "Codecov",
    "https://docs.codecov.com/docs/codecov-tokens",
    "Regenerate it in the settings of the repository or organisation at Codecov.",
)
_COVERALLS = Issuer(
    "Coveralls", "https://docs.coveralls.io/", "Regenerate it in the settings at Coveralls."
)
_CODE_CLIMATE = Issuer(
    "Code Climate",
    "https://docs.codeclimate.com/docs/finding-your-test-coverage-token",
    "Regenerate it under Test Coverage of the repository.",
)
_SNYK = Issuer(
    "Snyk",
    "https://docs.snyk.io/snyk-api/authentication-for-api",
    "Revoke it in the Snyk account or service account settings.",
)
_SEMGREP = Issuer(
    "Semgrep", "https://semgrep.dev/docs/", "Revoke it under Tokens in the Semgrep settings."
)
_ENDOR = Issuer(
    "Endor Labs",
    "https://docs.endorlabs.com/rest-api/authentication/",
    "Delete it under API Keys in Endor Labs.",
)
_STACKHAWK = Issuer(
    "StackHawk", "https://docs.stackhawk.com/apidocs.html", "Delete it under API Keys in StackHawk."
)
_CODACY = Issuer(
    "Codacy",
    "https://docs.codacy.com/codacy-api/api-tokens/",
    "Delete it under API tokens in Codacy.",
)
_DEPENDENCY_TRACK = Issuer(
    "Dependency-Track",
    "https://docs.dependencytrack.org/integrations/rest-api/",
    "Delete the API key of the team under Access Management.",
)
_VERACODE = Issuer(
    "Veracode",
    "https://docs.veracode.com/r/c_api_credentials3",
    "Revoke it under API Credentials in the Veracode account.",
)

RULES: tuple[Rule, ...] = (
    _SONAR.token(
        "sonarqube-token", "SonarQube token", "sq", either("u", "p", "a") + "_" + LOWER_NUM * 40
    ),
    _SONAR.token("sonarqube-cloud-token", "SonarQube Cloud token", "sqco_", ALNUM * 59),
    _SONAR.keyed(
        "sonar-token",
        "SonarQube token, old form",
        ("sonar", "sonarqube", "sonarcloud", "sonar.login", "sonar_login"),
        ALNUM * 40,
    ),
    _CODECOV.keyed("codecov-token", "Codecov token", ("codecov",), UUID),
    _COVERALLS.keyed("coveralls-token", "Coveralls token", ("coveralls",), ALNUM * (32, 37)),
    _CODE_CLIMATE.keyed("code-climate-token", "Code Climate token", ("codeclimate",), HEX * 64),
    _CODE_CLIMATE.keyed(
        "code-climate-reporter-id",
        "Code Climate test reporter id, which only lets coverage be sent",
        ("cc_test_reporter_id",),
        HEX * 64,
        severity=Severity.LOW,
        confidence=Confidence.REVIEW,
    ),
    _SNYK.keyed("snyk-api-token", "Snyk API token", ("snyk",), UUID),
    _SNYK.token(
        "snyk-token",
        "Snyk token",
        "snyk_",
        either("uat", "sat") + "." + HEX * 8 + "." + BASE64URL * (40, 900),
    ),
    _SEMGREP.keyed("semgrep-token", "Semgrep token", ("semgrep",), HEX * 64),
    _ENDOR.token("endorlabs-key", "Endor Labs API key or secret", "endr+", BASE64URL * 16),
    _STACKHAWK.token(
        "stackhawk-api-key", "StackHawk API key", "hawk.", BASE64URL * 20 + "." + BASE64URL * 20
    ),
    _CODACY.keyed("codacy-token", "Codacy API token", ("codacy",), one_of(ALNUM * 20, HEX * 32)),
    _DEPENDENCY_TRACK.token(
        "dependency-track-key",
        "Dependency-Track API key",
        "odt_",
        one_of(ALNUM * (32, 40), ALNUM * 8 + "_" + ALNUM * (32, 40)),
    ),
    _VERACODE.token(
        "veracode-api-id",
        "Veracode API credential",
        "vera01",
        LOWER * 1 + either("i-", "s-") + HEX * (32, 130),
    ),
)
