"""
Passwords on command lines and in statements, where no sign of equality stands before the value.

Options (`--password x`, `mysql -px`, `curl -u user:x`), what is piped into `--password-stdin`,
SQL's `IDENTIFIED BY`, and files of words: `.netrc`, `.pgpass`, `requirepass x`, `ENV NAME value`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from leakscan.detection.assignments import judge, keys, values
from leakscan.detection.assignments.catalogue import RULES
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.grammar import NAME, STUB
from leakscan.detection.assignments.keys import KeyName, Kind
from leakscan.detection.assignments.randomness import looks_random
from leakscan.detection.assignments.surroundings import binary_near, by_line, line_start
from leakscan.detection.content import Content, Recogniser
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence

_VALUE = rb"[^\s\"'`<|\\$-][^\s\"'`<|\\]{3}"
_LEFT_BYTES = 240
_OPTION_WORDS = (
    rb"(?:passw(?:or)?d|passphrase|passwort|pass|pwd|token|secret|api-?key|secret-?key|access-?key"
    rb"|private-?key|auth-?key|account-?key|storepass|keypass|credential)"
)
_TOOLS_WITH_P = (
    rb"(?:(?:docker|podman|buildah|skopeo|helm|oc|az|nerdctl|crane|oras|cf|ibmcloud|registry)[ \t]"
    rb"[^\n]{0,40}login|sshpass|mongo(?:sh|dump|restore|import|export)?|sqlplus|unison|vncpasswd"
    rb"|cqlsh|influx|psexec(?:64)?(?:\.exe)?|sqlcmd|bcp|isql|7z[ar]?|zip|unzip|wrk|hydra|bw|kinit|useradd|usermod)"
)


_WORD = expression(rb"[^\s\"'`|;<>]{1,1024}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to hand over a password."""

    anchor: bytes
    before: re.Pattern[bytes]
    """What stands before the value, read backwards; may have a group `name`."""
    earlier: re.Pattern[bytes] | None = None
    """What must stand earlier on the line, read forwards."""
    key: str = "password"
    only: frozenset[Dialect] = field(default=frozenset())
    """Dialects it exists in; empty: any."""
    file: re.Pattern[str] | None = None
    """What the file must be called."""
    ends: re.Pattern[bytes] = _WORD
    """The value, from its first byte."""
    chance_only: bool = False
    """Whether a word in its place is something else: only a value drawn at random counts."""
    told: bool = False
    """Whether people are told about it, so that it is for review at most."""
    specific: int = 0
    """1 where what any assignment takes for the value goes too far."""


def _backwards(text: bytes) -> re.Pattern[bytes]:
    return expression(text, re.IGNORECASE)


_QUOTED = expression(rb"[^\"'\r\n]{1,1024}(?=[\"'])")

