"""Credentials in URLs and in Authorization headers."""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from leakscan.detection import filters
from leakscan.detection.assignments import values
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.randomness import is_uuid, looks_random
from leakscan.detection.assignments.surroundings import binary_near
from leakscan.detection.assignments.values import Shape
from leakscan.detection.content import Confirm, Content, Recogniser
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.location import Span
from leakscan.model.rule import Confidence, Rule, Severity

_ROTATE = (
    "Change the password where it is valid, and hand the new URL over at run time; a URL with"
    " credentials also ends up in logs and process lists."
)
_RFC3986 = "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1"

URL_PASSWORD = Rule(
    id="url-password",
    title="Password in a URL",
    issuer="generic",
    severity=Severity.HIGH,
    confidence=Confidence.REVIEW,
    anchor=rb"[a-z0-9+](?:://|:\\/\\/)[^\s/?#@:\"'<>]{0,128}:[^\s/?#@\"<>]{1,256}@",
    pattern=rb"[a-z0-9+]{2,20}://[^\s/?#@:\"'<>]{0,128}:(?P<secret>[^\s/?#@\"<>]{3,256})@(?=[\w\[])",
    caseless=True,
    max_length=512,
    examples=("postgres://app:{password}@db.internal.acme.io/app",),
    counter_examples=("postgres://user:password@localhost/app", "https://host:8080/a@b"),
    reference=_RFC3986,
    remediation=_ROTATE,
)

URL_TOKEN = Rule(
    id="url-token",
    title="Token in place of a URL's user",
    issuer="generic",
    severity=Severity.HIGH,
    confidence=Confidence.REVIEW,
    anchor=rb"https?://[A-Za-z0-9_\-.~%]{20,256}(?::(?:x-oauth-basic)?)?@",
    pattern=rb"https?://(?P<secret>[A-Za-z0-9_\-.~%]{20,256})@(?=[\w\[])",
    caseless=True,
    max_length=300,
    examples=("https://{alnum:40}@git.acme.io/team/app.git",),
    counter_examples=("https://someone@git.acme.io/team/app.git",),
    reference=_RFC3986,
    remediation=_ROTATE,
)

BASIC_HEADER = Rule(
    id="basic-authorization",
    title="Password in an Authorization header",
    issuer="generic",
    severity=Severity.HIGH,
    confidence=Confidence.REVIEW,
    anchor=rb"basic[ \t]{1,4}[A-Za-z0-9+/_\-]{8}",
    pattern=rb"basic[ \t]{1,4}(?P<secret>[A-Za-z0-9+/_\-]{8,512}={0,2})(?![A-Za-z0-9+/=])",
    caseless=True,
    max_length=528,
    examples=("Authorization: Basic {dockerauth:deploy}",),
    counter_examples=("Authorization: Basic realm=files",),
    reference="https://www.rfc-editor.org/rfc/rfc7617",
    remediation=_ROTATE,
)

BEARER_HEADER = Rule(
    id="bearer-authorization",
    title="Token in an Authorization header",
    issuer="generic",
    severity=Severity.HIGH,
    confidence=Confidence.REVIEW,
    anchor=rb"(?:bearer|authorization[\"']?[ \t]{0,4}[:=,][ \t]{0,4}[\"']?"
    rb"(?:api-?)?(?:token|key))[ \t]{1,4}[A-Za-z0-9._~+/\-]{16}",
    pattern=rb"(?:bearer|token|key)[ \t]{1,4}(?P<secret>[A-Za-z0-9._~+/\-]{16,1024}={0,2})"
    rb"(?![\w+/=(\[{])",
    caseless=True,
    max_length=1040,
    examples=("Authorization: Bearer {alnum:40}",),
    counter_examples=("Authorization: Bearer <your-access-token>",),
    reference="https://www.rfc-editor.org/rfc/rfc6750",
    remediation="Revoke the token at its issuer, and hand a new one over at run time.",
)

