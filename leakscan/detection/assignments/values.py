"""What a value assigned to a secret's name looks like: nothing, a word, a password, or chance."""

import re
from enum import IntEnum
from functools import lru_cache

from leakscan.detection import filters
from leakscan.detection.assignments import keys
from leakscan.detection.assignments.points import is_public_point
from leakscan.detection.assignments.randomness import is_uuid, looks_random, randomness
from leakscan.detection.assignments.weights import CHANCE_FROM
from leakscan.expressions import expression

MAX_VALUE = 1024
"""Longer values are files, keys or texts, which other rules look into."""


class Shape(IntEnum):
    """How much a value looks like a secret; ordered, the surest last."""

    NOTHING = 0
    """A reference, a placeholder, a path, a type, a label: certainly nothing to report."""
    DEFAULT = 1
    """A password as people deploy it and as documentation shows it: `changeme`, `postgres`."""
    WORD = 2
    """Letters that make words: plausible only where nothing but a password would stand."""
    WEAK = 3
    """A password that people do choose, and that everybody guesses: `letmein`, `123456789`."""
    SAMPLE = 4
    """Long and drawn at random, but it says that it is made up: `EXAMPLE...`, `...12345678...`."""
    PASSWORD = 5
    """What a person would choose: letters with digits or signs."""
    RANDOM = 6


_PATH = expression(
    rb"""^(?: --?[a-z].* | (?:~|\.{1,2})?/[\w.@%+:,~*-]*(?:/[\w.@%+:,~*{}-]*)*
        | [A-Za-z]:[\\/].* | [\w.@*-]+(?:/[\w.@*-]+)+/? | \\\\[\w.$-]+\\.* )$""",
    re.VERBOSE,
)
_FILE = expression(
    rb"""(?i)[\w)-]\.(?:pem|key|crt|cer|der|csr|txt|jsonc?|ya?ml|env|p12|pfx|jks|keystore|conf|cfg|ini
    |properties|py|pyc|jsx?|tsx?|mjs|cjs|go|java|php|rb|sh|bash|html?|xml|toml|log|md|rst|css|scss
    |svg|png|jpe?g|gif|sql|db|sqlite3?|tar|gz|tgz|zip|lock|asc|gpg|pub|sig|so|dll|exe|vue|phtml
    |tpl|tmpl|j2|erb|secret|token|passwd|kdbx|cs|h|c|cpp|hpp|rs|swift|kt|service|socket|timer)$""",
    re.VERBOSE,
)
_URL = expression(
    rb"^(?:jdbc:)?[A-Za-z][\w+.-]*:[a-z+]*:?//|^//[\w.-]+/|^[\w.-]+@[\w-]+\.[\w.-]+$|^mailto:"
)
_MAILBOX = expression(rb"^[\w.-]+@[\w-]+\.[\w.-]+$")
_HOST = expression(
    rb"^(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|local|internal|cloud|svc)(?::\d+)?(?:/.*)?$"
)
_DATE = expression(
    rb"^\d{4}-\d\d-\d\d(?:[T ].*)?$|^\d+(?:\.\d+){1,3}(?:[-+.]\w+)*$|^v\d+(?:\.\d+)+"
)
_NUMBER = expression(
    rb"^[-+]?(?:0[xX][0-9a-fA-F]{1,8}|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)[a-zA-Z%]{0,2}$"
)
_CODE = expression(
    rb"""(?: [A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)*(?:\(|\[|<[A-Z]|\{|;$)
      | (?P<member>[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+)!?$
      | &[A-Za-z_]\w*$ | \*[A-Za-z_]\w*$ | [\w.]+\|[\w.|]+$ | \(.*\)$ | /.*/[gimsuy]*$ | \^.*\$$
      | [#.][a-zA-Z][\w-]*$ )""",
    re.VERBOSE,
)
_CODE_INSIDE = expression(rb"=>|\(\)|\\[dws][+*]?|\(\?[:=!<]|\[[\^a-z0-9-]{1,24}\]|\[\]")
_PUBLIC = expression(
    rb"^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2|sha\d+[-:=]|md5[:=]|-----BEGIN|AAAA[BCE]3Nz|age1|\$argon2|\$2[aby]\$|\{(?:SSHA|SHA|MD5|CRYPT)|data:|urn:|blob:|pk_(?:live|test)_)"
)
_HEX_COLOUR = expression(rb"^#[0-9A-Fa-f]{3,8}$")
_NAME = expression(
    rb"^[A-Za-z]+(?:[-_. :/][A-Za-z][A-Za-z0-9]*)+$|^[a-z]+(?:[A-Z][a-z]+)+$|^(?:[A-Z][a-z]+){2,}$"
)
_TWO_WORDS = expression(rb"(?=[^A-Z]*[A-Z])[A-Za-z]{3,16}[-_.][A-Za-z]{3,16}[0-9]{2,4}$")
_OF_PROGRAMS = frozenset(
    """this self process env environ os config configuration settings props params form data input
    state user request req res account model obj object item value field system windows server
    service module version test""".split()  # noqa: SIM905 - readable as a text
)
"""What the parts of an expression are called, and no part of a password."""
_WORDS_OF_NAME = 4
"""More words than that make a phrase."""
_CONTROL = expression(rb"[\x00-\x1f\x7f]")
_SIGN = expression(rb"[^A-Za-z0-9 ]")
_DIGIT = expression(rb"[0-9]")
_LETTER = expression(rb"[A-Za-z]")
_CAPITAL = expression(rb"[A-Z]")
_SMALL = expression(rb"[a-z]")
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"), (b"<", b">"))
_SURE_CHANCE = 8.0
"""What letters without a digit have to reach: names of programs get half way."""
_LOOK = 256
"""What a value is shows in so many of its first bytes; a longer one is drawn, or nothing."""
_SAMPLE_FROM = 20
"""A shorter placeholder is one, whatever it looks like."""
_DRAWN_FROM = 16
"""A shorter name in a program may look like chance."""
_WORDY = expression(rb"^[A-Za-z]+$")
_SEVERAL = expression(rb"[A-Za-z]{2,24}=[^;]{1,256};")
"""The parts of a connection string, of which one may be a password."""
_NEXT_NAME = expression(rb"[a-z]+(?:[A-Z][a-z]+)*=$")
"""Not a value but the name after it: `"user= password= host="`, a list of what may be completed."""
_LITERAL = expression(rb"(?:null|nil|[Nn]one|undefined|[Tt]rue|[Ff]alse)[,;)}\]]")
"""What stands for no value, and how the text around it goes on: `null},`."""
_CLOSING = expression(rb"[^(\[{]*[)\]}];?$")
"""The end of an expression that began before it."""
_REPEATED_SIGN = expression(rb"([^A-Za-z0-9])\1{4}")
_ALIKE = expression(rb"[^a-z0-9]")


