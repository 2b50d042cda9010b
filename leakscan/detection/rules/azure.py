"""Azure: keys of its services, which carry the service's mark and a checksum."""

from leakscan.detection.facts import ALNUM, Body, Issuer, either
from leakscan.detection.validators.azure import common_annotated_key, identifiable_key
from leakscan.model.rule import Rule

_AZURE = Issuer(
    "Microsoft Azure",
    "https://learn.microsoft.com/azure/key-vault/secrets/overview-storage-keys",
    "Regenerate both keys of the resource, and read its activity log.",
)

_BASE64 = rb"[0-9A-Za-z+/]"
_URLSAFE = rb"[0-9A-Za-z_-]"
_FORMS = {
    32: (_BASE64 + b"{33}", b"[A-P]" + _BASE64 + b"{5}=", 44, "{base64:33}%sA{base64:5}"),
    39: (_BASE64 + b"{42}", b"[A-D]" + _BASE64 + b"{5}", 52, "{base64:42}%sA{base64:4}"),
    40: (_URLSAFE + b"{44}", _URLSAFE + b"{5}[AQgw]==", 56, "{base64url:44}%s{base64url:5}Q"),
    64: (_BASE64 + b"{76}", _BASE64 + b"{5}[AQgw]==", 88, "{base64:76}%s{base64:5}Q"),
}
"""Bytes of the key to what is before its mark, what is after, its length, and a template cut."""


def _service(name: str, mark: str, size: int) -> Rule:
    """Return the rule for a key with its service's mark in front of its checksum."""
    before, after, length, template = _FORMS[size]
    tail = mark.replace("+", r"\+").encode() + after
    body = Body(
        before + tail, tail, length, length, template % mark, rb"0-9A-Za-z+/=_-", mixed=True
    )
    return _AZURE.token(
        f"azure-{name.lower().replace(' ', '-')}-key",
        f"Azure {name} key",
        "",
        body,
        proof=identifiable_key,
        examples=(f"key: {{azure:{mark}}}",),
        counter_examples=(template[: template.rindex("{")] % mark,),
    )


_ANNOTATED = (
    ALNUM * 52
    + either("JQQJ")
    + Body(
        rb"[0-9A-Za-z]{28}(?:[0-9A-Za-z]{2}==)?",
        rb"[0-9A-Za-z]{28}",
        32,
        28,
        "99BH{alnum:24}",
        rb"0-9A-Za-z=",
        mixed=True,
    )
)

RULES: tuple[Rule, ...] = (
    _service("Storage account", "+ASt", 64),
    _service("Cosmos DB", "ACDb", 64),
    _service("Batch", "+ABa", 64),
    _service("Machine Learning", "+AMC", 64),
    _service("API Management", "APIM", 64),
    _service("Service Bus", "+ASb", 32),
    _service("Event Hubs", "+AEh", 32),
    _service("Relay", "+ARm", 32),
    _service("IoT Hub", "AIoT", 32),
    _service("Cache for Redis", "AzCa", 32),
    _service("Event Grid", "AZEG", 32),
    _service("Container Registry", "+ACR", 39),
    _service("AI Search", "AzSe", 39),
    _service("Functions", "AzFu", 40),
    _AZURE.token(
        "azure-common-annotated-key",
        "Azure key with a common annotation",
        "",
        _ANNOTATED,
        proof=common_annotated_key,
        examples=("{cask}",),
        counter_examples=("{alnum:52}JQQJ99{alnum:10}",),
    ),
)
