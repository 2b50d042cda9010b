"""Password hashes in the forms that frameworks, servers and devices store them in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content, Recogniser
from leakscan.detection.validators.hashes import stored_hash
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence, Rule, Severity

_REMEDIATION = "Change the password wherever it is used: the hash can be cracked offline."


@dataclass(frozen=True, slots=True)
class _Form:
    """How one program writes a hash."""

    name: str
    title: str
    anchor: bytes
    pattern: bytes
    """Of the hash alone."""
    longest: int
    example: str
    counter_example: str
    reference: str
    before: bytes = rb"(?<![./0-9A-Za-z+])"
    after: bytes = rb"(?![./0-9A-Za-z+=])"

    def rule(self) -> Rule:
        """Return the rule: for review by itself, as what programs only show."""
        return Rule(
            id=self.name,
            title=self.title,
            issuer="Password hashes",
            severity=Severity.LOW,
            confidence=Confidence.REVIEW,
            anchor=self.anchor,
            pattern=self.before + b"(?P<secret>" + self.pattern + b")" + self.after,
            max_length=self.longest,
            proof=stored_hash,
            examples=(self.example,),
            counter_examples=(self.counter_example,),
            reference=self.reference,
            remediation=_REMEDIATION,
        )


_FORMS = (
    _Form(
        "argon2-hash",
        "Password hash made with Argon2",
        rb"\$argon2(?:id|i|d)\$v=19\$m=",
        rb"\$argon2(?:id|i|d)\$v=19\$m=\d{1,9},t=\d{1,4},p=\d{1,4}"
        rb"\$[0-9A-Za-z+/]{11,86}\$[0-9A-Za-z+/]{16,128}",
        270,
        "$argon2id$v=19$m=65536,t=3,p=4${base64:22}${base64:43}",
        "$argon2id$v=19$m=65536,t=3,p=4$",
        "https://www.rfc-editor.org/rfc/rfc9106",
    ),
    _Form(
        "django-password-hash",
        "Password hash that Django stores",
        rb"pbkdf2_sha(?:1|256|512)\$\d{1,9}\$",
        rb"pbkdf2_sha(?:1|256|512)\$\d{1,9}\$[0-9A-Za-z]{1,64}\$[0-9A-Za-z+/]{27,86}={0,2}",
        190,
        "pbkdf2_sha256$870000${alnum:22}${base64:43}=",
        "pbkdf2_sha256$870000$",
        "https://docs.djangoproject.com/en/stable/topics/auth/passwords/",
    ),
    _Form(
        "werkzeug-password-hash",
        "Password hash that Werkzeug makes, for Flask above all",
        rb"(?:pbkdf2:sha(?:1|256|512)|scrypt:\d{1,9}:\d{1,3}):\d{1,9}\$",
        rb"(?:pbkdf2:sha(?:1|256|512)|scrypt:\d{1,9}:\d{1,3}):\d{1,9}\$"
        rb"[0-9A-Za-z]{1,64}\$[0-9a-f]{40,128}",
        240,
        "scrypt:32768:8:1${alnum:16}${hex:128}",
        "pbkdf2:sha256:600000${alnum:16}$",
        "https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security",
    ),
    _Form(
        "passlib-password-hash",
        "Password hash that Passlib makes",
        rb"\$pbkdf2(?:-sha(?:256|512))?\$\d{1,9}\$",
        rb"\$pbkdf2(?:-sha(?:256|512))?\$\d{1,9}\$[./0-9A-Za-z]{8,86}\$[./0-9A-Za-z]{27,86}",
        210,
        "$pbkdf2-sha256$29000${crypt:22}${crypt:43}",
        "$pbkdf2-sha256$29000$",
        "https://passlib.readthedocs.io/en/stable/lib/passlib.hash.pbkdf2_digest.html",
    ),
    _Form(
        "phpass-password-hash",
        "Password hash that WordPress, phpBB or Drupal stores",
        rb"\$(?:[PH]\$[./0-9A-Za-z]{31}|S\$[./0-9A-Za-z]{52})",
        rb"\$(?:[PH]\$[5-9A-F][./0-9A-Za-z]{30}|S\$[A-J][./0-9A-Za-z]{51})",
        60,
        "$P$B{crypt:30}",
        "$P$B{crypt:20}",
        "https://www.openwall.com/phpass/",
    ),
    _Form(
        "mosquitto-password-hash",
        "Password hash of a user of Mosquitto",
        rb":\$(?:6|7\$\d{1,7})\$[0-9A-Za-z+/]{16}\$[0-9A-Za-z+/]{86}==",
        rb"\$(?:6|7\$\d{1,7})\$[0-9A-Za-z+/]{16}\$[0-9A-Za-z+/]{86}==",
        130,
        "sensor:$7$101${base64:16}${base64:86}==",
        "sensor:$7$101${base64:16}$",
        "https://mosquitto.org/man/mosquitto_passwd-1.html",
        before=rb"(?<=:)",
    ),
    _Form(
        "jupyter-password-hash",
        "Password hash that opens a Jupyter server",
        rb"[\"'](?:sha1:[0-9a-f]{12}:[0-9a-f]{40}|sha256:[0-9a-f]{12}:[0-9a-f]{64})[\"']",
        rb"sha1:[0-9a-f]{12}:[0-9a-f]{40}|sha256:[0-9a-f]{12}:[0-9a-f]{64}",
        90,
        "c.ServerApp.password = u'sha1:{hex:12}:{hex:40}'",
        "c.ServerApp.password = u'sha1:{hex:40}'",
        "https://jupyter-server.readthedocs.io/en/stable/operators/public-server.html",
        before=rb"(?<=[\"'])",
    ),
    _Form(
        "postgresql-password-hash",
        "Password hash of a role of PostgreSQL",
        rb"(?:SCRAM-SHA-256\$\d{1,7}:|[\"']md5[0-9a-f]{32}[\"'])",
        rb"SCRAM-SHA-256\$\d{1,7}:[0-9A-Za-z+/]{16,44}={0,2}\$[0-9A-Za-z+/]{43}=:[0-9A-Za-z+/]{43}="
        rb"|(?<=[\"'])md5[0-9a-f]{32}(?=[\"'])",
        180,
        '"deploy" "md5{hex:32}"',
        '"deploy" "{hex:32}"',
        "https://www.postgresql.org/docs/current/catalog-pg-authid.html",
    ),
    _Form(
        "grub-password-hash",
        "Password hash that protects GRUB",
        rb"grub\.pbkdf2\.sha512\.\d{1,7}\.",
        rb"grub\.pbkdf2\.sha512\.\d{1,7}\.[0-9A-F]{32,256}\.[0-9A-F]{64,256}",
        560,
        "password_pbkdf2 root grub.pbkdf2.sha512.10000.{HEX:128}.{HEX:128}",
        "grub.pbkdf2.sha512.10000.{HEX:128}",
        "https://www.gnu.org/software/grub/manual/grub/html_node/Security.html",
    ),
    _Form(
        "aspnet-password-hash",
        "Password hash that ASP.NET Core Identity stores",
        rb"AQAAAA(?:EAACcQ|IAAYag)AAAAE",
        rb"AQAAAA(?:EAACcQ|IAAYag)AAAAE[0-9A-Za-z+/]{65}==",
        90,
        "AQAAAAIAAYagAAAAE{base64:65}==",
        "AQAAAAIAAYagAAAAE{base64:40}",
        "https://learn.microsoft.com/aspnet/core/security/authentication/identity",
    ),
    _Form(
        "rabbitmq-password-hash",
        "Password hash of a user of RabbitMQ",
        rb"password_hash\"[ \t]{0,4}:[ \t]{0,4}\"[0-9A-Za-z+/]{48}\"",
        rb"[0-9A-Za-z+/]{48}",
        90,
        '"password_hash": "{base64:48}"',
        '"password_hash": "{base64:40}"',
        "https://www.rabbitmq.com/docs/passwords",
        before=rb"password_hash\"[ \t]{0,4}:[ \t]{0,4}\"",
        after=rb"(?=\")",
    ),
    _Form(
        "windows-password-hash",
        "Password hash of an account of Windows or Samba",
        rb":\d{1,10}:[0-9A-Fa-fX*]{32}:[0-9A-Fa-f]{32}:",
        rb"[0-9A-Fa-f]{32}",
        110,
        "Administrator:500:aad3b435b51404eeaad3b435b51404ee:{hex:32}:::",
        "Administrator:500:aad3b435b51404eeaad3b435b51404ee:::",
        "https://www.samba.org/samba/docs/current/man-html/smbpasswd.5.html",
        before=rb":\d{1,10}:[0-9A-Fa-fX*]{32}:",
        after=rb"(?=:)",
    ),
    _Form(
        # Compose makes one dollar sign of two.
        "compose-password-hash",
        "Password hash of a login in a Compose file",
        rb":\$\$(?:2[aby]\$\$\d\d|apr1)\$\$[./0-9A-Za-z]{8}",
        rb"\$\$(?:2[aby]\$\$\d\d\$\$[./0-9A-Za-z]{53}|apr1\$\$[./0-9A-Za-z]{8}\$\$[./0-9A-Za-z]{22})",
        80,
        "basicauth.users=deploy:$$2y$$10$${crypt:53}",
        "basicauth.users=deploy:$$2y$$10$$",
        "https://doc.traefik.io/traefik/middlewares/http/basicauth/",
        before=rb"(?<=:)",
    ),
)
_SHOWN = frozenset({Dialect.CODE, Dialect.EXAMPLE, Dialect.PROSE, Dialect.MINIFIED, Dialect.INDEX})
_STORES = (".sql", ".dump", ".php", "_config.py")
"""Programs that store: what is left of a database, and settings in a programming language."""


def _stored(found: Recogniser) -> Recogniser:
    """Return a recogniser whose candidates are likely only in a file that a program reads."""

    def confirm(content: Content, hit_end: int) -> Iterator[Candidate]:
        name = content.name
        shown = dialect_of(name) in _SHOWN and not name.endswith(_STORES)
        for candidate in found.confirm(content, hit_end):
            yield replace(candidate, confidence=Confidence.REVIEW if shown else Confidence.LIKELY)

    return replace(found, confirm=confirm)


RECOGNISERS = tuple(_stored(pattern_recogniser(form.rule())) for form in _FORMS)