FORMS = (
    Form(
        # NOTE: no class that holds the dash may repeat here; Hyperscan 5.4 then misses matches.
        anchor=rb"-(?:[a-z]{1,16}-?)?" + _OPTION_WORDS + rb"[\"']?[ \t,]{1,4}[\"']?" + _VALUE,
        before=_backwards(
            rb"[\"']?[ \t]{0,4}(?:,[ \t]{0,2})?[\"']?(?P<name>[a-z\-]{3,48}?)--?[ \t\"'\[,]"
        ),
    ),
    Form(
        anchor=rb"\bmysql(?:admin|dump|import|show|sh)?\b[^\n]{0,120}[ \t]-p[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?p-[ \t]"),
        earlier=expression(rb"(?i)\b(?:mysql|mariadb)"),
    ),
    Form(
        anchor=rb"\b" + _TOOLS_WITH_P + rb"\b[^\n]{0,120}[ \t]-p[ \t]{0,4}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{0,4}p-[ \t]"),
        earlier=expression(rb"(?i)\b" + _TOOLS_WITH_P + rb"\b"),
    ),
    Form(
        anchor=rb"[ \t](?:-u|--user|--proxy-user|-U)[ \t=]{0,4}[\"']?[^\s:\"']{0,64}:[\"']?"
        + _VALUE,
        before=_backwards(rb"[\"']?:[^\s:\"']{0,64}[\"']?[ \t=]{0,4}(?:u-|resu-(?:yxorp-)?-)[ \t]"),
        key="curl --user",
        ends=expression(rb"(?!:)[^\s\"'`|;<>]{1,1024}"),  # `perldoc -u Some::Module` names no user
    ),
    Form(
        # A user and a password with a comma between: `lftp -u deploy,...`.
        anchor=rb"\blftp\b[^\n]{0,80}[ \t](?:-u|--user)[ \t=]{0,4}[\"']?[^\s,\"']{1,64}," + _VALUE,
        before=_backwards(rb",[^\s,\"']{1,64}[\"']?[ \t=]{0,4}(?:u-|resu--)[ \t]"),
        earlier=expression(rb"(?i)\blftp\b"),
        key="lftp --user",
        ends=expression(rb"[^\s\"'`|;<>]{1,1024}"),
    ),
    Form(
        # An issuer's key as the user, with no password: `curl -u KEY:`.
        anchor=rb"\bcurl\b[^\n]{0,120}[ \t](?:-u|--user)[ \t=]{0,4}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t=]{0,4}(?:u-|resu--)[ \t]"),
        earlier=expression(rb"(?i)\bcurl\b"),
        key="curl --user",
        ends=expression(rb"[^\s:\"']{8,256}(?=:(?:[\"'\s]|$))"),
        chance_only=True,
    ),
    Form(
        # What git runs for a password: `helper = "!f() { echo password=x; }; f"`.
        anchor=rb"\b(?:echo|printf)[ \t]{1,4}[\"'\\]{0,4}(?:username=[^\n]{0,80})?password="
        + _VALUE,
        before=_backwards(rb"=drowssap(?:[\"' \t]|n\\)"),
        earlier=expression(rb"(?i)\b(?:echo|printf)\b"),
        only=frozenset({Dialect.INI, Dialect.SHELL, Dialect.UNKNOWN}),
        ends=expression(rb"[^\s\"'`|;<>\\]{1,1024}"),
        specific=1,
    ),
    Form(
        anchor=rb"\bpassw(?:or)?d[^\n\"'`]{0,40}[ \t](?:is|was)[ \t]{1,4}[\"'`]" + _VALUE,
        before=_backwards(rb"[\"'`][ \t]{1,4}(?:si|saw)[ \t]"),
        key="password in a sentence",
        ends=expression(rb"[^\s\"'`]{4,128}(?=[\"'`])"),
        told=True,
    ),
    Form(
        anchor=rb"\b(?:(?:network|usernamepassword|passwordauthentication|directory)credential"
        rb"|directoryentry|httpbasicauth|basicauth|auth[ \t]?=[ \t]?)[ \t]?\("
        rb"[ \t]?[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,2}[\"']" + _VALUE,
        before=_backwards(
            rb"[\"'][ \t]{0,2},[\"'][^\"'\n]{1,80}[\"'][ \t]?\([ \t]?(?:[a-z]{4,24}|=[ \t]?htua)"
        ),
        key="password",
        ends=_QUOTED,
    ),
    Form(
        # What a program takes when nobody hands it over: `"--password", default="..."`.
        anchor=rb"-(?:[a-z]{1,16}-?)?" + _OPTION_WORDS + rb"[\"'],[^\n()]{0,100}\bdefault[ \t]?[=:]"
        rb"[ \t]?[\"']" + _VALUE,
        before=_backwards(
            rb"[\"'][ \t]?[=:][ \t]?tluafed[^\n()]{0,100},[\"'](?P<name>[a-z\-]{3,48}?)--?[\"']"
        ),
        ends=_QUOTED,
    ),
    Form(
        # A user and a password, in a call that takes both.
        anchor=rb"\b(?:set_?basic_?auth|usernamepasswordtoken|usernamepasswordcredentials"
        rb"|passwordauthentication(?:token)?|withcredentials|basic_?credentials|(?:sign|log)_?in|authenticate"
        rb"|wifi\.begin|passwordcredential)[ \t]?\([ \t]?[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,2}[\"']"
        + _VALUE,
        before=_backwards(rb"[\"'][ \t]{0,2},[\"'][^\"'\n]{1,80}[\"'][ \t]?\([ \t]?[a-z_.]{4,30}"),
        ends=_QUOTED,
    ),
    Form(
        # The same behind the address of a database.
        anchor=rb"\b(?:getconnection|mysqli?_p?connect|new[ \t]pdo|new[ \t]mysqli|dbi->connect"
        rb"|sequelize|(?:py)?mysql(?:db)?\.connect|credentials)[ \t]?\("
        rb"[^\n()]{1,160},[ \t]{0,2}[\"'][^\"'\n]{1,80}[\"'],[ \t]{0,2}[\"']" + _VALUE,
        before=_backwards(
            rb"[\"'][ \t]{0,2},[\"'][^\"'\n]{1,80}[\"'][ \t]{0,2},[^\n()]{1,160}\([ \t]?"
            rb"(?:noitcennocteg|tcennocp?_i?lqsym|odp[ \t]wen|ilqsym[ \t]wen|tcennoc>-ibd"
            rb"|ezileuqes|tcennoc\.(?:bd)?lqsym|slaitnederc)"
        ),
        ends=_QUOTED,
    ),
    Form(
        # The key that tokens are signed with.
        anchor=rb"\bjwt\.(?:sign|verify|encode|decode)[ \t]?\([^\n\"']{1,120},[ \t]{0,2}[\"']"
        + _VALUE,
        before=_backwards(
            rb"[\"'][ \t]{0,2},[^\n\"']{1,120}\([ \t]?(?:ngis|yfirev|edocne|edoced)\.twj"
        ),
        key="jwt_secret",
        ends=_QUOTED,
    ),
    Form(
        # A constant of an Android build: text in a text.
        anchor=rb"\bbuildconfigfield[ (]{1,2}[\"']string[\"'],[ \t]{0,2}[\"'][a-z0-9_]{0,40}"
        + NAME
        + rb"[\"'],[ \t]{0,2}[\"']\\{0,2}[\"']"
        + _VALUE,
        before=_backwards(
            rb"[\"']\\{0,2}[\"'][ \t]{0,2},[\"'](?P<name>[a-z0-9_]{2,64})[\"'][ \t]{0,2},"
            rb"[\"']gnirts"
        ),
        ends=expression(rb"[^\"'\\\r\n]{1,512}(?=\\{0,2}[\"'])"),
    ),
    Form(
        # Settings that a tool stores: `aws configure set`, `npm config set`, `setx`, `git config`.
        anchor=rb"\b(?:configure[ \t]set|config[ \t]{1,2}(?:set|add|--global|--local)|setx)"
        rb"[ \t]{1,4}[^\s\"']{0,120}" + NAME + rb"[ \t]{1,4}[\"']?" + _VALUE,
        before=_backwards(
            rb"[\"']?[ \t]{1,4}(?P<name>[a-z0-9_.\-]{2,64})[^\s\"']{0,100}[ \t]{1,4}"
            rb"(?:tes|dda|labolg--|lacol--|xtes)[ \t\n]"
        ),
    ),
    Form(
        anchor=rb"\bvault[ \t]{1,4}login[ \t]{1,4}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,4}nigol[ \t]{1,4}tluav"),
        key="vault token",
        chance_only=True,
    ),
    Form(
        # Headers that a proxy adds, and users of HAProxy.
        anchor=rb"\b(?:proxy_set_header[ \t]{1,8}[\w\-]{0,40}" + NAME + rb"|insecure-password)"
        rb"[ \t]{1,8}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,8}(?P<name>[a-z0-9\-]{4,64})[ \t]"),
        ends=expression(rb"[^\s\"';]{1,1024}"),
    ),
    Form(
        anchor=rb"\bredis-cli\b[^\n]{0,120}[ \t]-a[ \t]{1,4}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,4}a-[ \t]"),
        earlier=expression(rb"(?i)\bredis-cli\b"),
    ),
    Form(
        anchor=rb"\bldap[a-z]{2,8}\b[^\n]{0,160}[ \t]-w[ \t]{0,4}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{0,4}w-[ \t]"),
        earlier=expression(rb"(?i)\bldap[a-z]"),
    ),
    Form(
        # curl's library in C, PHP and others.
        anchor=rb"\bcurlopt_(?:proxy)?userpwd[\"']?[ \t]{0,4}(?:,|=>|=)[ \t]{0,4}"
        rb"[\"'][^\s:\"']{1,64}:" + _VALUE,
        before=_backwards(
            rb":[^\s:\"']{1,64}[\"'][ \t]{0,4}(?:,|>=|=)[ \t]{0,4}[\"']?dwpresu(?:yxorp)?_tpolruc"
        ),
        ends=_QUOTED,
    ),
    Form(
        # Oracle's tools: `sqlplus user/password@database`.
        anchor=rb"\b(?:sqlplus|expdp|impdp|sqlldr|rman)\b[^\n/]{0,80}[ \t=\"'][\w$]{1,32}/"
        + _VALUE,
        before=_backwards(rb"/[\w$]{1,32}[ \t=\"']"),
        earlier=expression(rb"(?i)\b(?:sqlplus|expdp|impdp|sqlldr|rman)\b"),
        ends=expression(rb"[^\s@/\"'`|;<>]{4,128}(?=@|[\s\"']|$)"),
        specific=1,
    ),
    Form(
        # What a key, or a file, is encrypted with.
        anchor=rb"\b(?:ssh-keygen\b[^\n]{0,120}[ \t]-[NP]|openssl[ \t]{1,4}enc\b"
        rb"[^\n]{0,120}[ \t]-k)[ \t]{1,4}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,4}[npk]-[ \t]"),
        earlier=expression(rb"\b(?:ssh-keygen|openssl[ \t]+enc)\b"),
    ),
    Form(
        # Samba's and FreeRDP's: `-U user%password`, `/p:password`.
        anchor=rb"\b(?:smb|rpc|net|wmi|mount)[\w.]{0,12}[ \t][^\n]{0,120}-U[ \t]{0,2}[\"']?"
        rb"[\w.\\\-]{1,64}%" + _VALUE,
        before=_backwards(rb"%[\w.\\\-]{1,64}[\"']?[ \t]{0,2}U-"),
    ),
    Form(
        anchor=rb"\b[a-z]{0,3}freerdp\b[^\n]{0,160}[ \t]/p:[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?:p/[ \t]"),
        earlier=expression(rb"(?i)freerdp\b"),
    ),
    Form(
        # Apache's variables.
        anchor=rb"\bsetenv[ \t]{1,8}[\w]{0,40}" + NAME + rb"[ \t]{1,8}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,8}(?P<name>[a-z0-9_]{2,64})[ \t]+vnetes"),
    ),
    Form(
        anchor=rb"-pass(?:in|out)?[ \t]{1,4}[\"']?pass:" + _VALUE,
        before=_backwards(rb":ssap[\"']?[ \t]{1,4}(?:tuo|ni)?ssap-"),
    ),
    Form(
        anchor=rb"\bhtpasswd[ \t]{1,16}-[a-z]{0,8}b[a-z]{0,8}[ \t]{1,16}\S{1,80}"
        rb"[ \t]{1,16}\S{1,40}[ \t]{1,16}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]+\S{1,40}[ \t]"),
        earlier=expression(rb"\bhtpasswd[ \t]+-"),
    ),
    Form(
        anchor=rb"\b(?:rabbitmqctl|add_user|change_password)[ \t]{1,16}"
        rb"(?:add_user|change_password)?[ \t]{0,16}[\w.\-]{1,40}[ \t]{1,16}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]+[\w.\-]{1,40}[ \t]+(?:resu_dda|drowssap_egnahc)[ \t]"),
    ),
    Form(
        anchor=rb"\bidentified[ \t]{1,16}(?:with[ \t]{1,16}\S{1,40}[ \t]{1,16})?"
        rb"by[ \t]{1,16}(?:password[ \t]{1,16})?[\"']" + _VALUE,
        before=_backwards(rb"[\"'][ \t]+(?:drowssap[ \t]+)?yb[ \t]"),
        key="identified by",
        ends=_QUOTED,
    ),
    Form(
        # Oracle's, which takes no quotes.
        anchor=rb"\b(?:create|alter)[ \t]{1,8}user[ \t]{1,8}\S{1,64}[ \t]{1,8}identified[ \t]{1,8}"
        rb"by[ \t]{1,8}" + _VALUE,
        before=_backwards(rb"[ \t]+yb[ \t]+deifitnedi[ \t]"),
        key="identified by",
        file=expression(r"(?i)\.(?:sql|ddl|pls|pk[bs]|ora|sh)$|history$"),
        ends=expression(rb"[^\s;\"'`<>()]{4,128}(?=[ \t\r\n;]|$)"),
    ),
    Form(
        anchor=rb"\bset[ \t]{1,8}password\b[^\n;]{0,120}password[ \t]?\([ \t]?'" + _VALUE,
        before=_backwards(rb"'[ \t]?\([ \t]?drowssap[ \t=]"),
        earlier=expression(rb"(?i)\bset[ \t]"),
        ends=_QUOTED,
        specific=1,
    ),
    Form(
        anchor=rb"\b(?:user|role|login|with|encrypted)\b[^\n;]{0,120}"
        rb"\bpassword[ \t]{0,16}[ \t=][ \t]{0,16}n?'" + _VALUE,
        before=_backwards(rb"'n?[ \t]*=?[ \t]*drowssap[ \t]"),
        earlier=expression(rb"(?i)\b(?:create|alter|grant|encrypted|with)\b"),
        ends=_QUOTED,
    ),
    Form(
        anchor=rb"\b(?:login|user|account|machine)[ \t]{1,16}\S{1,80}"
        rb"[ \t\r\n]{1,40}password[ \t\r\n]{1,8}[\"']?" + _VALUE,
        before=_backwards(
            rb"[\"']?[ \t\r\n]{1,8}drowssap[ \t\r\n]{1,40}(?!suomynona\b|ptf[ \t])\S{1,80}[ \t]+"
            rb"(?:nigol|resu|tnuocca|enihcam)\b"
        ),
        file=expression(r"(?i)netrc|authinfo|fetchmail|msmtp|mbsync|^(?!.*\.)[^/]*$|/[^./]*$"),
    ),
    Form(
        anchor=rb"(?:^|[\n\x00])[ \t]{0,8}(?:set[ \t]{1,4})?[\w.]{0,32}"
        rb"(?:password|requirepass|masterauth|masterpass|bindpw|rootpw|secret)"
        rb"[ \t]{1,16}[\"']?" + _VALUE,
        before=_backwards(
            rb"[\"']?[ \t]{1,16}(?P<name>[a-z_.]{6,40})(?:[ \t]{1,4}tes)?[ \t]{0,8}(?:\n|\Z)"
        ),
        only=frozenset({Dialect.INI, Dialect.ENV}),
        ends=expression(rb"[^\s\"']{1,1024}(?=[\"']?[ \t]*;?[ \t]*\r?(?:\n|$))"),
    ),
    Form(
        anchor=rb":(?:[0-9]{4,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:" + _VALUE,
        before=_backwards(rb":[^:\s]{1,64}:[^:\s]{1,64}:(?:\d{4,5}|\*):"),
        file=expression(r"(?i)pgpass"),
        ends=expression(rb"(?:[^\s:\\]|\\.){1,1024}"),
    ),
    Form(
        # ProFTPD: the database, its user, and the user's password.
        anchor=rb"\bsqlconnectinfo[ \t]{1,8}\S{1,80}[ \t]{1,8}\S{1,64}[ \t]{1,8}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,8}\S{1,64}[ \t]{1,8}\S{1,80}[ \t]{1,8}ofnitcennoclqs"),
        key="SQLConnectInfo",
    ),
    Form(
        # pppd: who, to which server, with what.
        anchor=rb"(?:^|[\n\x00])[^\s#]{1,64}[ \t]{1,16}\*[ \t]{1,16}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,16}\*[ \t]{1,16}[^\s#]{1,64}(?:\n|\Z)"),
        file=expression(r"(?i)(?:chap|pap)-secrets"),
    ),
    Form(
        anchor=rb"\bENV[ \t]{1,16}[A-Za-z0-9_]{0,40}" + NAME + rb"[ \t]{1,8}[\"']?" + _VALUE,
        before=_backwards(rb"[\"']?[ \t]{1,8}(?P<name>[a-z0-9_]{2,64})[ \t]+vne"),
        only=frozenset({Dialect.DOCKERFILE, Dialect.UNKNOWN}),
        ends=expression(rb"[^\"'\r\n]{1,1024}"),
    ),
)


