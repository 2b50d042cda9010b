"""Atlassian tokens: Jira, Confluence, Bitbucket, in the cloud and self-hosted."""

from leakscan.detection.facts import ALNUM, HEX_UPPER, Body, Issuer
from leakscan.detection.validators.tokens import atlassian, atlassian_data_center
from leakscan.model.rule import Rule, Severity

_ATLASSIAN = Issuer(
    "Atlassian",
    "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
    "Revoke it under Atlassian account > Security > API tokens, or in the repository's settings.",
)

_BODY = Body(
    pattern=rb"[0-9A-Za-z_=-]{120,300}=[0-9A-F]{8}",
    anchor=rb"[0-9A-Za-z_=-]{120}",
    max_length=309,
    min_length=129,
    template="{base64url:175}={HEX:8}",
    last=rb"0-9A-Za-z_-",
    mixed=True,
)
_DATA_CENTER = Body(
    pattern=rb"[MNO][DTjz][AEIMQUYcgk][wxyz0-5](?:[MNO][DTjz][AEIMQUYcgk][wxyz0-5]){3}O[g-v]"
    rb"[0-9A-Za-z+/]{26}",
    anchor=rb"[MNO][DTjz][AEIMQUYcgk][wxyz0-5](?:[MNO][DTjz][AEIMQUYcgk][wxyz0-5]){3}O[g-v]"
    rb"[0-9A-Za-z+/]{26}",
    max_length=44,
    min_length=44,
    template="{atlassiandc}",
    last=rb"0-9A-Za-z+/",
    mixed=True,
)


def _token(rule_id: str, title: str, prefix: str) -> Rule:
    return _ATLASSIAN.token(
        rule_id,
        title,
        prefix,
        _BODY,
        proof=atlassian,
        examples=(f"{{atlassian:{prefix}}}",),
        counter_examples=(f"{prefix}{{base64url:60}}",),
    )


RULES: tuple[Rule, ...] = (
    _token("atlassian-api-token", "Atlassian API token", "ATATT3"),
    _token("atlassian-access-token", "Atlassian repository or workspace token", "ATCTT3"),
    _ATLASSIAN.token(
        "bitbucket-app-password",
        "Bitbucket app password",
        "ATBB",
        ALNUM * 24 + HEX_UPPER * 8,
        proof=atlassian,
        examples=("{bitbucket}",),
    ),
    _ATLASSIAN.token(
        "atlassian-data-center-token",
        "Atlassian Data Center personal access token",
        "",
        _DATA_CENTER,
        proof=atlassian_data_center,
        severity=Severity.HIGH,
        examples=("JIRA_TOKEN={atlassiandc}",),
        counter_examples=("JIRA_TOKEN={base64:43}",),
    ),
)
