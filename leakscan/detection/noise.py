"""
What keeps candidates for review quiet where nobody of this project wrote.

A value's shape and a word beside it are no evidence in a dependency, in a list of hashes, or in a
file that a machine made.
"""

import functools

from leakscan.detection import filters
from leakscan.detection.assignments.dialects import Dialect, dialect_of
from leakscan.detection.assignments.randomness import is_uuid, looks_random
from leakscan.detection.assignments.surroundings import minified
from leakscan.detection.content import Content
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
_DIGEST = expression(rb"(?:[0-9a-f]{2}){8,64}$|(?:[0-9A-F]{2}){8,64}$")
_DIGEST_CONTEXT = expression(
    rb"(?i)integrity|checksum|digest|sha-?(?:1|224|256|384|512)|md5|hash|commit|revision|etag"
    rb"|fingerprint|resolved|version|guid|uuid|signature|thumbprint|\brev\b|\bblob\b|\btree\b"
)
_WORDS_INSIDE = expression(rb"[A-Za-z]{3,}[-_/.][A-Za-z]{3,}[-_/.]|\.(?:js|ts|css|html?|png|svg)\b")


@functools.lru_cache(maxsize=64)
def _third_party(path: str) -> bool:
    """Return whether a file lies in such a tree; one that is large has many candidates."""
    return bool(_THIRD_PARTY.search(path))


def noise_reason(content: Content, candidate: Candidate) -> str:
    """
    Return why a candidate for review is noise; or nothing.

    What is sure enough to be reported by default never is.  In a dependency nothing below that is
    worth a look: what fails its check there is a sample.
    """
    if candidate.confidence > Confidence.REVIEW:
        return ""
    if _third_party(content.name):
        return "dependency"
    return _by_value(content, candidate) if candidate.rule.id in _ENTROPIES else ""


_ENTROPIES = frozenset(
    {
        "detect-secrets-base64-high-entropy",
        "detect-secrets-hex-high-entropy",
    }
)


def _by_value(content: Content, candidate: Candidate) -> str:
    data, secret, start = content.data, candidate.secret, candidate.span.offset
    if dialect_of(content.name) in _MADE or minified(data, start):
        return "not written by hand"
    if filters.placeholder(secret) or is_uuid(secret) or _WORDS_INSIDE.search(secret):
        return "identifier"
    if not looks_random(secret):
        return "not random"
    begin = max(data.rfind(b"\n", max(0, start - _LINE), start) + 1, start - _LINE)
    before = data[begin:start]
    if _DIGEST_CONTEXT.search(before) or (
        _DIGEST.match(secret) and not _SECRET_WORD.search(before)
    ):
        return "digest"
    return ""


_LINE = 120
_SECRET_WORD = expression(rb"(?i)key|secret|token|passw|pwd|auth|cred|salt")
