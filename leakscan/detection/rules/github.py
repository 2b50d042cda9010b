"""GitHub tokens."""

from leakscan.detection.facts import ALNUM, HEX, Issuer
from leakscan.detection.validators.tokens import github
from leakscan.model.rule import Rule, Severity

_GITHUB = Issuer(
    "GitHub",
    "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/",
    "Revoke it under Settings > Developer settings, and read the account's security log.",
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
        ("github_token", "github_pat", "github_oauth", "github_api", "gh_token", "github_auth"),
        HEX * 40,
    ),
)
