"""Content made to be slow takes time in proportion to its size."""

import time

import pytest

from leakscan.detection.content import Content
from leakscan.detection.rules import assignments, urls
from tests.detection.finding import candidates

RECOGNISERS = (*assignments.RECOGNISERS, *urls.RECOGNISERS)
SIZE = 1 << 14
MAX_SECONDS = 2.0
"""Some fifty times what is needed, and on the best of three tries; quadratic work takes more."""

PIECES = (
    b"password",
    b"password='",
    b'secret="',
    b"token=abcd ",
    b";password=abcd,a,a",
    b"password=a#b #",
    b"password=[[[[abcd",
    b"<password>abcd",
    b'name="password" value="abcd1',
    b"password: |\n  abcd1234\n",
    b"://aaaa:",
    b"http://a:b@",
    b"curl -u a:bcdef ",
    b"mysql -pabcd ",
    b"echo abcd1234 | chpasswd ",
    b"basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== ",
    b"login a password abcd\n",
    b"\"'`\\",
    b"server=a;password=abcde;",
    b"\n",
    b" ",
)


@pytest.mark.parametrize("piece", PIECES)
def test_repeated_pieces_take_linear_time(piece: bytes) -> None:
    """A line or a file of nothing but beginnings is read in time."""
    data = b"password" + piece * (SIZE // len(piece))
    least = float("inf")
    for _ in range(3):
        started = time.process_time()
        candidates(RECOGNISERS, "settings.conf", data)
        least = min(least, time.process_time() - started)
        if least < MAX_SECONDS:
            break

    assert least < MAX_SECONDS


@pytest.mark.parametrize("recogniser", RECOGNISERS)
def test_a_hit_anywhere_is_harmless(recogniser: object) -> None:
    """A hit's end may be any offset: nothing is read outside the data."""
    data = b"\xff://:@\0 password: x=" * 3

    for end in range(len(data) + 1):
        list(recogniser.confirm(Content(data=data, name=""), end))  # type: ignore[attr-defined] # a Recogniser
