"""Statements that give a user a password."""

from leakscan.detection.assignments.forms.form import QUOTED, VALUE, Form, backwards
from leakscan.expressions import expression

FORMS: tuple[Form, ...] = (
    Form(
        anchor=rb"\bidentified[ \t]{1,16}(?:with[ \t]{1,16}\S{1,40}[ \t]{1,16})?"
        rb"by[ \t]{1,16}(?:password[ \t]{1,16})?[\"']" + VALUE,
        before=backwards(rb"[\"'][ \t]+(?:drowssap[ \t]+)?yb[ \t]"),
        key="identified by",
        ends=QUOTED,
    ),
    Form(
        # Oracle's, which takes no quotes.
        anchor=rb"\b(?:create|alter)[ \t]{1,8}user[ \t]{1,8}\S{1,64}[ \t]{1,8}identified[ \t]{1,8}"
        rb"by[ \t]{1,8}" + VALUE,
        before=backwards(rb"[ \t]+yb[ \t]+deifitnedi[ \t]"),
        key="identified by",
        file=expression(r"(?i)\.(?:sql|ddl|pls|pk[bs]|ora|sh)$|history$"),
        ends=expression(rb"[^\s;\"'`<>()]{4,128}(?=[ \t\r\n;]|$)"),
    ),
    Form(
        anchor=rb"\bset[ \t]{1,8}password\b[^\n;]{0,120}password[ \t]?\([ \t]?'" + VALUE,
        before=backwards(rb"'[ \t]?\([ \t]?drowssap[ \t=]"),
        earlier=expression(rb"(?i)\bset[ \t]"),
        ends=QUOTED,
        specific=1,
    ),
    Form(
        anchor=rb"\b(?:user|role|login|with|encrypted)\b[^\n;]{0,120}"
        rb"\bpassword[ \t]{0,16}[ \t=][ \t]{0,16}n?'" + VALUE,
        before=backwards(rb"'n?[ \t]*=?[ \t]*drowssap[ \t]"),
        earlier=expression(rb"(?i)\b(?:create|alter|grant|encrypted|with)\b"),
        ends=QUOTED,
    ),
)
