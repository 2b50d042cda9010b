"""Files of words, in which no sign stands between a name and its value."""

from leakscan.detection.assignments.dialects import Dialect
from leakscan.detection.assignments.forms.form import VALUE, Form, backwards
from leakscan.detection.assignments.grammar import NAME
from leakscan.expressions import expression

FORMS: tuple[Form, ...] = (
    Form(
        # Headers that a proxy adds, and users of HAProxy.
        anchor=rb"\b(?:proxy_set_header[ \t]{1,8}[\w\-]{0,40}" + NAME + rb"|insecure-password)"
        rb"[ \t]{1,8}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,8}(?P<name>[a-z0-9\-]{4,64})[ \t]"),
        ends=expression(rb"[^\s\"';]{1,1024}"),
    ),
    Form(
        # Apache's variables.
        anchor=rb"\bsetenv[ \t]{1,8}[\w]{0,40}" + NAME + rb"[ \t]{1,8}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,8}(?P<name>[a-z0-9_]{2,64})[ \t]+vnetes"),
    ),
    Form(
        anchor=rb"\b(?:login|user|account|machine)[ \t]{1,16}\S{1,80}"
        rb"[ \t\r\n]{1,40}password[ \t\r\n]{1,8}[\"']?" + VALUE,
        before=backwards(
            rb"[\"']?[ \t\r\n]{1,8}drowssap[ \t\r\n]{1,40}(?!suomynona\b|ptf[ \t])\S{1,80}[ \t]+"
            rb"(?:nigol|resu|tnuocca|enihcam)\b"
        ),
        file=expression(r"(?i)netrc|authinfo|fetchmail|msmtp|mbsync|^(?!.*\.)[^/]*$|/[^./]*$"),
    ),
    Form(
        anchor=rb"(?:^|[\n\x00])[ \t]{0,8}(?:set[ \t]{1,4})?[\w.]{0,32}"
        rb"(?:password|requirepass|masterauth|masterpass|bindpw|rootpw|secret)"
        rb"[ \t]{1,16}[\"']?" + VALUE,
        before=backwards(
            rb"[\"']?[ \t]{1,16}(?P<name>[a-z_.]{6,40})(?:[ \t]{1,4}tes)?[ \t]{0,8}(?:\n|\Z)"
        ),
        only=frozenset({Dialect.INI, Dialect.ENV}),
        ends=expression(rb"[^\s\"']{1,1024}(?=[\"']?[ \t]*;?[ \t]*\r?(?:\n|$))"),
    ),
    Form(
        anchor=rb":(?:[0-9]{4,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:" + VALUE,
        before=backwards(rb":[^:\s]{1,64}:[^:\s]{1,64}:(?:\d{4,5}|\*):"),
        file=expression(r"(?i)pgpass"),
        ends=expression(rb"(?:[^\s:\\]|\\.){1,1024}"),
    ),
    Form(
        # ProFTPD: the database, its user, and the user's password.
        anchor=rb"\bsqlconnectinfo[ \t]{1,8}\S{1,80}[ \t]{1,8}\S{1,64}[ \t]{1,8}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,8}\S{1,64}[ \t]{1,8}\S{1,80}[ \t]{1,8}ofnitcennoclqs"),
        key="SQLConnectInfo",
    ),
    Form(
        # pppd: who, to which server, with what.
        anchor=rb"(?:^|[\n\x00])[^\s#]{1,64}[ \t]{1,16}\*[ \t]{1,16}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,16}\*[ \t]{1,16}[^\s#]{1,64}(?:\n|\Z)"),
        file=expression(r"(?i)(?:chap|pap)-secrets"),
    ),
    Form(
        anchor=rb"\bENV[ \t]{1,16}[A-Za-z0-9_]{0,40}" + NAME + rb"[ \t]{1,8}[\"']?" + VALUE,
        before=backwards(rb"[\"']?[ \t]{1,8}(?P<name>[a-z0-9_]{2,64})[ \t]+vne"),
        only=frozenset({Dialect.DOCKERFILE, Dialect.UNKNOWN}),
        ends=expression(rb"[^\"'\r\n]{1,1024}"),
    ),
)
