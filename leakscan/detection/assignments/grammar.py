"""How names and values are spelled: the anchors for the matcher, and exact readers around a hit."""

import re
from dataclasses import dataclass

from leakscan.detection.assignments.dialects import Dialect
from leakscan.expressions import expression

STUB = 4
"""Bytes of the value that every anchor ends with: a hit's end tells where the value begins."""

MAX_LINE_BEFORE = 240
MAX_VALUE = 1024

_QUALIFIED_KEY = (
    rb"(?:api|access|private|priv|encryption|encrypt|encryptor|crypt|crypto|signing|signature|sign"
    rb"|master|account|acct|auth|shared|storage|service|client|jwt|hmac|aes|session|cookie|app"
    rb"|application|admin|deploy|webhook|cipher|subscription|license|ssh|security|maps|vault"
    rb"|unseal|recovery|vapid|primary|secondary|write|server|consumer|kms|decryption|validation"
    rb")[_.\- ]?key"
)
NAME = (
    rb"(?:(?:passw|pass[_.\-]?(?:word|phrase|code)|passkey|passwort|kennwort|pwd|secret|token|authtok|cred(?:ential)?s?|salt"
    rb"|contrase|parola|senha|wachtwoord|haslo|"
    + _QUALIFIED_KEY
    + rb"|conn(?:ection)?[_\-]?str(?:ing)?)[A-Za-z0-9_.\-]{0,32}"
    rb"|pass[0-9]{0,2}|(?:bind|root|admin|user|login)[_\-]?pw|psw|pswd|auth(?:orization)?|psk|mdp|bearer|[_\-]pat|requirepass)"
)
_CLOSE = rb"[\\\"'\]]{0,4}"
_QUOTE = rb"(?:[@$A-Za-z]{0,2}\\{0,2}[\"'`])"
_FIRST = rb"[^\s\"'`=:>,()\[\]{}<\\;|-]"
_REST = rb"[^\s\"'`<]{3}"
_QUOTED_VALUE = rb"(?:\"[^\s\"=:>,()\[\]{}<\\;|-][^\s\"]{3}|'[^\s'=:>,()\[\]{}<\\;|-][^\s']{3})"
"""Between quotes of one kind, those of another are characters like any."""
_STRING = rb"(?:" + _QUOTE + _FIRST + _REST + rb"|" + _QUOTED_VALUE + rb")"

LITERALS = (
    b"pass psw pw pswd kennwort secret token authtok cred salt contrase parola senha wachtwoord"
    b" haslo key conn auth psk mdp bearer pat"
).split()
"""One of these is in every name that the anchors know, in any case."""

_ASSIGNED = (
    rb"[\])]{0,2}(?:[ \t]{0,2}:?[ \t]{0,2}&?(?:as[ \t])?[A-Za-z][A-Za-z.]{1,15}\??|\[[0-9]{0,5}\])?"
    rb"[ \t]{0,8}(?:[=!]==?|[:?+]?=|\|\|=)[ \t]{0,4}" + _STRING,
    _CLOSE
    + rb"[ \t]{0,16}(?:=>|:=|:-|\|\|=|[?+]=|[=:])[ \t]{0,16}(?:[(\[{][ \t]{0,4})?"
    + b"(?:"
    + _STRING
    + b"|"
    + _FIRST
    + _REST
    + b")",
    rb"[\"'\])]{0,3}[ \t]{0,4}(?:,|\|\||\?\?|or|\()[ \t]{0,12}" + _STRING,
    rb"[\"']?>" + _FIRST + _REST,
)
"""From a name to the start of its value, on one line."""

_PAIRED = (
    rb"[\\\"']{0,2}[ \t]{0,4}(?:/?>|,)?[ \t\r\n]{0,40}[\\\"']{0,2}[A-Za-z]{0,12}value[\\\"']{0,2}"
    rb"[ \t]{0,4}[=:][ \t]{0,4}[\\\"']{0,2}" + _FIRST + _REST,
    rb"</(?:key|name|option)>[ \t\r\n]{0,40}<(?:string|value)>" + _FIRST + _REST,
    # A parameter of a deployment: `"adminPassword": { "value": "x" }`.
    rb"\"[ \t]{0,4}:[ \t]{0,4}\{[ \t\r\n]{0,40}\"value\"[ \t]{0,4}:[ \t]{0,4}\"" + _FIRST + _REST,
)
"""The name in one member, the value in the next: `- name: X` and `value: Y`, `<add key= ...>`."""

