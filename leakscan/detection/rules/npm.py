"""npm tokens, and what `.npmrc` holds for other package registries."""

from leakscan.detection.content import Recogniser
from leakscan.detection.facts import ALNUM, UUID, Issuer
from leakscan.detection.rules.docker import basic_auth_recogniser
from leakscan.detection.validators.tokens import github
from leakscan.model.rule import Rule, Severity

_NPM = Issuer(
    "npm",
    "https://docs.npmjs.com/about-access-tokens",
    "Revoke it with `npm token revoke`, and look for versions that you did not publish.",
)

RULES: tuple[Rule, ...] = (
    _NPM.token(
        "npm-access-token",
        "npm access token",
        "npm_",
        ALNUM * 36,
        severity=Severity.CRITICAL,
        proof=github,
        examples=("{npm:npm_}",),
        counter_examples=("npm_{alnum:35}",),
    ),
    _NPM.keyed(
        "npm-legacy-token",
        "npm token of the format before 2021",
        ("_authToken",),
        UUID,
        examples=("//npm.example.com/:_authToken={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",),
    ),
)

_BASIC = Rule(
    id="npmrc-basic-auth",
    title="npm user name and password",
    issuer="npm",
    severity=Severity.HIGH,
    anchor=rb"_auth[ \t]{0,4}=[ \t\"']{0,4}[0-9A-Za-z+/]{8}",
    pattern=rb"_auth[ \t]{0,4}=[ \t\"']{0,4}(?P<secret>[0-9A-Za-z+/]{8,512}={0,2})",
    max_length=540,
    examples=("_auth={dockerauth:builder}",),
    counter_examples=("_auth={base64:4}",),
    reference="https://docs.npmjs.com/cli/configuring-npm/npmrc",
    remediation="Change the password of that registry account, and use a token with one purpose.",
)

RECOGNISERS: tuple[Recogniser, ...] = (basic_auth_recogniser(_BASIC, literal=b"_auth"),)