def _confirm(form: Form, content: Content, end: int) -> Candidate | None:
    data = content.data
    start = end - STUB
    if not _exists_in(form, content.name):
        return None
    left = data[max(0, start - _LEFT_BYTES) : start]
    match = form.before.match(left[::-1])
    if match is None:
        return None
    if form.earlier is not None and not form.earlier.search(left[left.rfind(b"\n") + 1 :]):
        return None
    key = match["name"][::-1].decode("ascii", "replace") if match.groups() else form.key
    name = keys.classify(key) if match.groups() else KeyName(Kind.PASSWORD, strong=True)
    value = form.ends.match(data, start)
    if name is None or value is None or _ARGUMENT.match(value[0]):
        return None
    found = _judged(content, key, name, value[0].rstrip(b",\r "), start)
    if form.chance_only and not looks_random(value[0]):
        return None
    return replace(found, confidence=Confidence.REVIEW) if found and form.told else found


_ARGUMENT = expression(rb"(?:default|help|type|action|required|dest|metavar|envvar|prompt)=")
"""One more argument of the call that declares an option."""


def _exists_in(form: Form, name: str) -> bool:
    if form.file is not None and not form.file.search(name):
        return False
    return not form.only or dialect_of(name) in form.only


def _judged(
    content: Content, key: str, name: KeyName, value: bytes, start: int
) -> Candidate | None:
    if len(value) < STUB or binary_near(content.data, start, len(value)):
        return None
    dialect = dialect_of(content.name)
    guessed = dialect is Dialect.UNKNOWN
    if guessed:
        dialect = by_line(content, line_start(content.data, start), start)
        # An option belongs to a command, whatever else the line looks like.
        dialect = Dialect.SHELL if dialect is Dialect.CODE else dialect
    form = values.shape(value, key)
    evidence = judge.Evidence(
        name=name,
        key=key,
        value=value,
        shape=form,
        dialect=dialect,
        statement=True,
        guessed=guessed,
    )
    return judge.candidate(evidence, start)


