import os
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.reporters.escape import encodable, excerpt, visible

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 名前 ok", "plain é 名前 ok"),
        ("red\x1b[31m", r"red\x1b[31m"),
        ("two\nlines\r\t", r"two\nlines\r\t"),
        ("\x7f\x00", r"\x7f\x00"),
        ("c1 \x9b31m", r"c1 \u009b31m"),
        ("exe\u202egnp.", r"exe\u202egnp."),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("filler\u3164", r"filler\u3164"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("lone \ud800", r"lone \ud800"),
        (os.fsdecode(b"caf\xe9.env"), r"caf\xe9.env"),
    ],
)
def test_what_does_not_print_is_escaped(text: str, shown: str) -> None:
    """Controls, reordering marks, invisible characters and stray bytes are shown as escapes."""
    assert visible(text) == shown


@given(ANY_TEXT)
def test_any_text_becomes_harmless(text: str) -> None:
    """Whatever comes in, only characters that print come out, and UTF-8 can hold them."""
    shown = visible(text)

    shown.encode()
    assert all(unicodedata.category(character)[0] != "C" for character in shown)
    assert not {"\n", "\r", "\t", "\u2028", "\u2029"} & set(shown)


@given(ANY_TEXT)
def test_any_text_becomes_encodable(text: str) -> None:
    """Lone surrogates are escaped and all other text is kept."""
    kept = encodable(text)

    kept.encode()
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert kept == text


@given(ANY_TEXT, st.integers(20, 60))
def test_excerpt_is_never_longer_than_asked(text: str, max_length: int) -> None:
    """Text is cut in its middle to the length asked for, and short text is kept."""
    shown = excerpt(text, max_length)

    assert len(shown) <= max_length
    if len(visible(text)) <= max_length and len(text) <= max_length:
        assert shown == visible(text)


def test_excerpt_keeps_both_ends() -> None:
    """Start and end of a long name stay readable."""
    assert excerpt("a" * 100 + "b" * 100, 20) == "aaaaaaaaaa ... bbbbb"


def test_excerpt_of_huge_text_is_quick() -> None:
    """A name of fifty million characters costs no more than a copy of its ends."""
    text = "\x1b" * 50_000_000
    start = time.process_time()

    assert excerpt(text, 100).startswith(r"\x1b")

    assert time.process_time() - start < 0.5