_BLOCK = (rb"[\"']?:[ \t]{1,4}[|>][-+]?[ \t]{0,4}\r?\n[ \t]{1,24}" + _FIRST + _REST,)
"""A YAML block scalar: the value is the next line."""

ANCHOR = NAME + b"(?:" + b"|".join(_BLOCK + _PAIRED + _ASSIGNED) + b")"
"""
One expression for all of them: apart they would take the matcher twice the time.

The more particular come first: `re` tells one match for each start, the first that fits.
"""

_MADE = rb"[ \t]{0,4}:?=[ \t]{0,4}(?:new[ \t])?[A-Za-z\[][\w.:\[\]]{1,32}[({][ \t]{0,2}"
_TEXT = rb"(?:\"[^\s\"\\$][^\s\"]{3}|'[^\s'\\$][^\s']{3})"
INDIRECT = NAME + (
    # A string that a formatter put on a line of its own.
    rb"(?:[\"'\])]{0,2}[ \t]{0,4}(?:=>|:?=|:)[ \t]{0,4}\(?\r?\n[ \t]{1,24}"
    + _TEXT
    # What makes a value of a text: `[]byte("...")`, `String::from("...")`, `new Secret("...")`.
    + rb"|(?:"
    + _MADE
    + rb"|\{)"
    + _TEXT
    # Three quotes.
    + rb"|[ \t]{0,4}[=:][ \t]{0,4}(?:\"\"\"|'{3})"
    + _FIRST
    + _REST
    # A directive: `storePassword "..."`, `#define API_KEY "..."`, `set(TOKEN "...")`.
    + rb"|\*?[ \t]{1,24}"
    + _TEXT
    # Elements in elements.
    + rb"|[\"']?>[ \t\r\n]{0,40}<(?:value>|!\[cdata\[)"
    + _FIRST
    + _REST
    + rb")"
)
"""Names whose value stands a little further, or without a sign between."""

OTHER_STUB = 20
OTHER_KEY = (
    rb"[a-z0-9][_.\-]?key[\"'\])]{0,3}[ \t]{0,4}(?:=>|:=|[=:])[ \t]{0,4}[\"'`]?"
    rb"[0-9A-Za-z_+/\-]{20}"
)
"""A key of anybody's, whose value is long enough to be judged alone."""

VARIABLE = (
    rb"\bvariable[ \t]{1,4}\"[^\"\s]{2,64}\"[ \t]{0,4}\{[^{}]{0,200}"
    rb"\bdefault[ \t]{0,8}=[ \t]{0,4}\"" + _FIRST + _REST
)
"""Terraform declares the name first: `variable "db_password" { default = "..." }`."""

_SEPARATOR = rb"(?P<sep>>=|=:|-:|=\?|=\+|=\|\||={1,3}|==!|=!|:|>|,|\|\||\?\?|ro|\()"
_NAME_BACKWARDS = rb"(?P<name>[A-Za-z0-9_.\-\xc3\xb1]{1,64})"

_BEFORE = expression(
    rb"(?P<open>(?:[\"'`]\\{0,2}[@$A-Za-z]{0,2})?)(?:[ \t]{0,4}[(\[{])?[ \t]{0,16}"
    + _SEPARATOR
    + rb"[ \t]{0,16}[\\\"'\])]{0,4}"
    + _NAME_BACKWARDS
)
"""What precedes a value, read backwards: quote, separator, closing quotes, the name."""

_TYPED_BEFORE = expression(
    rb"(?P<open>[\"'`]\\{0,2}[@$A-Za-z]{0,2})[ \t]{0,4}"
    + _SEPARATOR
    + rb"[ \t]{0,16}(?:\??[A-Za-z.]{2,16}(?:[ \t]s[Aa])?&?(?:[ \t]{1,2}|[ \t]{0,2}:[ \t]{0,2})"
    + rb"|\][0-9]{0,5}\[)"
    + rb"[\])]{0,2}"
    + _NAME_BACKWARDS
)
"""The same with a type between the name and the separator: `token: str = "`, `password[25] = "`."""

