"""Judgement on passwords that a format or a call puts where only a password can be."""

from leakscan.detection.filters import common_default, placeholder, reference
from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.verdicts import DROPPED, confirmed, likely, review
from leakscan.expressions import expression
from leakscan.model.rule import Severity, Verdict

_SHORTEST = 4
_IN_BRACES = expression(rb"\{[0-9A-Za-z+/]{24,256}={0,2}\}")
_SEED_WORDS = 9
"""Different words of twelve: chance out of 2,048 repeats hardly any."""
_NO_SEED_WORDS = frozenset(
    b"the and for are was has its our not but with your from they will have been which".split()
)
"""Words of any sentence that no seed phrase has."""


def password(secret: bytes) -> Verdict:
    """Judge a value in the place of a password: one that stands for another is dropped."""
    if len(secret) < _SHORTEST or reference(secret):
        return DROPPED
    if common_default(secret):
        return review("a password that manuals use")
    return DROPPED if placeholder(secret) else likely()


def maven_password(secret: bytes) -> Verdict:
    """
    Judge a password of Maven's settings, plain or as `{base64}`, which a known word obscures.

    Source:
        Apache Maven, "Password Encryption".
    """
    obscured = _IN_BRACES.fullmatch(secret)
    return likely("only obscured") if obscured else password(secret)


def base64_password(secret: bytes) -> Verdict:
    """Judge base64 in the place of a password by what it decodes to."""
    data = base64_bytes(secret) or b""
    try:
        printable = data.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return DROPPED
    verdict = password(data) if printable else DROPPED
    return confirmed("decodes to a password") if verdict == likely() else verdict


def windows_protected(secret: bytes) -> Verdict:
    """Judge what the data protection of Windows makes: it opens for its own user or machine."""
    data = base64_bytes(secret)
    if data is None:
        return review("protected by Windows, cut off", Severity.MEDIUM)
    return likely("encrypted by Windows for one user or machine", Severity.MEDIUM)


def robo_3t_password(_: bytes) -> Verdict:
    """Judge what Robo 3T encrypts: the key is a number in a file of its own, without a password."""
    return likely("encrypted with the key that Robo 3T keeps in robo3t.key")


def login(secret: bytes) -> Verdict:
    """Judge `user:password`, plain or in base64, by its password."""
    plain = secret if b":" in secret else base64_bytes(secret) or b""
    return password(plain.partition(b":")[2])


def seed_phrase(secret: bytes) -> Verdict:
    """Judge twelve words or more: those of test networks repeat, sentences have short words."""
    words = secret.split()
    different = set(words)
    if len(different) < _SEED_WORDS or different & _NO_SEED_WORDS:
        return DROPPED
    return likely()
