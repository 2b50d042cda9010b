"""
What a registry asks for with 401, in its `WWW-Authenticate` header.

Source: RFC 9110, 11.6.1; distribution docs/spec/auth/token.md.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MAX_LENGTH = 16 * 1024

_SCHEME = re.compile(r"[\s,]*([A-Za-z][A-Za-z0-9_-]*)(?=\s|,|$)")
_PARAMETER = re.compile(
    r"[\s,]*([A-Za-z][A-Za-z0-9_-]*)\s?=\s?(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]+))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One way to authenticate."""

    scheme: str
    """Lower case: `bearer`, `basic`."""
    parameters: Mapping[str, str]
    """By lower-case name: `realm`, `service`, `scope`."""


def parse_challenges(header: str) -> tuple[Challenge, ...]:
    """Return every challenge of a header; what is malformed ends it."""
    return tuple(_challenges(header[:MAX_LENGTH]))


def _challenges(text: str) -> Iterator[Challenge]:
    at = 0
    while scheme := _SCHEME.match(text, at):
        at = scheme.end()
        parameters: dict[str, str] = {}
        while parameter := _PARAMETER.match(text, at):
            at = parameter.end()
            name, quoted, plain = parameter.groups()
            value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            parameters.setdefault(name.lower(), value)
        yield Challenge(scheme=scheme[1].lower(), parameters=parameters)
