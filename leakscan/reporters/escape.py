"""
The one place that makes untrusted text fit to show.

File names, labels, history and error messages come from the target.  Shown as they are, they could
move the cursor, reorder a line or hide half of it.
"""

from leakscan.expressions import expression

_INVISIBLE = expression(
    "[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Fillers and selectors that `str.isprintable` lets pass although nobody sees them."""

_SURROGATE = expression("[\ud800-\udfff]")

_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    r"""
    Return `text` in characters that only print: all others are escaped, newlines too.

    A byte that was not UTF-8 becomes `\x9b`, a control character of Unicode `\u009b`.
    """
    if text.isprintable() and not _INVISIBLE.search(text):
        return text
    return "".join(map(_escaped, text))


def encodable(text: str) -> str:
    """
    Return `text` without lone surrogates, which no UTF encoding and few JSON readers accept.

    For formats that escape control characters themselves.
    """
    return _SURROGATE.sub(lambda match: _escaped(match[0]), text)


def excerpt(text: str, max_length: int) -> str:
    """Return `text` made visible and, when longer than `max_length`, with its middle left out."""
    # Escapes make text longer, so what is far beyond the limit need not be escaped at all.
    if len(text) > 2 * max_length:
        text = text[:max_length] + " ... " + text[-max_length:]
    shown = visible(text)
    if len(shown) <= max_length:
        return shown
    head = (max_length - 5) * 2 // 3
    return f"{shown[:head]} ... {shown[head + 5 - max_length :]}"


def _escaped(character: str) -> str:
    code = ord(character)
    if character.isprintable() and not _INVISIBLE.match(character):
        return character
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= code <= 0xDCFF:  # a byte, carried through text by `surrogateescape`
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
