"""Keys of clusters and the machines under them."""

from leakscan.detection.facts import (
    ALNUM,
    BASE64,
    BASE64URL,
    DIGIT,
    LOWER_NUM,
    UUID,
    Alphabet,
    Issuer,
    either,
)
from leakscan.model.rule import Rule

_OPENSHIFT = Issuer(
    "OpenShift",
    "https://docs.redhat.com/en/documentation/openshift_container_platform/",
    "Delete the OAuth access token with `oc delete useroauthaccesstokens`.",
)
_RANCHER = Issuer(
    "Rancher",
    "https://ranchermanager.docs.rancher.com/reference-guides/user-settings/api-keys",
    "Delete it under Account and API Keys in Rancher.",
)
_KUBERNETES = Issuer(
    "Kubernetes",
    "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/",
    "Delete it with `kubeadm token delete`.",
)
_PORTAINER = Issuer(
    "Portainer", "https://docs.portainer.io/api/access", "Remove it in the account settings."
)
_PROXMOX = Issuer(
    "Proxmox",
    "https://pve.proxmox.com/wiki/User_Management#pveum_tokens",
    "Remove the API token of the user.",
)
_TRUENAS = Issuer(
    "TrueNAS", "https://www.truenas.com/docs/", "Delete it under API Keys in TrueNAS."
)
_WIREGUARD = Issuer(
    "WireGuard",
    "https://www.wireguard.com/quickstart/",
    "Make a new key pair and replace it at every peer.",
)
_USER = Alphabet("alnum", rb"0-9A-Za-z@._-")

RULES: tuple[Rule, ...] = (
    _OPENSHIFT.token(
        "openshift-token", "OpenShift access token", "sha256~", BASE64URL * 43, min_entropy=4.2
    ),
    _RANCHER.token(
        "rancher-token",
        "Rancher API token",
        "",
        either("token-", "kubeconfig-u-", "kubeconfig-user-")
        + LOWER_NUM * (5, 10)
        + ":"
        + LOWER_NUM * 54,
    ),
    _KUBERNETES.keyed(
        "kubeadm-token",
        "Kubernetes bootstrap token",
        ("kubeadm", "join_token", "join --token", "bootstrap_token", "bootstrap-token"),
        LOWER_NUM * 6 + "." + LOWER_NUM * 16,
    ),
    _PORTAINER.token("portainer-token", "Portainer access token", "ptr_", BASE64 * 43 + "="),
    _PROXMOX.token(
        "proxmox-token",
        "Proxmox API token",
        "PVEAPIToken=",
        _USER * (4, 60) + "!" + _USER * (1, 40) + "=" + UUID,
    ),
    _TRUENAS.keyed(
        "truenas-api-key",
        "TrueNAS API key",
        ("truenas", "freenas", "bearer"),
        DIGIT * (1, 3) + "-" + ALNUM * 64,
    ),
    _WIREGUARD.keyed(
        "wireguard-key",
        "WireGuard private or preshared key",
        ("PrivateKey", "PresharedKey", "wireguard", "wg_private_key"),
        BASE64 * 43 + "=",
    ),
)
