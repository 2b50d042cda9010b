"""One decision for all dialects: from name, value and surroundings to a confidence."""

from leakscan.detection.assignments.dialects import CONFIGURATION, Dialect
from leakscan.detection.assignments.keys import KeyName, Kind
from leakscan.detection.assignments.values import Shape
from leakscan.model.rule import Confidence

_WORDS_WILL_DO = frozenset(
    {Dialect.ENV, Dialect.DOCKERFILE, Dialect.HCL, Dialect.INI, Dialect.SHELL}
)
_VECTORS = frozenset(
    {
        "shared_secret",
        "sharedsecret",
        "exporter_secret",
        "early_secret",
        "privatekey",
        "private_key",
    }
)
"""Members of test vectors of cryptography, whose values are as random as any."""
_PASSWORDS = frozenset({Kind.PASSWORD, Kind.CONNECTION})
_CHOSEN_LENGTH = 8
"""A shorter password in a program is as often an example."""


def confidence(
    name: KeyName,
    key: str,
    value: bytes,
    form: Shape,
    dialect: Dialect,
    *,
    statement: bool,
    guessed: bool = False,
) -> Confidence | None:
    """
    Return how sure it is that `value` is a secret, or None if it is not worth a look.

    Args:
        name: What the key promises.
        key: The key as written.
        value: The value, whole.
        form: What the value looks like.
        dialect: Where it is written.
        statement: Whether it is in force: it begins its line or member, and is no comment.
        guessed: Whether `dialect` was told from the line alone.
    """
    if form is Shape.NOTHING:
        return None
    if guessed and form in {Shape.WORD, Shape.DEFAULT}:
        return Confidence.REVIEW if statement and name.strong else None
    vector = dialect is Dialect.JSON and key.lower() in _VECTORS
    if not vector and (statement or not guessed):
        if dialect in CONFIGURATION:
            return _configured(name, key, value, form, dialect, plain=statement)
        if dialect is Dialect.CODE:
            return _coded(name, value, form, plain=statement)
    return None if dialect is Dialect.INDEX else _doubtful(name, form)


def _configured(
    name: KeyName, key: str, value: bytes, form: Shape, dialect: Dialect, *, plain: bool
) -> Confidence | None:
    if form is Shape.RANDOM:
        enough = len(value) >= (8 if name.kind in _PASSWORDS else 10)
        return Confidence.LIKELY if enough else Confidence.REVIEW
    if not plain or not name.strong:
        return _doubtful(name, form)
    if form in {Shape.PASSWORD, Shape.WEAK}:
        enough = len(value) >= (5 if name.kind in _PASSWORDS else 8)
    else:
        shouted = key.isupper() and dialect is not Dialect.JSON
        usual = dialect in _WORDS_WILL_DO or shouted
        enough = form is Shape.WORD and usual and len(value) >= 6
    return Confidence.LIKELY if enough else Confidence.REVIEW


def _coded(name: KeyName, value: bytes, form: Shape, *, plain: bool) -> Confidence | None:
    password = name.kind in _PASSWORDS
    if form is Shape.RANDOM and not name.vague and len(value) >= (10 if password else 16):
        return Confidence.LIKELY
    chosen = form in {Shape.PASSWORD, Shape.WEAK} and len(value) >= _CHOSEN_LENGTH
    if chosen and password and name.strong and plain and not name.vague:
        return Confidence.LIKELY
    return _doubtful(name, form)


def _doubtful(name: KeyName, form: Shape) -> Confidence | None:
    worth = form is Shape.RANDOM or (form in {Shape.PASSWORD, Shape.WEAK} and name.strong)
    return Confidence.REVIEW if worth else None
