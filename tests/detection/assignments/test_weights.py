"""The table of the classifier, and what follows from it."""

import pytest

from leakscan.detection.assignments import judge, keys, weights
from leakscan.detection.assignments.dialects import Dialect
from leakscan.detection.assignments.values import Shape
from leakscan.detection.assignments.weights import Sign
from leakscan.model.rule import Confidence


def evidence(
    key: str, value: bytes, shape: Shape, dialect: Dialect, *, statement: bool = True
) -> judge.Evidence:
    """Return an assignment with everything else as it usually is."""
    name = keys.classify(key)
    assert name is not None
    return judge.Evidence(
        name=name, key=key, value=value, shape=shape, dialect=dialect, statement=statement
    )


@pytest.mark.parametrize(
    ("key", "size", "shape", "dialect", "expected"),
    [
        ("db_password", 14, Shape.PASSWORD, Dialect.YAML, Confidence.LIKELY),
        ("db_password", 4, Shape.PASSWORD, Dialect.YAML, Confidence.REVIEW),
        ("db_password", 14, Shape.PASSWORD, Dialect.CODE, Confidence.LIKELY),
        ("client_secret", 14, Shape.PASSWORD, Dialect.CODE, Confidence.LIKELY),
        ("api_key", 14, Shape.PASSWORD, Dialect.CODE, Confidence.REVIEW),
        ("pass", 14, Shape.PASSWORD, Dialect.JSON, Confidence.LIKELY),
        ("pass", 14, Shape.PASSWORD, Dialect.CODE, Confidence.REVIEW),
        ("api_key", 32, Shape.RANDOM, Dialect.CODE, Confidence.LIKELY),
        ("acme_key", 32, Shape.RANDOM, Dialect.YAML, Confidence.REVIEW),
        ("acme_key", 14, Shape.PASSWORD, Dialect.YAML, None),
        ("auth", 32, Shape.RANDOM, Dialect.CODE, Confidence.REVIEW),
        ("api_key", 32, Shape.RANDOM, Dialect.PROSE, Confidence.REVIEW),
        ("api_key", 32, Shape.SAMPLE, Dialect.ENV, Confidence.REVIEW),
        ("db_password", 8, Shape.WORD, Dialect.ENV, Confidence.LIKELY),
        ("db_password", 8, Shape.WORD, Dialect.YAML, Confidence.REVIEW),
        ("db_password", 8, Shape.DEFAULT, Dialect.ENV, Confidence.REVIEW),
        ("api_key", 8, Shape.WORD, Dialect.ENV, None),
        ("api_key", 32, Shape.RANDOM, Dialect.INDEX, None),
        ("db_password", 14, Shape.NOTHING, Dialect.ENV, None),
    ],
)
def test_name_value_and_place_decide_together(
    key: str, size: int, shape: Shape, dialect: Dialect, expected: Confidence | None
) -> None:
    """None of them alone makes a secret."""
    score = judge.score(evidence(key, b"x" * size, shape, dialect))

    assert expected == (score.confidence if score else None)


def test_every_sign_has_its_points_and_its_words() -> None:
    """The table is whole: no sign is worth a number that stands elsewhere."""
    assert set(weights.POINTS) == set(Sign)
    assert len({sign.value for sign in Sign}) == len(Sign)
    assert set(weights.POINTS) > weights.REVIEW_AT_MOST


def test_what_is_not_in_force_needs_chance() -> None:
    """A comment's password is for review, a random key in a comment is likely."""
    chosen = evidence("password", b"Tulip-42-Forge", Shape.PASSWORD, Dialect.INI, statement=False)
    random = evidence("api_key", b"x" * 32, Shape.RANDOM, Dialect.INI, statement=False)

    assert [score.confidence for each in (chosen, random) if (score := judge.score(each))] == [
        Confidence.REVIEW,
        Confidence.LIKELY,
    ]
