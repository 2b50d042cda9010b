"""The rules that assignments are reported under."""

from leakscan.detection.assignments.keys import Kind
from leakscan.model.rule import Confidence, Rule, Severity

_OWASP = "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html"
_CWE_259 = "https://cwe.mitre.org/data/definitions/259.html"
_CWE_798 = "https://cwe.mitre.org/data/definitions/798.html"
_CWE_321 = "https://cwe.mitre.org/data/definitions/321.html"

_ROTATE = (
    "Change it where it is valid, pass the new one at run time (a mounted secret, an environment"
    " variable of the deployment), and build again without it."
)


def _rule(
    kind: Kind, title: str, severity: Severity, word: bytes, example: str, reference: str
) -> Rule:
    return Rule(
        id=kind.value,
        title=title,
        issuer="generic",
        severity=severity,
        confidence=Confidence.REVIEW,
        anchor=word + rb"[A-Za-z0-9_]{0,32}[=:][^\s]{4}",
        pattern=word + rb"[A-Za-z0-9_]{0,32}[=:](?P<secret>[^\s]{4,1024})(?!\S)",
        caseless=True,
        max_length=1024 + 64,
        examples=(example,),
        counter_examples=(example.split("=", 1)[0] + "=${{VALUE}}",),
        reference=reference,
        remediation=_ROTATE,
    )


RULES = {
    Kind.PASSWORD: _rule(
        Kind.PASSWORD,
        "Password in an assignment",
        Severity.HIGH,
        b"pass",
        "DB_PASSWORD={password}",
        _CWE_259,
    ),
    Kind.SECRET: _rule(
        Kind.SECRET,
        "Secret in an assignment",
        Severity.HIGH,
        b"secret",
        "CLIENT_SECRET={alnum:40}",
        _CWE_798,
    ),
    Kind.TOKEN: _rule(
        Kind.TOKEN,
        "Token in an assignment",
        Severity.HIGH,
        b"token",
        "ACCESS_TOKEN={alnum:40}",
        _CWE_798,
    ),
    Kind.KEY: _rule(
        Kind.KEY,
        "API or encryption key in an assignment",
        Severity.HIGH,
        b"key",
        "API_KEY={hex:32}",
        _CWE_321,
    ),
    Kind.CONNECTION: _rule(
        Kind.CONNECTION,
        "Connection string with a password",
        Severity.HIGH,
        b"password",
        "Server=db;Uid=app;Password={alnum:12};",
        _OWASP,
    ),
}
