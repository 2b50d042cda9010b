"""JSON as it leaves leakscan: ASCII, every control character escaped, laid out for its size."""

import json

_READABLE = 1000
"""Findings up to which people may read the file: indenting is slow and doubles its size."""


def document(value: object, *, findings: int) -> str:
    """Return `value` as JSON text: indented when it holds few findings, else on one line."""
    text = json.dumps(value, indent=2 if findings <= _READABLE else None)
    # The one control character that JSON may hold as it is; it can stand in strings only.
    return text.replace("\x7f", "\\u007f") + "\n"
