"""Sizes as people write them on a command line."""

import re

import click

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "ki": 2**10, "mi": 2**20, "gi": 2**30}

_SIZE = re.compile(r"(\d{1,15})\s*(?:([kmg]i?)b?|b?)", re.IGNORECASE)


def parse_size(word: str) -> int:
    """
    Return a number of bytes: `4096`, `500MB`, `64GiB`; a unit may lack its `B`.

    Raises:
        click.BadParameter: It is no size.
    """
    match = _SIZE.fullmatch(word.strip())
    size = int(match[1]) * _UNITS[(match[2] or "").lower()] if match else 0
    if not size:
        raise click.BadParameter(f"{word!r} is not a size, as in 500MB or 64GiB")
    return size
