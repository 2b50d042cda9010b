"""Keys to HashiCorp's stores of secrets."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule, Severity

_VAULT = Issuer(
    "HashiCorp Vault",
    "https://developer.hashicorp.com/vault/docs/concepts/tokens",
    "Revoke it with `vault token revoke`.",
)
_HCP = Issuer(
    "HashiCorp Cloud Platform",
    "https://developer.hashicorp.com/hcp/docs/hcp/iam/service-principal",
    "Delete the key of the service principal.",
)

RULES: tuple[Rule, ...] = (
    _VAULT.token(
        "vault-token",
        "Vault token",
        "hv",
        either("s", "b", "r") + "." + BASE64URL * (24, 340),
        severity=Severity.CRITICAL,
    ),
    _VAULT.token(
        "vault-namespaced-token",
        "Vault namespaced token",
        "s.",
        ALNUM * 24 + "." + ALNUM * 5,
        mixed=True,
        min_entropy=4.0,
    ),
    _VAULT.keyed(
        "vault-legacy-token",
        "Vault token, old form",
        ("vault",),
        either("s.", "b.", "r.") + BASE64URL * (24, 200),
    ),
    _VAULT.keyed(
        "vault-unseal-key",
        "Vault unseal key",
        ("unseal_key", "unseal key", "unsealkey"),
        one_of(BASE64 * 44, BASE64 * 43 + "="),
        severity=Severity.CRITICAL,
    ),
    _HCP.keyed("hcp-client-secret", "HCP client secret", ("hcp",), BASE64URL * 64),
)
