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


@pytest.mark.parametrize("value", ["__TOKEN__", "x-__DB_PASSWORD__", "__A1_B2__"])
def test_a_name_between_underscores_is_a_template(value: str) -> None:
    """It is filled in when the file is written."""
    assert filters.reference(value.encode()) == "template"


@pytest.mark.parametrize(
    "value", ["super$ecret1", "a{b", "50%off!", "x<y>z1", "p@ss@word", "k9__S_iZ", "Vw__TG1_g7Q"]
)
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
        "files",
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


@pytest.mark.parametrize(
    "value",
    [
        "890123", "210987", "xyzabc", "cbazyx", "cdef0123", "3210fedc", "789abcd", "xyz012345",
        "wxyz0123", "qwert", "1a2b3c", "e5f6g7", "ABCD-EFGH", "6543", "abcd",
    ],
)  # fmt: skip
def test_a_run_goes_on_from_its_end_to_its_start(value: str) -> None:
    """Digits, letters, hexadecimal digits and both, upwards, downwards, and around."""
    assert filters.sequential(value.encode()) == "sequence"
    assert filters.placeholder(value.encode())
    assert filters.drop_reason(value.encode()) == "sequence"


@pytest.mark.parametrize("value", ["abc", "123", "acegik", "1357", "abcdx", "x1234"])
def test_what_is_too_short_or_has_gaps_is_no_run(value: str) -> None:
    """Three characters are in any word, and all of a value has to be the run."""
    assert filters.sequential(value.encode()) == ""


def test_a_run_in_a_value_counts_from_four_characters_on() -> None:
    """Hyphens do not count."""
    assert filters.sequential(b"ab-c") == ""
    assert filters.sequential(b"a-b-c-d") == "sequence"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("kkk", ""),
        ("kkkk", "repeated character"),
        ("kjkj", "repeated character"),
        ("kkkkkkjx", "repeated character"),
        ("kkkkkjxz", ""),
        ("k3Zk3Zk3Z", "repeated piece"),
        ("k3Z9k3Z9", ""),
        ("k3Z9" * 3, "repeated piece"),
        ("k3Z9" * 3 + "k3", "repeated piece"),
        ("0Kq3Zp9xQmWv7Tde" * 3, "repeated piece"),
        ("0Kq3Zp9xQmWv7TdeR" * 3, ""),
        ("0Kq3Zp9xQmWv7Tde" * 2, ""),
    ],
)
def test_a_piece_counts_as_repeated_from_its_third_time_on(value: str, why: str) -> None:
    """Pieces of up to sixteen characters, the last one cut or not; of characters, two thirds."""
    assert filters.repeated(value.encode()) == why
    assert bool(filters.drop_reason(value.encode())) == bool(why)


def test_a_template_shows_in_the_first_hundred_and_twenty_eight_bytes() -> None:
    """What comes later is text that somebody wrote."""
    before = b"k3Zp9xQm" * 16

    assert filters.reference(before[:126] + b"${name}") == "template"
    assert filters.reference(before[:127] + b"${name}") == ""
    assert filters.reference(b"k" + b"${name}") == "template"


def test_an_example_shows_in_the_first_sixty_four_bytes() -> None:
    """A key of a thousand characters that spells a word somewhere is a key."""
    before = bytes(33 + (17 * number) % 90 for number in range(64))

    assert filters.placeholder(b"k3Zp9xQm" + b"changeme") == "placeholder"
    assert filters.placeholder(before[:56] + b"changeme") == "placeholder"
    assert filters.placeholder(before[:57] + b"changeme") == ""


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST", "127.1.2.3", "[::1]", "::1"]
)
def test_this_machine_has_many_names(host: str) -> None:
    """In any case; another machine has none of them."""
    assert filters.is_local_host(host.encode())
    assert filters.documentation_host(host.encode())
    assert not filters.is_local_host(b"db." + host.encode())


@pytest.mark.parametrize("host", ["db.example", "a.test", "x.invalid", "EXAMPLE.com", "192.0.2.7"])
def test_names_that_nobody_can_own_are_of_documentation(host: str) -> None:
    """RFC 2606 and RFC 5737; a name that only ends alike is somebody's."""
    assert filters.documentation_host(host.encode())
    assert not filters.documentation_host(b"mytest.acme.io")
    assert not filters.documentation_host(b"contest")


def test_what_people_deploy_is_told_from_what_they_chose() -> None:
    """`changeme` is what a manual says, `letmein` what somebody typed; both are defaults."""
    assert filters.common_default(b"ChangeMe")
    assert not filters.chosen_default(b"changeme")
    assert filters.common_default(b"LetMeIn")
    assert filters.chosen_default(b"LetMeIn")
    assert not filters.common_default(b"k3Zp9xQm")
