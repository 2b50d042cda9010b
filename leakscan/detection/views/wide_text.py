"""
Text in UTF-16 behind base64: PowerShell's `-EncodedCommand`, `Text.Encoding.Unicode.GetBytes`.

Of text in ASCII every second byte is zero, which base64 shows as two groups of four characters in
turn: that of a letter, a zero and a letter, and that of a zero, a letter and a zero.

Source: RFC 2781, sections 2 and 3.2 (the mark that tells the order of bytes).
"""

from leakscan.detection.views.common import origin_of
from leakscan.expressions import expression

_ODD = rb"[C-Za-f][AQgw][AB][A-Za-z0-9+/]"
"""A letter, a zero, a letter."""
_EVEN = rb"A[A-H][AEIMQUYcgkosw048]A"
"""A zero, a letter, a zero."""
GROUPS = (
    rb"(?:(?:%(odd)b%(even)b){3}|(?:%(even)b%(odd)b){3}"
    rb"|//[45][A-Za-z0-9+/](?:%(even)b%(odd)b){2}%(even)b|/v8A(?:%(odd)b%(even)b){2}%(odd)b)"
    % {b"odd": _ODD, b"even": _EVEN}
)
"""Six groups of base64 that text in UTF-16 begins with: in either order, with its mark or not."""

_PROBE = 9
_NOT_ASCII = expression(r"[^\x00-\x7f]")
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def is_wide(data: bytes) -> bool:
    """Return whether bytes begin as text in UTF-16 does, after its mark."""
    low = 2 if data[:2] in _MARKS else 0
    evens, odds = data[low : low + 2 * _PROBE : 2], data[low + 1 : low + 2 * _PROBE : 2]
    return (any(evens) and not any(odds)) or (any(odds) and not any(evens))


class Narrowed:
    """Text in UTF-16 as UTF-8, and where each byte of it comes from."""

    def __init__(self, data: bytes) -> None:
        """Read `data`; half a character at its end is left."""
        low = 2 if data[:2] in _MARKS else 0
        codec = _MARKS.get(data[:low]) or ("utf-16-le" if data[:1] > b"\0" else "utf-16-be")
        text = data[low : len(data) // 2 * 2].decode(codec, "surrogatepass")
        self.data = text.encode("utf-8", "replace")
        self._places = [(0, low)]
        at = narrow = 0
        wide = low
        for match in _NOT_ASCII.finditer(text):
            narrow += match.start() - at
            wide += 2 * (match.start() - at)
            self._places.append((narrow, wide))
            narrow += len(match[0].encode("utf-8", "replace"))
            wide += len(match[0].encode(codec, "surrogatepass"))
            self._places.append((narrow, wide))
            at = match.end()

    def origin(self, at: int) -> int:
        """Return where the character begins in UTF-16 that begins at `at` in UTF-8."""
        return origin_of(self._places, at, unit=2)
