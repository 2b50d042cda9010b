"""
Rules from facts: the issuer's prefix, alphabet and length make the whole rule.

`token` is for a value that names itself, `keyed` for one that needs its surroundings.  Both derive
the exact pattern (bounded on both sides), the anchor for the matcher, the longest match, the prefix
that redaction may show, and templates of examples and counter-examples.
"""

import functools
import re
import string
from dataclasses import dataclass
from typing import TypedDict, Unpack

from leakscan.expressions import expression
from leakscan.model.rule import Confidence, Nearby, Proof, Rule, Severity

LEFT = rb"(?:(?<![0-9A-Za-z])|(?<=\\[nrt])|(?<=%[0-9A-F]{2}))"
"""Not inside a longer word; an escaped newline or a percent escape ends a word, too."""

CREDENTIAL = (
    rb"(?i:api|key|token|secret|pass|pwd|auth(?!or)|access|cred|licen[cs]e|bearer|login|pat(?![ht])"
    rb"|private|webhook)"
)
"""What the name of a variable says when it holds a secret; an author or a path says nothing."""

_NAME = rb"[0-9A-Za-z_.\- ]"
_REST = _NAME + rb"{0,24}" + CREDENTIAL + _NAME + rb"{0,24}"
"""The rest of a name that says by itself that it holds a secret: `_api_key`, ` access token`."""

_CLOSE = rb"[\\\"'`\])]{0,4}[ \t]{0,8}"
_OPEN = rb"[ \t\\\"'`(=>\[{]{0,8}"
_TYPE = rb":[ \t]{0,4}&?[Ss]tr(?:ing)?\??[ \t]{0,4}="
_FUNCTION = rb"=[ \t]{0,4}\(\)[ \t]{0,4}=>"
_NEXT_LINE = (
    rb"(?:\n[ \t]{0,24})?value[ \t]{0,4}[:=]"
    rb"|\{[ \t]{0,4}\n[ \t]{0,8}default[ \t]{0,4}="
    rb"|>[ \t]{0,4}\n"
)
_SIGN = (
    rb"(?:[:=,>(|]|=>|!=|:{1,3}=|\?=|->|\+=|" + _NEXT_LINE + b"|" + _TYPE + b"|" + _FUNCTION + b")"
)
"""
What stands between a name and its value: a sign, with the type or the arrow of a language.

Some write the value on the next line: an element of XML, `- name: X` with its `value:`, a variable
with its `default =`.
"""
FROM_NAME = _CLOSE + _SIGN + _OPEN
"""From the end of a bare name to its value: quotes and one separator."""
_FROM_REST = _CLOSE + rb"(?:" + _SIGN + rb"|[ \t])" + _OPEN
"""The same, where a space is separator enough: `--acme-token VALUE`."""

_BETWEEN_ANCHOR = _NAME + rb"{0,60}[^0-9A-Za-z]{1,32}(?:[A-Za-z]{3,7}[^0-9A-Za-z\n]{1,12})?"
"""Whatever may be between a keyword and its value, for the matcher: simple, so quick to compile."""

_BETWEEN_MAX = 24 + 8 + 24 + 4 + 8 + 48 + 8
"""Longest way from a keyword to its value."""

WORD_START = rb"(?:(?<![A-Za-z])|(?<=\\[nrt])|(?<=[a-z])(?=[A-Z]))"
_WORD_END = rb"(?:(?![A-Za-z])|(?<=[a-z])(?=[A-Z])|(?=" + CREDENTIAL + rb"))"
"""A keyword is a word of its own, in any way of joining words: `acmeToken`, `ACMETOKEN`."""