_PAIR_BEFORE = expression(
    rb"(?P<open>[\\\"']{0,2})[ \t]{0,4}[=:][ \t]{0,4}[\\\"']{0,2}"
    rb"(?i:eulav)[A-Za-z]{0,12}[\\\"']{0,2}[ \t\r\n]{0,40}(?:,|>/?)?[ \t]{0,4}[\\\"']{0,2}"
    + _NAME_BACKWARDS
    + rb"[\\\"']{0,2}[ \t]{0,4}[=:>][ \t]{0,4}[\\\"']{0,2}"
    rb"(?:(?i:yek|eman|elbairav|di|yeke|ytreporp)|epyt(?=\\?\"))"
)
_PLIST_BEFORE = expression(
    rb">(?:gnirts|eulav)<[ \t\r\n]{0,40}>(?:yek|eman|noitpo)/<"
    + _NAME_BACKWARDS
    + rb">(?:yek|eman|noitpo)<"
)
_PARAMETER_BEFORE = expression(
    rb"\"[ \t]{0,4}:[ \t]{0,4}\"eulav\"[ \t\r\n]{0,40}\{[ \t]{0,4}:[ \t]{0,4}\""
    + _NAME_BACKWARDS
    + b'"'
)
_BLOCK_BEFORE = expression(
    rb"[ \t]{1,24}\n\r?[ \t]{0,4}[-+]?[|>][ \t]{1,4}:(?:[\"']?)" + _NAME_BACKWARDS
)

_INDIRECT_BEFORE = expression(
    rb"(?P<open>[\"'])(?:"
    rb"[ \t]{1,24}\n\r?\(?[ \t]{0,4}(?P<next>>=|=:|=|:)[ \t]{0,4}[\"'\])]{0,2}"
    rb"|[ \t]{0,2}[({](?P<maker>[\w.:\[\]]{1,32}[A-Za-z\[])(?:[ \t]wen)?"
    rb"[ \t]{0,4}(?P<made>=:?)[ \t]{0,4}"
    rb"|(?P<brace>\{)|(?P<three>\"\"|'')[ \t]{0,4}(?P<sep>[=:])[ \t]{0,4}"
    rb"|[ \t]{1,24}\*?"
    rb")" + _NAME_BACKWARDS
)
_ELEMENT_BEFORE = expression(rb"(?i:>eulav<|\[atadc\[!<)[ \t\r\n]{0,40}>[\"']?" + _NAME_BACKWARDS)
_MAKERS = expression(
    rb"(?i)(?:byte|bytes|string|str|chars?|secret\w*|password\w*|securestring|text|literal|some|just"
    rb"|from|from_str|of|new|key|token|buffer|credential\w*|encode|strcpy|wstring|[su]8)[\])]{0,2}$"
)
"""What makes a value of a text, by the last word of its name."""

_VARIABLE_BEFORE = expression(
    rb"variable[ \t]{1,4}\"(?P<name>[A-Za-z0-9_\-]{2,64})\"[ \t]{0,4}\{[^{}]{0,200}\Z"
)

_KEY_WORDS = expression(rb"(?i)(?:key|token|string)$")
_DECLARING = frozenset(
    b"string str text char const let var val final static auto my our def label env arg export set"
    b" setx debug info warn error".split()
)
"""Words before a name that say how it is declared, not which token it is."""
_WORD_BEFORE = expression(rb"([A-Za-z]{2,16})[ ]?$")


@dataclass(frozen=True, slots=True)
class Left:
    """What stands before a value."""

    name: str
    start: int
    """Offset of the name."""
    separator: bytes
    quote: bytes
    """Opening quote with its escapes, as written; empty for a bare value."""
    paired: bool = False
    """Whether the name stands in a member of its own, before the value's."""


def before(data: bytes, value: int) -> Left | None:
    """Read the name and separator in front of offset `value`, on the same line."""
    low = max(0, value - MAX_LINE_BEFORE)
    low = data.rfind(b"\n", low, value) + 1 or low
    backwards = data[low:value][::-1]
    match = _BEFORE.match(backwards)
    if match is None:
        return None
    left = _left(match, value)
    if not _KEY_WORDS.match(match["name"][::-1]):
        return left
    earlier = _WORD_BEFORE.search(data[max(low, left.start - 20) : left.start])
    if earlier is None or earlier[1].lower() in _DECLARING:
        return left
    name = earlier[1].decode() + "_" + left.name
    return Left(name, left.start, left.separator, left.quote)


