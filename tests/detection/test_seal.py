"""The seal: behind it no object, message or record holds a secret."""

import copy
import dataclasses
import logging
import pickle
import random

import pytest

from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.facts import ALNUM, token
from leakscan.detection.seal import MARK, Sealer
from leakscan.detection.templates import render
from leakscan.model.finding import Candidate, Detection
from leakscan.model.location import Span

RULE = token(
    "sample-token",
    "Sample token",
    issuer="Sample",
    prefix="smpl_",
    body=ALNUM * 24,
    reference="https://example.com",
    remediation="Revoke it.",
)


@pytest.fixture
def secret() -> bytes:
    """Return a fresh secret."""
    return render("smpl_{alnum:24}", random.Random()).encode()


def sealed(secret: bytes, sealer: Sealer) -> Detection:
    """Return the one detection of `secret`."""
    detector = Detector([pattern_recogniser(RULE)], sealer)
    (detection,) = detector.detect(Content(data=b"key " + secret + b"\n", name="f"))
    return detection


def candidate(secret: bytes) -> Candidate:
    """Return a candidate that holds `secret`."""
    return Candidate(rule=RULE, span=Span(0, 29), secret=secret, confidence=RULE.confidence)


def test_a_candidate_does_not_show_its_secret(
    secret: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither repr, str, a log record nor an exception that quotes a candidate shows it."""
    held = candidate(secret)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("leakscan").debug("found %s", held)

    shown = [repr(held), str(held), f"{held}", caplog.text, str(ValueError(held))]

    assert [text for text in shown if secret.decode()[5:] in text] == []


def test_a_candidate_cannot_leave_its_process(secret: bytes) -> None:
    """Pickling or copying a candidate is refused."""
    with pytest.raises(TypeError):
        pickle.dumps(candidate(secret))
    with pytest.raises(TypeError):
        copy.deepcopy(candidate(secret))


def test_a_detection_holds_no_part_of_the_secret(secret: bytes) -> None:
    """Nothing in a detection, in any field or form, has eight characters of the secret."""
    detection = sealed(secret, Sealer())

    text = repr(dataclasses.asdict(detection)) + repr(pickle.dumps(detection))

    body = secret.decode()[5:]
    pieces = {body[start : start + 8] for start in range(len(body) - 7)}
    assert [piece for piece in pieces if piece in text] == []
    assert detection.redacted == "smpl_" + MARK


def test_a_sealer_does_not_show_its_key() -> None:
    """The key that joins equal secrets is in no representation of its holder."""
    sealer = Sealer(b"k" * 32)

    assert "kkkk" not in repr(sealer)


def test_equal_secrets_are_joined_within_a_run_only(secret: bytes) -> None:
    """Identities are equal for equal secrets of one run and differ between runs."""
    run, other_run = Sealer(), Sealer()

    assert sealed(secret, run).identity == sealed(secret, run).identity
    assert sealed(secret, run).identity != sealed(secret, other_run).identity


def test_a_secret_is_kept_on_request_only(secret: bytes) -> None:
    """With `show_secrets` the detection has the value; without it there is none."""
    assert sealed(secret, Sealer(show_secrets=True)).value == secret.decode()
    assert sealed(secret, Sealer()).value is None
