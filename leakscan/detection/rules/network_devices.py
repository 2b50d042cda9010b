"""Passwords in the configuration of routers, switches, proxies and monitors."""

from leakscan.detection.line_passwords import LINE, line_password
from leakscan.detection.validators.places import cisco_obscured, community
from leakscan.model.rule import Rule, Severity

_CISCO = "https://www.cisco.com/c/en/us/support/docs/security-vpn/remote-authentication-dial-user-service-radius/107614-64.html"


_WHOSE = (
    rb"(?:username[ \t]{1,4}\S{1,64}(?:[ \t]{1,4}(?:privilege|role)[ \t]{1,4}\S{1,24})?"
    rb"[ \t]{1,4}(?:password|secret)"
    rb"|enable[ \t]{1,4}(?:password|secret)(?:[ \t]{1,4}level[ \t]{1,4}\d{1,2})?"
    rb"|(?:tacacs|radius)-server[ \t]{1,4}(?:host[ \t]{1,4}\S{1,64}[ \t]{1,4})?key"
    rb"|neighbor[ \t]{1,4}\S{1,64}[ \t]{1,4}password|ppp[ \t]{1,4}chap[ \t]{1,4}password)[ \t]{1,4}"
)

RULES: tuple[Rule, ...] = (
    line_password(
        "cisco-password",
        "Password in the configuration of a router or switch",
        "Cisco",
        LINE + _WHOSE + rb"(?:0[ \t]{1,4})?",
        example="\nusername admin privilege 15 password 0 {password}\n",
        counter_example="\nenable password protection for all users\n",
        reference=_CISCO,
    ),
    line_password(
        "cisco-obscured-password",
        "Password of Cisco's type 7, which anybody can read",
        "Cisco",
        rb"[ \t](?:password|secret|key|community)[ \t]{1,4}7[ \t]{1,4}",
        value=rb"[0-9A-F]{8,96}",
        proof=cisco_obscured,
        example="\nusername admin password 7 {ciscoseven}\n",
        counter_example="\n password 7 {HEX:5}\n",
        reference=_CISCO,
    ),
    line_password(
        "snmp-community",
        "Community of SNMP",
        "SNMP",
        LINE + rb"(?:snmp-server[ \t]{1,4}community|r[ow]community6?)[ \t]{1,4}",
        rb"(?=[ \t]{1,8}\S|[ \t]{0,8}\r?\n|\Z)",
        proof=community,
        severity=Severity.MEDIUM,
        example="\nsnmp-server community {alnum:12} RO\n",
        counter_example="\nsnmp-server enable traps\n",
        reference="https://www.rfc-editor.org/rfc/rfc3584",
    ),
    line_password(
        "snmp-user-password",
        "Password of a user of SNMP",
        "SNMP",
        rb"\bcreateuser[ \t]{1,4}\S{1,64}[ \t]{1,4}(?:MD5|SHA[0-9-]{0,4})[ \t]{1,4}[\"']?",
        rb"[\"']?(?=[ \t]|\r?\n|\Z)",
        example='\ncreateUser monitor SHA "{password}" AES "{password}"\n',
        counter_example="\ncreateUser monitor SHA <password> AES\n",
        reference="https://www.net-snmp.org/docs/man/snmpd.conf.html",
    ),
)
