"""Keys of the machinery that builds and runs infrastructure."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    LOWER_NUM,
    PADDING,
    UUID,
    Body,
    Issuer,
    either,
)
from leakscan.model.rule import Rule, Severity

_TERRAFORM = Issuer(
    "HCP Terraform",
    "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
    "Delete it under Tokens in the HCP Terraform settings.",
)
_PULUMI = Issuer(
    "Pulumi",
    "https://www.pulumi.com/docs/administration/access-identity/access-tokens/",
    "Delete it under Access tokens in Pulumi Cloud.",
)
_INFRACOST = Issuer("Infracost", "https://www.infracost.io/docs/", "Delete it under API keys.")
_PREFECT = Issuer(
    "Prefect", "https://docs.prefect.io/v3/manage/cloud/manage-users/api-keys", "Delete it."
)
_DBT = Issuer(
    "dbt",
    "https://docs.getdbt.com/docs/dbt-cloud-apis/authentication",
    "Delete it in the settings.",
)
_BOUNDARY = Issuer(
    "HashiCorp Boundary",
    "https://developer.hashicorp.com/boundary/docs/concepts/domain-model/auth-tokens",
    "Delete the auth token.",
)
_CODER = Issuer(
    "Coder", "https://coder.com/docs/admin/users/sessions-tokens", "Revoke it in Coder."
)
_CONSUL = Issuer(
    "HashiCorp Consul and Nomad",
    "https://developer.hashicorp.com/consul/docs/security/acl/tokens",
    "Delete it with `consul acl token delete` or `nomad acl token delete`.",
)
_INFRACOST_BODY = Body(
    pattern=rb"(?=[0-9a-z]{0,31}[A-Z])[0-9A-Za-z]{32}",
    anchor=rb"[0-9A-Za-z]{32}",
    max_length=32,
    min_length=32,
    template="{alnum:32}",
    last=rb"0-9A-Za-z",
    members=(ALNUM * 32).members,
)
"""With a capital letter, which the name of an icon with its digest lacks."""

RULES: tuple[Rule, ...] = (
    _TERRAFORM.token(
        "terraform-cloud-token",
        "HCP Terraform token",
        "",
        ALNUM * 14 + ".atlasv1." + BASE64URL * (60, 70),
        severity=Severity.CRITICAL,
    ),
    _PULUMI.token("pulumi-token", "Pulumi access token", "pul-", LOWER_NUM * 40),
    _INFRACOST.token(
        "infracost-key", "Infracost API key", "ico-", _INFRACOST_BODY, mixed=True, min_entropy=4.0
    ),
    _PREFECT.token("prefect-key", "Prefect API key", "pn", either("u", "b") + "_" + ALNUM * 36),
    _DBT.token(
        "dbt-cloud-token",
        "dbt Cloud token",
        "dbt",
        either("c", "u") + "_" + BASE64 * (38, 60) + PADDING,
    ),
    _BOUNDARY.token(
        "boundary-token", "Boundary auth token", "at_", ALNUM * 10 + "_s1" + ALNUM * (60, 300)
    ),
    _CODER.keyed("coder-token", "Coder session token", ("coder",), ALNUM * 10 + "-" + ALNUM * 22),
    _CONSUL.keyed("consul-token", "Consul or Nomad ACL token", ("consul", "nomad"), UUID),
)
