"""Inline pragmas are recognised where detect-secrets recognises them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakscan.detection.content import Content
from leakscan.detection.pragmas import suppression_at

SECRET = b"secret = 1"


def at_secret(text: bytes) -> str:
    """Return the suppression of the secret in `text`."""
    return suppression_at(Content(data=text, name="a.txt"), text.index(SECRET))


@pytest.mark.parametrize(
    "comment",
    [
        b"# pragma: allowlist secret",
        b"# pragma: whitelist secret",
        b"#pragma: allowlist secret",
        b"// pragma: allowlist secret",
        b"/* pragma: allowlist secret */",
        b"' pragma: allowlist secret",
        b"-- pragma: allowlist secret",
        b"<!-- pragma: allowlist secret -->",
        b"<!-- # pragma: allowlist secret -->",
        b"# pragma:allowlist-secret",
        b"# pragma: allowlist secret - known",
    ],
)
def test_a_pragma_on_the_line_suppresses(comment: bytes) -> None:
    """Every comment syntax and spelling works at the end of the line, and only there."""
    assert at_secret(b"a\n" + SECRET + b" " + comment + b"\r\nb") == "pragma"
    assert at_secret(comment + b"\n" + SECRET + b"\n") == ""
    assert at_secret(SECRET + b"\n" + comment) == ""


@pytest.mark.parametrize("start", [b"# ", b"// ", b"/* ", b"' ", b"-- ", b"<!-- "])
def test_a_pragma_for_the_next_line_suppresses(start: bytes) -> None:
    """It must begin its line, and counts for the next line only."""
    pragma = start + b"pragma: allowlist nextline secret"

    assert at_secret(pragma + b"\n" + SECRET) == "pragma"
    assert at_secret(b"x = 2 " + pragma + b"\n" + SECRET) == ""
    assert at_secret(pragma + b"\n\n" + SECRET) == ""
    assert at_secret(SECRET + b" " + pragma) == ""


@pytest.mark.parametrize(
    "comment", [b"pragma: allowlist secret", b"# pragma: allow secret", b"# pragma: no cover"]
)
def test_other_comments_do_not_suppress(comment: bytes) -> None:
    """A pragma needs a comment sign and its exact words."""
    assert at_secret(SECRET + b" " + comment) == ""


def test_a_pragma_far_away_is_not_looked_for() -> None:
    """In an endless line only the neighbourhood counts."""
    assert at_secret(SECRET + b" " * 10_000 + b"# pragma: allowlist secret") == ""


@given(st.binary(max_size=300), st.integers(0, 299))
def test_any_content_is_looked_at(data: bytes, offset: int) -> None:
    """No content and no offset fails."""
    found = suppression_at(Content(data=data, name=""), min(offset, len(data)))

    assert found in {"", "pragma"}


PIECES = st.sampled_from(
    (
        "#",
        " ",
        "//",
        "/*",
        "*/",
        "'",
        "--",
        "<!--",
        "-->",
        "-",
        "x",
        "\t",
        "pragma:",
        "allowlist",
        "whitelist",
        "secret",
        "nextline",
        "# pragma: allowlist secret",
    )
)


@settings(deadline=None)  # the first example loads the library
@given(st.lists(PIECES, max_size=9).map("".join), st.lists(PIECES, max_size=9).map("".join))
def test_detect_secrets_agrees(previous: str, line: str) -> None:
    """For any two lines the answer is the one that detect-secrets gives."""
    from detect_secrets.filters.allowlist import is_line_allowlisted
    from detect_secrets.util.code_snippet import get_code_snippet

    lines = [previous, line]
    expected = is_line_allowlisted("a.txt", line, get_code_snippet(lines, 2))
    text = f"{previous}\n{line}".encode()

    found = suppression_at(Content(data=text, name="a.txt"), len(previous) + 1)

    assert expected == (found == "pragma")
