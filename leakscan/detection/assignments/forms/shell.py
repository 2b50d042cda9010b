"""Options and arguments of the commands that people type."""

from leakscan.detection.assignments.dialects import Dialect
from leakscan.detection.assignments.forms.form import OPTION, VALUE, Form, backwards
from leakscan.detection.assignments.grammar import NAME
from leakscan.expressions import expression

_TOOLS_WITH_P = (
    rb"(?:(?:docker|podman|buildah|skopeo|helm|oc|az|nerdctl|crane|oras|cf|ibmcloud|registry)[ \t]"
    rb"[^\n]{0,40}login|sshpass|mongo(?:sh|dump|restore|import|export)?|sqlplus|unison|vncpasswd"
    rb"|cqlsh|influx|psexec(?:64)?(?:\.exe)?|sqlcmd|bcp|isql|7z[ar]?|zip|unzip|wrk|hydra|bw|kinit|useradd|usermod)"
)


FORMS: tuple[Form, ...] = (
    Form(
        # NOTE: no class that holds the dash may repeat here; Hyperscan 5.4 then misses matches.
        anchor=rb"-(?:[a-z]{1,16}-?)?" + OPTION + rb"[\"']?[ \t,]{1,4}[\"']?" + VALUE,
        before=backwards(
            rb"[\"']?[ \t]{0,4}(?:,[ \t]{0,2})?[\"']?(?P<name>[a-z\-]{3,48}?)--?[ \t\"'\[,]"
        ),
    ),
    Form(
        anchor=rb"\bmysql(?:admin|dump|import|show|sh)?\b[^\n]{0,120}[ \t]-p[\"']?" + VALUE,
        before=backwards(rb"[\"']?p-[ \t]"),
        earlier=expression(rb"(?i)\b(?:mysql|mariadb)"),
    ),
    Form(
        anchor=rb"\b" + _TOOLS_WITH_P + rb"\b[^\n]{0,120}[ \t]-p[ \t]{0,4}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{0,4}p-[ \t]"),
        earlier=expression(rb"(?i)\b" + _TOOLS_WITH_P + rb"\b"),
    ),
    Form(
        anchor=rb"[ \t](?:-u|--user|--proxy-user|-U)[ \t=]{0,4}[\"']?[^\s:\"']{0,64}:[\"']?"
        + VALUE,
        before=backwards(rb"[\"']?:[^\s:\"']{0,64}[\"']?[ \t=]{0,4}(?:u-|resu-(?:yxorp-)?-)[ \t]"),
        key="curl --user",
        ends=expression(rb"(?!:)[^\s\"'`|;<>]{1,1024}"),  # `perldoc -u Some::Module` names no user
    ),
    Form(
        # A user and a password with a comma between: `lftp -u deploy,...`.
        anchor=rb"\blftp\b[^\n]{0,80}[ \t](?:-u|--user)[ \t=]{0,4}[\"']?[^\s,\"']{1,64}," + VALUE,
        before=backwards(rb",[^\s,\"']{1,64}[\"']?[ \t=]{0,4}(?:u-|resu--)[ \t]"),
        earlier=expression(rb"(?i)\blftp\b"),
        key="lftp --user",
        ends=expression(rb"[^\s\"'`|;<>]{1,1024}"),
    ),
    Form(
        # An issuer's key as the user, with no password: `curl -u KEY:`.
        anchor=rb"\bcurl\b[^\n]{0,120}[ \t](?:-u|--user)[ \t=]{0,4}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t=]{0,4}(?:u-|resu--)[ \t]"),
        earlier=expression(rb"(?i)\bcurl\b"),
        key="curl --user",
        ends=expression(rb"[^\s:\"']{8,256}(?=:(?:[\"'\s]|$))"),
        chance_only=True,
    ),
    Form(
        # What git runs for a password: `helper = "!f() { echo password=x; }; f"`.
        anchor=rb"\b(?:echo|printf)[ \t]{1,4}[\"'\\]{0,4}(?:username=[^\n]{0,80})?password="
        + VALUE,
        before=backwards(rb"=drowssap(?:[\"' \t]|n\\)"),
        earlier=expression(rb"(?i)\b(?:echo|printf)\b"),
        only=frozenset({Dialect.INI, Dialect.SHELL, Dialect.UNKNOWN}),
        ends=expression(rb"[^\s\"'`|;<>\\]{1,1024}"),
        specific=1,
    ),
    Form(
        # Settings that a tool stores: `aws configure set`, `npm config set`, `setx`, `git config`.
        anchor=rb"\b(?:configure[ \t]set|config[ \t]{1,2}(?:set|add|--global|--local)|setx)"
        rb"[ \t]{1,4}[^\s\"']{0,120}" + NAME + rb"[ \t]{1,4}[\"']?" + VALUE,
        before=backwards(
            rb"[\"']?[ \t]{1,4}(?P<name>[a-z0-9_.\-]{2,64})[^\s\"']{0,100}[ \t]{1,4}"
            rb"(?:tes|dda|labolg--|lacol--|xtes)[ \t\n]"
        ),
    ),
    Form(
        anchor=rb"\bvault[ \t]{1,4}login[ \t]{1,4}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,4}nigol[ \t]{1,4}tluav"),
        key="vault token",
        chance_only=True,
    ),
    Form(
        anchor=rb"\bredis-cli\b[^\n]{0,120}[ \t]-a[ \t]{1,4}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,4}a-[ \t]"),
        earlier=expression(rb"(?i)\bredis-cli\b"),
    ),
    Form(
        anchor=rb"\bldap[a-z]{2,8}\b[^\n]{0,160}[ \t]-w[ \t]{0,4}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{0,4}w-[ \t]"),
        earlier=expression(rb"(?i)\bldap[a-z]"),
    ),
    Form(
        # Oracle's tools: `sqlplus user/password@database`.
        anchor=rb"\b(?:sqlplus|expdp|impdp|sqlldr|rman)\b[^\n/]{0,80}[ \t=\"'][\w$]{1,32}/" + VALUE,
        before=backwards(rb"/[\w$]{1,32}[ \t=\"']"),
        earlier=expression(rb"(?i)\b(?:sqlplus|expdp|impdp|sqlldr|rman)\b"),
        ends=expression(rb"[^\s@/\"'`|;<>]{4,128}(?=@|[\s\"']|$)"),
        specific=1,
    ),
    Form(
        # What a key, or a file, is encrypted with.
        anchor=rb"\b(?:ssh-keygen\b[^\n]{0,120}[ \t]-[NP]|openssl[ \t]{1,4}enc\b"
        rb"[^\n]{0,120}[ \t]-k)[ \t]{1,4}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,4}[npk]-[ \t]"),
        earlier=expression(rb"\b(?:ssh-keygen|openssl[ \t]+enc)\b"),
    ),
    Form(
        # Samba's and FreeRDP's: `-U user%password`, `/p:password`.
        anchor=rb"\b(?:smb|rpc|net|wmi|mount)[\w.]{0,12}[ \t][^\n]{0,120}-U[ \t]{0,2}[\"']?"
        rb"[\w.\\\-]{1,64}%" + VALUE,
        before=backwards(rb"%[\w.\\\-]{1,64}[\"']?[ \t]{0,2}U-"),
    ),
    Form(
        anchor=rb"\b[a-z]{0,3}freerdp\b[^\n]{0,160}[ \t]/p:[\"']?" + VALUE,
        before=backwards(rb"[\"']?:p/[ \t]"),
        earlier=expression(rb"(?i)freerdp\b"),
    ),
    Form(
        anchor=rb"-pass(?:in|out)?[ \t]{1,4}[\"']?pass:" + VALUE,
        before=backwards(rb":ssap[\"']?[ \t]{1,4}(?:tuo|ni)?ssap-"),
    ),
    Form(
        anchor=rb"\bhtpasswd[ \t]{1,16}-[a-z]{0,8}b[a-z]{0,8}[ \t]{1,16}\S{1,80}"
        rb"[ \t]{1,16}\S{1,40}[ \t]{1,16}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]+\S{1,40}[ \t]"),
        earlier=expression(rb"\bhtpasswd[ \t]+-"),
    ),
    Form(
        anchor=rb"\b(?:rabbitmqctl|add_user|change_password)[ \t]{1,16}"
        rb"(?:add_user|change_password)?[ \t]{0,16}[\w.\-]{1,40}[ \t]{1,16}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]+[\w.\-]{1,40}[ \t]+(?:resu_dda|drowssap_egnahc)[ \t]"),
    ),
)
