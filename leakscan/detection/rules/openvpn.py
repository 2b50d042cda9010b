"""Keys and logins in OpenVPN's configurations; `named_files` knows its files of logins."""

from leakscan.detection.validators.places import password
from leakscan.model.rule import Rule, Severity

RULES: tuple[Rule, ...] = (
    Rule(
        id="openvpn-static-key",
        title="OpenVPN static key",
        issuer="OpenVPN",
        severity=Severity.HIGH,
        anchor=rb"-----BEGIN OpenVPN Static key V1-----[\r\n]{1,2}[0-9a-f]{32}",
        pattern=(
            rb"-----BEGIN OpenVPN Static key V1-----(?P<secret>(?:\r?\n[0-9a-f]{32}){16})"
            rb"\r?\n-----END OpenVPN"
        ),
        max_length=640,
        min_entropy=3.5,
        examples=(
            "-----BEGIN OpenVPN Static key V1-----"
            + "\n{hex:32}" * 16
            + "\n-----END OpenVPN Static key V1-----",
        ),
        counter_examples=("-----BEGIN OpenVPN Static key V1-----" + "\n{hex:32}" * 3,),
        reference="https://openvpn.net/community-resources/static-key-mini-howto/",
        remediation="Make a new key, and give it to every peer.",
    ),
    Rule(
        id="openvpn-inline-login",
        title="Password of a user in a configuration of OpenVPN",
        issuer="OpenVPN",
        severity=Severity.HIGH,
        anchor=rb"<(?:auth|http-proxy)-user-pass>[ \t]{0,4}\r?\n[^\n]{1,80}\n[^\s<]{4}",
        pattern=(
            rb"<(?:auth|http-proxy)-user-pass>[ \t]{0,4}\r?\n[^\s<]{1,64}[ \t]{0,4}\r?\n"
            rb"(?P<secret>[^\s<]{4,128})[ \t]{0,4}\r?\n</"
        ),
        max_length=240,
        proof=password,
        examples=("<auth-user-pass>\ndeploy\n{alnum:14}\n</auth-user-pass>",),
        counter_examples=(
            "<auth-user-pass>\ndeploy\n</auth-user-pass>",
            "<auth-user-pass>\ndeploy\n<password>\n</auth-user-pass>",
        ),
        reference="https://openvpn.net/community-docs/community-articles/openvpn-2-6-manual.html",
        remediation="Change the password of that user, and mount the file at run time.",
    ),
)
