"""
Secrets that nothing but the name of their file tells apart: keys of Rails, tokens of Vault, logins.

Such files are looked at by their names: the matcher, which would find these short shapes in any
text, knows nothing of them.
"""

from collections.abc import Iterator

from leakscan.detection.content import Content, Files, Recogniser
from leakscan.detection.entropy import shannon
from leakscan.detection.validators.places import password
from leakscan.detection.validators.verdicts import DROPPED, likely
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Proof, Rule, Severity, Verdict

_DES = rb"[./0-9A-Za-z]{13}"
_SHA = rb"\{SHA\}[0-9A-Za-z+/]{27}="
_MIN_ENTROPY = 2.5

RAILS_KEY = Rule(
    id="rails-master-key",
    title="Key of a Rails application's credentials",
    issuer="Ruby on Rails",
    severity=Severity.CRITICAL,
    pattern=rb"\A(?P<secret>[0-9a-f]{32})\s{0,4}\Z",
    max_length=36,
    reference="https://guides.rubyonrails.org/security.html#custom-credentials",
    remediation=(
        "Change every secret in the credentials file, encrypt it with a new key, and pass the key "
        "at run time as RAILS_MASTER_KEY."
    ),
)
VAULT_FILE = Rule(
    id="vault-token-file",
    title="Vault token, old form, in its file",
    issuer="HashiCorp Vault",
    severity=Severity.CRITICAL,
    pattern=rb"\A(?P<secret>[sb]\.[0-9A-Za-z]{24})\s{0,4}\Z",
    max_length=30,
    reference="https://developer.hashicorp.com/vault/docs/commands/token-helper",
    remediation="Revoke it with `vault token revoke`.",
)
LOGIN = Rule(
    id="login-file-hash",
    title="Password hash of an old form in a file of logins",
    issuer="Password hashes",
    severity=Severity.MEDIUM,
    pattern=rb"(?:\A|\n)[\w.@-]{1,32}:(?P<secret>" + _SHA + rb"|" + _DES + rb")(?![^\s:])",
    max_length=33 + 33,
    reference="https://httpd.apache.org/docs/2.4/misc/password_encryptions.html",
    remediation="Change the password wherever it is used: the hash is cracked in no time.",
)

USERS = Rule(
    id="vsftpd-virtual-user",
    title="Password of a virtual user of vsftpd",
    issuer="vsftpd",
    severity=Severity.HIGH,
    pattern=rb"([a-z_][\w.@-]{0,31})\r?\n(?P<secret>[^\s]{1,64})(?:\r?\n|\Z)",
    max_length=32 + 2 + 64 + 2,
    reference="https://security.appspot.com/vsftpd/vsftpd_conf.html",
    remediation=(
        "Change the passwords, and mount the database of users at run time: what it is made of is "
        "needed nowhere else."
    ),
)

VPN_LOGIN = Rule(
    id="openvpn-login-file",
    title="Password of an OpenVPN client in its file",
    issuer="OpenVPN",
    severity=Severity.HIGH,
    pattern=rb"\A([^\s<#]{1,64})\r?\n(?P<secret>[^\s<]{4,128})(?:[\r\n]*\Z)",
    max_length=64 + 2 + 128 + 2,
    reference="https://openvpn.net/community-docs/community-articles/openvpn-2-6-manual.html",
    remediation="Change the password of that user, and mount the file at run time.",
)

RELAY = Rule(
    id="mail-relay-password",
    title="Password for a mail relay",
    issuer="Postfix and Exim",
    severity=Severity.HIGH,
    pattern=(
        rb"(?:\A|\n)(?!#)\S{1,100}(?:[ \t]{1,32}|:[ \t]{0,4})[^\s:]{1,100}:"
        rb"(?P<secret>\S{4,128})(?=\s|\Z)"
    ),
    max_length=102 + 32 + 101 + 128,
    reference="https://www.postfix.org/SASL_README.html#client_sasl_enable",
    remediation="Change the password at the relay, and mount the file at run time.",
)

JMX = Rule(
    id="jmx-password",
    title="Password for the management of a Java program",
    issuer="Java",
    severity=Severity.HIGH,
    pattern=rb"(?:\A|\n)[A-Za-z_]\w{0,63}[ \t]{1,8}(?P<secret>\S{4,128})(?=[ \t]*(?:\r?\n|\Z))",
    max_length=64 + 8 + 128,
    reference="https://docs.oracle.com/en/java/javase/21/management/monitoring-and-management-using-jmx-technology.html",
    remediation="Change the password, and mount the file at run time.",
)

