"""Logins to proxies, tunnels and shares, on lines of their configuration or of a shell."""

from leakscan.detection.line_passwords import line_password
from leakscan.model.rule import Rule

RULES: tuple[Rule, ...] = (
    line_password(
        "haproxy-login",
        "Login to the statistics of HAProxy",
        "HAProxy",
        rb"\bstats[ \t]{1,8}auth[ \t]{1,8}[^\s:]{1,64}:",
        example="\n  stats auth admin:{password}\n",
        counter_example="\n  stats auth admin:<password>\n",
        reference="https://docs.haproxy.org/3.0/configuration.html",
    ),
    line_password(
        "ipsec-secret",
        "Secret of an IPsec connection",
        "IPsec",
        rb":[ \t]{1,8}(?:PSK|EAP|XAUTH|NTLM)[ \t]{1,8}\"",
        rb"(?=\")",
        example='\nmoon : EAP "{password}"\n',
        counter_example='\nmoon : EAP "<password>"\n',
        reference="https://docs.strongswan.org/docs/latest/config/rereadsecrets.html",
    ),
    line_password(
        "windows-share-password",
        "Password of a network share or a Windows account",
        "Windows",
        rb"net(?:\.exe)?[ \t]{1,4}(?:use[ \t]{1,4}(?:[a-z*]:?[ \t]{1,4})?"
        rb"\\{2,4}[^\s\\]{1,64}\\\S{1,64}|user[ \t]{1,4}[\w.\\-]{1,64})[ \t]{1,4}\"?",
        rb"\"?(?=[ \t]{1,8}[^\n]{0,64}/(?:user:|add\b))",
        value=rb"[^\s\"'<%/*-][^\s\"'<%]{3,95}",
        example="net use z: \\\\files\\backup {alnum:14} /user:bob\n",
        counter_example="net use z: \\\\files\\backup %PASS% /user:bob\n",
        reference="https://learn.microsoft.com/windows-server/administration/windows-commands/net-use",
    ),
)
