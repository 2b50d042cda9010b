"""Keys of IBM's older services, by name."""

from leakscan.detection.facts import HEX, LOWER_NUM, Issuer
from leakscan.model.rule import Rule

_CLOUDANT = Issuer(
    "IBM Cloudant",
    "https://cloud.ibm.com/docs/Cloudant?topic=Cloudant-managing-access-for-cloudant",
    "Delete the service credential, and change the password of a legacy account.",
)
_SOFTLAYER = Issuer(
    "IBM SoftLayer",
    "https://cloud.ibm.com/docs/account?topic=account-classic_keys",
    "Delete the classic infrastructure API key, and make another.",
)
_OBJECT_STORAGE = Issuer(
    "IBM Cloud Object Storage",
    "https://cloud.ibm.com/docs/cloud-object-storage?topic=cloud-object-storage-uhc-hmac-credentials-main",
    "Delete the service credential with its HMAC keys.",
)

RULES: tuple[Rule, ...] = (
    _CLOUDANT.keyed("cloudant-password", "Cloudant password", ("cloudant",), HEX * 64),
    _SOFTLAYER.keyed(
        "softlayer-api-key", "SoftLayer API key", ("softlayer", "sl_api_key"), LOWER_NUM * 64
    ),
    _OBJECT_STORAGE.keyed(
        "ibm-object-storage-secret",
        "IBM Cloud Object Storage secret",
        ("cos_hmac_keys", "cos_hmac", "ibm_cos", "ibm-cos", "icos", "secret_access_key"),
        HEX * 48,
    ),
)
