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


def prose(value: str, max_length: int = _MAX) -> str:
    """Return a sentence in which what stands between backticks is shown as code."""
    parts = excerpt(value, max_length).split("`")
    if len(parts) % 2 == 0:  # one without its other half
        return text(value, max_length)
    return "".join(
        f"<code>{html.escape(part)}</code>" if odd % 2 else html.escape(part)
        for odd, part in enumerate(parts)
    )


def lines(values: list[str]) -> str:
    """Return lines to copy, as they are."""
    return f"<pre>{html.escape(chr(10).join(values))}</pre>" if values else ""


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