@dataclass(frozen=True, slots=True)
class Body:
    """
    A run of characters of known alphabets and lengths.

    Build it from the alphabets below: `ALNUM * 40`, `HEX * (32, 64)`, `DIGIT * 8 + "-" + HEX * 24`.
    """

    pattern: bytes
    anchor: bytes
    """The same with every open end cut to its minimum."""
    max_length: int
    min_length: int
    template: str
    last: bytes
    """Members of the last alphabet, as inside a character class: must not follow the match."""
    mixed: bool = False
    """Whether a real value has both letters and digits, and a word or a number has not."""
    members: bytes = b"!#$%&*+-./:=?@^_`|~" + (string.ascii_letters + string.digits).encode()
    """All characters that it may consist of."""

    def __add__(self, other: "Body | str") -> "Body":
        following = literal(other) if isinstance(other, str) else other
        return Body(
            pattern=self.pattern + following.pattern,
            # What may be missing leaves the anchor where the match may end first.
            anchor=self.pattern + following.anchor if following.min_length else self.anchor,
            max_length=self.max_length + following.max_length,
            min_length=self.min_length + following.min_length,
            template=self.template + following.template,
            last=following.last,
            mixed=self.mixed and following.mixed,
            members=self.members + following.members,
        )

    def __radd__(self, other: str) -> "Body":
        return literal(other) + self


@dataclass(frozen=True, slots=True)
class Alphabet:
    """A set of ASCII characters with the name that templates use for it."""

    name: str
    members: bytes
    """As inside a character class."""

    def __mul__(self, count: int | tuple[int, int]) -> Body:
        low, high = count if isinstance(count, tuple) else (count, count)
        repeat = b"{%d}" % low if low == high else b"{%d,%d}" % (low, high)
        return Body(
            pattern=b"[" + self.members + b"]" + repeat,
            anchor=b"[" + self.members + b"]{%d}" % low,
            max_length=high,
            min_length=low,
            template=f"{{{self.name}:{low}}}",
            last=self.members,
            mixed=self.members not in (rb"0-9", rb"a-z", rb"A-Z", rb"A-Za-z"),
            members=_characters(self.members),
        )


@functools.cache
def _characters(members: bytes) -> bytes:
    """Return every character of a class, given as inside one."""
    return b"".join(re.findall(b"[" + members + b"]", bytes(range(256)), re.DOTALL))


@functools.cache
def _escaped(text: str) -> bytes:
    """Return `text`, which must be ASCII, as a pattern: of hundreds, most need no escape."""
    plain = text.encode("ascii")
    return plain if text.isalnum() else re.escape(plain)


def literal(text: str) -> Body:
    """Return a body that is exactly `text`, which must be ASCII."""
    escaped = _escaped(text)
    size = len(text)
    template = text.replace("{", "{{").replace("}", "}}")
    return Body(escaped, escaped, size, size, template, b"", mixed=True, members=text.encode())


def either(*texts: str) -> Body:
    """Return a body that is one of `texts`; templates use the first."""
    choice = b"(?:" + b"|".join(map(_escaped, texts)) + b")"
    sizes = [len(text) for text in texts]
    template = texts[0].replace("{", "{{").replace("}", "}}")
    members = "".join(texts).encode()
    return Body(choice, choice, max(sizes), min(sizes), template, b"", mixed=True, members=members)


def one_of(*choices: "Body | str") -> Body:
    """Return a body that is one of `choices`; templates use the first."""
    bodies = [literal(choice) if isinstance(choice, str) else choice for choice in choices]
    return Body(
        pattern=b"(?:" + b"|".join(body.pattern for body in bodies) + b")",
        anchor=b"(?:" + b"|".join(body.anchor for body in bodies) + b")",
        max_length=max(body.max_length for body in bodies),
        min_length=min(body.min_length for body in bodies),
        template=bodies[0].template,
        last=max((body.last for body in bodies), key=len),
        mixed=any(body.mixed for body in bodies),
        members=b"".join(body.members for body in bodies),
    )


