"""GitLab tokens."""

from leakscan.detection.facts import BASE64URL, HEX, Body, Issuer, one_of
from leakscan.detection.validators.tokens import gitlab_routable
from leakscan.model.rule import Rule, Severity

_GITLAB = Issuer(
    "GitLab",
    "https://docs.gitlab.com/security/tokens/#token-prefixes",
    "Revoke it where it was made (user, group, project or admin settings) and read the audit log.",
)

_SUFFIX = rb"\.(?:[0-9a-z]{2}\.)?[0-9a-z]{9}"
_ROUTABLE = Body(
    pattern=rb"(?:t[0-9]_)?[0-9A-Za-z_-]{27,300}" + _SUFFIX,
    anchor=rb"[0-9A-Za-z_-]{27}",
    max_length=316,
    min_length=37,
    template="{base64url:36}.01.{lowernum:9}",
    last=rb"0-9A-Za-z_.-",
    mixed=True,
)


def _plain(name: str, prefix: str, body: Body, severity: Severity = Severity.HIGH) -> Rule:
    words = name.replace(" ", "-").lower()
    return _GITLAB.token(f"gitlab-{words}", f"GitLab {name}", prefix, body, severity=severity)


def _routable(name: str, prefix: str, severity: Severity = Severity.HIGH) -> Rule:
    words = name.replace(" ", "-").lower()
    return _GITLAB.token(
        f"gitlab-{words}-routable",
        f"GitLab {name}, routable form",
        prefix,
        _ROUTABLE,
        severity=severity,
        proof=gitlab_routable,
        examples=(f"{{gitlab:{prefix}}}",),
        counter_examples=(f"{prefix}{{base64url:20}}.01",),
    )


RULES: tuple[Rule, ...] = (
    _plain("personal access token", "glpat-", BASE64URL * 20, Severity.CRITICAL),
    _routable("personal access token", "glpat-", Severity.CRITICAL),
    _plain("OAuth application secret", "gloas-", BASE64URL * 64),
    _plain("deploy token", "gldt-", BASE64URL * 20),
    _plain("runner token", "glrt-", one_of(BASE64URL * 20, BASE64URL * 23)),
    _routable("runner token", "glrt-"),
    _plain("runner registration token", "GR1348941", BASE64URL * (20, 50)),
    _plain("runner migration token", "glrtr-", BASE64URL * 20),
    _routable("runner migration token", "glrtr-"),
    _plain("job token", "glcbt-", BASE64URL * (20, 30), Severity.LOW),
    _plain("trigger token", "glptt-", BASE64URL * 40),
    _plain("feed token", "glft-", BASE64URL * (20, 80), Severity.MEDIUM),
    _plain("incoming mail token", "glimt-", BASE64URL * 25, Severity.MEDIUM),
    _plain("agent token", "glagent-", BASE64URL * (50, 1024)),
    _plain("SCIM token", "glsoat-", BASE64URL * (20, 50)),
    _plain("feature flags token", "glffct-", BASE64URL * 20, Severity.MEDIUM),
    _plain("workspace token", "glwt-", BASE64URL * (20, 80)),
    _plain("session cookie", "gitlab_session=", HEX * 32, Severity.MEDIUM),
)