_BREAKS = b" \t\r\n\f\v\"'`;|<>()&\\,[]{}"
"""Whatever ends a value in one dialect or another."""
_PIECE = 16


def goes_round(data: bytes, start: int) -> bool:
    """
    Return whether a long value begins at `start` that repeats its first bytes: no chance made it.

    A cheap look, for texts in which every few bytes begin another thousand bytes of value.
    """
    again = data.find(data[start : start + _PIECE], start + 1, start + _LOOK)
    return again >= 0 and len(data[start : start + _LOOK].translate(None, _BREAKS)) == _LOOK


@lru_cache(maxsize=1024)
def shape(value: bytes, key: str) -> Shape:
    """Return what `value` looks like as the value of `key`."""
    if not 4 <= len(value) <= MAX_VALUE:
        return Shape.NOTHING
    if b" " in value or b"\t" in value:
        return _spaced(value)
    if len(value) > _LOOK and not looks_random(value):
        return Shape.NOTHING
    if value != b"hunter2" and filters.common_default(value):
        return Shape.WEAK if filters.chosen_default(value) else Shape.DEFAULT
    two = _two_words(value, key)
    if not two and (_useless(value[:_LOOK]) or _names_itself(value, key)):
        return Shape.NOTHING
    return Shape.PASSWORD if two else _drawn_or_written(value)


def _two_words(value: bytes, key: str) -> bool:
    """
    Return whether a password is made of words as people make one: `Harbor-lamp42`.

    Names of programs look alike, but for a capital letter and a number together.
    """
    if not _TWO_WORDS.match(value) or filters.placeholder(value) or _names_itself(value, key):
        return False
    promise = keys.classify(key)
    words = keys.words_of(value.decode("ascii"))
    nouns = any(keys.classify(word) for word in words) or not _OF_PROGRAMS.isdisjoint(words)
    return promise is not None and promise.kind is keys.Kind.PASSWORD and not nouns


def _drawn_or_written(value: bytes) -> Shape:
    chance = is_uuid(value) or looks_random(value)
    if filters.placeholder(value):
        # It says that it stands for another, and may be as long and random as the other.
        return Shape.SAMPLE if chance and len(value) >= _SAMPLE_FROM else Shape.NOTHING
    return Shape.RANDOM if chance else _written(value)


def why_nothing(value: bytes, key: str) -> str:
    """Return why `shape` says that `value` is nothing, in words."""
    start = value[:_LOOK]
    reasons = (
        (not value, "an expression without quotes, or a text that does not end on its line"),
        (not 4 <= len(value) <= MAX_VALUE, "of no length that a password has"),
        (b" " in value or b"\t" in value, "words with spaces between them"),
        (filters.reference(start), f"a {filters.reference(start)}, not the value itself"),
        (_URL.match(start), "an address"),
        (_names_itself(value, key), "the name of a secret"),
        (filters.placeholder(value), f"a {filters.placeholder(value)}"),
        (_PUBLIC.match(start), "a public value or a hash"),
        (_code(start), "an expression of a program"),
        (_DATE.match(start), "a date or a version"),
        (_PATH.match(start) or _FILE.search(start), "a path"),
    )
    return next(
        (text for holds, text in reasons if holds),
        "a host, a number, a label, or among bytes that are no text",
    )


