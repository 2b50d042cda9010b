"""Azure: connection strings and shared access signatures."""

from leakscan.detection.facts import Issuer
from leakscan.detection.validators.azure import account_key, shared_access_signature
from leakscan.model.rule import Rule, Severity

_STORAGE = Issuer(
    "Microsoft Azure",
    "https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string",
    "Regenerate both keys of the resource, and read its activity log.",
)
_SAS = Issuer(
    "Microsoft Azure",
    "https://learn.microsoft.com/azure/storage/common/storage-sas-overview",
    "Regenerate the account key, or delete the stored access policy, that signed it.",
)


def _connection(rule_id: str, title: str, word: str, length: int) -> Rule:
    """Return the rule for a key that a connection string names."""
    named = word.encode() + rb"[ \t\"']{0,4}[=:][ \t\"']{0,4}"
    value = rb"[0-9A-Za-z+/]{%d,88}={1,2}" % length
    return Rule(
        id=rule_id,
        title=title,
        issuer=_STORAGE.name,
        severity=Severity.HIGH,
        anchor=named + rb"[0-9A-Za-z+/]{%d}" % length,
        pattern=named + rb"(?P<secret>" + value + rb")(?![0-9A-Za-z+/=])",
        caseless=True,
        max_length=len(word) + 9 + 90,
        proof=account_key,
        examples=(f"Endpoint=x;{word}={{base64:{length}}}A=",),
        counter_examples=(f"{word}={{base64:{length - 8}}}",),
        reference=_STORAGE.reference,
        remediation=_STORAGE.remediation,
    )


_SIGNED = rb"(?:[0-9A-Za-z/+_-]|%2[BbFf]){43}"

RULES: tuple[Rule, ...] = (
    _connection("azure-account-key", "Azure account key", "AccountKey", 60),
    _connection("azure-shared-access-key", "Azure shared access key", "SharedAccessKey", 40),
    Rule(
        id="azure-shared-access-signature",
        title="Azure shared access signature",
        issuer=_SAS.name,
        severity=Severity.MEDIUM,
        anchor=rb"[?&;]sig=" + _SIGNED,
        pattern=rb"[?&;]sig=(?P<secret>" + _SIGNED + rb"(?:=|%3[Dd])?)(?![0-9A-Za-z%/+_=-])",
        max_length=5 + 43 * 3 + 3,
        proof=shared_access_signature,
        examples=("https://x.blob.core.windows.net/c?sv=2024-11-04&sig={alnum:42}A%3D",),
        counter_examples=("?sig={alnum:30}",),
        reference=_SAS.reference,
        remediation=_SAS.remediation,
    ),
    Rule(
        id="azure-app-configuration-secret",
        title="Azure App Configuration secret",
        issuer=_STORAGE.name,
        severity=Severity.HIGH,
        anchor=rb"azconfig\.io;Id=[^;\s]{1,64};Secret=[0-9A-Za-z+/]{36}",
        pattern=rb"azconfig\.io;Id=[^;\s]{1,64};Secret=(?P<secret>[0-9A-Za-z+/]{36,88}={0,2})"
        rb"(?![0-9A-Za-z+/=])",
        max_length=180,
        min_entropy=4.0,
        examples=("Endpoint=https://x.azconfig.io;Id=ab-l0-s0:abc;Secret={base64:43}=",),
        counter_examples=("Endpoint=https://x.azconfig.io;Id=abc;Secret={base64:20}=",),
        reference="https://learn.microsoft.com/azure/azure-app-configuration/rest-api-authentication-hmac",
        remediation="Regenerate the access key of the store.",
    ),
)