_URL = expression(
    rb"(?P<scheme>[a-z][a-z0-9+.\-]{1,32})(?::|%3A)(?://|\\/\\/|%2F%2F)"
    rb"(?P<user>[^\s/?#@:\"'<>|\\]{0,128}):(?P<password>[^\s/?#\"<>|]{3,256})@"
    rb"(?P<host>\[[0-9a-f:.]{2,48}\]|[\w.\-${}%<>]{1,128})",
    re.IGNORECASE,
)
_TOKEN_URL = expression(
    rb"(?P<scheme>https?)://(?P<token>[A-Za-z0-9_\-.~%]{20,256})(?::(?:x-oauth-basic)?)?@(?P<host>[\w.\-]{1,128})",
    re.IGNORECASE,
)
_SCHEME_BACK = 420
_TRIVIAL_USERS = frozenset(
    b"user username usr login foo alice bob u x aladdin scott someuser myuser".split()
)
_TRIVIAL_PASSWORDS = frozenset(
    b"""pass password passwd pwd secret pw p x token foo bar baz test hunter2 mypassword mypass
    mysecret s3cret s3cr3t sekret letmein changeme 1234 12345 123456 abc passw0rd p4ssword p@ss
    guest admin root postgres mysql scott tiger rabbitmq redis mongo pass123 userpass secretpass
    password123 passphrase word yourpassword wordpass qwerty user username example private hidden
    xxx xyzzy asdf rpcpass rpcpassword pswd psw pas joe anon anonymous""".split()
)


def _confirm_url(content: Content, end: int) -> Iterator[Candidate]:
    data = content.data
    low = max(0, end - _SCHEME_BACK)
    at = max(data.rfind(b"://", low, end), data.rfind(b":\\/\\/", low, end))
    if at < 0:
        return
    begin = at
    while begin > max(0, at - 33) and (chr(data[begin - 1]).isalnum() or data[begin - 1] in b"+.-"):
        begin -= 1
    match = _URL.match(data, begin)
    if match is None:
        return
    password = _first_of_several(match["password"])
    quoted = data[begin - 1 : begin] == b"'" if begin else False
    if b"://" in password or (quoted and b"'" in password):
        return
    sure = _judge_url(content, match["user"], password, match["host"])
    if sure is None or binary_near(data, begin, match.end() - begin):
        return
    yield Candidate(
        URL_PASSWORD,
        Span(match.start("password"), len(password)),
        password,
        sure,
        detail=f"for {_shown(match['scheme'])}",
    )


_SEVERAL = expression(rb"([^@]+)@[\w.\-]+(?::\d+)?,")


def _first_of_several(password: bytes) -> bytes:
    """Cut at the first of several hosts: `user:x@one:27017,user:x@two`."""
    match = _SEVERAL.match(password)
    return match[1] if match else password


def _shown(scheme: bytes) -> str:
    return scheme.decode("ascii", "replace").lower()


def _judge_url(content: Content, user: bytes, password: bytes, host: bytes) -> Confidence | None:
    plain = unquote_to_bytes(password)
    fields = filters.reference(plain) or filters.reference(user) or _HOST_FIELD.search(host)
    if fields or _NO_CREDENTIALS.match(plain):
        return None
    if _trivial(user, plain):
        return Confidence.REVIEW if _configured(content) else None
    chance = looks_random(plain) or is_uuid(plain)
    if not chance and _WORD.fullmatch(plain):
        return Confidence.REVIEW
    if _made_up_host(host) and not (chance and filters.is_local_host(host)):
        return Confidence.REVIEW
    drawn = chance or (_is_chosen(plain) and user.lower() not in _TRIVIAL_USERS)
    if _configured(content) or (drawn and dialect_of(content.name) is Dialect.CODE):
        return Confidence.LIKELY
    return Confidence.REVIEW


def _is_chosen(password: bytes) -> bool:
    """Whether somebody took care to choose a password; what programs show is a word or two."""
    return len(password) >= _LEAST_CHOSEN and values.shape(password, "password") is Shape.PASSWORD


_LEAST_CHOSEN = 12
_NO_CREDENTIALS = expression(rb"[\d*x.]*$")
"""A port or a mask where a password would stand."""
_HOST_FIELD = expression(rb"[${}<>]")
_WORD = expression(rb"[A-Za-z_\-]+|[\d.]+")


def _trivial(user: bytes, password: bytes) -> bool:
    lowered = password.lower()
    return (
        bool(filters.placeholder(password))
        or lowered == user.lower()
        or lowered in _TRIVIAL_PASSWORDS
    )


def _configured(content: Content) -> bool:
    dialect = dialect_of(content.name)
    return dialect not in {
        Dialect.CODE,
        Dialect.PROSE,
        Dialect.EXAMPLE,
        Dialect.MINIFIED,
        Dialect.INDEX,
    }


def _made_up_host(host: bytes) -> bool:
    return filters.documentation_host(host) or filters.is_local_host(host)


