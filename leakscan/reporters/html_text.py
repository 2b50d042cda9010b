"""Text inside HTML: whatever a target says, it comes out as text and as nothing else."""

import html

from leakscan.reporters.escape import excerpt

_MAX = 1000


def text(value: str, max_length: int = _MAX) -> str:
    """Return a value as it may stand between tags and inside quoted attributes."""
    return html.escape(excerpt(value, max_length))


def code(value: str, max_length: int = _MAX) -> str:
    """Return a value as a piece of code."""
    return f"<code>{text(value, max_length)}</code>"


def element(name: str, content: str = "", **attributes: str | int | None) -> str:
    """
    Return an element; `content` is HTML already, the attributes' values are text.

    `_` in an attribute's name stands for `-`, one at its end for nothing; None leaves it out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>"
