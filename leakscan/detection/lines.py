"""Where bytes are as a person counts: lines and columns."""

from codecs import utf_8_decode

from leakscan.detection.content import Content
from leakscan.model.location import Region, Span

_TEXT_PROBE = 1024


class Lines:
    """Turns spans into regions: asked in the order of the bytes, it looks at each byte once."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._rewind()

    def _rewind(self) -> None:
        self._offset = 0
        self._newlines = self._content.lines_before
        self._start = 0
        """Of the line of `_offset`."""
        self._columns = 0
        """Characters from there to `_offset`, but for one that goes on behind it."""
        self._cut = b""
        """The bytes of that one."""

    def region(self, span: Span) -> Region | None:
        """
        Return a span of the content's data in lines and columns.

        None when it is not text, or when its line starts before a window's edge.
        """
        data = self._content.data
        if data.find(b"\0", max(0, span.offset - _TEXT_PROBE), span.end + _TEXT_PROBE) >= 0:
            return None
        self._advance(span.offset)
        if self._start == 0 and self._content.origin:
            return None
        line = self._newlines + 1
        last = data.rfind(b"\n", span.offset, max(span.offset, span.end - 1)) + 1
        inner = data[last : span.end] if last else self._cut + data[span.offset : span.end]
        return Region(
            start_line=line,
            start_column=self._columns + bool(self._cut) + 1,
            end_line=line + (data.count(b"\n", span.offset, last) if last else 0),
            end_column=_columns(inner) + (0 if last else self._columns),
        )

    def _advance(self, offset: int) -> None:
        if offset < self._offset:
            self._rewind()
        data, begin = self._content.data, self._offset
        newline = data.rfind(b"\n", begin, offset)
        if newline >= 0:
            self._newlines += data.count(b"\n", begin, newline + 1)
            self._start = begin = newline + 1
            self._columns, self._cut = 0, b""
        piece = self._cut + data[begin:offset]
        if piece.isascii():
            self._columns, self._cut = self._columns + len(piece), b""
        else:
            text, used = utf_8_decode(piece, "replace", False)  # noqa: FBT003 - more may follow
            self._columns, self._cut = self._columns + len(text), piece[used:]
        self._offset = offset


def _columns(text: bytes) -> int:
    return len(text) if text.isascii() else len(text.decode("utf-8", "replace"))