DIGIT = Alphabet("digit", rb"0-9")
HEX = Alphabet("hex", rb"0-9a-f")
HEX_UPPER = Alphabet("HEX", rb"0-9A-F")
HEX_ANY = Alphabet("hexany", rb"0-9A-Fa-f")
LOWER = Alphabet("lower", rb"a-z")
UPPER = Alphabet("upper", rb"A-Z")
LOWER_NUM = Alphabet("lowernum", rb"0-9a-z")
UPPER_NUM = Alphabet("uppernum", rb"0-9A-Z")
ALPHA = Alphabet("alpha", rb"A-Za-z")
ALNUM = Alphabet("alnum", rb"0-9A-Za-z")
WORD = Alphabet("word", rb"0-9A-Za-z_")
BASE32 = Alphabet("base32", rb"A-Z2-7")
BASE58 = Alphabet("base58", rb"1-9A-HJ-NP-Za-km-z")
BASE64 = Alphabet("base64", rb"0-9A-Za-z+/")
BASE64URL = Alphabet("base64url", rb"0-9A-Za-z_-")

PADDING = Body(rb"={0,2}", b"", 2, 0, "", rb"0-9A-Za-z+/=", mixed=True, members=b"=")
"""What may end base64; it is never missed, so neither anchors nor templates have it."""

UUID = HEX_ANY * 8 + "-" + HEX_ANY * 4 + "-" + HEX_ANY * 4 + "-" + HEX_ANY * 4 + "-" + HEX_ANY * 12


def token(
    rule_id: str,
    title: str,
    *,
    issuer: str,
    prefix: str,
    body: Body,
    reference: str,
    remediation: str,
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.LIKELY,
    proof: Proof | None = None,
    mixed: bool = False,
    min_entropy: float = 2.5,
    examples: tuple[str, ...] = (),
    counter_examples: tuple[str, ...] = (),
) -> Rule:
    """
    Return the rule for a value that names itself by `prefix`.

    `mixed` says that a real one has a letter and a digit after the prefix, which a long name in a
    program may lack.  Without `examples`, the body's own template makes one; without its last
    field, it makes the counter-example.
    """
    whole = prefix + body
    return Rule(
        id=rule_id,
        title=title,
        issuer=issuer,
        severity=severity,
        confidence=confidence,
        anchor=whole.anchor,
        pattern=(
            (b"" if prefix and not prefix[0].isalnum() else LEFT)
            + b"(?P<secret>"
            + _escaped(prefix)
            + (_mixed(body) if mixed else b"")
            + _taken_whole(body)
            + b")"
            + _right(whole)
        ),
        max_length=whole.max_length,
        prefix=prefix,
        proof=proof,
        min_entropy=min_entropy,
        examples=examples or (whole.template,),
        counter_examples=counter_examples or (whole.template[: whole.template.rindex("{")],),
        reference=reference,
        remediation=remediation,
    )


def keyed(
    rule_id: str,
    title: str,
    *,
    issuer: str,
    near: tuple[str, ...],
    value: Body,
    reference: str,
    remediation: str,
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.LIKELY,
    proof: Proof | None = None,
    min_entropy: float = 3.0,
    examples: tuple[str, ...] = (),
    counter_examples: tuple[str, ...] = (),
) -> Rule:
    """
    Return the rule for a value that only its surroundings tell apart.

    One of the words in `near` (any case) comes first, on the same line: the whole name of the
    value (`acme = ...`), or a part of a name that also says what it holds (`acme_api_key`).  A word
    that says so by itself (`X-Acme-Token`) may be followed by anything that looks like a name.
    The value has a letter and a digit, unless its alphabets cannot.
    """
    telling = [word for word in near if _TELLING.search(word.encode("ascii"))]
    plain = [word for word in near if word not in telling]
    bounded = _alternatives(
        _words(plain, _WORD_END + b"(?:" + _REST + _FROM_REST + b"|" + FROM_NAME + b")"),
        _words(telling, _NAME + b"{0,24}" + _FROM_REST),
    )
    return Rule(
        id=rule_id,
        title=title,
        issuer=issuer,
        severity=severity,
        confidence=confidence,
        anchor=_words([*near], _BETWEEN_ANCHOR) + value.anchor,
        pattern=(
            WORD_START
            + bounded
            + b"(?<![0-9A-Za-z])"
            + (_mixed(value) if value.mixed else b"")
            + b"(?P<secret>"
            + value.pattern
            + b")"
            + _right(value)
        ),
        max_length=max(map(len, near)) + _BETWEEN_MAX + value.max_length,
        nearby=Nearby(
            words=tuple(word for word in near if not _OF_VALUE.search(word)),
            value=value.pattern,
            shortest=value.min_length,
            longest=value.max_length,
        ),
        proof=proof,
        min_entropy=min_entropy,
        examples=examples or (f"{near[0]}_key = {value.template}",),
        counter_examples=counter_examples or (value.template,),
        reference=reference,
        remediation=remediation,
    )