_KEY_FILES = Files(
    expression(r"(?:^|/)(?:master|credentials/[a-z_]{1,32})\.key$"), ("master.key", "credentials/")
)
_TOKEN_FILES = Files(expression(r"(?:^|/)\.?vault[-_]token$"), ("vault",))
_LOGIN_FILES = Files(
    expression(r"(?i)(?:htpasswd|htdigest|/shadow|passwd[\w.-]{0,8})$"),
    ("passwd", "htdigest", "/shadow"),
)
_USER_FILES = Files(
    expression(
        r"(?:^|/)(?:(?:virtual|virt|vsftpd)[-_]?(?:users?|logins?)|vusers)(?:\.txt)?$"
        r"|(?:^|/)vsftpd/(?:[\w.-]+/)*(?:users?|logins?)\.txt$"
    ),
    ("virt", "vsftpd", "vusers"),
)
_VPN_FILES = Files(
    expression(
        r"(?i)(?:^|/)(?:(?:etc|config)/)?(?:open)?vpn[\w-]*/(?:[\w.-]+/)*"
        r"(?:[\w-]*[._-])?(?:auth|login|pass|passwd|password|user-?pass|credentials?|creds|up)"
        r"(?:\.(?:txt|conf|cfg|up|auth))?$"
        r"|(?:^|/)(?:open)?vpn[-_.]?(?:auth|login|pass|passwd|password|user-?pass|credentials?|creds)"
        r"(?:\.(?:txt|conf|cfg))?$"
    ),
    ("vpn",),
)
_JMX_FILES = Files(expression(r"(?:^|/)jmx(?:remote)?\.password$"), (".password",))
_RELAY_FILES = Files(
    expression(r"(?:^|/)(?:[\w-]*sasl[_-]?passw(?:or)?d[\w-]*|passwd\.client)$"),
    ("sasl", "passwd.client"),
)


def _whole_file(rule: Rule, files: Files) -> Recogniser:
    """Return the recogniser of a file that is nothing but its secret."""
    pattern = expression(rule.pattern)

    def confirm(content: Content, _: int) -> Iterator[Candidate]:
        match = pattern.match(content.data) if content.origin == 0 else None
        if match is not None and shannon(match["secret"]) >= _MIN_ENTROPY:
            span = Span(0, len(match["secret"]))
            yield Candidate(rule, span, match["secret"], Confidence.LIKELY)

    return Recogniser(rules=(rule,), files=files, reach=64, confirm=confirm, specific=1)


def _in_lines(rule: Rule, files: Files, judge: Proof) -> Recogniser:
    """Return the recogniser of a file of which each line may have a secret, however long it is."""
    pattern = expression(rule.pattern)

    def confirm(content: Content, _: int) -> Iterator[Candidate]:
        for match in pattern.finditer(content.data):
            # A window of a large file may begin within a line.
            begins = match.start() > 0 or content.origin == 0 or match[0][:1] == b"\n"
            verdict = judge(match["secret"])
            if begins and verdict.confidence is not None:
                span = Span(match.start("secret"), len(match["secret"]))
                yield Candidate(rule, span, match["secret"], verdict.confidence, verdict.detail)

    return Recogniser(
        rules=(rule,), files=files, reach=rule.max_length, confirm=confirm, specific=1
    )


def _drawn(secret: bytes) -> Verdict:
    return likely() if shannon(secret) >= _MIN_ENTROPY else DROPPED


def _in_turn(rule: Rule, files: Files) -> Recogniser:
    """Return the recogniser of a file that is nothing but names and passwords in turn."""
    pattern = expression(rule.pattern)

    def confirm(content: Content, _: int) -> Iterator[Candidate]:
        pairs = list(pattern.finditer(content.data))
        if content.origin or sum(len(pair[0]) for pair in pairs) != len(content.data):
            return
        for pair in pairs:
            secret = pair["secret"]
            verdict = password(secret)
            if verdict.confidence is not None and not secret.isalpha():
                span = Span(pair.start("secret"), len(secret))
                yield Candidate(rule, span, secret, verdict.confidence, verdict.detail)

    return Recogniser(rules=(rule,), files=files, reach=4096, confirm=confirm, specific=1)


RECOGNISERS = (
    _whole_file(RAILS_KEY, _KEY_FILES),
    _whole_file(VAULT_FILE, _TOKEN_FILES),
    _in_lines(LOGIN, _LOGIN_FILES, _drawn),
    _in_lines(RELAY, _RELAY_FILES, password),
    _in_lines(JMX, _JMX_FILES, password),
    _in_turn(USERS, _USER_FILES),
    _in_turn(VPN_LOGIN, _VPN_FILES),
)
