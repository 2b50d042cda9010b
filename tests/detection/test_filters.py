"""Filters give a reason why a value is no secret, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.detection import filters


@pytest.mark.parametrize(
    "value",
    [
        "${X}",
        "$X",
        "$(cat x)",
        "{{ x }}",
        "<%= x %>",
        "%(x)s",
        "<x>",
        "%X%",
        "@X@",
        "`x`",
        "op://a/b",
    ],
)
def test_a_reference_is_not_a_value(value: str) -> None:
    """Variables, templates and stores of secrets say where the value is."""
    assert filters.reference(value.encode())


@pytest.mark.parametrize("value", ["super$ecret1", "a{b", "50%off!", "x<y>z1", "p@ss@word"])
def test_signs_alone_make_no_reference(value: str) -> None:
    """Passwords may have dollars, braces and brackets in them."""
    assert not filters.reference(value.encode())


@pytest.mark.parametrize(
    "value",
    [
        "changeme",
        "xxxxxxxx",
        "your-token",
        "<redacted>",
        "example123",
        "dummy-key",
        "12345678",
        "foo",
    ],
)
def test_a_placeholder_stands_for_a_value(value: str) -> None:
    """Words and patterns of documentation are recognised."""
    assert filters.placeholder(value.encode())


def test_repetition_and_sequence_are_placeholders() -> None:
    """A short piece repeated and a run of the alphabet were not drawn."""
    assert filters.repeated(b"abababababab")
    assert filters.sequential(b"abcdefghijkl")
    assert filters.sequential(b"1a2b3c4d-5e6f")
    assert not filters.repeated(b"k3Zp9xQm")
    assert not filters.sequential(b"k3Zp9xQm")


def test_examples_of_standards_are_known() -> None:
    """The tokens that RFC 6749 prints belong to nobody."""
    printed = b"tGzv3JOk" + b"F0XG5Qx2" + b"TlKWIA"

    assert filters.published(printed)
    assert filters.placeholder(printed) == "published example"
    assert not filters.published(printed[::-1])


def test_a_sample_with_a_prefix_is_dropped() -> None:
    """`drop_reason` knows documentation by its words and its repetition, nothing more."""
    assert filters.drop_reason(b"acme_EXAMPLE" + b"k3Zp9x")
    assert filters.drop_reason(b"x" * 20)
    assert not filters.drop_reason(b"test" + b"k3Zp9xQm")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (b"example.com", True),
        (b"db.example.org", True),
        (b"localhost", True),
        (b"127.0.0.1", True),
        (b"db.test", True),
        (b"192.0.2.7", True),
        (b"your-server", True),
        (b"acme.io", False),
        (b"db.prod.internal", False),
        (b"10.0.0.7", False),
        (b"contest", False),
    ],
)
def test_hosts_of_documentation(host: bytes, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """Reserved names and addresses are for examples; others are real."""
    assert expected == filters.documentation_host(host)


@given(st.binary(max_size=200))
def test_any_bytes_can_be_filtered(value: bytes) -> None:
    """No filter fails on any bytes."""
    for check in (
        filters.reference,
        filters.placeholder,
        filters.drop_reason,
        filters.common_default,
        filters.documentation_host,
        filters.is_local_host,
    ):
        assert check(value) == check(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"aaaaaaaabc", "repeated character"),
        (b"aaaabbbcdd", ""),
        (b"ababababab", "repeated character"),
        (b"aaaaaabcd", ""),
        (b"aaaaaaabcd", "repeated character"),
        (b"abcabcabc", "repeated piece"),
        (b"aaa", ""),
    ],
)
def test_two_thirds_of_one_character_are_too_many(value: bytes, reason: str) -> None:
    """So are two different characters, and a short piece that comes again; two thirds are not."""
    assert filters.repeated(value) == reason
