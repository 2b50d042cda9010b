"""Text in hexadecimal."""

from collections.abc import Iterator

from leakscan.detection.content import Content, View
from leakscan.detection.views.common import MAX_ENCODED, continues, recogniser
from leakscan.expressions import expression
from leakscan.model.location import Span

_HEX = expression(rb"(?:[0-9A-Fa-f]{2})+")
_HEX_CHARS = b"0123456789ABCDEFabcdef"


def _hex(content: Content, end: int) -> Iterator[View]:
    data, start = content.data, end - 40
    if start < 0 or continues(data, start, _HEX_CHARS):
        return
    match = _HEX.match(data, start, min(len(data), start + MAX_ENCODED))
    if match is None:
        return

    def outer(span: Span) -> Span:
        return Span(start + 2 * span.offset, 2 * span.length)

    yield View(
        bytes.fromhex(match[0].decode()),
        Span(start, len(match[0])),
        "written in hexadecimal",
        outer,
    )


RECOGNISERS = (recogniser(rb"(?:^|[^0-9A-Fa-f])(?:[2-7][0-9A-Fa-f]){20}", _hex),)
