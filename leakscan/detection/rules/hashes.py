"""Password hashes: lines of /etc/shadow and of htpasswd, and hashes that stand alone."""

from leakscan.detection.validators.hashes import password_hash
from leakscan.model.rule import Confidence, Rule, Severity

_HASH = (
    rb"\$(?:6\$(?:rounds=[0-9]{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{86}"
    rb"|5\$(?:rounds=[0-9]{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{43}"
    rb"|(?:1|apr1)\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}"
    rb"|2[abxy]\$[0-9]{2}\$[./0-9A-Za-z]{53}"
    rb"|g?y\$[./0-9A-Za-z]{1,12}\$[./0-9A-Za-z]{1,86}\$[./0-9A-Za-z]{43}"
    rb"|7\$[./0-9A-Za-z]{11,97}\$[./0-9A-Za-z]{43}"
    rb"|[89]\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43})"
)
_END = rb"(?![./0-9A-Za-z$])"

RULES: tuple[Rule, ...] = (
    Rule(
        id="account-password-hash",
        title="Password hash of an account",
        issuer="Password hashes",
        severity=Severity.MEDIUM,
        anchor=rb"[0-9A-Za-z_.@-]:" + _HASH,
        pattern=rb"(?<![0-9A-Za-z_.@+$/-])[0-9A-Za-z_.@+-]{1,64}:(?P<secret>"
        + _HASH
        + rb")"
        + _END,
        max_length=65 + 140,
        proof=password_hash,
        examples=(
            "root:$6${crypt:16}${crypt:86}:19000:0:99999:7:::",
            "deploy:$apr1${crypt:8}${crypt:22}",
        ),
        counter_examples=("root:!:19000:0:99999:7:::", "root:x:0:0:root:/root:/bin/sh"),
        reference="https://man7.org/linux/man-pages/man5/crypt.5.html",
        remediation="Change the password wherever it is used: the hash can be cracked offline.",
    ),
    Rule(
        id="password-hash",
        title="Password hash",
        issuer="Password hashes",
        severity=Severity.LOW,
        confidence=Confidence.REVIEW,
        anchor=_HASH,
        pattern=rb"(?<![0-9A-Za-z_.@+:$/-])(?P<secret>" + _HASH + rb")" + _END,
        max_length=140,
        min_entropy=3.5,
        examples=('hash = "$6${crypt:16}${crypt:86}"',),
        counter_examples=("$6${crypt:16}${crypt:40}",),
        reference="https://man7.org/linux/man-pages/man5/crypt.5.html",
        remediation="Change the password wherever it is used: the hash can be cracked offline.",
    ),
)
