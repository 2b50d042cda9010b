"""Password hashes: lines of /etc/shadow and of htpasswd, and hashes that stand alone."""

from collections.abc import Iterator
from dataclasses import replace

from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.validators.hashes import (
    ldap_password_hash,
    password_hash,
)
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence, Rule, Severity

_HASH = (
    rb"(?:\$6\$(?:rounds=[0-9]{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{86}"
    rb"|\$5\$(?:rounds=[0-9]{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{43}"
    rb"|\$(?:1|apr1)\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}"
    rb"|\$2[abxy]\$[0-9]{2}\$[./0-9A-Za-z]{53}"
    rb"|\$(?:y|gy)\$[./0-9A-Za-z]{1,12}\$[./0-9A-Za-z]{1,86}\$[./0-9A-Za-z]{43}"
    rb"|\$7\$[./0-9A-Za-z]{11,97}\$[./0-9A-Za-z]{43}"
    rb"|\$(?:8|9)\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43})"
)
_LDAP = rb"\{(?:SSHA|SHA|SMD5|SSHA256|SHA256|SSHA512|SHA512)\}[0-9A-Za-z+/]{22,128}={0,2}"
_SETUP = rb"(?:rootpw|iscrypted|usermod|useradd|lock_passwd|hashed_passwd|password-hash)"
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
        id="setup-password-hash",
        title="Password hash that a system is set up with",
        issuer="Password hashes",
        severity=Severity.MEDIUM,
        anchor=_SETUP + rb"[^\n]{1,80}" + _HASH,
        pattern=_SETUP + rb"[^\n$]{1,80}(?P<secret>" + _HASH + rb")" + _END,
        max_length=90 + 140,
        proof=password_hash,
        examples=("rootpw --iscrypted $6${crypt:16}${crypt:86}",),
        counter_examples=("rootpw --plaintext x", "rootpw --iscrypted $6${crypt:16}${crypt:40}"),
        reference="https://man7.org/linux/man-pages/man5/crypt.5.html",
        remediation="Change the password wherever it is used: the hash can be cracked offline.",
    ),
    Rule(
        id="ldap-password-hash",
        title="Password hash of a directory",
        issuer="Password hashes",
        severity=Severity.MEDIUM,
        anchor=rb"\{(?:SSHA|SHA|SMD5|SSHA256|SHA256|SSHA512|SHA512)\}[0-9A-Za-z+/]{22}",
        pattern=rb"(?i:userPassword|rootpw)[\"']?[ \t]{0,8}[:= ][:= \t]{0,8}[\"']?(?P<secret>"
        + _LDAP
        + rb")(?![0-9A-Za-z+/=])",
        max_length=170,
        proof=ldap_password_hash,
        examples=("userPassword: {{SSHA}}{base64:32}", "olcRootPW: {{SHA}}{base64:27}="),
        counter_examples=("userPassword: {{SSHA}}{base64:12}",),
        reference="https://www.openldap.org/doc/admin26/security.html#Password%20Storage",
        remediation="Change the password wherever it is used: the hash can be cracked offline.",
    ),
    Rule(
        id="kerberos-hash",
        title="Kerberos reply to crack a password from",
        issuer="Password hashes",
        severity=Severity.MEDIUM,
        anchor=rb"\$krb5(?:asrep|tgs|pa)\$(?:17|18|23)\$[^\s\"']{24,288}\$[0-9A-Fa-f]{56}",
        pattern=rb"(?P<secret>\$krb5(?:asrep|tgs|pa)\$(?:17|18|23)\$(?:[^\s\"']{0,255}?[$:*])??"
        rb"[0-9A-Fa-f]{24,32}+\$[0-9A-Fa-f]{56,4000}+)(?![0-9A-Za-z])",
        max_length=4360,
        min_entropy=3.5,
        examples=("$krb5asrep$23$deploy@CORP:{hex:32}${hex:300}",),
        counter_examples=("$krb5asrep$23$deploy@CORP:{hex:32}$",),
        reference="https://www.rfc-editor.org/rfc/rfc4120",
        remediation="Change the account's password: it can be cracked offline from this.",
    ),
)

_ALONE = Rule(
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
)
_MADE_UP = frozenset(
    {Dialect.CODE, Dialect.EXAMPLE, Dialect.PROSE, Dialect.MINIFIED, Dialect.INDEX}
)
"""Where a hash is shown, tested or listed, not stored."""
_DUMPS = (".sql", ".dump")
"""What is left of a database: code that stores."""


def _stored(found: Recogniser) -> Recogniser:
    """Return a recogniser whose candidates are likely in a file that a program reads."""

    def confirm(content: Content, hit_end: int) -> Iterator[Candidate]:
        shown = dialect_of(content.name) in _MADE_UP and not content.name.endswith(_DUMPS)
        for candidate in found.confirm(content, hit_end):
            yield candidate if shown else replace(candidate, confidence=Confidence.LIKELY)

    return replace(found, confirm=confirm)


RECOGNISERS = (_stored(pattern_recogniser(_ALONE)),)