_TELLING = expression(CREDENTIAL)
_OF_VALUE = expression(r"(?:key|token|secret|pass(?:word)?|pwd|auth|access|[_-](?:id|app))$")
"""How the name of a value ends, not that of its issuer."""


def _mixed(body: Body) -> bytes:
    """Return what looks ahead for a digit and a letter, before anything the value cannot have."""
    no_digit, no_letter = _without_digits_and_letters(body.members)
    longest = body.max_length - 1
    return b"(?=[%b]{0,%d}[0-9])(?=[%b]{0,%d}[A-Za-z])" % (no_digit, longest, no_letter, longest)


@functools.cache
def _without_digits_and_letters(members: bytes) -> tuple[bytes, bytes]:
    """Return `members` as inside a class, but for the digits; and but for the letters."""
    every = bytes(sorted(set(members)))
    digits, letters = string.digits.encode(), string.ascii_letters.encode()
    return re.escape(every.translate(None, digits)), re.escape(every.translate(None, letters))


def _words(words: list[str], following: bytes) -> bytes:
    """Return any of `words` in any case, then `following`; nothing for no words."""
    if not words:
        return b""
    return b"(?i:" + b"|".join(map(_escaped, words)) + b")" + following


def _alternatives(*choices: bytes) -> bytes:
    return b"(?:" + b"|".join(filter(None, choices)) + b")"


def _taken_whole(body: Body) -> bytes:
    """
    Return the pattern of `body` whose last field, if its length varies, gives nothing back.

    None of the field's own characters may follow it, so that no shorter match can end there: to
    try them all is time lost, at every start in a run of prefixes.
    """
    field, _, repeat = body.pattern.rpartition(b"{")
    varies = field.endswith(b"[" + body.last + b"]") and _VARIES.fullmatch(repeat)
    return body.pattern + (b"+" if varies else b"")


_VARIES = expression(rb"\d+,\d+\}")


def _right(body: Body) -> bytes:
    return b"(?![0-9A-Za-z" + body.last.replace(b"0-9A-Za-z", b"") + b"])"


class Facts(TypedDict, total=False):
    """What `token` and `keyed` also take."""

    severity: Severity
    confidence: Confidence
    proof: Proof | None
    min_entropy: float
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


class TokenFacts(Facts, total=False):
    """What `token` also takes."""

    mixed: bool


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues, where it describes its formats, and where a leaked one is revoked."""

    name: str
    reference: str
    remediation: str

    def token(
        self, rule_id: str, title: str, prefix: str, body: Body, **facts: Unpack[TokenFacts]
    ) -> Rule:
        """Return this issuer's rule for a value that names itself by `prefix`."""
        return token(
            rule_id,
            title,
            issuer=self.name,
            prefix=prefix,
            body=body,
            reference=self.reference,
            remediation=self.remediation,
            **facts,
        )

    def keyed(
        self, rule_id: str, title: str, near: tuple[str, ...], value: Body, **facts: Unpack[Facts]
    ) -> Rule:
        """Return this issuer's rule for a value that only a word in `near` tells apart."""
        return keyed(
            rule_id,
            title,
            issuer=self.name,
            near=near,
            value=value,
            reference=self.reference,
            remediation=self.remediation,
            **facts,
        )
