"""
What keeps candidates for review quiet where nobody of this project wrote.

A value's shape and a word beside it are no evidence in a dependency, in a list of hashes, or in a
file that a machine made.
"""

import functools

from leakscan.detection import filters
from leakscan.detection.assignments import keys, values
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.randomness import is_uuid, looks_random
from leakscan.detection.assignments.surroundings import minified
from leakscan.detection.content import Content
from leakscan.detection.facts import LEFT
from leakscan.expressions import expression
from leakscan.model.finding import Candidate
from leakscan.model.rule import Confidence

_THIRD_PARTY = expression(
    r"(?:^|/)(?:node_modules|bower_components|site-packages|dist-packages|\.cargo/registry"
    r"|pkg/mod|[^/]+@v\d[^/]*|gems/[^/]+/gems|\.m2/repository|usr/(?:lib|share|include|local/lib|local/go)"
    r"|var/lib/(?:dpkg|apt)|lib/(?:python\d|ruby)|jvm|conda-meta)/"
)
"""Trees that package managers fill."""

_MADE = frozenset({Dialect.INDEX, Dialect.MINIFIED, Dialect.PROSE, Dialect.EXAMPLE})
_DIGEST = expression(rb"[0-9a-f]+$|[0-9A-F]+$")
"""A digest, or a number: the parameters of a curve have as many digits as they need."""
_DIGEST_CONTEXT = expression(
    rb"(?i)integrity|checksum|digest|sha-?(?:1|224|256|384|512)|md5|hash|commit|revision|etag"
    rb"|fingerprint|resolved|version|guid|uuid|signature|thumbprint|\brev\b|\bblob\b|\btree\b"
)
_SECRET_WORD = expression(rb"(?i)key|secret|token|passw|pwd|auth|cred|salt")
_KEY = expression(rb"[\w.\-]{1,64}(?=[^\w.\-]*$)")
"""The last name before a value."""
_ALONE = expression(LEFT)
_LINE = 120
_SHORT_ASCII = b"zZ"
"""Types of constants; the highest bit says whether others refer to it."""
_WORDS_INSIDE = expression(rb"[A-Za-z]{3,}[-_/.][A-Za-z]{3,}[-_/.]|\.(?:js|ts|css|html?|png|svg)\b")


@functools.lru_cache(maxsize=64)
def _third_party(path: str) -> bool:
    """Return whether a file lies in such a tree; one that is large has many candidates."""
    return bool(_THIRD_PARTY.search(path))


def noise_reason(content: Content, candidate: Candidate) -> str:
    """
    Return why a candidate for review is noise; or nothing.

    What is sure enough to be reported by default never is, but for what no file has as a text: the
    end of one constant and the start of the next.  In a dependency nothing below that is worth a
    look: what fails its check there is a sample.
    """
    if candidate.confidence > Confidence.REVIEW:
        return _of_two_constants(content, candidate)
    if _third_party(content.name):
        return "dependency"
    judge = _JUDGES.get(candidate.rule.id)
    return judge(content, candidate) if judge else ""


def _of_two_constants(content: Content, candidate: Candidate) -> str:
    """
    Return whether a candidate goes on behind the end of a constant of compiled Python.

    The constants are searched one by one, too, so that what lies in one of them is found there.

    Source:
        CPython, Python/marshal.c: TYPE_SHORT_ASCII and its interned form have one byte of length.
    """
    if candidate.confidence is Confidence.CONFIRMED or not content.name.endswith(".pyc"):
        return ""
    start = candidate.span.offset
    kind, size = content.data[start - 2 : start] if start >= 2 else (0, 0)
    crosses = kind & 0x7F in _SHORT_ASCII and size < candidate.span.length
    return "parts of two constants" if crosses else ""


def _by_value(content: Content, candidate: Candidate) -> str:
    data, secret, start = content.data, candidate.secret, candidate.span.offset
    if dialect_of(content.name) in _MADE or minified(data, start):
        return "not written by hand"
    if filters.placeholder(secret) or is_uuid(secret) or _WORDS_INSIDE.search(secret):
        return "identifier"
    if not looks_random(secret):
        return "not random"
    before = _before(content, candidate)
    if _DIGEST_CONTEXT.search(before) or (
        _DIGEST.match(secret) and not _SECRET_WORD.search(before)
    ):
        return "digest"
    return ""


def _by_keyword(content: Content, candidate: Candidate) -> str:
    found = _KEY.search(_before(content, candidate))
    name = found[0] if found else b""
    key = name.decode("ascii", "replace")
    if _SECRET_WORD.search(name) and keys.classify(key) is None:
        return "no secret's name"  # `password_encryption`, `SECRET_NAME`
    return "name" if values.names_something(candidate.secret, key) else ""


def _by_neighbours(content: Content, candidate: Candidate) -> str:
    data, span = content.data, candidate.span
    alone = _ALONE.match(data, span.offset) and not data[span.end : span.end + 1].isalnum()
    return "" if alone else "part of a longer run"


def _before(content: Content, candidate: Candidate) -> bytes:
    """Return what stands before a candidate on its line, as far as anybody looks."""
    start = candidate.span.offset
    low = max(0, start - _LINE)
    return content.data[max(low, content.data.rfind(b"\n", low, start) + 1) : start]


_JUDGES = {
    "detect-secrets-base64-high-entropy": _by_value,
    "detect-secrets-hex-high-entropy": _by_value,
    "detect-secrets-keyword": _by_keyword,
    "detect-secrets-aws": _by_neighbours,
    "detect-secrets-twilio": _by_neighbours,
}
"""By rule, what tells noise from candidates: the plugins whose expressions are wide."""