def names_something(value: bytes, key: str) -> bool:
    """
    Return whether `value` is what programs call something, and nobody's choice of a password.

    `user.password` and `hashPasswords` are names, `true` is a switch.
    """
    if _code(value) or _names_itself(value, key):
        return True
    if _NAME.match(value):
        words = keys.words_of(value.decode("ascii"))
        nouns = any(keys.classify(word.removesuffix("s")) for word in words)
        return nouns and len(words) <= _WORDS_OF_NAME
    return filters.placeholder(value) == "placeholder word"


def _useless(value: bytes) -> bool:
    return bool(
        _stands_for_another(value)
        or _PUBLIC.match(value)
        or (_DATE.match(value) and not looks_random(value))
        or _HEX_COLOUR.match(value)
        or _NEXT_NAME.match(value)
        or _LITERAL.match(value)
        or is_public_point(value)
        or _REPEATED_SIGN.search(value)
        or (_PATH.match(value) and _few_chances(value))
        or (_FILE.search(value) and not looks_random(value[: value.rfind(b".")]))
        or _CONTROL.search(value)
    )


def _stands_for_another(value: bytes) -> bool:
    """A variable, a template, an address, an expression: none of them is drawn at random."""
    reference = filters.reference(value)
    if reference and reference != "template":
        return True
    if _URL.match(value) and not _MAILBOX.match(value):
        return True
    return bool(reference or _MAILBOX.match(value) or _code(value)) and not _by_chance(value)


def _by_chance(value: bytes) -> bool:
    """
    Return whether chance alone explains `value`, whatever signs it has: `bP4uk.mE.Zn`.

    A program writes words between its signs, and closes each bracket that it opens.
    """
    if any(value.count(first) == value.count(last) > 0 for first, last in _BRACKETS):
        return False
    mixed = _CAPITAL.search(value) and _SMALL.search(value)
    needed = CHANCE_FROM if _DIGIT.search(value) else _SURE_CHANCE
    return bool(mixed) and looks_random(value) and randomness(value) >= needed


def _code(value: bytes) -> bool:
    code = _CODE.match(value)
    if code is None:
        return bool(_CODE_INSIDE.search(value))
    # A token of several parts is written like `module.name`, but no name is drawn at random.
    return not (code["member"] and any(map(_drawn, code["member"].split(b"."))))


def _drawn(name: bytes) -> bool:
    return len(name) >= _DRAWN_FROM and looks_random(name)


def _few_chances(value: bytes) -> bool:
    """A path's pieces are words; base64 with slashes in it looks random between them."""
    pieces = [piece for piece in re.split(rb"[/\\.]", value) if len(piece) >= 8]
    return not any(looks_random(piece) for piece in pieces)


def _names_itself(value: bytes, key: str) -> bool:
    """`DB_PASSWORD=db_password`, `password: mysql-root-password`: the name of a secret."""
    bare = _ALIKE.sub(b"", value.lower())
    name = re.sub(r"[^a-z0-9]", "", key.lower()).encode()
    if bare and bare in name:
        return True
    # People do choose `rootpassword1`; nobody's key is `encryptionKey1024`.
    promise = keys.classify(key)
    if promise and promise.kind is not keys.Kind.PASSWORD and bare.rstrip(b"0123456789") == name:
        return True
    value = value.lstrip(b"_")
    if not (_NAME.match(value) or (_WORDY.match(value) and not value.islower())):
        return False
    named = keys.classify(value.decode("ascii", "replace")) is not None
    # One of some thousand drawn values ends like the name of a secret: `...pw`.
    return named and not (_drawn(value) or _by_chance(value))


def _spaced(value: bytes) -> Shape:
    """WordPress salts are 64 printable characters, spaces among them; sentences are words."""
    if not 24 <= len(value) <= 128 or len(_SIGN.findall(value)) * 6 < len(value):
        return Shape.NOTHING
    pieces = value.split()
    if len(pieces) > len(value) // 8 or filters.reference(value):
        return Shape.NOTHING
    mixed = sum(map(looks_random, pieces)) * 2 >= len(pieces)
    return Shape.RANDOM if mixed else Shape.NOTHING


def _written(value: bytes) -> Shape:
    if _PATH.match(value) or _HOST.match(value) or _FILE.search(value) or len(value) > _LOOK:
        return Shape.NOTHING
    if _SEVERAL.search(value) or _CLOSING.match(value):
        return Shape.NOTHING
    if value.isdigit() or _NUMBER.match(value):
        return Shape.PASSWORD if value.isdigit() and len(value) >= 6 else Shape.NOTHING
    if not value.isascii():
        return Shape.WORD if _DIGIT.search(value) else Shape.NOTHING
    plain = value.lstrip(b"_").rstrip(b".,:;?")  # as a sentence may leave it
    if _WORDY.match(plain) or _NAME.match(plain):
        return Shape.WORD
    return Shape.PASSWORD if len(_LETTER.findall(value)) >= 2 else Shape.NOTHING
