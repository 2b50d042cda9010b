import click
import pytest

from leakscan.cli.sizes import parse_size


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("4096", 4096),
        ("10B", 10),
        ("5k", 5_000),
        ("500MB", 500_000_000),
        ("64GiB", 64 * 2**30),
        ("1 gi", 2**30),
        ("2mib", 2 * 2**20),
    ],
)
def test_sizes_are_read_as_people_write_them(word: str, expected: int) -> None:
    """Units of a thousand and of 1024, in any case, with or without the B."""
    assert parse_size(word) == expected


@pytest.mark.parametrize("word", ["", "0", "-1", "1.5GB", "much", "5 GBit", "9" * 40])
def test_what_is_no_size_is_refused(word: str) -> None:
    """Nothing is also no size: it would read nothing."""
    with pytest.raises(click.BadParameter):
        parse_size(word)
