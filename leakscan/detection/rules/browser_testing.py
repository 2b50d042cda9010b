"""Keys of services that test sites in browsers."""

from leakscan.detection.facts import (
    ALNUM,
    HEX,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_CYPRESS = Issuer(
    "Cypress",
    "https://docs.cypress.io/cloud/account-management/projects",
    "Delete the record key in the settings of the Cypress Cloud project.",
)
_BROWSERSTACK = Issuer(
    "BrowserStack",
    "https://www.browserstack.com/docs/",
    "Reset it under Access Key in the BrowserStack account; Percy tokens in the project.",
)
_SAUCE = Issuer(
    "Sauce Labs",
    "https://docs.saucelabs.com/dev/api/",
    "Regenerate it under User Settings in Sauce Labs.",
)
_LAMBDATEST = Issuer(
    "LambdaTest",
    "https://www.lambdatest.com/support/docs/",
    "Regenerate it under Account Settings in LambdaTest.",
)
_CHROMATIC = Issuer(
    "Chromatic", "https://www.chromatic.com/docs/", "Reset it on the Manage page of the project."
)

RULES: tuple[Rule, ...] = (
    _CYPRESS.keyed(
        "cypress-record-key", "Cypress record key", ("cypress", "cypress_record_key"), UUID
    ),
    _BROWSERSTACK.keyed(
        "browserstack-access-key", "BrowserStack access key", ("browserstack",), ALNUM * 20
    ),
    _BROWSERSTACK.keyed(
        "percy-token",
        "Percy token",
        ("percy",),
        one_of(HEX * 64, either("web", "app", "auto") + "_" + HEX * 64),
    ),
    _SAUCE.keyed("sauce-access-key", "Sauce Labs access key", ("sauce", "saucelabs"), UUID),
    _LAMBDATEST.keyed(
        "lambdatest-access-key",
        "LambdaTest access key",
        ("lambdatest", "lt_access_key"),
        ALNUM * 50,
    ),
    _CHROMATIC.token("chromatic-token", "Chromatic project token", "chpt_", HEX * (12, 16)),
)
