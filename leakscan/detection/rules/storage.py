"""Keys of services that keep files."""

from leakscan.detection.facts import (
    HEX,
    Issuer,
    one_of,
)
from leakscan.model.rule import Rule

_PINATA = Issuer(
    "Pinata",
    "https://docs.pinata.cloud/account-management/api-keys",
    "Revoke it under API Keys in Pinata.",
)

RULES: tuple[Rule, ...] = (
    _PINATA.keyed("pinata-secret", "Pinata API secret", ("pinata",), one_of(HEX * 64, HEX * 20)),
)
