"""The seal: behind it no object, message or record holds a secret."""

import copy
import dataclasses
import hashlib
import logging
import pickle
import random
from typing import Any

import pytest

from leakscan.detection.confirm import pattern_recogniser
from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.facts import ALNUM, token
from leakscan.detection.seal import MARK, Following, Sealer, redact
from leakscan.detection.templates import render
from leakscan.model.finding import Candidate, Detection
from leakscan.model.location import Span
from leakscan.model.rule import Severity

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


def test_a_span_is_moved_to_where_the_window_lies(secret: bytes) -> None:
    """Spans count from the start of the content, whichever window showed them."""
    held = candidate(secret)
    sealer = Sealer()

    assert sealer.seal(held, region=None).span == Span(0, 29)
    assert sealer.seal(held, region=None, origin=4096).span == Span(4096, 29)


def test_what_a_proof_learnt_about_severity_outweighs_the_rule(secret: bytes) -> None:
    """A candidate's own severity, else its rule's."""
    held = candidate(secret)
    low = dataclasses.replace(held, severity=Severity.LOW)

    assert Sealer().seal(held, region=None).severity is RULE.severity is Severity.HIGH
    assert Sealer().seal(low, region=None).severity is Severity.LOW


def test_an_identity_is_a_keyed_hash(secret: bytes) -> None:
    """128 bits of keyed BLAKE2, under a key of 256 bits that each run draws anew."""
    sealer = Sealer(b"k" * 32)
    keyed = hashlib.blake2b(secret, key=b"k" * 32, digest_size=16)

    assert sealer.identity(secret) == keyed.hexdigest()
    assert {len(Sealer().key) for _ in range(4)} == {32}
    assert Sealer().key != Sealer().key


SALT = b"salt of a baseline"


def test_a_baseline_follows_a_value_by_two_bytes_of_a_slow_hash(secret: bytes) -> None:
    """Scrypt of 16 MiB, cut so short that a guess cannot be confirmed; no quick hash."""
    (mark,) = sealed(secret, Sealer(following=Following(salt=SALT))).marks

    slow = hashlib.scrypt(secret, salt=SALT, n=16_384, r=8, p=1, dklen=2)
    assert mark == f"scrypt:{slow.hex()}"


def test_marks_are_made_of_the_rules_that_are_followed_alone(secret: bytes) -> None:
    """None without a baseline, without a salt, and for another rule's values."""

    def marks(following: Following | None) -> tuple[str, ...]:
        return sealed(secret, Sealer(following=following)).marks

    assert marks(None) == ()
    assert marks(Following()) == ()
    assert marks(Following(salt=SALT, rules=frozenset({"another-rule"}))) == ()
    assert len(marks(Following(salt=SALT, rules=frozenset({RULE.id})))) == 1
    assert len(marks(Following(salt=SALT, rules=None))) == 1


def test_the_hash_of_detect_secrets_is_made_when_asked_for(secret: bytes) -> None:
    """Its baselines know values by SHA-1."""
    asked = Following(salt=SALT, sha1=True)

    quick = hashlib.sha1(secret, usedforsecurity=False).hexdigest()
    assert sealed(secret, Sealer(following=asked)).marks[1:] == (f"sha1:{quick}",)
    assert sealed(secret, Sealer(following=Following(sha1=True))).marks == (f"sha1:{quick}",)


def test_a_value_in_many_places_is_hashed_once(
    secret: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow hash is asked for once a value and run."""
    asked: list[bytes] = []

    def counting(value: bytes, **settings: Any) -> bytes:
        asked.append(value)
        return b"\0" * settings["dklen"]

    monkeypatch.setattr(hashlib, "scrypt", counting)
    sealer = Sealer(following=Following(salt=SALT))
    other = render("smpl_{alnum:24}", random.Random(1)).encode()

    marks = [sealed(value, sealer).marks for value in (secret, secret, other, secret)]

    assert asked == [secret, other]
    assert set(marks) == {("scrypt:0000",)}


def test_what_a_sealer_remembers_is_not_shown_and_makes_no_difference(secret: bytes) -> None:
    """Marks of values are in no representation, and sealers with one key are equal."""
    fresh, used = (Sealer(b"k" * 32, following=Following(salt=SALT)) for _ in range(2))
    (mark,) = sealed(secret, used).marks

    assert mark not in repr(used)
    assert fresh == used


def test_only_the_prefix_that_a_value_has_is_shown() -> None:
    """A value of another beginning, and one of a rule without a prefix, show nothing."""
    bare = dataclasses.replace(RULE, prefix="")

    assert redact(candidate(b"smpl_" + b"a" * 24)) == "smpl_" + MARK
    assert redact(candidate(b"SMPL_" + b"a" * 24)) == MARK
    assert redact(dataclasses.replace(candidate(b"smpl_" + b"a" * 24), rule=bare)) == MARK