def typed_before(data: bytes, value: int) -> Left | None:
    """Read the same where a type stands between the name and the separator."""
    low = max(0, value - MAX_LINE_BEFORE)
    low = data.rfind(b"\n", low, value) + 1 or low
    match = _TYPED_BEFORE.match(data[low:value][::-1])
    return None if match is None else _left(match, value)


def _left(match: re.Match[bytes], value: int) -> Left:
    opened = match["open"][::-1].lstrip(b"@$bBrRuUfFlLnN")
    name = match["name"][::-1].decode("utf-8", "replace")
    return Left(name, value - match.end(), match["sep"][::-1], opened)


def paired_before(data: bytes, value: int) -> Left | None:
    """Read the name that stands in the member before the one whose value starts at `value`."""
    backwards = data[max(0, value - MAX_LINE_BEFORE) : value][::-1]
    match = _PAIR_BEFORE.match(backwards)
    if match is not None:
        opened = match["open"][::-1]
        name = match["name"][::-1].decode("utf-8", "replace")
        return Left(name, value - match.end("name"), b"=", opened, paired=True)
    for pattern, separator, opened in ((_PLIST_BEFORE, b">", b""), (_PARAMETER_BEFORE, b":", b'"')):
        if match := pattern.match(backwards):
            return Left(_name(match), value - match.end("name"), separator, opened, paired=True)
    return None


def block_before(data: bytes, value: int) -> Left | None:
    """Read the name of the YAML block scalar whose first line starts at `value`."""
    match = _BLOCK_BEFORE.match(data[max(0, value - MAX_LINE_BEFORE) : value][::-1])
    if match is None:
        return None
    name = match["name"][::-1].decode("utf-8", "replace")
    return Left(name, value - match.end("name"), b":", b"")


def indirect_before(data: bytes, value: int) -> Left | None:
    """Read the name of a value that stands on the next line, in a call, or behind a space."""
    backwards = data[max(0, value - MAX_LINE_BEFORE) : value][::-1]
    match = _INDIRECT_BEFORE.match(backwards)
    if match is not None:
        maker = match["maker"]
        if maker and not _MAKERS.search(maker[::-1]):
            return None
        separator = match["next"] or match["made"] or match["sep"]
        separator = separator or (b"=" if match["brace"] else b" ")
        opened = match["open"] + (match["three"] or b"")
        return Left(_name(match), value - match.end("name"), separator[::-1], opened)
    match = _ELEMENT_BEFORE.match(backwards)
    if match is None:
        return None
    return Left(_name(match), value - match.end("name"), b">", b"", paired=True)


def _name(match: re.Match[bytes]) -> str:
    return match["name"][::-1].decode("utf-8", "replace")


def variable_before(data: bytes, value: int) -> Left | None:
    """Read the name of the Terraform variable whose default starts at `value`."""
    low = max(0, value - MAX_LINE_BEFORE - 64)
    declared = data.rfind(b"variable", low, value)
    match = _VARIABLE_BEFORE.match(data[:value], declared) if declared >= 0 else None
    if match is None:
        return None
    return Left(match["name"].decode(), match.start("name"), b"=", b'"', paired=True)


