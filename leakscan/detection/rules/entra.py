"""Microsoft Entra client secrets and Azure DevOps tokens."""

from leakscan.detection.facts import Alphabet, Body, Issuer
from leakscan.detection.validators.azure import devops_token, entra_client_secret
from leakscan.model.rule import Rule, Severity

_ENTRA = Issuer(
    "Microsoft Entra ID",
    "https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials",
    "Remove the client secret from the app registration, and read the sign-in log.",
)
_DEVOPS = Issuer(
    "Azure DevOps",
    "https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
    "Revoke it under User settings > Personal access tokens, and read the audit log.",
)

_ENTRA_CLASS = rb"0-9A-Za-z_.~-"
_ENTRA_TAIL = rb"[0-9]Q~[" + _ENTRA_CLASS + rb"]{31}"

RULES: tuple[Rule, ...] = (
    _ENTRA.token(
        "entra-client-secret",
        "Microsoft Entra client secret",
        "",
        Body(
            rb"[" + _ENTRA_CLASS + rb"]{3}" + _ENTRA_TAIL + rb"[" + _ENTRA_CLASS + rb"]{0,3}",
            _ENTRA_TAIL,
            40,
            37,
            "{alnum:3}8Q~{alnum:34}",
            _ENTRA_CLASS,
            mixed=True,
        ),
        severity=Severity.CRITICAL,
        proof=entra_client_secret,
        examples=("AZURE_CLIENT_SECRET={entra}",),
        counter_examples=("AZURE_CLIENT_SECRET={alnum:3}8Q~{alnum:20}",),
    ),
    # By name, although the checksum would do: without a text of its own, a pattern makes the
    # matcher look closely at every byte.
    _DEVOPS.keyed(
        "azure-devops-token",
        "Azure DevOps personal access token",
        (
            "devops",
            "vsts",
            "azp_token",
            "ado_token",
            "ado_pat",
            "azure_pat",
            "tfs_pat",
            "accesstoken",
            "access_token",
            "personal_access",
        ),
        Alphabet("adopat", rb"a-z2-7") * 52,
        severity=Severity.CRITICAL,
        proof=devops_token,
        examples=("AZURE_DEVOPS_EXT_PAT={adopat}", 'personalAccessToken = "{adopat}"'),
        counter_examples=("AZURE_DEVOPS_EXT_PAT={lower:51}",),
    ),
)
