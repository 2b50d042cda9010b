"""What the ways to hand over a password have in common."""

import re
from dataclasses import dataclass, field

from leakscan.detection.assignments.dialects import Dialect
from leakscan.expressions import expression

VALUE = rb"[^\s\"'`<|\\$-][^\s\"'`<|\\]{3}"
"""How every value begins; `$` begins a reference."""
WORD = expression(rb"[^\s\"'`|;<>]{1,1024}")
QUOTED = expression(rb"[^\"'\r\n]{1,1024}(?=[\"'])")
OPTION = (
    rb"(?:passw(?:or)?d|passphrase|passwort|pass|pwd|token|secret|api-?key|secret-?key|access-?key"
    rb"|private-?key|auth-?key|account-?key|storepass|keypass|credential)"
)
"""What an option with a password is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to hand over a password."""

    anchor: bytes
    before: re.Pattern[bytes]
    """What stands before the value, read backwards; may have a group `name`."""
    earlier: re.Pattern[bytes] | None = None
    """What must stand earlier on the line, read forwards."""
    key: str = "password"
    only: frozenset[Dialect] = field(default=frozenset())
    """Dialects it exists in; empty: any."""
    file: re.Pattern[str] | None = None
    """What the file must be called."""
    ends: re.Pattern[bytes] = WORD
    """The value, from its first byte."""
    chance_only: bool = False
    """Whether a word in its place is something else: only a value drawn at random counts."""
    told: bool = False
    """Whether people are told about it, so that it is for review at most."""
    specific: int = 0
    """1 where what any assignment takes for the value goes too far."""


def backwards(text: bytes) -> re.Pattern[bytes]:
    """Return the expression of what stands before a value, which is spelled from its end."""
    return expression(text, re.IGNORECASE)