def _confirm_token_url(content: Content, end: int) -> Iterator[Candidate]:
    data = content.data
    begin = data.rfind(b"://", max(0, end - 320), end)
    begin = begin - 5 if data[begin - 5 : begin].lower() == b"https" else begin - 4
    match = _TOKEN_URL.match(data, max(begin, 0))
    if match is None or not looks_random(match["token"]):
        return
    if filters.reference(match["token"]) or filters.drop_reason(match["token"]):
        return
    live = _configured(content) and not _made_up_host(match["host"])
    sure = Confidence.LIKELY if live else Confidence.REVIEW
    yield Candidate(
        URL_TOKEN, Span(match.start("token"), len(match["token"])), match["token"], sure
    )


_HEADER = expression(
    rb"(?i)(?:authorization|auth|header|\bcurl\b|-H\b|proxy)[^\n]{0,80}$|[\"'`]$|=$|:[ \t]*$"
)
_BASIC = expression(rb"(?i)basic[ \t]{1,4}([A-Za-z0-9+/_\-]{8,512}={0,2})(?![A-Za-z0-9+/=.])")
_BEARER = expression(
    rb"(?i)(?:bearer|token|key)[ \t]{1,4}([A-Za-z0-9._~+/\-]{16,1024}={0,2})(?![\w+/=(\[{])"
)


def _confirm_basic(content: Content, end: int) -> Iterator[Candidate]:
    data = content.data
    low = max(0, end - 20)
    match = _BASIC.match(data, low + data[low:end].lower().rfind(b"basic"))
    if match is None:
        return
    try:
        plain = base64.b64decode(match[1] + b"==", altchars=b"-_" if b"-" in match[1] else None)
        text = plain.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        yield from _unreadable(content, match)
        return
    user, colon, password = text.partition(":")
    if (
        not colon
        or text.startswith("{")
        or not text.isprintable()
        or max(len(user), len(password)) < 3
    ):
        return
    secret = (password or user).encode()
    if filters.reference(secret):
        return
    weak = (
        filters.placeholder(secret)
        or secret.lower() in _TRIVIAL_PASSWORDS
        or not password
        or user.lower().encode() in _TRIVIAL_USERS
        or password == user
        or "open sesame" in password.lower()
    )
    sure = Confidence.REVIEW if weak or not _live(content) else Confidence.LIKELY
    yield Candidate(
        BASIC_HEADER,
        Span(match.start(1), len(match[1])),
        match[1],
        sure,
        detail="decodes to user and password",
    )


def _unreadable(content: Content, match: re.Match[bytes]) -> Iterator[Candidate]:
    """Yield for review what stands in a header and looks drawn, although it does not decode."""
    header = _HEADER.search(content.data[max(0, match.start() - 100) : match.start()])
    if header and len(match[1]) >= 24 and looks_random(match[1]):
        span = Span(match.start(1), len(match[1]))
        yield Candidate(BASIC_HEADER, span, match[1], Confidence.REVIEW, detail="does not decode")


def _live(content: Content) -> bool:
    dialect = dialect_of(content.name)
    return dialect not in {Dialect.PROSE, Dialect.EXAMPLE, Dialect.MINIFIED, Dialect.INDEX}


def _confirm_bearer(content: Content, end: int) -> Iterator[Candidate]:
    data = content.data
    before = data[max(0, end - 48) : end].lower()
    at = max(map(before.rfind, (b"bearer", b"token", b"key")))
    if at < 0:
        return
    begin = max(0, end - 48) + at
    match = _BEARER.match(data, begin)
    if match is None or not _HEADER.search(data[max(0, begin - 100) : begin]):
        return
    secret = match[1]
    if (
        filters.reference(secret)
        or filters.placeholder(secret)
        or not (looks_random(secret) or is_uuid(secret))
    ):
        return
    if len(secret) < 20 or binary_near(data, begin, len(secret)):
        return
    sure = Confidence.LIKELY if _live(content) else Confidence.REVIEW
    yield Candidate(BEARER_HEADER, Span(match.start(1), len(secret)), secret, sure)


def _recogniser(rule: Rule, confirm: Confirm, *literals: bytes) -> Recogniser:
    return Recogniser(
        rules=(rule,),
        anchors=(rule.anchor,),
        literals=literals,
        caseless=True,
        reach=2048,
        confirm=confirm,
    )


RECOGNISERS = (
    _recogniser(URL_PASSWORD, _confirm_url, b"://", b":\\/"),
    _recogniser(URL_TOKEN, _confirm_token_url, b"://"),
    _recogniser(BASIC_HEADER, _confirm_basic, b"basic"),
    _recogniser(BEARER_HEADER, _confirm_bearer, b"bearer", b"authorization"),
)
