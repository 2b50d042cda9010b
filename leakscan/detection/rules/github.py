"""GitHub tokens."""

from leakscan.detection.facts import ALNUM, BASE64URL, DIGIT, HEX, Body, Issuer
from leakscan.detection.validators.tokens import github
from leakscan.model.rule import Rule, Severity

_GITHUB = Issuer(
    "GitHub",
    "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    "Revoke it under Settings > Developer settings, and read the account's security log.",
)

_SIGNATURE = Body(
    rb"\.[0-9A-Za-z_-]{10,400}",
    rb"\.[0-9A-Za-z_-]{10}",
    401,
    11,
    ".{base64url:43}",
    rb"0-9A-Za-z_-",
)


def _token(rule_id: str, title: str, prefix: str, severity: Severity) -> Rule:
    return _GITHUB.token(
        rule_id,
        title,
        prefix,
        ALNUM * 36,
        severity=severity,
        proof=github,
        examples=(f"{{github:{prefix}}}",),
        counter_examples=(f"{prefix}{{alnum:35}}", f"a{prefix}{{alnum:36}}"),
    )


RULES: tuple[Rule, ...] = (
    _token(
        "github-personal-access-token", "GitHub personal access token", "ghp_", Severity.CRITICAL
    ),
    _token("github-oauth-token", "GitHub OAuth access token", "gho_", Severity.HIGH),
    _token("github-user-token", "GitHub App user token", "ghu_", Severity.HIGH),
    _token("github-server-token", "GitHub App installation token", "ghs_", Severity.MEDIUM),
    _token("github-refresh-token", "GitHub App refresh token", "ghr_", Severity.HIGH),
    _GITHUB.token(
        "github-long-refresh-token",
        "GitHub App refresh token, long form",
        "ghr_",
        ALNUM * 76,
        min_entropy=3.5,
    ),
    _GITHUB.token(
        "github-stateless-server-token",
        "GitHub App installation token, stateless form",
        "ghs_",
        DIGIT * (1, 12)
        + "_eyJ"
        + BASE64URL * (10, 400)
        + ".eyJ"
        + BASE64URL * (10, 2000)
        + _SIGNATURE,
        severity=Severity.MEDIUM,
        examples=("ghs_123456_eyJ{base64url:33}.eyJ{base64url:80}.{base64url:43}",),
    ),
    _GITHUB.token(
        "github-fine-grained-token",
        "GitHub fine-grained personal access token",
        "github_pat_",
        "11" + ALNUM * 20 + "_" + ALNUM * 59,
        severity=Severity.CRITICAL,
        min_entropy=4.0,
    ),
    _GITHUB.keyed(
        "github-legacy-token",
        "GitHub token of the format before 2021",
        # Not the bare word, which every link to the site has.
        (
            "github_token",
            "github-token",
            "githubtoken",
            "github token",
            "github_pat",
            "github_key",
            "github_oauth",
            "github_api",
            "github_auth",
            "github_secret",
            "github_access",
            "gh_token",
        ),
        HEX * 40,
    ),
    Rule(
        id="github-token-in-address",
        title="GitHub token in an address",
        issuer=_GITHUB.name,
        severity=Severity.HIGH,
        anchor=rb"[0-9A-Za-z_]{36}:x-oauth-basic@",
        pattern=rb"(?<![0-9A-Za-z_])(?P<secret>[0-9A-Za-z_]{36,255}):x-oauth-basic@",
        max_length=270,
        min_entropy=2.5,
        examples=("git+https://{hex:40}:x-oauth-basic@github.com/acme/app.git",),
        counter_examples=("https://{hex:20}:x-oauth-basic@github.com/acme/app.git",),
        reference=_GITHUB.reference,
        remediation=_GITHUB.remediation,
    ),
)