def _recogniser(form: Form) -> Recogniser:
    def confirm(content: Content, end: int) -> Iterator[Candidate]:
        found = _confirm(form, content, end)
        if found is not None:
            yield found

    return Recogniser(
        rules=tuple(RULES.values()),
        anchors=(form.anchor,),
        caseless=True,
        reach=2048,
        confirm=confirm,
        specific=form.specific,
    )


_PIPED = expression(
    rb"(?:echo|printf|cat[ \t]+<<<)[ \t]+(?:-[neE]+[ \t]+)?(?:'%s(?:\\n)?'[ \t]+)?[\"']?"
    rb"(?:[a-z_][\w\-]{0,31}:)?(?P<value>[^\s\"'|$`\\]{4,256})(?:\\n)?[\"']?[ \t]*\|[^|\n]*$"
)
_PIPE_ANCHOR = (
    rb"\|[^|\n]{0,80}(?:--password-stdin|chpasswd|passwd[ \t]{1,16}--stdin|sudo[ \t]{1,16}-S)"
)


def _confirm_piped(content: Content, end: int) -> Iterator[Candidate]:
    low = max(0, end - 400)
    left = content.data[low:end]
    line = left.rfind(b"\n") + 1
    echo = max(left.rfind(b"echo", line), left.rfind(b"printf", line), left.rfind(b"<<<", line) - 4)
    match = _PIPED.match(left, max(echo, 0))
    if match is None:
        return
    name = KeyName(Kind.PASSWORD, strong=True)
    found = _judged(content, "password", name, match["value"], low + match.start("value"))
    if found is not None:
        yield found


RECOGNISERS = (
    *map(_recogniser, FORMS),
    Recogniser(
        rules=tuple(RULES.values()),
        anchors=(_PIPE_ANCHOR,),
        reach=1024,
        confirm=_confirm_piped,
    ),
)
