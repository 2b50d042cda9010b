"""
Rules from facts: the issuer's prefix, alphabet and length make the whole rule.

`token` is for a value that names itself, `keyed` for one that needs its surroundings.  Both derive
the exact pattern (bounded on both sides), the anchor for the matcher, the longest match, the prefix
that redaction may show, and templates of examples and counter-examples.
"""

import re
from dataclasses import dataclass

from leakscan.model.rule import Confidence, Proof, Rule, Severity

_LEFT = rb"(?:(?<![0-9A-Za-z])|(?<=\\[nrt])|(?<=%[0-9A-F]{2}))"
"""Not inside a longer word; an escaped newline or a percent escape ends a word, too."""

_BETWEEN = rb"[0-9A-Za-z_.\- \t]{0,32}[\"'\]]{0,2}[ \t]{0,8}(?:=>|:=|->|[=:,>(]|[ \t])[ \t\"'(=>\[{]{0,8}"
"""From a keyword to its value: the rest of the name, quotes, one separator."""

_BETWEEN_ANCHOR = rb"[^\n]{1,60}"
_BETWEEN_MAX = 32 + 2 + 8 + 2 + 8


@dataclass(frozen=True, slots=True)
class Body:
    """
    A run of characters of known alphabets and lengths.

    Build it from the alphabets below: `ALNUM * 40`, `HEX * (32, 64)`, `DIGIT * 8 + "-" + ALNUM * 24`.
    """

    pattern: bytes
    anchor: bytes
    """The same with every open end cut to its minimum."""
    max_length: int
    min_length: int
    template: str
    last: bytes
    """Members of the last alphabet, as inside a character class: must not follow the match."""

    def __add__(self, other: "Body | str") -> "Body":
        following = literal(other) if isinstance(other, str) else other
        return Body(
            pattern=self.pattern + following.pattern,
            anchor=self.pattern + following.anchor,
            max_length=self.max_length + following.max_length,
            min_length=self.min_length + following.min_length,
            template=self.template + following.template,
            last=following.last,
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
        )


def literal(text: str) -> Body:
    """Return a body that is exactly `text`, which must be ASCII."""
    escaped = re.escape(text.encode("ascii"))
    size = len(text)
    template = text.replace("{", "{{").replace("}", "}}")
    return Body(escaped, escaped, size, size, template, b"")


def either(*texts: str) -> Body:
    """Return a body that is one of `texts`; templates use the first."""
    choice = b"(?:" + b"|".join(re.escape(text.encode("ascii")) for text in texts) + b")"
    sizes = [len(text) for text in texts]
    template = texts[0].replace("{", "{{").replace("}", "}}")
    return Body(choice, choice, max(sizes), min(sizes), template, b"")


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
    min_entropy: float = 2.5,
    examples: tuple[str, ...] = (),
    counter_examples: tuple[str, ...] = (),
) -> Rule:
    """
    Return the rule for a value that names itself by `prefix`.

    Without `examples`, the body's own template makes one; without its last field, it makes the
    counter-example.
    """
    whole = prefix + body
    return Rule(
        id=rule_id,
        title=title,
        issuer=issuer,
        severity=severity,
        confidence=confidence,
        anchor=whole.anchor,
        pattern=_LEFT + b"(?P<secret>" + whole.pattern + b")" + _right(whole),
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

    One of the words in `near` (any case) comes first, on the same line, then at most the rest of
    a name, a separator and quotes.
    """
    words = b"(?i:" + b"|".join(re.escape(word.encode("ascii")) for word in near) + b")"
    return Rule(
        id=rule_id,
        title=title,
        issuer=issuer,
        severity=severity,
        confidence=confidence,
        anchor=words + _BETWEEN_ANCHOR + value.anchor,
        pattern=(
            words
            + _BETWEEN
            + b"(?<![0-9A-Za-z])(?P<secret>"
            + value.pattern
            + b")"
            + _right(value)
        ),
        max_length=max(map(len, near)) + _BETWEEN_MAX + value.max_length,
        proof=proof,
        min_entropy=min_entropy,
        examples=examples or (f"{near[0]}_key = {value.template}",),
        counter_examples=counter_examples or (value.template,),
        reference=reference,
        remediation=remediation,
    )


def _right(body: Body) -> bytes:
    return b"(?![0-9A-Za-z" + body.last.replace(b"0-9A-Za-z", b"") + b"])"
