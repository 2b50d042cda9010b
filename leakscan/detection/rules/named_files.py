"""
Secrets that nothing but the name of their file tells apart: keys of Rails, tokens of Vault, logins.

Each anchor holds at the start of a file or a line only, so that these short shapes cost nothing
elsewhere: in a tar stream a file's first byte follows the zeros that end its header.
"""

import re
from collections.abc import Iterator

from leakscan.detection.content import Content, Recogniser
from leakscan.detection.entropy import shannon
from leakscan.detection.validators.places import password
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

_START = rb"(?:^|\x00)"
_LINE = rb"(?:^|[\n\x00])"
_DES = rb"[./0-9A-Za-z]{13}"
_SHA = rb"\{SHA\}[0-9A-Za-z+/]{27}="
_MIN_ENTROPY = 2.5

RAILS_KEY = Rule(
    id="rails-master-key",
    title="Key of a Rails application's credentials",
    issuer="Ruby on Rails",
    severity=Severity.CRITICAL,
    anchor=_START + rb"[0-9a-f]{32}",
    pattern=_START + rb"(?P<secret>[0-9a-f]{32})(?![0-9A-Za-z])",
    max_length=33,
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
    anchor=_START + rb"[sb]\.[0-9A-Za-z]{24}",
    pattern=_START + rb"(?P<secret>[sb]\.[0-9A-Za-z]{24})(?![0-9A-Za-z])",
    max_length=27,
    reference="https://developer.hashicorp.com/vault/docs/commands/token-helper",
    remediation="Revoke it with `vault token revoke`.",
)
LOGIN = Rule(
    id="login-file-hash",
    title="Password hash of an old form in a file of logins",
    issuer="Password hashes",
    severity=Severity.MEDIUM,
    anchor=_LINE + rb"[\w.@-]{1,32}:(?:" + _SHA + rb"|" + _DES + rb")",
    pattern=_LINE + rb"[\w.@-]{1,32}:(?P<secret>" + _SHA + rb"|" + _DES + rb")(?![^\s:])",
    max_length=33 + 33,
    reference="https://httpd.apache.org/docs/2.4/misc/password_encryptions.html",
    remediation="Change the password wherever it is used: the hash is cracked in no time.",
)

USERS = Rule(
    id="vsftpd-virtual-user",
    title="Password of a virtual user of vsftpd",
    issuer="vsftpd",
    severity=Severity.HIGH,
    anchor=_START + rb"[a-z_][\w.@-]{0,31}\r?\n[^\s]{4}",
    pattern=_START + rb"[a-z_][\w.@-]{0,31}\r?\n(?P<secret>[^\s]{4,64})(?![^\s])",
    max_length=33 + 33 + 64,
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
    anchor=_START + rb"[!-;=-~]{1,64}\r?\n[^\s<]{4}",
    pattern=_START + rb"[!-;=-~]{1,64}\r?\n(?P<secret>[^\s<]{4,128})(?![^\s])",
    max_length=67 + 128,
    reference="https://openvpn.net/community-docs/community-articles/openvpn-2-6-manual.html",
    remediation="Change the password of that user, and mount the file at run time.",
)

_WHOLE_FILES = (
    (RAILS_KEY, expression(r"(?:^|/)(?:master|credentials/[a-z_]{1,32})\.key$")),
    (VAULT_FILE, expression(r"(?:^|/)\.?vault[-_]token$")),
)
_LOGIN_FILES = expression(r"(?i)(?:htpasswd|htdigest|/shadow|passwd[\w.-]{0,8})$")
_USER_FILES = expression(
    r"(?:^|/)(?:(?:virtual|virt|vsftpd)[-_]?(?:users?|logins?)|vusers)(?:\.txt)?$"
    r"|(?:^|/)vsftpd/(?:[\w.-]+/)*(?:users?|logins?)\.txt$"
)
_USER_LINES = expression(rb"([a-z_][\w.@-]{0,31})\r?\n([^\s]{1,64})(?:\r?\n|\Z)")
_VPN_FILES = expression(
    r"(?i)(?:^|/)(?:(?:etc|config)/)?(?:open)?vpn[\w-]*/(?:[\w.-]+/)*"
    r"(?:[\w-]*[._-])?(?:auth|login|pass|passwd|password|user-?pass|credentials?|creds|up)"
    r"(?:\.(?:txt|conf|cfg|up|auth))?$"
    r"|(?:^|/)(?:open)?vpn[-_.]?(?:auth|login|pass|passwd|password|user-?pass|credentials?|creds)"
    r"(?:\.(?:txt|conf|cfg))?$"
)
_VPN_LINES = expression(rb"\A([^\s<#]{1,64})\r?\n([^\s<]{4,128})(?:[\r\n]*\Z)")
_LOGIN_LINE = expression(LOGIN.pattern)


def _whole_file(rule: Rule, name: re.Pattern[str]) -> Recogniser:
    """Return the recogniser of a file that is nothing but its secret."""
    pattern = expression(rb"[0-9A-Za-z.]{20,64}\s{0,4}\Z")

    def confirm(content: Content, hit_end: int) -> Iterator[Candidate]:
        secret = content.data[:hit_end]
        first = content.origin == 0 and hit_end == rule.max_length - 1
        if not first or not name.search(content.name) or not pattern.match(content.data):
            return
        if shannon(secret) >= _MIN_ENTROPY:
            yield Candidate(rule, Span(0, hit_end), secret, Confidence.LIKELY)

    return Recogniser(rules=(rule,), anchors=(rule.anchor,), reach=64, confirm=confirm, specific=1)


def _confirm_login(content: Content, hit_end: int) -> Iterator[Candidate]:
    if not _LOGIN_FILES.search(content.name):
        return
    begin = content.data.rfind(b"\n", max(0, hit_end - LOGIN.max_length), hit_end)
    match = _LOGIN_LINE.match(content.data, max(begin, 0))
    if match is not None and match.end() >= hit_end and shannon(match["secret"]) >= _MIN_ENTROPY:
        span = Span(match.start("secret"), len(match["secret"]))
        yield Candidate(LOGIN, span, match["secret"], Confidence.LIKELY)


def _in_turn(rule: Rule, files: re.Pattern[str], lines: re.Pattern[bytes]) -> Recogniser:
    """Return the recogniser of a file that is nothing but names and passwords in turn."""

    def confirm(content: Content, _: int) -> Iterator[Candidate]:
        if content.origin or not files.search(content.name):
            return
        pairs = list(lines.finditer(content.data))
        if sum(len(pair[0]) for pair in pairs) != len(content.data):
            return
        for pair in pairs:
            verdict = password(pair[2])
            if verdict.confidence is not None and not pair[2].isalpha():
                span = Span(pair.start(2), len(pair[2]))
                yield Candidate(rule, span, pair[2], verdict.confidence, verdict.detail)

    return Recogniser(
        rules=(rule,), anchors=(rule.anchor,), reach=4096, confirm=confirm, specific=1
    )


RECOGNISERS = (
    *(_whole_file(rule, name) for rule, name in _WHOLE_FILES),
    Recogniser(
        rules=(LOGIN,), anchors=(LOGIN.anchor,), reach=128, confirm=_confirm_login, specific=1
    ),
    _in_turn(USERS, _USER_FILES, _USER_LINES),
    _in_turn(VPN_LOGIN, _VPN_FILES, _VPN_LINES),
)
