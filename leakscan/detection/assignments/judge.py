"""One decision for all dialects: from name, value and surroundings to a confidence."""

from leakscan.detection.assignments.dialects import CONFIGURATION, Dialect
from leakscan.detection.assignments.keys import KeyName, Kind
from leakscan.detection.assignments.values import Shape
from leakscan.model.rule import Confidence

_WORDS_WILL_DO = frozenset(
    {Dialect.ENV, Dialect.DOCKERFILE, Dialect.HCL, Dialect.INI, Dialect.SHELL}
)


def confidence(
    name: KeyName, key: str, value: bytes, form: Shape, dialect: Dialect, *, head: bool, live: bool
) -> Confidence | None:
    """
    Return how sure it is that `value` is a secret, or None if it is not worth a look.

    Args:
        name: What the key promises.
        key: The key as written.
        value: The value, whole.
        form: What the value looks like.
        dialect: Where it is written.
        head: Whether the assignment is a statement of its own: it begins the line or the member.
        live: Whether it is in force: not in a comment.
    """
    if form is Shape.NOTHING:
        return None
    if dialect in CONFIGURATION:
        return _configured(name, key, value, form, dialect, plain=head and live)
    if dialect is Dialect.CODE:
        return _coded(name, value, form)
    if dialect in {Dialect.PROSE, Dialect.MINIFIED, Dialect.UNKNOWN}:
        return Confidence.REVIEW if form >= Shape.PASSWORD else None
    return None


def _configured(
    name: KeyName, key: str, value: bytes, form: Shape, dialect: Dialect, *, plain: bool
) -> Confidence:
    if form is Shape.RANDOM:
        enough = len(value) >= (8 if name.kind is Kind.PASSWORD else 12)
        return Confidence.LIKELY if enough else Confidence.REVIEW
    if not plain or not name.strong:
        return Confidence.REVIEW
    if form is Shape.PASSWORD:
        enough = len(value) >= (5 if name.kind is Kind.PASSWORD else 8)
        return Confidence.LIKELY if enough else Confidence.REVIEW
    shouted = key.isupper() and dialect is not Dialect.JSON
    if form is Shape.WORD and (dialect in _WORDS_WILL_DO or shouted):
        return Confidence.LIKELY if len(value) >= 6 else Confidence.REVIEW
    return Confidence.REVIEW


def _coded(name: KeyName, value: bytes, form: Shape) -> Confidence | None:
    if form is Shape.RANDOM and len(value) >= (10 if name.kind is Kind.PASSWORD else 16):
        return Confidence.LIKELY
    return Confidence.REVIEW if form >= Shape.PASSWORD else None
