"""Judgement on passwords that a format or a call puts where only a password can be."""

import itertools
from collections.abc import Iterator

from leakscan.detection.filters import common_default, placeholder, reference
from leakscan.detection.validators.checksums import base64_bytes
from leakscan.detection.validators.verdicts import DROPPED, confirmed, likely, review
from leakscan.expressions import expression
from leakscan.model.rule import Severity, Verdict

_SHORTEST = 4
_IN_BRACES = expression(rb"\{[0-9A-Za-z+/]{24,256}={0,2}\}")
_FIRST_SIGN, _LAST_SIGN = 0x21, 0x7E
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


def community(secret: bytes) -> Verdict:
    """Judge a community of SNMP: the two that every manual has say nothing."""
    return DROPPED if secret.lower() in {b"public", b"private"} else password(secret)


def data_source_password(secret: bytes) -> Verdict:
    """Judge the password of a data source, which examples write as a word."""
    return (
        review("a word") if secret.isalpha() and password(secret) == likely() else password(secret)
    )


def bundler_login(secret: bytes) -> Verdict:
    """Judge `user:password`, or a token, which Bundler hands to a source of gems."""
    return password(secret.rpartition(b":")[2])


_CISCO_TEXT = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def cisco_obscure(plain: bytes, start: int) -> bytes:
    """Write a password as type 7 does, with the known text added from its byte `start` on."""
    coded = bytes(byte ^ key for byte, key in zip(plain, _cisco_text(start), strict=False))
    return b"%02d%s" % (start, coded.hex().upper().encode())


def cisco_obscured(secret: bytes) -> Verdict:
    """
    Judge what Cisco's `service password-encryption` makes: a known text, added bit by bit.

    The first two digits say where in that text it begins.

    Source:
        Cisco, "Cisco IOS Password Encryption Facts"; the text has been public since 1995.
    """
    start, coded = secret[:2], secret[2:]
    if not start.isdigit() or len(coded) % 2 or int(start) >= len(_CISCO_TEXT):
        return DROPPED
    data = bytes.fromhex(coded.decode())
    plain = bytes(byte ^ key for byte, key in zip(data, _cisco_text(int(start)), strict=False))
    readable = all(_FIRST_SIGN <= byte <= _LAST_SIGN for byte in plain)
    return confirmed("decodes to a password") if readable else DROPPED


def _cisco_text(start: int) -> Iterator[int]:
    return itertools.islice(itertools.cycle(_CISCO_TEXT), start, None)


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
