"""Hyperscan and the standard library find the same assignments in any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.detection.matcher import HyperscanMatcher, ReMatcher
from leakscan.detection.rules import assignments, urls
from tests.detection.finding import candidates

RECOGNISERS = (*assignments.RECOGNISERS, *urls.RECOGNISERS)
FAST = HyperscanMatcher(RECOGNISERS)
SLOW = ReMatcher(RECOGNISERS)

WORDS = """
    - -- = : :- := => == " ' ` < > /> , ; ( ) [ ] { } | . / \\ @ :// _ $ # password Password pass
    passwd token secret api key auth value name user login machine ENV docker mysql curl -p -u
    echo chpasswd --password-stdin bearer basic authorization kind: Secret data abcd1234 hunter2
    Tulip42! admin@vSphere.local acme.io :5432:a:b: x xxxxxxxxxxxxxxxxxxxxxxxx
"""
PIECES = st.sampled_from(WORDS.split()) | st.sampled_from(
    [" ", "  ", "\t", "\n", "        ", "identified by ", "\x00", "é"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["a.env", "a.py", "a.yml", "a"]))
def test_both_engines_give_the_same(text: str, name: str) -> None:
    """
    For any text the candidates are equal, wherever in a block it lies.

    Hyperscan skips through a block in strides, so short texts alone would prove little.
    """
    data = b"q" * 37 + b"\n" + text.encode()

    expected = candidates(RECOGNISERS, name, data, matcher=SLOW)

    assert expected == candidates(RECOGNISERS, name, data, matcher=FAST)


def test_options_are_found_behind_other_options() -> None:
    """Words with a dash before an option do not hide it."""
    data = b"Connect -Server 10.0.0.7 -User admin@vSphere.local -Password Tulip42!"

    (found,) = candidates(RECOGNISERS, "setup.sh", data, matcher=FAST)

    assert found.secret == b"Tulip42!"
