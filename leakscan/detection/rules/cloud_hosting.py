"""Keys of providers of machines and object storage."""

from leakscan.detection.facts import (
    ALNUM,
    BASE32,
    BASE64,
    BASE64URL,
    DIGIT,
    HEX,
    UPPER_NUM,
    UUID,
    Issuer,
    either,
    one_of,
)
from leakscan.model.rule import Rule

_DIGITALOCEAN = Issuer(
    "DigitalOcean",
    "https://docs.digitalocean.com/reference/api/create-personal-access-token/",
    "Delete it under API in the DigitalOcean control panel.",
)
_LINODE = Issuer(
    "Akamai Linode",
    "https://techdocs.akamai.com/linode-api/reference/get-started",
    "Revoke it under API Tokens in the Linode profile.",
)
_HETZNER = Issuer(
    "Hetzner",
    "https://docs.hetzner.cloud/",
    "Delete it under Security, API tokens in the Hetzner console.",
)
_VULTR = Issuer(
    "Vultr", "https://www.vultr.com/api/", "Regenerate it under Account, API in the Vultr portal."
)
_SCALEWAY = Issuer(
    "Scaleway",
    "https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/",
    "Delete it under IAM, API keys in the Scaleway console.",
)
_OVH = Issuer(
    "OVHcloud",
    "https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api",
    "Delete the application or its credential through the OVHcloud API console.",
)
_EXOSCALE = Issuer(
    "Exoscale",
    "https://community.exoscale.com/platform/iam/",
    "Revoke it under IAM, Keys in the Exoscale portal.",
)
_IBM = Issuer(
    "IBM Cloud",
    "https://cloud.ibm.com/docs/account?topic=account-userapikey",
    "Delete it under Manage, Access (IAM), API keys.",
)
_BACKBLAZE = Issuer(
    "Backblaze",
    "https://www.backblaze.com/docs/cloud-storage-create-and-manage-app-keys",
    "Delete it under Application Keys in the Backblaze account.",
)
_UPCLOUD = Issuer(
    "UpCloud",
    "https://developers.upcloud.com/1.3/3-accounts/",
    "Revoke it under API tokens in the UpCloud control panel.",
)

RULES: tuple[Rule, ...] = (
    _DIGITALOCEAN.token(
        "digitalocean-token", "DigitalOcean token", "do", either("p", "o", "r") + "_v1_" + HEX * 64
    ),
    _DIGITALOCEAN.keyed(
        "digitalocean-spaces-key",
        "DigitalOcean Spaces secret key",
        ("spaces_secret", "spaces_key", "spaces_access", "digitalocean"),
        BASE64 * 43,
    ),
    _LINODE.keyed("linode-token", "Linode access token", ("linode",), HEX * 64),
    _HETZNER.keyed("hetzner-token", "Hetzner API token", ("hetzner", "hcloud"), ALNUM * 64),
    _VULTR.keyed("vultr-api-key", "Vultr API key", ("vultr",), UPPER_NUM * 36),
    _SCALEWAY.keyed("scaleway-secret-key", "Scaleway secret key", ("scaleway", "scw"), UUID),
    _OVH.keyed(
        "ovh-application-key",
        "OVHcloud application or consumer key",
        ("ovh", "ovhcloud"),
        one_of(ALNUM * 32, ALNUM * 16),
    ),
    _EXOSCALE.token("exoscale-api-key", "Exoscale API key", "EXO", HEX * 24),
    _EXOSCALE.keyed("exoscale-api-secret", "Exoscale API secret", ("exoscale",), BASE64URL * 43),
    _IBM.keyed(
        "ibm-cloud-api-key",
        "IBM Cloud API key",
        (
            "ibmcloud",
            "ibm_cloud",
            "ibm-cloud",
            "ibm_api",
            "ibm_key",
            "ibm_iam",
            "ibm_cos",
            "bluemix",
            "softlayer",
            "watson",
        ),
        BASE64URL * 44,
    ),
    _BACKBLAZE.keyed(
        "backblaze-application-key",
        "Backblaze application key",
        ("backblaze", "b2_application", "b2_app_key", "b2_key", "b2_account"),
        "K00" + DIGIT * 1 + BASE64 * 27,
    ),
    _UPCLOUD.token("upcloud-token", "UpCloud API token", "ucat_", BASE32 * 26),
)
