"""Passwords that installers of operating systems and of packages are told."""

from leakscan.detection.line_passwords import END, LINE, line_password
from leakscan.detection.validators.places import bundler_login
from leakscan.model.rule import Rule

RULES: tuple[Rule, ...] = (
    line_password(
        "preseed-password",
        "Password in the preseed file of an installer",
        "Debian",
        rb"passwd/(?:root|user)-password(?:-again)?[ \t]{1,8}(?:password|string)[ \t]{1,8}",
        example="d-i passwd/root-password password {password}\n",
        counter_example="d-i passwd/root-password password\n",
        reference="https://www.debian.org/releases/stable/amd64/apbs04.en.html",
    ),
    line_password(
        "kickstart-password",
        "Password in a kickstart file",
        "Red Hat",
        LINE
        + rb"(?:rootpw|user[ \t][^\n]{0,80}--password[= \t])[ \t]{0,4}(?:--plaintext[ \t]{1,4})?",
        rb"(?=[ \t]{1,8}--|[ \t]{0,8}(?:\r?\n|\Z))",
        value=rb"[^\s\"'<$-][^\s\"'<]{3,95}",
        example="\nrootpw --plaintext {password}\n",
        counter_example="\nrootpw --lock\n",
        reference="https://pykickstart.readthedocs.io/en/latest/kickstart-docs.html",
    ),
    line_password(
        "cloud-init-password",
        "Password in the user data of cloud-init",
        "cloud-init",
        rb"chpasswd:[ \t]{0,4}\r?\n(?:[ \t]{1,8}expire:[^\n]{0,16}\n)?"
        rb"[ \t]{1,8}list:[ \t]{0,4}[|>]?-?[ \t]{0,4}\r?\n"
        rb"[ \t]{1,16}(?:-[ \t])?[\"']?[a-z_][\w\-]{0,31}:",
        rb"[\"']?" + END,
        value=rb"[^\s\"'<$][^\s\"'<]{3,95}",
        example="chpasswd:\n  list: |\n    root:{password}\n",
        counter_example="chpasswd:\n  list: |\n    root\n",
        reference="https://cloudinit.readthedocs.io/en/latest/reference/modules.html#set-passwords",
    ),
    line_password(
        "tacacs-password",
        "Password of a user of TACACS+",
        "TACACS+",
        rb"(?:login|pap|chap|enable|global)[ \t]{0,4}=[ \t]{0,4}cleartext[ \t]{1,4}\"?",
        rb"\"?(?=[\s}]|\Z)",
        value=rb"[^\s\"'<}]{4,96}",
        example='user = bob {{ login = cleartext "{password}" }}',
        counter_example="user = bob {{ login = cleartext }}",
        reference="https://www.rfc-editor.org/rfc/rfc8907",
    ),
    line_password(
        "bundler-credentials",
        "Credentials of Bundler for a source of gems",
        "Bundler",
        rb"BUNDLE_[A-Z0-9_]{1,60}__[A-Z]{2,10}(?::|=)[ \t]{0,4}[\"']?",
        rb"(?=[\s\"']|\Z)",
        proof=bundler_login,
        example="BUNDLE_GEMS__ACME__IO: ci:{password}\n",
        counter_example="BUNDLE_GEMS__ACME__IO: <x>\n",
        reference="https://bundler.io/man/bundle-config.1.html#CREDENTIALS-FOR-GEM-SOURCES",
    ),
)
