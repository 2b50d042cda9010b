"""
Text from a target inside GitHub's and GitLab's Markdown: shown as it is, and doing nothing.

A backslash does not stop a bare address, a mention or a reference from becoming a link, since those
are looked for after it is gone.  An empty comment inside does.
"""

import re

from leakscan.expressions import expression
from leakscan.reporters.escape import excerpt

_MARKUP = expression(r"[\\`*_{}\[\]<>()#+!|~&^$=\"'-]")
_LINKED = expression(r"([@#!~%&$]|://|\bwww\.|\bgh-|:(?=\w)|\.(?=\w))", re.IGNORECASE)
"""What a link, a mention or a reference may begin with, or have inside."""


_TICKS = expression("`+")

_STARTS = frozenset(["@", "#", "!", "~", "%", "&", "$", "://", "www.", "gh-", ":", "."])


def prose(text: str, max_length: int) -> str:
    """Return `text`, at most so many characters of it, as a run of plain words."""
    shown = excerpt(text, max_length)
    return "".join(map(_neutral, _LINKED.split(shown)))


def sentence(text: str, max_length: int) -> str:
    """Return the same, but what stands between backticks in `text` as a code span."""
    parts = excerpt(text, max_length).split("`")
    if len(parts) % 2 == 0:  # one without its other half
        return prose(text, max_length)
    return "".join(
        code(part, max_length) if odd % 2 else prose(part, max_length)
        for odd, part in enumerate(parts)
    )


def verbatim(text: str, max_length: int) -> str:
    """Return `text` as a code span from which it can be copied as it is; for no table."""
    shown = excerpt(text, max_length).strip()
    ticks = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    space = " " if "`" in shown[:1] + shown[-1:] else ""
    return f"{ticks}{space}{shown}{space}{ticks}" if shown else "-"


def code(text: str, max_length: int) -> str:
    """Return `text` as a code span that fits into a table, or a dash when there is none."""
    shown = excerpt(text, max_length).strip()
    # Neither can be escaped in a code span inside a table.
    shown = shown.replace("`", r"\x60").replace("|", r"\x7c")
    return f"`{shown}`" if shown else "-"


def _neutral(piece: str) -> str:
    escaped = _MARKUP.sub(r"\\\g<0>", piece)
    return f"{escaped}<!-- -->" if piece.lower() in _STARTS else escaped