_QUOTED = {
    b'"': expression(rb'(?:[^"\\\r\n]|\\[^\r\n]){1,1024}(?=")'),
    b"'": expression(rb"(?:[^'\\\r\n]|\\[^\r\n]){1,1024}(?=')"),
    b"`": expression(rb"[^`\r\n]{1,1024}(?=`)"),
}
_THREE = expression(rb"[^\"'\r\n]{1,1024}(?=\"\"\"|'{3})")
_THREE_QUOTES = 3
_WITHIN = {quote: expression(b"[^%s\r\n]{1,1024}(?=%s)" % (quote, quote)) for quote in (b'"', b"'")}
_ESCAPED = expression(rb"[^\\\"'\r\n]{1,1024}(?=\\{1,2}[\"'])")
_UNBROKEN = expression(rb"[^ \t\r\n]{1,1024}")
_ANOTHER = expression(rb";[A-Za-z_]{2,32}=")
"""After a semicolon, the next of several assignments."""
_FOLLOWING = expression(rb"[ \t]{1,8}[A-Za-z][\w.\-]{1,40}=")
"""After a space, the next of several assignments on one line: `user=app password=x host=db`."""
_SPACED = expression(rb"[^\r\n]{1,128}")
_WORD = expression(rb"[^\s\"'`;|<>()]{1,1024}")
_SHELL_WORD = expression(rb"(?:[^\s\"'`;|<>()&\\]|\\.){1,1024}")
_FLOW = expression(rb"[^\s\"',\[\]{}<>]{1,1024}")
_INNER = expression(rb"[^<>\"\r\n]{1,1024}")
_DOCKER = expression(rb"(?:[^\s\\\"']|\\.){1,1024}")
_PART = expression(rb"[^;\"'&\s<>]{1,1024}")
_COMMENT = expression(rb"[ \t][#;].*$|[ \t]//.*$")
_QUERY = expression(rb"[^&\"'`\s#<>;,()\[\]{}\\|]{1,1024}")
_DEFAULT = expression(rb"[^}\s]{1,1024}(?=})")
_LINE_LIKE = frozenset({Dialect.ENV, Dialect.INI, Dialect.YAML})


def value_at(
    data: bytes, start: int, left: Left, dialect: Dialect, *, flow: bool, around: bytes = b""
) -> bytes:
    """
    Read the value that starts at `start`: up to its quote, else as the dialect ends a bare one.

    `around` is the quote that encloses the whole assignment: `- "NAME=value"`.

    Returns nothing when the quote does not close on the line, or the value is over `MAX_VALUE`.
    """
    if len(left.quote) == _THREE_QUOTES:
        return _read(_THREE, data, start)
    if left.quote:
        escaped = left.quote[:1] == b"\\"
        return _read(_ESCAPED if escaped else _QUOTED[left.quote[-1:]], data, start)
    if around:
        return _read(_WITHIN[around], data, start)
    if left.separator in _ENDS:
        return _read(_ENDS[left.separator], data, start).rstrip().removesuffix(b"]]")
    if dialect in _LINE_LIKE and not flow:
        return _COMMENT.sub(b"", _line(data, start)).rstrip(b" \t\r,")
    return _read(_BARE.get(dialect, _WORD), data, start).rstrip(b",")


_ENDS = {b":-": _DEFAULT, b">": _INNER}
_BARE = {Dialect.SHELL: _SHELL_WORD, Dialect.DOCKERFILE: _DOCKER, Dialect.YAML: _FLOW}


def _line(data: bytes, start: int) -> bytes:
    """Read to the line's end; a value with spaces in it is short or none."""
    word = _read(_UNBROKEN, data, start)
    another = _ANOTHER.search(word)
    if another is not None:
        return word[: another.start()]
    if _FOLLOWING.match(data, start + len(word)):
        return word
    if data[start + len(word) : start + len(word) + 1] in {b" ", b"\t"}:
        return _read(_SPACED, data, start)
    return word


_OPENS_MEMBERS = expression(rb"\{[ \t]{0,4}\\{0,2}[\"']\Z")
_ENDS_MEMBER_NAME = expression(rb"\\{0,2}[\"'][ \t]{0,4}(?:=>|:)")


def is_member_name(data: bytes, start: int, end: int) -> bool:
    """Tell whether the text in quotes from `start` to `end` names the first of several members."""
    return bool(
        _ENDS_MEMBER_NAME.match(data, end)
        and _OPENS_MEMBERS.search(data[max(0, start - 8) : start])
    )


def query_at(data: bytes, start: int) -> bytes:
    """Read one value of a query or of words in a string: up to what parts them."""
    return _read(_QUERY, data, start)


def default_at(data: bytes, start: int) -> bytes:
    """Read a variable's default: up to the brace that closes it."""
    return _read(_DEFAULT, data, start)


def part_at(data: bytes, start: int) -> bytes:
    """Read one value of a connection string: up to the semicolon."""
    return _read(_PART, data, start)


def _read(pattern: re.Pattern[bytes], data: bytes, start: int) -> bytes:
    match = pattern.match(data, start)
    return match[0] if match is not None else b""
